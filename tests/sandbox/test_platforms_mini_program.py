"""The mini program's analysis endpoints: date rules, and figures that agree with each other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.platforms.calendar import DAY, compact, day_number, day_of, start_of
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

PREFIX = "getweanalysisappid"
DAILY = (
    "dailyvisittrend",
    "dailyretaininfo",
    "dailysummarytrend",
    "visitpage",
    "visitdistribution",
)
MONDAY = day_number(date(2026, 11, 2))
OCTOBER = (day_number(date(2026, 10, 1)), day_number(date(2026, 10, 31)))


def ask(api: Client, name: str, begin: int, end: int | None = None) -> dict[str, object]:
    return api.datacube(PREFIX + name, begin, end)


def errcode(api: Client, name: str, begin: int, end: int) -> int:
    return int(ask(api, name, begin, end).get("errcode", 0))


def visitors(api: Client, day: int) -> int:
    rows = ask(api, "dailyvisittrend", day)["list"]
    return int(rows[0]["visit_uv"])


@pytest.mark.parametrize("name", DAILY)
def test_a_daily_figure_takes_one_day_that_is_over(api: Client, name: str) -> None:
    day = api.yesterday
    assert errcode(api, name, day, day) == 0
    assert errcode(api, name, day - 1, day) == 61501
    assert errcode(api, name, day + 1, day + 1) == 61501
    dashed = {"begin_date": "2026-11-02", "end_date": "2026-11-02"}
    assert api.post(f"/datacube/{PREFIX}{name}", "mini_program", dashed)["errcode"] == 61500


@pytest.mark.parametrize("name", ["weeklyvisittrend", "weeklyretaininfo"])
def test_a_week_runs_from_monday_to_sunday(api: Client, name: str) -> None:
    assert errcode(api, name, MONDAY, MONDAY + 6) == 0
    assert errcode(api, name, MONDAY + 1, MONDAY + 7) == 61501
    assert errcode(api, name, MONDAY, MONDAY + 5) == 61501
    assert errcode(api, name, MONDAY, MONDAY + 13) == 61501
    assert errcode(api, name, MONDAY + 14, MONDAY + 20) == 61501


@pytest.mark.parametrize("name", ["monthlyvisittrend", "monthlyretaininfo"])
def test_a_month_is_a_whole_month(api: Client, name: str) -> None:
    first, last = OCTOBER
    assert errcode(api, name, first, last) == 0
    assert errcode(api, name, first, last - 1) == 61501
    assert errcode(api, name, first + 1, last) == 61501
    assert errcode(api, name, last + 1, last + 30) == 61501


@pytest.mark.parametrize(("days", "expected"), [(1, 0), (7, 0), (30, 0), (2, 61501), (31, 61501)])
def test_a_portrait_speaks_of_one_seven_or_thirty_days(
    api: Client, days: int, expected: int
) -> None:
    assert errcode(api, "userportrait", api.yesterday - days + 1, api.yesterday) == expected


def test_yesterday_is_ready_at_eight(api: Client) -> None:
    api.clock.move(start_of(day_of(api.clock.now())) + 8 * 3_600 - 1)
    assert errcode(api, "dailyvisittrend", api.yesterday, api.yesterday) == 61503
    assert errcode(api, "userportrait", api.yesterday - 6, api.yesterday) == 61503
    assert errcode(api, "dailyvisittrend", api.yesterday - 1, api.yesterday - 1) == 0


def test_a_days_trend_counts_the_events_of_the_main_app(api: Client) -> None:
    world, day = api.world, api.yesterday
    events, app = world.mini_events, world.mini_users.app
    inside = (events.at >= start_of(day)) & (events.at < start_of(day + 1))
    inside &= app[events.mini_user] == 0
    launches, views = inside & (events.event == 0), inside & (events.event == 1)
    row = ask(api, "dailyvisittrend", day)["list"][0]
    assert row["ref_date"] == compact(day)
    assert row["session_cnt"] == np.count_nonzero(launches) > 0
    assert row["visit_pv"] == np.count_nonzero(views)
    assert row["visit_uv"] >= len(np.unique(events.mini_user[launches]))
    assert row["stay_time_session"] == pytest.approx(
        events.value[views].sum() / np.count_nonzero(launches), abs=1e-4
    )


@pytest.mark.parametrize(
    ("name", "begin", "end", "label"),
    [
        ("weeklyvisittrend", MONDAY, MONDAY + 6, "20261102-20261108"),
        ("monthlyvisittrend", *OCTOBER, "202610"),
    ],
    ids=["week", "month"],
)
def test_distinct_visitors_lie_between_the_best_day_and_the_sum_of_days(
    api: Client, name: str, begin: int, end: int, label: str
) -> None:
    row = ask(api, name, begin, end)["list"][0]
    daily = [visitors(api, day) for day in range(begin, end + 1)]
    assert row["ref_date"] == label
    assert max(daily) <= row["visit_uv"] < sum(daily)
    assert row["visit_uv_new"] <= row["visit_uv"]


def test_retention_begins_with_the_day_itself_and_grows_with_the_clock(api: Client) -> None:
    day = api.yesterday
    for passed, keys in ((0, [0]), (1, [0, 1]), (8, list(range(8))), (14, [*range(8), 14])):
        api.clock.move(start_of(day + 1 + passed) + 9 * 3_600)
        answer = ask(api, "dailyretaininfo", day)
        for block in ("visit_uv", "visit_uv_new"):
            assert [item["key"] for item in answer[block]] == keys
            values = [item["value"] for item in answer[block]]
            assert max(values) == values[0]
    assert answer["visit_uv"][0]["value"] == visitors(api, day)


def test_a_later_retention_key_is_not_known_before_its_day_is_over(api: Client) -> None:
    day = api.yesterday - 1
    api.clock.move(start_of(day + 2) + 8 * 3_600 - 1)
    assert [item["key"] for item in ask(api, "dailyretaininfo", day)["visit_uv"]] == [0]
    api.clock.move(start_of(day + 2) + 8 * 3_600)
    assert [item["key"] for item in ask(api, "dailyretaininfo", day)["visit_uv"]] == [0, 1]


def test_weekly_retention_counts_who_came_back_in_a_later_week(api: Client) -> None:
    blocks = ask(api, "weeklyretaininfo", MONDAY - 14, MONDAY - 8)
    first = ask(api, "weeklyvisittrend", MONDAY - 14, MONDAY - 8)["list"][0]
    assert [item["key"] for item in blocks["visit_uv"]] == [0, 1, 2, 3]
    assert blocks["visit_uv"][0]["value"] == first["visit_uv"]
    assert 0 < blocks["visit_uv"][1]["value"] < first["visit_uv"]


def test_users_add_up_from_day_to_day(api: Client) -> None:
    day = api.yesterday
    before = ask(api, "dailysummarytrend", day - 1)["list"][0]
    after = ask(api, "dailysummarytrend", day)["list"][0]
    new = ask(api, "dailyvisittrend", day)["list"][0]["visit_uv_new"]
    assert after["visit_total"] == before["visit_total"] + new
    assert after["share_uv"] <= after["share_pv"]


def test_pages_are_cut_at_a_number_and_sorted_by_visits(serve: Serve) -> None:
    whole = ask(api := serve(), "visitpage", api.yesterday)["list"]
    views = [page["page_visit_pv"] for page in whole]
    assert views == sorted(views, reverse=True)
    assert sum(views) == ask(api, "dailyvisittrend", api.yesterday)["list"][0]["visit_pv"]
    assert sum(page["entrypage_pv"] for page in whole) == sum(page["exitpage_pv"] for page in whole)
    assert not any(page["page_path"].startswith("/") for page in whole)
    few = serve(most_pages=2)
    assert ask(few, "visitpage", few.yesterday)["list"] == whole[:2]


def test_distributions_count_sessions_and_leave_out_empty_classes(api: Client) -> None:
    answer = ask(api, "visitdistribution", api.yesterday)
    blocks = {block["index"]: block["item_list"] for block in answer["list"]}
    trend = ask(api, "dailyvisittrend", api.yesterday)["list"][0]
    launches = sum(item["value"] for item in blocks["access_source_session_cnt"])
    assert launches == trend["session_cnt"]
    assert {item["key"] for item in blocks["access_staytime_info"]} <= set(range(1, 9))
    assert {item["key"] for item in blocks["access_depth_info"]} <= set(range(1, 8))
    assert all(item["value"] > 0 for items in blocks.values() for item in items)


def test_a_portrait_describes_the_visitors(api: Client) -> None:
    answer = ask(api, "userportrait", api.yesterday - 6, api.yesterday)
    seen = answer["visit_uv"]
    people = sum(item["value"] for item in seen["genders"])
    assert people >= visitors(api, api.yesterday)
    for part in ("province", "city", "platforms", "ages"):
        assert sum(item["value"] for item in seen[part]) == people
    assert len(seen["devices"]) <= 20
    assert all("id" not in item for item in seen["devices"])
    assert answer["ref_date"] == f"{compact(api.yesterday - 6)}-{compact(api.yesterday)}"


def test_days_before_the_world_have_no_rows(api: Client) -> None:
    long_ago = day_of(int(api.world.start_ts)) - 30
    assert ask(api, "dailyvisittrend", long_ago)["list"] == []
    assert ask(api, "dailysummarytrend", long_ago)["list"] == []
    assert ask(api, "visitpage", long_ago)["list"] == []
    too_old = day_number(date(2016, 12, 31))
    assert errcode(api, "dailyvisittrend", too_old, too_old) == 61501


def test_a_moving_clock_brings_new_days(api: Client) -> None:
    day = api.yesterday + 3
    assert errcode(api, "dailyvisittrend", day, day) == 61501
    api.clock.move(api.clock.now() + 3 * DAY)
    assert visitors(api, day) > 0
