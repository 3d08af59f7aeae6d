"""How well identity finds the people of made-up worlds, case by case.

    python -m benchmarks.accuracy [--seeds 31415 27182 16180] [--people 800] [--days 150]

Each seed is a world of its own: its platforms are served, its files delivered, everything is
pulled, built and published in a temporary home, and the members are compared with the people
(`mdc identity evaluate`). Prints the figures of every world, and what became of each hard case in
all of them together. The thresholds were not tuned on the seeds named here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT
from member_center.cli.environment import without_ours
from member_center.cli.sandbox_process import running_sandbox

SEEDS = (31415, 27182, 16180)
UNTIL = "2026-05-20"
NOW = f"{UNTIL}T09:00:00+08:00"
KEYS = {
    "MDC_TOKEN_KEY": "a key that only the benchmarks use, nothing else",
    "MDC_VAULT_KEY": "another key that only the benchmarks use, really",
}
MEASURES = ("pairwise", "b_cubed")


def evaluated(seed: int, people: int, days: int) -> dict[str, Any]:
    """What `mdc identity evaluate` says of one world."""
    world = [f"--people={people}", f"--days={days}", f"--seed={seed}", f"--until={UNTIL}"]
    world.append(f"--now={NOW}")
    with tempfile.TemporaryDirectory(prefix="accuracy-") as temporary:
        folder = Path(temporary)
        home = folder / "home"
        environment = {**without_ours(), **KEYS, "MDC_HOME": str(home), "MDC_NOW": NOW}
        _mdc(environment, "sandbox", "exports", f"--out={home / 'inbox'}", *world)
        _mdc(environment, "sandbox", "truth", f"--out={folder / 'truth'}", *world)
        with running_sandbox(world, folder / "sandbox.log") as served:
            _mdc({**environment, **served}, "run")
        said = _mdc(environment, "identity", "evaluate", f"--truth={folder / 'truth'}", "--json")
    found: dict[str, Any] = json.loads(said)
    return found


def print_worlds(found: Mapping[int, Mapping[str, Any]]) -> None:
    """A row a world: how large, and how well its people were found."""
    print("| seed | identifiers | people | pairwise P / R / F1 | B-cubed P / R / F1 | knowable R |")
    print("|---|---|---|---|---|---|")
    for seed, one in found.items():
        scores = [
            " / ".join(f"{one[measure][name]:.3f}" for name in ("precision", "recall", "f1"))
            for measure in MEASURES
        ]
        scores.append(f"{one['knowable_recall']:.3f}")
        print(f"| {seed} | {one['identifiers']:,} | {one['people']:,} | {' | '.join(scores)} |")


def print_cases(found: Sequence[Mapping[str, Any]]) -> None:
    """A row a hard case, over all worlds."""
    counts: dict[str, tuple[int, int]] = {}
    for case in (case for one in found for case in one["hard_cases"]):
        identifiers, solved = counts.get(case["hard_case"], (0, 0))
        counts[case["hard_case"]] = (identifiers + case["identifiers"], solved + case["solved"])
    print("\n| hard case | identifiers | solved |")
    print("|---|---|---|")
    for name, (identifiers, solved) in sorted(counts.items()):
        print(f"| {name} | {identifiers:,} | {solved / identifiers:.1%} |")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all worlds, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--people", type=int, default=800)
    parser.add_argument("--days", type=int, default=150)
    asked = parser.parse_args(arguments)
    found = {seed: evaluated(seed, asked.people, asked.days) for seed in asked.seeds}
    print_worlds(found)
    print_cases(list(found.values()))
    return 0


def _mdc(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command to its end; what it wrote to standard output."""
    command = [str(Path(sys.executable).with_name("mdc")), *arguments]
    ran = subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])} failed:\n{ran.stdout[-4000:]}{ran.stderr}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
