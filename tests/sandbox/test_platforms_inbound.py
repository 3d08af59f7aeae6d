"""Figures of messages and callback calls, hours of the old article set, and the blacklist."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from sandbox.platforms.calendar import DAY, OFFSET, dashed, date_of
from sandbox.platforms.official_account_old_figures import SHARED_FROM
from sandbox.pushes import KINDS
from tests.sandbox.platform_client import Client

BLACKLIST = "/cgi-bin/tags/members/getblacklist"


def rows(api: Client, name: str, begin: int, end: int | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.datacube(name, begin, end)["list"]
    return found


def busiest_day(api: Client) -> int:
    days = (api.world.received_messages.at + OFFSET) // DAY
    return Counter(days[days < api.yesterday].tolist()).most_common(1)[0][0]


def summed(found: list[dict[str, Any]], name: str, *key: str) -> Counter[tuple[Any, ...]]:
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in found:
        sums[tuple(row[field] for field in key)] += row[name]
    return sums


def test_messages_of_a_day_are_those_that_were_pushed(api: Client) -> None:
    day, messages = busiest_day(api), api.world.received_messages
    found = rows(api, "getupstreammsg", day)
    sent = np.sum((messages.at + OFFSET) // DAY == day)
    assert sum(row["msg_count"] for row in found) == sent > 0
    assert all(0 < row["msg_user"] <= row["msg_count"] for row in found)


@pytest.mark.parametrize(
    ("daily", "hourly", "counts", "key"),
    [
        ("getupstreammsg", "getupstreammsghour", ["msg_count"], ["msg_type"]),
        ("getinterfacesummary", "getinterfacesummaryhour", ["callback_count", "fail_count"], []),
        ("getuserread", "getuserreadhour", ["int_page_read_user", "share_count"], ["user_source"]),
        ("getusershare", "getusersharehour", ["share_user", "share_count"], ["share_scene"]),
    ],
)
def test_hours_sum_up_to_the_day(
    api: Client, daily: str, hourly: str, counts: list[str], key: list[str]
) -> None:
    day = busiest_day(api)
    whole, hours = rows(api, daily, day), rows(api, hourly, day)
    assert {row["ref_hour"] for row in hours} <= set(range(0, 2400, 100))
    for count in counts:
        expected = {one: figure for one, figure in summed(whole, count, *key).items() if figure}
        assert {one: f for one, f in summed(hours, count, *key).items() if f} == expected
    assert api.datacube(hourly, day - 1, day)["errcode"] == 61501


def test_weeks_count_each_sender_once_and_are_named_by_their_monday(api: Client) -> None:
    monday = api.yesterday - 20
    monday -= date_of(monday).weekday()
    week = rows(api, "getupstreammsgweek", monday)
    assert {row["ref_date"] for row in week} == {dashed(monday)}
    days = rows(api, "getupstreammsg", monday, monday + 6)
    assert summed(week, "msg_count", "msg_type") == summed(days, "msg_count", "msg_type")
    per_day = summed(days, "msg_user", "msg_type")
    assert all(row["msg_user"] <= per_day[(row["msg_type"],)] for row in week)
    assert rows(api, "getupstreammsgweek", monday + 1) == []
    classes = rows(api, "getupstreammsgdistweek", monday)
    assert all(row["count_interval"] in (1, 2, 3) for row in classes)


def test_a_month_that_is_not_over_has_no_figures_yet(api: Client) -> None:
    first = api.yesterday - date_of(api.yesterday).day + 1
    assert rows(api, "getupstreammsgmonth", first) == []
    before = first - date_of(first - 1).day
    assert rows(api, "getupstreammsgmonth", before)


def test_calls_of_the_callback_are_all_that_was_pushed(api: Client) -> None:
    day = busiest_day(api)
    pushed = sum(
        int(np.sum((table(api.world).at + OFFSET) // DAY == day)) for table, _ in KINDS.values()
    )
    (row,) = rows(api, "getinterfacesummary", day)
    assert row["callback_count"] == pushed
    assert row["max_time_cost"] <= row["total_time_cost"]
    assert len(rows(api, "getinterfacesummary", day - 29, day)) == 30


def test_the_blacklist_grows_and_shrinks_with_the_clock(api: Client) -> None:
    def blocked(at: int) -> set[str]:
        api.clock.move(at)
        found: set[str] = set()
        after = ""
        while True:
            page = api.post(BLACKLIST, "official_account", {"begin_openid": after})
            if not page["count"]:
                assert page["total"] == len(found)
                return found
            found |= set(page["data"]["openid"])
            after = page["next_openid"]

    early = blocked(int(api.world.start_ts) + 60 * DAY)
    late = blocked(int(api.world.until_ts))
    assert late - early
    assert early - late


def test_the_old_totals_say_where_readers_and_sharers_came_from(api: Client) -> None:
    day = next(day for day in range(api.yesterday, 0, -1) if rows(api, "getarticletotal", day))
    for article in rows(api, "getarticletotal", day):
        for detail in article["details"]:
            sources = [
                figure
                for name, figure in detail.items()
                if name.startswith("int_page_from_") and name.endswith("_read_user")
            ]
            assert len(sources) == 7
            assert sum(sources) == detail["int_page_read_user"]
            shared = [detail[f"feed_share_from_{place}_cnt"] for place in SHARED_FROM]
            assert sum(shared) == detail["share_count"]
