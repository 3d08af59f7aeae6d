"""Every stream of the API sources against the sandbox, calm and with things going wrong.

The outcome, the latest payload of each key, must be the same whatever happened on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.core.errors import ConnectorError
from connectors.core.retry import Retry
from connectors.core.stream import Page, PullContext, Source, Stream
from member_center.runtime import connector_packages, declared_sources
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.connectors.support import latest, through_json

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
DAYS = 24
IMPATIENT = Retry(sleep=lambda _: None)

FAULTS: dict[str, list[dict[str, Any]]] = {
    "busy and broken answers": [
        {"path": "*", "kind": "errcode", "errcode": -1, "nth": 2, "times": 3},
        {"path": "*", "kind": "html", "nth": 7},
        {"path": "*", "kind": "truncate", "nth": 11, "keep": 0.6},
        {"path": "*", "kind": "status", "status": 503, "nth": 15, "times": 2},
    ],
    "connections cut": [
        {"path": "*", "kind": "reset", "nth": 3},
        {"path": "*", "kind": "disconnect", "nth": 6, "keep": 0.5},
        {"path": "/cgi-bin/stable_token", "kind": "disconnect", "keep": 0.9},
    ],
    "tokens that die": [
        {"path": "*", "kind": "expire_token", "nth": 4},
        {"path": "*", "kind": "expire_token", "nth": 12},
        {"path": "/datacube/*", "kind": "errcode", "errcode": 42001, "nth": 9},
    ],
    "lists that are refused": [
        {"path": "/channels/ec/*/list/get", "kind": "errcode", "errcode": 606006, "nth": 3},
        {"path": "/channels/ec/order/list/get", "kind": "errcode", "errcode": 31042, "nth": 5},
        {"path": "/cgi-bin/user/get", "kind": "errcode", "errcode": 40003, "nth": 2},
    ],
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    world = World(100, DAYS, seed=11, until=date(2026, 3, 10))
    options = Options(follower_page=20, most_orders_per_window=15)
    with running_sandbox(world, SandboxClock(int(NOW.timestamp())), options) as running:
        yield running


def api_streams() -> list[Any]:
    return [
        pytest.param(source.name, stream.name, id=f"{source.name}.{stream.name}")
        for source in declared_sources()
        for stream in source.streams
        if source.name != "offline"
    ]


def opened(sandbox: RunningSandbox, source_name: str, stream_name: str, state: Path) -> Stream:
    """The stream as the environment of the sandbox configures it."""
    package = next(one for one in connector_packages() if one.__name__.endswith(source_name))
    prefix = package.Settings.model_config["env_prefix"]
    settings = package.Settings(
        _env_file=None,
        **{
            name.removeprefix(prefix).lower(): value
            for name, value in sandbox.environment.items()
            if name.startswith(prefix)
        },
    )
    source: Source = package.connect(settings, state_dir=state, now=lambda: NOW, retry=IMPATIENT)
    return next(stream for stream in source.streams if stream.name == stream_name)


def context(sandbox: RunningSandbox, stored: list[Page]) -> PullContext:
    start = date.fromisoformat(sandbox.environment["MDC_START_DATE"])
    return PullContext(lambda: NOW, start, lambda: list(latest(stored)))


def pulled_through_faults(sandbox: RunningSandbox, stream: Stream) -> list[Page]:
    """Pull to the end, beginning again from the last cursor whenever the stream gives up."""
    stored: list[Page] = []
    for _ in range(5):
        cursor = through_json(stored[-1].cursor) if stored else None
        try:
            stored.extend(stream.pages(cursor, context(sandbox, stored)))
        except ConnectorError:
            continue
        return stored
    pytest.fail("Five pulls did not reach the end.")


@pytest.fixture
def calm(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    requests.delete(f"{sandbox.url}/_sandbox/faults", timeout=5)


@pytest.mark.parametrize(("source_name", "stream_name"), api_streams())
def test_faults_on_the_way_change_nothing(
    sandbox: RunningSandbox, source_name: str, stream_name: str, tmp_path: Path, calm: None
) -> None:
    first = opened(sandbox, source_name, stream_name, tmp_path / "calm")
    expected = latest(pages := list(first.pages(None, context(sandbox, []))))
    assert expected
    assert [one for page in pages for one in page.rejected] == []
    for number, (name, faults) in enumerate(FAULTS.items()):
        requests.delete(f"{sandbox.url}/_sandbox/faults", timeout=5)
        requests.post(f"{sandbox.url}/_sandbox/faults", json=faults, timeout=5).raise_for_status()
        stream = opened(sandbox, source_name, stream_name, tmp_path / str(number))
        stored = pulled_through_faults(sandbox, stream)
        assert latest(stored) == expected, name
        assert [one for page in stored for one in page.rejected] == [], name
