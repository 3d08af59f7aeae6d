"""Growth and article figures of the official account, and the date rules of the datacube."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.platforms.calendar import DAY, dashed, day_number, day_of, start_of
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import running_sandbox
from sandbox.world import World
from sandbox.world.views import follow_state
from tests.sandbox.platform_client import Client

SPANS = {
    "getusersummary": 7,
    "getusercumulate": 7,
    "getarticlesummary": 1,
    "getarticletotal": 1,
    "getuserread": 3,
    "getusershare": 7,
    "getarticleread": 1,
    "getarticleshare": 1,
    "getbizsummary": 30,
    "getarticletotaldetail": 1,
}
DELAYED = ("getarticleread", "getarticleshare", "getbizsummary", "getarticletotaldetail")


def publishing_day(api: Client) -> int:
    """Return the last day with articles whose figures are settled by now."""
    days = range(api.yesterday - 3, api.yesterday - 12, -1)
    return next(day for day in days if api.datacube("getarticletotaldetail", day)["list"])


@pytest.mark.parametrize(("name", "span"), SPANS.items(), ids=SPANS)
def test_a_window_may_be_as_long_as_the_contract_says(api: Client, name: str, span: int) -> None:
    end = api.yesterday
    assert "list" in api.datacube(name, end - span + 1, end)
    assert api.datacube(name, end - span, end)["errcode"] == 61501
    assert api.datacube(name, end + 1, end + 1)["errcode"] == 61501
    assert api.datacube(name, end, end - 1)["errcode"] == 61501


@pytest.mark.parametrize("text", ["20261101", "2026-11-1", "2026-02-30", "", None, 20261101])
def test_a_date_in_another_form_is_refused(api: Client, text: object) -> None:
    body = {"begin_date": text, "end_date": text}
    assert api.post("/datacube/getusersummary", "official_account", body)["errcode"] == 61500


def test_yesterday_is_ready_at_eight(api: Client) -> None:
    today = start_of(day_of(api.clock.now()))
    for moment, errcode in ((today + 8 * 3_600 - 1, 61503), (today + 8 * 3_600, 0)):
        api.clock.move(moment)
        assert api.datacube("getusersummary", api.yesterday).get("errcode", 0) == errcode
    assert "list" in api.datacube("getusersummary", api.yesterday - 1)


def test_nothing_is_older_than_the_datacube(api: Client) -> None:
    first = day_number(date(2014, 12, 1))
    assert api.datacube("getusersummary", first)["list"] == []
    assert api.datacube("getusersummary", first - 1)["errcode"] == 61501


def test_growth_is_the_events_and_the_total_is_who_followed_at_the_days_end(api: Client) -> None:
    world: World = api.world
    events = world.follow_events
    for day in range(day_of(int(world.start_ts)), api.yesterday + 1, 11):
        rows = api.datacube("getusersummary", day)["list"]
        inside = (events.at >= start_of(day)) & (events.at < start_of(day + 1))
        kinds = events.kind[inside]
        assert sum(row["new_user"] for row in rows) == np.count_nonzero(kinds == 0)
        assert sum(row["cancel_user"] for row in rows) == np.count_nonzero(kinds == 1)
        assert len({row["user_source"] for row in rows}) == len(rows)
        end = follow_state(world, start_of(day + 1) - 1)
        total = api.datacube("getusercumulate", day)["list"]
        expected = int(end.is_subscribed.sum())
        assert total == [{"ref_date": dashed(day), "cumulate_user": expected}]


def test_every_day_follows_from_the_one_before(api: Client) -> None:
    end = api.yesterday
    totals = {
        row["ref_date"]: row["cumulate_user"]
        for row in api.datacube("getusercumulate", end - 6, end)["list"]
    }
    net = dict.fromkeys(totals, 0)
    for row in api.datacube("getusersummary", end - 6, end)["list"]:
        net[row["ref_date"]] += row["new_user"] - row["cancel_user"]
    for day in range(end - 5, end + 1):
        assert totals[dashed(day)] == totals[dashed(day - 1)] + net[dashed(day)]


def test_an_articles_running_total_is_the_sum_of_its_days(api: Client) -> None:
    day = publishing_day(api)
    articles = api.datacube("getarticletotaldetail", day)["list"]
    for article in articles:
        assert article["ref_date"] == dashed(day)
        read = shared = 0
        for detail, stat_day in zip(article["detail_list"], range(day, day + 30), strict=False):
            assert detail["stat_date"] == dashed(stat_day)
            read += _of_article(api, "getarticleread", stat_day, article["msgid"], "read_user")
            shared += _of_article(api, "getarticleshare", stat_day, article["msgid"], "share_user")
            assert (detail["read_user"], detail["share_user"]) == (read, shared)
            sources = {one["scene_desc"]: one["user_count"] for one in detail["read_user_source"]}
            assert sources.pop("全部", 0) == sum(sources.values()) == read
        assert len(article["detail_list"]) == api.yesterday - day + 1
    assert max(article["detail_list"][0]["read_user"] for article in articles) > 0


def test_old_and_new_article_figures_tell_the_same_of_the_same_day(api: Client) -> None:
    day = publishing_day(api)
    old = api.datacube("getarticlesummary", day)["list"]
    read = api.datacube("getarticleread", day)["list"]
    new = {row["msgid"]: row["detail"]["read_user"] for row in read}
    assert old
    assert all(new[row["msgid"]] == row["int_page_read_user"] for row in old)
    total = api.datacube("getarticletotal", day)["list"]
    first = {row["msgid"]: row["details"][0]["int_page_read_user"] for row in total}
    assert all(first[row["msgid"]] == row["int_page_read_user"] for row in old)
    assert all(len(row["details"]) <= 7 for row in total)
    summary = api.datacube("getbizsummary", day)["list"][0]["detail"]
    assert summary["read_user"] == sum(new.values())
    sources = {row["user_source"]: row for row in api.datacube("getuserread", day)["list"]}
    everything = sources.pop(99_999_999)["int_page_read_user"]
    assert everything == sum(row["int_page_read_user"] for row in sources.values())
    assert everything == summary["read_user"]


def test_recent_figures_are_provisional_and_never_shrink(api: Client) -> None:
    day = publishing_day(api)
    settled = start_of(day) + 2 * DAY + 12 * 3_600
    for name in DELAYED:
        api.clock.move(settled - 1)
        early = api.datacube(name, day)
        api.clock.move(settled)
        late = api.datacube(name, day)
        assert (early["is_delay"], late["is_delay"]) == (True, False)
    assert all("is_delay" not in api.datacube(name, day) for name in SPANS if name not in DELAYED)


def test_the_new_article_figures_begin_in_november_2025() -> None:
    world = World(200, 60, 3, date(2025, 11, 20))
    with running_sandbox(world, SandboxClock(int(world.until_ts) + 40_000)) as running:
        api = Client(running)
        first = day_number(date(2025, 11, 1))
        for name in ("getarticleread", "getbizsummary"):
            before = [api.datacube(name, day)["list"] for day in range(first - 7, first)]
            after = [api.datacube(name, day)["list"] for day in range(first, first + 7)]
            assert not any(before)
            assert any(after)
        old = [api.datacube("getarticlesummary", day)["list"] for day in range(first - 7, first)]
        assert any(old)


def _of_article(api: Client, name: str, day: int, msgid: str, figure: str) -> int:
    rows = api.datacube(name, day)["list"]
    return sum(row["detail"][figure] for row in rows if row["msgid"] == msgid)
