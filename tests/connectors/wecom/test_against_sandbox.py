"""WeCom's own faults against the sandbox, and customers who leave while time passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.core.errors import ConnectorError
from connectors.core.retry import Retry
from connectors.core.stream import Page, PullContext, Stream
from connectors.wecom import Settings, connect
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.wecom_gate import WecomLimits
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.connectors.support import latest, latest_despite_kills, through_json

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
IMPATIENT = Retry(sleep=lambda _: None)
BASE = "/cgi-bin/externalcontact"
STREAMS = (
    "follow_users", "customers", "corp_tags", "behaviour_daily", "group_chats",
    "group_statistics_daily", "group_messages", "group_message_tasks", "group_message_results",
    "moments", "moment_tasks", "moment_results", "moment_comments",
    "acquisition_links", "acquisition_customers",
)  # fmt: skip
FAULTS: dict[str, list[dict[str, Any]]] = {
    "limits and rights for a moment": [
        {"path": f"{BASE}/*", "kind": "errcode", "errcode": 45033, "nth": 2, "times": 2},
        {"path": f"{BASE}/*", "kind": "errcode", "errcode": 45009, "nth": 6},
        {"path": "/cgi-bin/gettoken", "kind": "errcode", "errcode": -1},
    ],
    "cursors that die": [
        {"path": f"{BASE}/batch/get_by_user", "kind": "errcode", "errcode": 40058, "nth": 2},
        {"path": f"{BASE}/groupchat/list", "kind": "errcode", "errcode": 40058, "nth": 2},
        {"path": f"{BASE}/get_groupmsg_list_v2", "kind": "errcode", "errcode": 40058, "nth": 3},
        {"path": f"{BASE}/get_groupmsg_task", "kind": "errcode", "errcode": 40058, "nth": 3},
        {"path": f"{BASE}/get_moment_list", "kind": "errcode", "errcode": 40058, "nth": 2},
    ],
    "employees who come and go": [
        {"path": f"{BASE}/batch/get_by_user", "kind": "errcode", "errcode": 60111},
        {"path": f"{BASE}/batch/get_by_user", "kind": "errcode", "errcode": 41054, "nth": 4},
        {"path": f"{BASE}/batch/get_by_user", "kind": "errcode", "errcode": 701008, "nth": 6},
        {"path": f"{BASE}/groupchat/list", "kind": "errcode", "errcode": 81017},
    ],
    "tokens and connections": [
        {"path": f"{BASE}/*", "kind": "expire_token", "nth": 3},
        {"path": f"{BASE}/*", "kind": "errcode", "errcode": 40014, "nth": 5},
        {"path": f"{BASE}/*", "kind": "disconnect", "nth": 7, "keep": 0.5},
        {"path": f"{BASE}/*", "kind": "reset", "nth": 8},
        {"path": f"{BASE}/*", "kind": "truncate", "nth": 9, "keep": 0.7},
    ],
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    world = World(160, 45, seed=23, until=date(2026, 3, 10))
    clock = SandboxClock(int(NOW.timestamp()))
    with running_sandbox(world, clock, Options(wecom=WecomLimits())) as running:
        yield running


@pytest.fixture
def calm(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    requests.delete(f"{sandbox.url}/_sandbox/faults", timeout=5)
    sandbox.clock.move(int(NOW.timestamp()))


def opened(sandbox: RunningSandbox, name: str, state: Path) -> Stream:
    found = sandbox.environment
    settings = Settings(
        _env_file=None,
        corpid=found["WECOM_CORPID"],
        secret=found["WECOM_SECRET"],
        base_url=found["WECOM_BASE_URL"],
    )
    source = connect(settings, state_dir=state, now=lambda: now(sandbox), retry=IMPATIENT)
    return next(stream for stream in source.streams if stream.name == name)


def now(sandbox: RunningSandbox) -> datetime:
    return datetime.fromtimestamp(sandbox.clock.now(), UTC)


def context(sandbox: RunningSandbox, stored: list[Page]) -> PullContext:
    start = date.fromisoformat(sandbox.environment["MDC_START_DATE"])
    return PullContext(lambda: now(sandbox), start, lambda: list(latest(stored)))


def pulled(sandbox: RunningSandbox, stream: Stream, stored: list[Page]) -> list[Page]:
    """Pull to the end, from the last cursor again whenever the stream gives up."""
    for _ in range(5):
        cursor = through_json(stored[-1].cursor) if stored else None
        try:
            stored.extend(stream.pages(cursor, context(sandbox, stored)))
        except ConnectorError:
            continue
        return stored
    pytest.fail("Five pulls did not reach the end.")


@pytest.mark.parametrize("name", STREAMS)
def test_the_platforms_own_faults_change_nothing(
    sandbox: RunningSandbox, name: str, tmp_path: Path, calm: None
) -> None:
    expected = latest(pulled(sandbox, opened(sandbox, name, tmp_path / "calm"), []))
    assert expected
    for number, (what, faults) in enumerate(FAULTS.items()):
        requests.delete(f"{sandbox.url}/_sandbox/faults", timeout=5)
        requests.post(f"{sandbox.url}/_sandbox/faults", json=faults, timeout=5).raise_for_status()
        stored = pulled(sandbox, opened(sandbox, name, tmp_path / str(number)), [])
        assert latest(stored) == expected, what
        assert [one for page in stored for one in page.rejected] == [], what


@pytest.mark.parametrize(
    "name",
    [
        "customers",
        pytest.param("group_message_results", marks=pytest.mark.faults),
        pytest.param("moment_results", marks=pytest.mark.faults),
    ],
)
def test_a_pull_killed_at_any_commit_ends_with_the_same_records(
    sandbox: RunningSandbox, name: str, tmp_path: Path
) -> None:
    stream = opened(sandbox, name, tmp_path)
    expected = latest(pulled(sandbox, stream, []))
    outcomes = latest_despite_kills(stream, context(sandbox, []))
    assert outcomes
    assert all(outcome == expected for outcome in outcomes)


def test_customers_who_left_are_gone_and_those_who_came_back_are_not(tmp_path: Path) -> None:
    world = World(700, 60, seed=23, until=date(2026, 3, 10))
    with running_sandbox(world, SandboxClock(world.start_ts + 86_400)) as busy:
        stream = opened(busy, "customers", tmp_path)
        stored = pulled(busy, stream, [])
        before = set(latest(stored))
        busy.clock.move(world.end_ts)
        found = latest(pulled(busy, stream, stored))
    wecom, table = world.wecom, world.wecom.relations
    types = wecom.contacts.type[wecom.contacts.person.searchsorted(table.person)]
    names = zip(
        wecom.ids.external(table.person, types),
        wecom.staff.userid[table.staff].tolist(),
        strict=True,
    )
    is_there = (wecom.staff.state[table.staff] == 0) & (table.ended_at < 0)
    there = {"|".join(pair) for pair, kept in zip(names, is_there, strict=True) if kept}
    gone = {key for key, payload in found.items() if payload.get("is_gone")}
    assert gone == before - there
    assert gone
    assert set(found) - gone == there


def test_members_of_chats_and_results_of_messages_are_those_of_the_world(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    wecom, clock = sandbox.world.wecom, sandbox.clock.now()
    chats = latest(pulled(sandbox, opened(sandbox, "group_chats", tmp_path), []))
    members = wecom.chat_members
    present = (members.joined_at <= clock) & ((members.left_at < 0) | (members.left_at > clock))
    assert sum(len(chat["member_list"]) for chat in chats.values()) == present.sum()
    results = latest(pulled(sandbox, opened(sandbox, "group_message_results", tmp_path), []))
    sent = wecom.message_tasks.confirmed_at[wecom.message_sends.task]
    made = wecom.messages.created_at[wecom.message_tasks.message[wecom.message_sends.task]]
    confirmed = (sent >= 0) & (sent <= clock) & (made >= sandbox.world.start_ts)
    assert len(results) == confirmed.sum()
    told = sorted(row["status"] for row in results.values())
    assert told == sorted(wecom.message_sends.status[confirmed].tolist())
