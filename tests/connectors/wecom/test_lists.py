"""Employees, tags, chats and daily figures: what is listed whole, by owner, and per day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import FatalError, QuotaExhausted
from connectors.core.platform_rules import load_rules
from connectors.core.windows import business_day, from_epoch
from connectors.wecom import Settings, connect
from connectors.wecom.client import (
    BEHAVIOUR,
    CHAT,
    CHAT_DAYS,
    CHAT_OWNERS,
    CHATS,
    FOLLOW_USERS,
    LINK,
    LINK_CUSTOMERS,
    LINKS,
    TAGS,
)
from tests.connectors.support import FakeClock, context, drained, keys, latest
from tests.connectors.wecom.conftest import FakeCorp, OpenStream, refusal

RETRY, REFRESH, STOP, SKIP, EMPTY = "retry", "refresh_token", "stop", "skip_record", "empty"
DOCUMENTED = {
    -1: RETRY, 40003: SKIP, 40013: STOP, 40014: REFRESH, 40056: STOP, 40058: "restart",
    40091: STOP, 40096: SKIP, 41001: STOP, 41047: EMPTY, 41054: SKIP, 42001: REFRESH,
    45009: "wait_hour", 45033: "fewer_at_once", 48002: STOP, 50002: SKIP, 60011: SKIP,
    60020: STOP, 60111: SKIP, 81017: "halve_window", 84061: EMPTY, 84074: SKIP, 701008: SKIP,
}  # fmt: skip


def test_every_documented_code_has_an_action() -> None:
    rules = load_rules("connectors.wecom")
    assert {code: rules.verdict("/any", code).action for code in DOCUMENTED} == DOCUMENTED
    assert rules.verdict("/cgi-bin/gettoken", 40001).action == "stop"
    for table in rules.tables.values():
        for verdict in table.values():
            assert verdict.means
            assert bool(verdict.next_step) == (verdict.action == "stop")


def test_one_variable_alone_names_the_other(tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(FatalError, match="WECOM_SECRET is not"):
        connect(Settings(_env_file=None, corpid="ww1"), state_dir=tmp_path, now=clock.now)


def test_a_used_up_minute_is_waited_for_and_a_used_up_hour_stops_the_stream(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a"]})
    corp.fail(FOLLOW_USERS, refusal(45009))
    pages, _ = drained(stream("follow_users"), context(clock))
    assert keys(pages) == ["a"]
    assert sum(clock.slept) >= 60
    corp.fail(FOLLOW_USERS, *[refusal(45009)] * 9)
    with pytest.raises(QuotaExhausted) as stopped:
        drained(stream("follow_users"), context(clock))
    assert stopped.value.stops_quietly


def test_an_address_that_is_not_trusted_tells_the_operator(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.fail(FOLLOW_USERS, refusal(60020))
    with pytest.raises(FatalError, match="企业可信IP"):
        drained(stream("follow_users"), context(clock))


def test_a_token_that_died_is_fetched_once(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a"]})
    drained(stream("follow_users"), context(clock))
    corp.expire()
    corp.fail(FOLLOW_USERS, refusal(42001))
    pages, _ = drained(stream("follow_users"), context(clock))
    assert keys(pages) == ["a"]
    assert corp.tokens_issued == 2


def test_employees_and_tags_that_are_taken_away_are_gone(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a", "b"]})
    pages, _ = drained(stream("follow_users"), context(clock, known=["b", "c"]))
    assert latest(pages)["c"] == {"userid": "c", "is_gone": True}
    tag = {"id": "et1", "name": "金卡", "order": 1, "deleted": False}
    group = {"group_id": "g1", "group_name": "等级"}
    corp.on(TAGS, {"tag_group": [{**group, "tag": [tag]}, {"group_id": "g2", "tag": None}]})
    pages, _ = drained(stream("corp_tags"), context(clock, known=["et0"]))
    assert latest(pages) == {
        "et1": {**tag, "group": group},
        "et0": {"id": "et0", "is_gone": True},
    }


def test_chats_of_a_wide_visible_range_are_listed_by_owner(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    employees = [f"u{number:03}" for number in range(130)]
    corp.on(FOLLOW_USERS, {"follow_user": employees})

    def chats(body: dict[str, Any]) -> dict[str, Any]:
        owners = body.get("owner_filter", {}).get("userid_list")
        if owners is None:
            return refusal(81017)
        listed = [{"chat_id": f"wr-{owner}", "status": 0} for owner in owners if owner[-1] == "0"]
        half = len(listed) // 2
        page = listed[half:] if body["cursor"] else listed[:half]
        return {"group_chat_list": page, "next_cursor": "" if body["cursor"] else f"c{owners[0]}"}

    corp.on(CHATS, chats)
    corp.on(CHAT, lambda body: {"group_chat": {"chat_id": body["chat_id"], "member_list": []}})
    pages, _ = drained(stream("group_chats"), context(clock))
    assert sorted(keys(pages)) == [f"wr-{one}" for one in employees if one[-1] == "0"]
    assert latest(pages)["wr-u120"]["status"] == 0
    assert all(body["need_name"] == 1 for body in corp.asked(CHAT))


def test_a_chat_that_was_dissolved_keeps_its_last_state(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(CHATS, {"group_chat_list": [], "next_cursor": ""})
    corp.on(CHAT, lambda _: refusal(40050))
    pages, _ = drained(stream("group_chats"), context(clock, known=["wr-old"]))
    assert keys(pages) == []


def test_behaviour_is_asked_per_employee_and_no_further_back_than_it_is_kept(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a", "b", "dormant"]})

    def behaviour(body: dict[str, Any]) -> dict[str, Any]:
        if body["userid"] == ["dormant"]:
            return refusal(41054)
        assert body["end_time"] - body["start_time"] <= 29 * 86_400
        days = range(body["start_time"], body["end_time"] + 1, 86_400)
        return {"behavior_data": [{"stat_time": day, "chat_cnt": 1} for day in days]}

    corp.on(BEHAVIOUR, behaviour)
    pages, cursor = drained(stream("behaviour_daily"), context(clock, start="2020-01-01"))
    found = keys(pages)
    assert len(found) == len(set(found)) == 2 * 179
    newest = max(int(key.partition("|")[2]) for key in found)
    today = business_day(clock.now())
    assert from_epoch(newest) is not None
    assert cursor is not None
    assert date.fromisoformat(cursor["through"]) == today - timedelta(days=1)


def test_who_came_over_a_link_is_walked_link_by_link(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(LINKS, lambda body: {"link_id_list": ["b"] if body["cursor"] else ["c", "a"],
                                 "next_cursor": "" if body["cursor"] else "more"})  # fmt: skip
    rows = [{"external_userid": "wm1", "userid": "u", "chat_status": 0}, {"userid": "u"}]
    corp.on(
        LINK_CUSTOMERS,
        lambda body: refusal(40058) if body["link_id"] == "c" else {"customer_list": rows,
                                                                    "next_cursor": ""},
    )  # fmt: skip
    pages, _ = drained(stream("acquisition_customers"), context(clock))
    assert keys(pages) == ["a|wm1|u", "b|wm1|u"]
    assert len([one for page in pages for one in page.rejected]) == 2
    rest, _ = drained(stream("acquisition_customers"), context(clock), {"after": "a"})
    assert keys(rest) == ["b|wm1|u"]
    corp.on(LINK, lambda body: {"link": {"create_time": 9}, "range": None})
    links, _ = drained(stream("acquisition_links"), context(clock))
    assert latest(links)["a"] == {"link_id": "a", "link": {"create_time": 9}, "range": None}


def test_figures_of_chats_are_asked_of_owners_alone(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a", "b"]})
    corp.on(CHAT_OWNERS, {"items": [{"owner": "b", "data": {"chat_total": 1}}]})
    corp.on(
        CHAT_DAYS,
        lambda body: {"items": [{"stat_time": body["day_begin_time"], "data": {"msg_total": 3}}]},
    )
    pages, _ = drained(stream("group_statistics_daily"), context(clock, start="2026-03-08"))
    assert {key.partition("|")[0] for key in keys(pages)} == {"b"}
    assert all(body["owner_filter"] == {"userid_list": ["b"]} for body in corp.asked(CHAT_DAYS))
