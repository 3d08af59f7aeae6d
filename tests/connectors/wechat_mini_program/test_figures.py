"""The mini program's statistics: which days are asked for in which spelling, and what lands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.core.stream import Stream
from connectors.wechat_mini_program import Settings, connect
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest,
)

Open = Callable[[str], Stream]
API = "/datacube/getweanalysisappid"


@pytest.fixture
def stream(tmp_path: Path, clock: FakeClock) -> Open:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return lambda name: next(one for one in source.streams if one.name == name)


def test_days_are_written_without_dashes_and_asked_for_one_by_one(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    path = f"{API}dailyvisittrend"
    platform.on(path, lambda body: {"list": [{"ref_date": body["begin_date"], "visit_uv": 3}]})
    pages, _ = drained(stream("visit_trend_daily"), context(clock, start="2026-03-07"))
    days = ["20260307", "20260308", "20260309"]
    assert keys(pages) == days
    assert platform.asked(path) == [{"begin_date": day, "end_date": day} for day in days]
    assert pages[0].records[0].occurred_at == datetime(2026, 3, 6, 16, tzinfo=UTC)


def test_weeks_and_months_are_natural_ones(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        f"{API}weeklyvisittrend",
        lambda body: {"list": [{"ref_date": f"{body['begin_date']}-{body['end_date']}"}]},
    )
    platform.on(
        f"{API}monthlyvisittrend",
        lambda body: {"list": [{"ref_date": body["begin_date"][:6]}]},
    )
    pull = context(clock, start="2026-02-24")
    weeks, _ = drained(stream("visit_trend_weekly"), pull)
    assert keys(weeks) == ["20260223-20260301", "20260302-20260308"]
    months, _ = drained(stream("visit_trend_monthly"), pull)
    assert keys(months) == ["202602"]
    assert months[0].records[0].occurred_at == datetime(2026, 1, 31, 16, tzinfo=UTC)


def test_retention_is_asked_for_again_while_it_grows(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    path = f"{API}dailyretaininfo"

    def grown(body: dict[str, str]) -> dict[str, Any]:
        age = (clock.now() - datetime.strptime(f"{body['begin_date']}+0800", "%Y%m%d%z")).days
        values = [{"key": key, "value": 1} for key in range(min(age, 7))]
        return {"ref_date": body["begin_date"], "visit_uv_new": values, "visit_uv": values}

    platform.on(path, grown)
    retention = stream("retention_daily")
    first, cursor = drained(retention, context(clock, start="2026-01-01"))
    platform.calls.clear()
    clock.advance(86_400)
    again, _ = drained(retention, context(clock, start="2026-01-01"), cursor)
    assert len(platform.asked(path)) == 32
    assert len(latest(first)["20260309"]["visit_uv"]) == 1
    assert len(latest(again)["20260309"]["visit_uv"]) == 2


def test_rows_take_the_day_that_stands_beside_them(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        f"{API}visitpage",
        lambda body: {"ref_date": body["begin_date"], "list": [{"page_path": "pages/home"}]},
    )
    platform.on(
        f"{API}visitdistribution",
        lambda body: {
            "ref_date": body["begin_date"],
            "list": [{"index": "access_depth_info", "item_list": [{"key": 1, "value": 2}]}],
        },
    )
    pull = context(clock, start="2026-03-09")
    pages, _ = drained(stream("visit_pages"), pull)
    assert latest(pages) == {
        "20260309|pages/home": {"ref_date": "20260309", "page_path": "pages/home"}
    }
    ways, _ = drained(stream("visit_distribution"), pull)
    assert keys(ways) == ["20260309|access_depth_info"]


def test_a_portrait_is_keyed_by_its_day_however_the_answer_writes_it(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    answer = {"ref_date": "20260309-20260309", "visit_uv_new": {}, "visit_uv": {"genders": []}}
    platform.on(f"{API}userportrait", answer)
    pages, _ = drained(stream("user_portrait"), context(clock, start="2026-03-09"))
    assert latest(pages) == {"20260309": answer}


def test_an_empty_yesterday_is_asked_for_again_next_day(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    rows: list[dict[str, Any]] = []
    platform.on(f"{API}dailysummarytrend", lambda _: {"list": rows})
    summary = stream("summary_daily")
    pages, cursor = drained(summary, context(clock, start="2026-03-09"))
    assert keys(pages) == []
    rows.append({"ref_date": "20260309", "visit_total": 7})
    clock.advance(86_400)
    pages, _ = drained(summary, context(clock, start="2026-03-09"), cursor)
    assert set(keys(pages)) == {"20260309"}


def test_weekly_and_monthly_retention_is_asked_for_again_while_it_fills_in(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    for name in ("weeklyretaininfo", "monthlyretaininfo"):
        platform.on(
            f"{API}{name}",
            lambda body: {"ref_date": body["begin_date"], "visit_uv": [], "visit_uv_new": []},
        )
    weekly, monthly = stream("retention_weekly"), stream("retention_monthly")
    pages, weeks = drained(weekly, context(clock, start="2026-01-12"))
    assert keys(pages)[0] == "20260112-20260118"
    _, months = drained(monthly, context(clock, start="2026-01-12"))
    clock.set("2026-03-16T12:00:00+08:00")
    again, _ = drained(weekly, context(clock, start="2026-01-12"), weeks)
    assert keys(again)[0] == "20260202-20260208"
    assert keys(again)[-1] == "20260309-20260315"
    clock.set("2026-04-01T12:00:00+08:00")
    again, _ = drained(monthly, context(clock, start="2026-01-12"), months)
    assert "20260201-20260228" in keys(again)
    assert keys(again)[-1] == "20260301-20260331"


@pytest.mark.parametrize(("name", "days"), [("user_portrait_7d", 7), ("user_portrait_30d", 30)])
def test_a_portrait_of_several_days_ends_with_each_day(
    stream: Open, clock: FakeClock, platform: FakePlatform, name: str, days: int
) -> None:
    path = f"{API}userportrait"
    platform.on(path, lambda body: {"ref_date": body["begin_date"], "visit_uv": {}})
    pages, _ = drained(stream(name), context(clock, start="2026-03-08"))
    asked = platform.asked(path)
    assert [body["end_date"] for body in asked] == ["20260308", "20260309"]
    assert keys(pages) == [f"{body['begin_date']}-{body['end_date']}" for body in asked]
    first, last = (
        datetime.strptime(asked[0][edge], "%Y%m%d").replace(tzinfo=UTC)
        for edge in ("begin_date", "end_date")
    )
    assert (last - first).days == days - 1
