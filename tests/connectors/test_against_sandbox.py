"""How every stream of every API source behaves, held against the sandbox.

Sources and streams are found, not listed: a connector that is added is in here as soon as the
sandbox's environment configures it. What faults do to them is tested in `tests/faults`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.core.batches import Enough
from connectors.core.retry import Retry
from connectors.core.stream import Cursor, Page, PullContext, Record, Source, Stream
from member_center.runtime import connector_packages, declared_sources
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.connectors.support import keys, latest, through_json

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
DAYS = 24
IMPATIENT = Retry(sleep=lambda _: None)
SMALL = Enough(rows=25, pages=6)
ABOUT_THE_PULLS = frozenset({"api_quotas"})
"""Streams that tell how often was pulled."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    world = World(100, DAYS, seed=11, until=date(2026, 3, 10))
    options = Options(follower_page=20, most_orders_per_window=15)
    with running_sandbox(world, SandboxClock(int(NOW.timestamp())), options) as running:
        yield running


def api_streams() -> list[Any]:
    return [
        pytest.param((source.name, stream.name), id=f"{source.name}.{stream.name}")
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


@dataclass(frozen=True)
class Pulled:
    """A stream and all pages of an undisturbed pull of it."""

    stream: Stream
    pages: list[Page]

    @property
    def records(self) -> list[Record]:
        return [record for page in self.pages for record in page.records]


@pytest.fixture(scope="module")
def pulled(
    request: pytest.FixtureRequest,
    sandbox: RunningSandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> Pulled:
    source_name, stream_name = request.param
    state = tmp_path_factory.getbasetemp() / "state"
    stream = opened(sandbox, source_name, stream_name, state)
    if hasattr(stream, "enough"):
        stream = replace(stream, enough=SMALL)
    return Pulled(stream, list(stream.pages(None, context(sandbox, []))))


every_stream = pytest.mark.parametrize("pulled", api_streams(), indirect=True)


@every_stream
def test_a_stream_keeps_to_what_it_promises(pulled: Pulled) -> None:
    """What no stream may do wrong, whatever it carries."""
    assert pulled.stream.configured
    assert pulled.pages, "not even a cursor"
    assert [refused for page in pulled.pages for refused in page.rejected] == []
    for page in pulled.pages:
        assert through_json(page.cursor) == page.cursor
        assert len(json.dumps(page.cursor)) < 20_000
        assert all(record.key and isinstance(record.key, str) for record in page.records)
    for record in pulled.records:
        assert json.loads(json.dumps(record.payload)) == record.payload
        assert record.occurred_at is None or record.occurred_at.tzinfo is not None
        assert record.occurred_at is None or record.occurred_at <= NOW
    said_of_a_key = {key for key, times in counted(pulled.pages).items() if times > 1}
    assert len(said_of_a_key) <= len(pulled.records) * REPEATED, "one pull says most things twice"


@every_stream
def test_declared_personal_data_is_where_it_is_declared(pulled: Pulled) -> None:
    """A path that no record has protects nothing: it is misspelt, or the platform dropped it."""
    if len(pulled.records) < ENOUGH_RECORDS:
        pytest.skip("too few records to say that a path never occurs")
    absent = [
        path
        for path in pulled.stream.pii
        if not any(occurs(record.payload, path.split(".")) for record in pulled.records)
    ]
    assert set(absent) - set(RARE) == set()


def resumed(sandbox: RunningSandbox, pulled: Pulled, survived: int) -> list[Page]:
    """The pages of a pull that was killed after so many of them, and run again."""
    stored: list[Page] = []
    pages = pulled.stream.pages(None, context(sandbox, []))
    while len(stored) < survived:
        stored.append(next(pages))
    pages.close()
    cursor: Cursor | None = through_json(stored[-1].cursor) if stored else None
    return [*stored, *pulled.stream.pages(cursor, context(sandbox, stored))]


@every_stream
@pytest.mark.parametrize("where", ["middle", pytest.param("everywhere", marks=pytest.mark.faults)])
def test_a_pull_killed_after_a_page_ends_as_if_it_had_not_been(
    where: str, pulled: Pulled, sandbox: RunningSandbox
) -> None:
    if pulled.stream.name in ABOUT_THE_PULLS:
        pytest.skip("it tells how often was pulled")
    whole = len(pulled.pages)
    for survived in {whole // 2} if where == "middle" else range(whole + 1):
        assert latest(resumed(sandbox, pulled, survived)) == latest(pulled.pages), survived


@every_stream
def test_what_is_shown_of_a_stream_holds_no_secret(pulled: Pulled, sandbox: RunningSandbox) -> None:
    shown = f"{pulled.stream!r} {[page.cursor for page in pulled.pages]}"
    secrets = [v for k, v in sandbox.environment.items() if k.endswith(("SECRET", "KEY", "TOKEN"))]
    assert len(secrets) >= 4
    assert [secret for secret in secrets if secret in shown] == []


def test_nothing_is_configured_where_nothing_is_set() -> None:
    for package in connector_packages():
        settings = package.Settings.model_construct()
        needed = getattr(settings, "needed", ())
        assert not (needed and settings.configured), package.__name__


ENOUGH_RECORDS = 20
REPEATED = 0.5
RARE = frozenset(
    {
        "line",  # of refused rows alone
        "nickname",  # the platform gives none since 2021
        "SendLocationInfo.Label",
        "SendLocationInfo.Location_X",
        "SendLocationInfo.Location_Y",
        "SendLocationInfo.Poiname",
        "external_contact.corp_full_name",
        "external_contact.corp_name",
        "external_contact.external_profile.external_attr[].text.value",
        "external_contact.position",
        "external_contact.subscriber_info.remark",
        "external_contact.subscriber_info.remark_mobiles[]",
        "follow_info.remark_corp_name",
        "follow_info.wechat_channels.nickname",
        "order_detail.commission_infos[].nickname",
        "order_detail.custom_info.custom_word",
        "order_detail.delivery_info.recharge_info.account_no",
        "order_detail.greeting_card_info.giver_finder_nickname",
        "order_detail.greeting_card_info.giver_nickname",
        "order_detail.greeting_card_info.greeting_message",
        "present_note",
    }
)
"""Declared paths that the platforms document and so small a brand has no record of."""


def counted(pages: list[Page]) -> dict[str, int]:
    """How often a pull says each key."""
    times: dict[str, int] = {}
    for key in keys(pages):
        times[key] = times.get(key, 0) + 1
    return times


def occurs(value: Any, path: list[str]) -> bool:
    """Whether something lies at a path of a payload."""
    if not path:
        return True
    if isinstance(value, list):
        return any(occurs(item, path) for item in value)
    name = path[0].removesuffix("[]")
    return isinstance(value, dict) and name in value and occurs(value[name], path[1:])
