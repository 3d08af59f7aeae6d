"""`mdc pull` at a terminal and in a script, against the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from member_center.runtime import open_runtime
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.cli.conftest import Mdc

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    world = World(60, 20, seed=5, until=date(2026, 3, 2))
    with running_sandbox(world, SandboxClock(int(NOW.timestamp()))) as running:
        yield running


@pytest.fixture
def connected(
    home: Path, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    for name, value in sandbox.environment.items():
        if name != "MDC_HOME":
            monkeypatch.setenv(name, value)
    yield home
    requests.delete(f"{sandbox.url}/_sandbox/faults", timeout=5)


def cursor(stream: str) -> dict[str, Any] | None:
    return open_runtime().landing.cursor("wechat_shop", stream)


@pytest.mark.usefixtures("connected")
def test_a_backfill_pulls_its_days_and_leaves_the_cursor_alone(mdc: Mdc) -> None:
    assert mdc("pull", "wechat_shop", "orders").exit_code == 0
    before = cursor("orders")
    result = mdc("pull", "wechat_shop", "orders", "--from", "2026-02-20", "--to", "2026-02-22")
    assert result.exit_code == 0
    assert "(2026-02-20..2026-02-22)" in result.stdout
    assert "0 landed" in result.stdout
    assert cursor("orders") == before


@pytest.mark.usefixtures("connected")
def test_a_stream_without_days_says_that_it_is_pulled_whole(mdc: Mdc) -> None:
    result = mdc("pull", "wechat_shop", "products", "--from", "2026-02-20")
    assert result.exit_code == 0
    assert "wechat_shop.products has no days: it is pulled whole" in result.stdout


@pytest.mark.usefixtures("connected")
def test_json_tells_what_became_of_each_stream(mdc: Mdc) -> None:
    result = mdc("pull", "wechat_official_account", "user_growth", "tags", "--json")
    said = {one["stream"]: one for one in json.loads(result.stdout)}
    assert set(said) == {"user_growth", "tags"}
    assert said["tags"]["status"] == "pulled"
    assert said["user_growth"]["landed"] > 0
    assert said["user_growth"]["days"] is None


def test_a_used_up_quota_stops_one_stream_and_says_so(
    mdc: Mdc, connected: Path, sandbox: RunningSandbox
) -> None:
    fault = {"path": "/channels/ec/order/list/get", "kind": "errcode", "errcode": 45009}
    requests.post(f"{sandbox.url}/_sandbox/faults", json=[fault], timeout=5)
    result = mdc("pull", "wechat_shop", "orders", "aftersales", "--json")
    assert result.exit_code == 0
    orders, aftersales = json.loads(result.stdout)
    assert orders["status"] == "stopped"
    assert "after 2026-03-03 00:00 (Asia/Shanghai) goes on where" in orders["because"]
    assert aftersales["status"] == "pulled"
    assert (connected / "tokens" / "quota.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2026-02-20", "--to", "2026-03-03"], "lies in the future"),
        (["--from", "2026-02-20", "--to", "2026-02-19"], "lies after --to"),
    ],
)
def test_days_that_cannot_be_are_refused(mdc: Mdc, options: list[str], said: str) -> None:
    result = mdc("pull", "wechat_shop", *options)
    assert result.exit_code == 1
    assert said in result.output
