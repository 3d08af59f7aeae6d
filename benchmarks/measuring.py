"""What one child process cost: CPU seconds, wall seconds, peak memory.

A child is measured as a whole, interpreter start included, so that rivals in other environments
are measured alike. What is run, and what the figures mean, is said in the benchmark.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a child process cost.

    Attributes:
        cpu: User and system seconds of it and of the children it waited for.
        wall: Seconds from start to end.
        peak_mib: Its largest resident memory in MiB, by its own account (`peak_mib()` in the last
            line it printed): the kernel's figure for a child starts at its parent's size.
        said: The JSON object of its last printed line; empty when it printed none.
    """

    cpu: float
    wall: float
    peak_mib: float
    said: Mapping[str, Any]


def measure(command: Sequence[str], environment: Mapping[str, str], folder: Path = ROOT) -> Cost:
    """Run a command to its end.

    Args:
        command: Program and arguments.
        environment: All of its environment.
        folder: Where it runs.

    Raises:
        RuntimeError: It failed; its last words are in the message.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(environment), cwd=folder, stdout=output, stderr=complaints
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[0]} failed: {_text(complaints)[-2000:]}")
        said = _last_object(_text(output))
    return Cost(used.ru_utime + used.ru_stime, wall, float(said.get("peak_mib", 0)), said)


def peak_mib() -> float:
    """The largest resident memory of this process since it began its program, in MiB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def alternating(
    rounds: int, contestants: Mapping[str, Callable[[], Cost]]
) -> dict[str, list[Cost]]:
    """Run every contestant once a round, so that a noisy minute hits all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            costs[name].append(run())
    return costs


def median(costs: Sequence[Cost], figure: str) -> float:
    """The median of one figure: `cpu`, `wall` or `peak_mib`."""
    return statistics.median(getattr(cost, figure) for cost in costs)


def best(costs: Sequence[Cost], figure: str) -> float:
    """The least of one figure: who shares the machine only ever adds to it."""
    return float(min(getattr(cost, figure) for cost in costs))


def machine() -> str:
    """One line that says how busy the machine is, to stand beside the figures."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    version = sys.version.split()[0]
    return f"{os.cpu_count()} cores, load average {load}, Python {version}"


def _text(stream: Any) -> str:
    stream.seek(0)
    return str(stream.read().decode("utf-8", "replace"))


def _last_object(text: str) -> Mapping[str, Any]:
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            found: Mapping[str, Any] = json.loads(line)
            return found
    return {}
