"""What the sandbox can be asked to do from a shell: serve, push, write exports, truth, or logs.

Plain functions with plain arguments, shared by `python -m sandbox` and the `mdc sandbox` commands.
Parsing of arguments belongs there, the work itself in the rooms that are called here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sandbox import logs, truth
from sandbox.callback import Delivered, Deliverer, pushes_of
from sandbox.exports import ExportSummary, write_exports
from sandbox.platforms.app import Options
from sandbox.platforms.calendar import date_of, day_of, parse_instant
from sandbox.platforms.canary import Canary
from sandbox.platforms.clock import SandboxClock
from sandbox.pushes import KINDS
from sandbox.serve import LOOPBACK, RunningSandbox
from sandbox.serve import serve as serve_app
from sandbox.world import World

READY = "# ready"
USUAL_PORT = 8765
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """Which world, seen when.

    Attributes:
        people: How many people it has.
        days: Days of history.
        seed: Makes the same world again.
        until: The day its history ends before, YYYY-MM-DD; the clock's day by default.
        now: Pins the clock to an ISO instant (Beijing time without an offset).
    """

    people: int = 2_000
    days: int = 180
    seed: int = 1
    until: str | None = None
    now: str | None = None

    def clock(self) -> SandboxClock:
        """Return the clock.

        Raises:
            ValueError: If `now` is no ISO instant.
        """
        return SandboxClock(parse_instant(self.now) if self.now else None)

    def world(self, clock: SandboxClock) -> World:
        """Make the world.

        Raises:
            ValueError: If `until` is no date.
        """
        until = date.fromisoformat(self.until) if self.until else date_of(day_of(clock.now()))
        return World(self.people, self.days, self.seed, until)


@dataclass(frozen=True, slots=True)
class Service:
    """How the platforms are served.

    Attributes:
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        faults: A JSON file with a fault script.
        quotas: Calls a day by path.
        quota_file: Where the counters rest between two runs.
        canary: A name and a phone to plant.
    """

    host: str = LOOPBACK
    port: int = USUAL_PORT
    faults: Path | None = None
    quotas: Mapping[str, int] = field(default_factory=dict)
    quota_file: Path | None = None
    canary: tuple[str, str] | None = None

    def options(self) -> Options:
        """Return the options of the platforms.

        Raises:
            ValueError: If the fault script is no JSON list of faults.
        """
        script: list[dict[str, Any]] = []
        if self.faults:
            script = json.loads(self.faults.read_text(encoding="utf-8"))
        return Options(
            daily_quotas=self.quotas,
            quota_file=self.quota_file,
            faults=script,
            canary=Canary(*self.canary) if self.canary else None,
        )


def parse_quotas(texts: Sequence[str]) -> dict[str, int]:
    """Read daily limits written as `/cgi-bin/user/get=100`.

    Raises:
        ValueError: If one is written otherwise.
    """
    quotas = {}
    for text in texts:
        path, _, calls = text.partition("=")
        if not path.startswith("/") or not calls.isdecimal():
            raise ValueError(f"A quota is PATH=CALLS, such as /cgi-bin/user/get=100, not {text!r}.")
        quotas[path] = int(calls)
    return quotas


def serve(scene: Scene, service: Service, say: Say) -> None:
    """Serve the platforms until stopped; once ready, say the `.env` lines and then `# ready`.

    Raises:
        OSError: If the address cannot be listened on.
    """

    def announce(running: RunningSandbox) -> None:
        for name, value in running.environment.items():
            say(f"{name}={value}")
        say(f"{READY} {running.url}")

    clock = scene.clock()
    options, world = service.options(), scene.world(clock)
    serve_app(world, clock, options, host=service.host, port=service.port, on_ready=announce)


def exports(
    scene: Scene, out: Path, since: str | None, canary: tuple[str, str] | None
) -> ExportSummary:
    """Write the offline files into a folder.

    Args:
        scene: Which world, seen when.
        out: The folder; made when it is missing.
        since: ISO instant of the delivery before; only what a later delivery brings is written.
        canary: A name and a phone to plant.
    """
    clock = scene.clock()
    return write_exports(
        scene.world(clock),
        out,
        clock.now(),
        since=parse_instant(since) if since else None,
        canary=Canary(*canary) if canary else None,
    )


def push(scene: Scene, deliverer: Deliverer, kinds: Sequence[str], is_shuffled: bool) -> Delivered:
    """Deliver what WeChat pushed to the official account by the clock.

    Args:
        scene: Which world, seen when.
        deliverer: Signs and sends.
        kinds: Kinds of push; all when empty.
        is_shuffled: Whether they come out of order.

    Raises:
        ValueError: If there is no such kind.
    """
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(f"no push is called {min(unknown)!r}; there are {', '.join(KINDS)}")
    clock = scene.clock()
    pushes = list(pushes_of(scene.world(clock), clock.now(), kinds))
    if is_shuffled:
        order = np.random.default_rng(scene.seed).permutation(len(pushes))
        pushes = [pushes[place] for place in order]
    return deliverer.deliver(pushes)


def write_truth(scene: Scene, out: Path) -> None:
    """Write who really is who, as Parquet, as of the clock."""
    clock = scene.clock()
    truth.write_truth(scene.world(clock), out, clock.now())


def write_logs(scene: Scene, out: Path) -> None:
    """Write the brand's daily logs as files, up to the clock."""
    clock = scene.clock()
    logs.write_logs(scene.world(clock), out, clock.now())
