"""A made-up stream, a crashing machine, and a view on what landed: helpers of the landing tests."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from member_center.landing import Landing, PullResult, Quarantine, Refused, log, pull
from member_center.landing.positions import Days
from member_center.landing.records import ProtectedRecord
from member_center.privacy import Guard, Vault

NOW = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
TOKEN_KEY = "t" * 40
VAULT_KEY = "v" * 40


def record(key: str, at: int = 0, **payload: Any) -> ProtectedRecord:
    return ProtectedRecord(key, payload, NOW + timedelta(minutes=at))


@dataclass(frozen=True)
class MadeUpPage:
    records: Sequence[ProtectedRecord]
    cursor: dict[str, Any]
    rejected: Sequence[Refused] = ()


@dataclass
class MadeUpStream:
    """Pages counted by the cursor; a pull goes on behind the page the cursor names."""

    content: Sequence[Sequence[ProtectedRecord]]
    name: str = "members"
    pii: Mapping[str, str] = field(default_factory=lambda: {"phone": "phone", "name": "name"})
    remembers: str = "all"
    refused: Sequence[Refused] = ()
    reads_ahead: bool = False

    def pages(self, cursor: dict[str, Any] | None, context: Any) -> Iterator[MadeUpPage]:
        done = cursor["page"] if cursor else 0
        for number in range(done, len(self.content)):
            refused = self.refused if number == 1 else ()
            yield MadeUpPage(self.content[number], {"page": number + 1}, refused)


def small_stream(*, reads_ahead: bool = False) -> MadeUpStream:
    """Four pages: new members, a changed one, an empty page, a repeated and a new one."""
    return MadeUpStream(
        content=[
            [
                record(f"m{n}", n, phone=f"1380000{n:04d}", name=f"样本{n}", points=n)
                for n in range(4)
            ],
            [record("m1", 9, phone="13800000001", name="样本1", points=99)],
            [],
            [
                record("m2", 2, phone="13800000002", name="样本2", points=2),
                record("m9", 9, points=9),
            ],
        ],
        refused=[Refused("row 7", "no key", "add one", {"phone": "13900000007"})],
        reads_ahead=reads_ahead,
    )


def bring(
    home: Path,
    stream: Any,
    on_page: Callable[[Any], None] | None = None,
    days: Days | None = None,
) -> PullResult:
    """Pull a stream, or some of its days, the way a run does: sweep, pull, index."""
    vault = Vault(home, VAULT_KEY)
    guard = Guard(TOKEN_KEY, 1, vault)
    try:
        with Landing(home) as landing:
            landing.sweep()
            result = pull(
                "offline",
                "demo",
                stream,
                landing,
                guard,
                Quarantine(home),
                lambda: NOW,
                date(2026, 1, 1),
                on_page,
                days,
            )
            landing.write_index()
            return result
    finally:
        vault.close()


def rows(home: Path, *streams: str) -> list[tuple[Any, ...]]:
    """All rows that readers may read, through the index and DuckDB, as dbt does."""
    index = duckdb.read_parquet(str(home / "landing" / "index.parquet"))
    listed = [
        str(home / file)
        for stream, file in index.project("stream, file").distinct().order("file").fetchall()
        if not streams or stream in streams
    ]
    if not listed:
        return []
    return duckdb.read_parquet(listed).order("batch_seq, position").fetchall()


def latest(home: Path) -> dict[tuple[str, str], str]:
    """What staging would show: the latest payload of each key of each stream."""
    return {(row[3], row[5]): row[8] for row in rows(home)}


def payloads(home: Path) -> list[dict[str, Any]]:
    return [json.loads(row[8]) for row in rows(home)]


def files(home: Path) -> list[str]:
    """Every landing file, by name, below the landing directory."""
    landing = home / "landing"
    return sorted(str(p.relative_to(landing)) for p in landing.rglob("*") if p.is_file())


class Killed(BaseException):
    """Stands for the death of the process: nobody may catch it."""


class Machine:
    """Counts the steps that touch the disk and dies at the n-th, before or after it is done."""

    def __init__(self, die_at: int | None, *, after: bool = False) -> None:
        self.die_at = die_at
        self.after = after
        self.steps: list[str] = []

    @contextmanager
    def running(self) -> Iterator[Machine]:
        gc.collect()  # what earlier tests left behind would write its last words here
        with pytest.MonkeyPatch.context() as patch:
            for name in ("write", "fsync", "replace"):
                patch.setattr(os, name, self._step(name, getattr(os, name)))
            patch.setattr(Path, "unlink", self._step("unlink", Path.unlink))
            patch.setattr(log.CommitLog, "_commit", self._step("commit", log.CommitLog._commit))
            patch.setattr(Vault, "put_many", self._step("vault", Vault.put_many))
            yield self

    def _step(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            self.steps.append(name)
            if len(self.steps) != self.die_at:
                return real(*args, **kwargs)
            if self.after:
                real(*args, **kwargs)
            elif name == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            raise Killed(f"{name}, step {self.die_at}")

        return step
