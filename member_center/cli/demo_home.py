"""The home of the demonstration: which made-up world it shows, from which day on, with which keys.

It lies apart from the real home, has keys of its own, and never sees the caller's settings.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from member_center.cli.console import CommandFailed
from member_center.cli.sandbox_process import running_sandbox, write_exports

DEMO_HOME = Path("var/demo")
STATE_FILE = "demo.json"
OPENING_HOUR = "09:00:00+08:00"
DAYS_TO_COME = 14
USUAL_WORLD = {"people": 2_000, "days": 180, "seed": 7}


@dataclass(frozen=True, slots=True)
class DemoHome:
    """One demonstration, as its `demo.json` remembers it.

    Attributes:
        folder: The home.
        people: How many people the made-up world has.
        days: How many days of history.
        seed: Makes the same world again.
        until: The first demonstrated day (Asia/Shanghai); the history ends before it.
        delivered: Instant of the last delivery of offline files, ISO form; empty before it.
        first_seconds: How long the first run took; 0 before it.
    """

    folder: Path
    people: int
    days: int
    seed: int
    until: date
    delivered: str = ""
    first_seconds: float = 0.0

    def current(self) -> Self:
        """This demonstration as its file says now."""
        return self.open(self.folder, self.people, self.days, self.seed, self.until)

    @classmethod
    def open(cls, folder: Path, people: int, days: int, seed: int, today: date) -> Self:
        """The demonstration in a folder, or a new one.

        Raises:
            CommandFailed: The folder shows another world.
        """
        file = folder / STATE_FILE
        if not file.exists():
            return cls(folder, people, days, seed, until=today)
        said = json.loads(file.read_text("utf-8"))
        if (said["people"], said["days"], said["seed"]) != (people, days, seed):
            raise CommandFailed(
                f"{folder} shows a world of {said['people']} people over {said['days']} days, seed"
                f" {said['seed']}. Ask for the same one, or add --fresh to start over."
            )
        return cls(folder=folder, **{**said, "until": date.fromisoformat(said["until"])})

    @classmethod
    def any(cls, folder: Path, today: date) -> Self:
        """The demonstration in a folder, whichever world it shows, or a new one of usual size."""
        file = folder / STATE_FILE
        said = json.loads(file.read_text("utf-8")) if file.exists() else USUAL_WORLD
        return cls.open(folder, said["people"], said["days"], said["seed"], today)

    def remember(self, **changes: object) -> Self:
        """Write `demo.json` with changes, and return what it says now."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # checked by the dataclass
        said = {name: value for name, value in asdict(changed).items() if name != "folder"}
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**said, "until": changed.until.isoformat()}, indent=2)
        (self.folder / STATE_FILE).write_text(text + "\n", "utf-8")
        return changed

    def scene(self, today: date) -> list[str]:
        """The sandbox's options: this world, seen at opening time of a day."""
        return [
            f"--people={self.people}",
            f"--days={self.days}",
            f"--seed={self.seed}",
            f"--until={self.until}",
            f"--now={opening(today)}",
        ]

    def variables(self, today: date) -> dict[str, str]:
        """The settings of this home, clock and keys among them; nothing is left to a default."""
        return {
            "MDC_HOME": str(self.folder),
            "MDC_TOKEN_KEY": demo_key("token"),
            "MDC_TOKEN_KEY_VERSION": "1",
            "MDC_VAULT_KEY": demo_key("vault"),
            "MDC_NOW": opening(today),
            "MDC_START_DATE": (self.until - timedelta(days=self.days)).isoformat(),
            "MDC_BRAND": "demo",
            "OFFLINE_SETTLE_SECONDS": "0",
        }

    @contextmanager
    def with_sandbox(self, today: date) -> Iterator[dict[str, str]]:
        """Serve the world and deliver its offline files; yields all settings of the home."""
        self.folder.mkdir(parents=True, exist_ok=True)
        now = opening(today)
        with running_sandbox(self.scene(today), self.folder / "sandbox.log") as platforms:
            if self.delivered != now:
                since = [f"--since={self.delivered}"] if self.delivered else []
                write_exports([*self.scene(today), *since], self.folder / "inbox")
                self.remember(delivered=now)
            yield {**self.variables(today), **platforms}

    def days_left(self, today: date) -> int:
        """How many more days of the world are still to come."""
        return (self.until + timedelta(days=DAYS_TO_COME) - today).days


def opening(day: date) -> str:
    """The instant at which the demonstration stands still on a day."""
    return f"{day.isoformat()}T{OPENING_HOUR}"


def demo_key(purpose: str) -> str:
    """A key that everybody can compute: fit for made-up people, and for nobody else."""
    return hashlib.sha256(f"member data center, demonstration, {purpose}".encode()).hexdigest()


def remove(folder: Path) -> None:
    """Remove a demonstration's home.

    Raises:
        CommandFailed: The folder holds something else.
    """
    if not folder.exists():
        return
    if not (folder / STATE_FILE).exists() and any(folder.iterdir()):
        raise CommandFailed(f"{folder} is no home of a demonstration, so it is left as it is.")
    shutil.rmtree(folder)
