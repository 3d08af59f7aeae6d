"""A small brand behind a sandbox, and homes that pull it: what all fault tests share.

A fault test pulls into one home undisturbed and into another under a fault, pulls on until nothing
stands in the way, and compares what staging would show of both. Which faults there are is not said
here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import requests
from pydantic import SecretStr

from connectors.core.batches import Enough
from connectors.core.errors import ConnectorError
from connectors.core.retry import Retry
from connectors.core.stream import Source, Stream
from member_center.landing import LandingError, PullResult
from member_center.privacy import PrivacyError
from member_center.runtime import Runtime, declared_sources
from member_center.settings import Settings
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
DAYS = 24
TOKEN_KEY = "t" * 40
VAULT_KEY = "v" * 40
SMALL_PAGES = Enough(rows=25, pages=2)
ROUNDS = 8
ABOUT_THE_PULLS = frozenset({"api_quotas"})
"""Streams that tell how often was pulled, so that a disturbed home must differ in them."""

PLENTY = {"/cgi-bin/user/get": 1_000_000}
"""The long suite pulls one brand more often in a day than the platform's usual 500 calls allow."""

Key = tuple[str, str, str, str]
Latest = dict[Key, tuple[str, str]]
Fault = dict[str, Any]


@contextmanager
def brand(people: int = 60) -> Iterator[Brand]:
    """Serve a world whose lists have several pages."""
    world = World(people, DAYS, seed=11, until=date(2026, 3, 10))
    options = Options(follower_page=20, most_orders_per_window=15, daily_quotas=PLENTY)
    with running_sandbox(world, SandboxClock(int(NOW.timestamp())), options) as running:
        yield Brand(running)


@dataclass(frozen=True)
class Brand:
    """The running sandbox and its fault script."""

    running: RunningSandbox

    @property
    def variables(self) -> dict[str, str]:
        """What points connectors at it."""
        return self.running.environment

    def set(self, faults: Sequence[Fault]) -> None:
        """Set these faults instead of any others."""
        self.calm()
        answer = requests.post(self._at("faults"), json=list(faults), timeout=5)
        assert answer.status_code == 200, answer.text

    def calm(self) -> None:
        """Take every fault away and put the clock right."""
        requests.delete(self._at("faults"), timeout=5)
        self.move(NOW)

    def fired(self) -> list[int]:
        """How often each fault has hit."""
        return [fault["fired"] for fault in requests.get(self._at("faults"), timeout=5).json()]

    def move(self, now: datetime) -> None:
        """Move the platforms' clock."""
        self.running.clock.move(int(now.timestamp()))

    def calls(self, path: str = "") -> int:
        """Requests so far whose path begins so."""
        counted = requests.get(self._at("requests"), timeout=5).json()
        return sum(calls for name, calls in counted.items() if name.startswith(path))

    def _at(self, name: str) -> str:
        return f"{self.running.url}/_sandbox/{name}"


@dataclass(frozen=True)
class TestRuntime(Runtime):
    """A runtime that waits for nothing, and pulls in pages small enough to be interrupted."""

    __test__ = False
    retry: Retry = field(default_factory=lambda: Retry(sleep=lambda _: None))

    def source(self, name: str) -> Source:
        found = super().source(name)
        return replace(found, streams=tuple(map(_in_small_pages, found.streams)))

    def _services(self) -> Mapping[str, object]:
        return {**super()._services(), "retry": self.retry}


def _in_small_pages(stream: Stream) -> Stream:
    return replace(stream, enough=SMALL_PAGES) if hasattr(stream, "enough") else stream


@dataclass
class Home:
    """A home wired to a sandbox. Every use of it opens it as a new process would.

    Attributes:
        folder: `MDC_HOME`.
        variables: What points connectors at the sandbox.
        now: The home's own clock.
        retry: How patient its connectors are.
    """

    folder: Path
    variables: Mapping[str, str]
    now: datetime = NOW
    retry: Retry | None = None

    @contextmanager
    def opened(self) -> Iterator[Runtime]:
        """The home's runtime; closed at the end."""
        runtime = self.runtime()
        try:
            yield runtime
        finally:
            for name in ("landing", "vault"):
                if name in runtime.__dict__:
                    getattr(runtime, name).close()

    def runtime(self) -> Runtime:
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            home=self.folder,
            token_key=SecretStr(TOKEN_KEY),
            vault_key=SecretStr(VAULT_KEY),
            pinned_now=self.now,
            start_date=date.fromisoformat(self.variables["MDC_START_DATE"]),
            brand=self.variables["MDC_BRAND"],
            _env_file=None,
        )
        more = {"retry": self.retry} if self.retry else {}
        return TestRuntime(settings, str(self.env_file()), **more)

    def env_file(self) -> Path:
        """The variables as a `.env` beside the home."""
        file = self.folder.with_name(f"{self.folder.name}.env")
        if not file.exists():
            variables = {**self.variables, "OFFLINE_SETTLE_SECONDS": "0"}
            lines = [f"{name}={value}\n" for name, value in variables.items()]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(lines), "utf-8")
        return file

    def pull(self, *names: str) -> dict[str, PullResult | Exception]:
        """Pull streams once, all of the platforms' by default; what became of each."""
        ended: dict[str, PullResult | Exception] = {}
        with self.opened() as runtime:
            for name in names or api_streams():
                ended[name] = _pulled(runtime, *name.split("."))
            runtime.landing.write_index()
        return ended

    def pull_until_quiet(self, *names: str) -> list[dict[str, PullResult | Exception]]:
        """Pull again and again until every stream reaches its end; what became of each round."""
        rounds = []
        for _ in range(ROUNDS):
            rounds.append(self.pull(*names))
            if not any(isinstance(one, Exception) for one in rounds[-1].values()):
                return rounds
        raise AssertionError(f"{ROUNDS} pulls did not reach the end: {failures(rounds[-1])}")

    def latest(self) -> Latest:
        """What staging would show: the latest payload of each key, through index and DuckDB."""
        index = self.folder / "landing" / "index.parquet"
        listed = duckdb.sql(f"select distinct file from '{index}'").fetchall()
        if not listed:
            return {}
        files = [str(self.folder / file) for (file,) in listed]
        rows = duckdb.read_parquet(files).query(
            "landed",
            """
            select source, stream, account, record_key,
                payload_hash, coalesce(strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%f'), '')
            from landed
            qualify row_number() over (
                partition by source, stream, account, record_key
                order by batch_seq desc, position desc
            ) = 1
            """,
        )
        found = {tuple(row[:4]): tuple(row[4:]) for row in rows.fetchall()}
        return {key: value for key, value in found.items() if key[1] not in ABOUT_THE_PULLS}

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def _pulled(runtime: Runtime, source_name: str, stream_name: str) -> PullResult | Exception:
    try:
        source = runtime.source(source_name)
        stream = next(one for one in source.streams if one.name == stream_name)
        return runtime.pull(source, stream)
    except (ConnectorError, LandingError, PrivacyError) as error:
        return error


def failures(ended: Mapping[str, PullResult | Exception]) -> dict[str, str]:
    """The streams that did not reach their end, and why."""
    return {name: str(one) for name, one in ended.items() if isinstance(one, Exception)}


def api_streams() -> list[str]:
    """Every stream of every source but the inbox, as `<source>.<stream>`; found, not listed."""
    return [
        f"{source.name}.{stream.name}"
        for source in declared_sources()
        for stream in source.streams
        if source.name != "offline"
    ]


def differences(found: Latest, expected: Latest) -> list[str]:
    """The records in which two homes differ, in words; at most ten."""
    keys = sorted(
        key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)
    )
    said = []
    for key in keys[:10]:
        what = "differs" if key in found and key in expected else "is missing"
        said.append(f"{'.'.join(key)} {what if key in expected else 'is too many'}")
    return said


def of_streams(found: Latest, streams: Sequence[str]) -> Latest:
    """The part of what is known that belongs to some streams."""
    return {key: value for key, value in found.items() if f"{key[0]}.{key[1]}" in streams}


def long(*cases: object) -> list[Any]:
    """Cases of a test that only the long suite looks at."""
    return [pytest.param(case, marks=pytest.mark.faults) for case in cases]


def later(days: float) -> datetime:
    """So many days after the world's present."""
    return NOW + timedelta(days=days)
