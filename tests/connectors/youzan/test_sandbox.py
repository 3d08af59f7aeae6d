"""The Youzan shop of the sandbox: its limits, a clock that moves while one pages, its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.core.batches import Enough
from connectors.core.errors import ConnectorError
from connectors.core.retry import Retry
from connectors.core.stream import Page, PullContext, Stream
from connectors.youzan import Settings, connect
from connectors.youzan import client as apis
from connectors.youzan.streams import TRADE_LIMITS
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.connectors.support import latest, through_json

UNTIL = date(2026, 3, 10)
IMPATIENT = Retry(sleep=lambda _: None)


@pytest.fixture(scope="module")
def world() -> World:
    return World(400, 60, seed=3, until=UNTIL)


@pytest.fixture
def sandbox(world: World) -> Iterator[RunningSandbox]:
    options = Options(youzan_unit="milliseconds", most_youzan_customers=50)
    clock = SandboxClock(int(world.until_ts) - 20 * 86_400)
    with running_sandbox(world, clock, options) as running:
        yield running


def opened(sandbox: RunningSandbox, name: str, folder: Path) -> Stream:
    prefix = "YOUZAN_"
    known: dict[str, Any] = {
        key.removeprefix(prefix).lower(): value
        for key, value in sandbox.environment.items()
        if key.startswith(prefix)
    }
    settings = Settings(_env_file=None, **known)
    now = now_of(sandbox)
    source = connect(settings, state_dir=folder, now=now, retry=IMPATIENT)
    return next(stream for stream in source.streams if stream.name == name)


def now_of(sandbox: RunningSandbox) -> Any:
    return lambda: datetime.fromtimestamp(sandbox.clock.now(), UTC)


def context(sandbox: RunningSandbox, stored: list[Page]) -> PullContext:
    start = date.fromisoformat(sandbox.environment["MDC_START_DATE"])
    return PullContext(now_of(sandbox), start, lambda: list(latest(stored)))


def pull(sandbox: RunningSandbox, stream: Stream, stored: list[Page]) -> list[Page]:
    """Pull on from what is stored, as often as the stream gives up."""
    for _ in range(8):
        cursor = through_json(stored[-1].cursor) if stored else None
        try:
            stored.extend(stream.pages(cursor, context(sandbox, stored)))
        except ConnectorError:
            continue
        return stored
    pytest.fail("Eight pulls did not reach the end.")


def test_a_clock_that_moves_while_one_pages_loses_no_trade(
    sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apis, "TRADES_PER_PAGE", 4)
    stream, other = opened(sandbox, "trades", tmp_path), opened(sandbox, "trades", tmp_path)
    for one in (stream, other):
        object.__setattr__(one, "limits", replace(TRADE_LIMITS, page_size=4, most_rows=48))
    object.__setattr__(stream, "enough", Enough(rows=1, pages=1))
    stored: list[Page] = []
    for page in stream.pages(None, context(sandbox, stored)):
        stored.append(page)
        sandbox.clock.move(sandbox.clock.now() + 5 * 3_600)
    pull(sandbox, stream, stored)
    assert len(stored) > 10
    assert latest(stored) == latest(pull(sandbox, other, []))
    created = sandbox.world.youzan_trades.created_at
    assert len(latest(stored)) == (created <= sandbox.clock.now() - 60).sum()


def test_customers_beyond_the_end_of_the_list_are_found_in_slices(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    sandbox.clock.move(int(sandbox.world.until_ts))
    stored = pull(sandbox, opened(sandbox, "customers", tmp_path), [])
    known = sandbox.world.youzan_customers.created_at <= sandbox.clock.now() - 60
    assert len(latest(stored)) == known.sum() > 50


def test_the_books_of_points_are_whole(sandbox: RunningSandbox, tmp_path: Path) -> None:
    stream = opened(sandbox, "points", tmp_path)
    stored = pull(sandbox, stream, [])
    for _ in range(4):
        sandbox.clock.move(sandbox.clock.now() + 4 * 86_400)
        pull(sandbox, stream, stored)
    points = sandbox.world.youzan_points
    booked = points.at <= sandbox.clock.now() - 60
    amounts = [one["amount"] for one in latest(stored).values() if "amount" in one]
    assert len(amounts) == booked.sum() > 50
    assert sum(amounts) == points.delta[booked].sum()


@pytest.mark.parametrize("name", ["trades", "refunds", "customers", "points", "coupons"])
def test_the_platforms_own_refusals_change_nothing(
    sandbox: RunningSandbox, tmp_path: Path, name: str
) -> None:
    sandbox.clock.move(int(sandbox.world.until_ts))
    expected = latest(pull(sandbox, opened(sandbox, name, tmp_path / "calm"), []))
    script = [
        {"path": "/api/*", "kind": "errcode", "errcode": 4101, "nth": 2, "times": 2},
        {"path": "/api/*", "kind": "errcode", "errcode": 500100004, "nth": 5},
        {"path": "/api/*", "kind": "errcode", "errcode": 106000001, "nth": 6, "times": 2},
        {"path": "/api/*", "kind": "expire_token", "nth": 9},
        {"path": "/api/*", "kind": "errcode", "errcode": 4203, "nth": 11},
        {"path": "/api/*customer.list*", "kind": "errcode", "errcode": 142710032, "nth": 4},
        {"path": "/api/*", "kind": "change", "nth": 3, "put": {"data": None}},
        {"path": "/auth/token", "kind": "truncate", "keep": 0.5},
    ]
    requests.post(f"{sandbox.url}/_sandbox/faults", json=script, timeout=5).raise_for_status()
    stored = pull(sandbox, opened(sandbox, name, tmp_path / "rough"), [])
    assert latest(stored) == expected
    assert expected
