"""Tags, statistics and follow events of the official account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import FatalError, NotReady
from connectors.core.stream import Stream
from connectors.core.windows import days
from connectors.wechat_official_account import Settings, connect
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


@pytest.fixture
def stream(tmp_path: Path, clock: FakeClock) -> Open:
    logs = tmp_path / "logs"
    logs.mkdir()
    settings = Settings(
        _env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL, event_log=str(logs)
    )
    source = connect(settings, state_dir=tmp_path / "state", now=clock.now, retry=clock.retry())
    return lambda name: next(one for one in source.streams if one.name == name)


def test_tags_are_keyed_by_their_number(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    tags = [{"id": 2, "name": "星标组", "count": 1}, {"name": "nameless"}]
    platform.on("/cgi-bin/tags/get", {"tags": tags})
    pages, _ = drained(stream("tags"), context(clock))
    assert latest(pages) == {"2": tags[0]}
    assert pages[0].rejected[0].reason == "It lacks id."


def test_growth_is_keyed_by_day_and_source(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        "/datacube/getusersummary",
        lambda body: {
            "list": [
                {"ref_date": body["begin_date"], "user_source": source, "new_user": 1}
                for source in (0, 30)
            ]
        },
    )
    pages, _ = drained(stream("user_growth"), context(clock, start="2026-03-01"))
    assert platform.asked("/datacube/getusersummary") == [
        {"begin_date": "2026-03-01", "end_date": "2026-03-07"},
        {"begin_date": "2026-03-08", "end_date": "2026-03-08"},
        {"begin_date": "2026-03-09", "end_date": "2026-03-09"},
    ]
    assert "2026-03-01|0" in keys(pages)
    assert "2026-03-01|30" in keys(pages)
    assert pages[0].records[0].occurred_at == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_a_single_object_counts_as_a_list_of_one(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        "/datacube/getusercumulate",
        lambda body: {"list": {"ref_date": body["end_date"], "cumulate_user": 5}},
    )
    pages, _ = drained(stream("user_cumulate"), context(clock, start="2026-03-09"))
    assert latest(pages) == {"2026-03-09": {"ref_date": "2026-03-09", "cumulate_user": 5}}


def test_yesterday_before_its_figures_are_ready_ends_the_pull_quietly(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    clock.set("2026-03-10T07:00:00+08:00")

    def figures(body: dict[str, str]) -> dict[str, Any]:
        if body["end_date"] == "2026-03-09":
            return {"errcode": 61503, "errmsg": "data not ready"}
        return {"list": [{"ref_date": body["begin_date"], "cumulate_user": 5}]}

    platform.on("/datacube/getusercumulate", figures)
    stored = []
    with pytest.raises(NotReady):
        stored.extend(stream("user_cumulate").pages(None, context(clock, start="2026-03-08")))
    assert keys(stored) == ["2026-03-08"]
    assert stored[-1].cursor["through"] == "2026-03-08"


def test_articles_carry_whether_their_figures_are_final(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    def figures(body: dict[str, str]) -> dict[str, Any]:
        item = {"ref_date": body["begin_date"], "msgid": "100_1", "detail_list": []}
        return {"list": [item], "is_delay": body["begin_date"] == "2026-03-09"}

    platform.on("/datacube/getarticletotaldetail", figures)
    article = stream("article_total_detail")
    pages, cursor = drained(article, context(clock, start="2025-10-20"))
    assert keys(pages)[0] == "2025-11-01|100_1"
    assert latest(pages)["2026-03-09|100_1"]["is_delay"] is True
    assert cursor == {"through": "2026-03-09", "delayed": ["2026-03-09"]}
    platform.calls.clear()
    clock.advance(86_400)
    drained(article, context(clock, start="2025-10-20"), cursor)
    assert len(platform.asked("/datacube/getarticletotaldetail")) == 31


def test_a_refused_date_format_is_called_our_mistake(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on("/datacube/getarticlesummary", {"errcode": 61500, "errmsg": "date format error"})
    with pytest.raises(FatalError, match="defect of the connector"):
        drained(stream("article_summary"), context(clock))


def test_an_event_delivered_three_times_is_one_event(
    stream: Open, clock: FakeClock, tmp_path: Path
) -> None:
    event = {
        "ToUserName": "gh_demo",
        "FromUserName": "oDemo1",
        "CreateTime": 1_773_000_000,
        "MsgType": "event",
        "Event": "subscribe",
        "EventKey": "qrscene_store_1001",
    }
    lines = [json.dumps(event)] * 3 + [json.dumps({"Event": "subscribe"})]
    path = tmp_path / "logs" / "follow_events-2026-03-10.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    pages, _ = drained(stream("follow_events"), context(clock))
    assert latest(pages) == {"oDemo1|1773000000|subscribe": event}
    assert pages[0].rejected[0].place == "follow_events-2026-03-10.jsonl line 4"


def test_weeks_and_months_of_messages_are_asked_for_by_their_first_day(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    for name in ("getupstreammsgweek", "getupstreammsgdistmonth"):
        platform.on(
            f"/datacube/{name}",
            lambda body: {
                "list": [{"ref_date": body["begin_date"], "msg_type": 1, "count_interval": 2}]
            },
        )
    weeks, _ = drained(stream("message_counts_weekly"), context(clock, start="2026-02-25"))
    months, _ = drained(stream("message_senders_monthly"), context(clock, start="2026-02-25"))
    assert keys(weeks) == ["2026-02-23|1", "2026-03-02|1"]
    assert keys(months) == ["2026-02-01|2"]
    for body in platform.asked("/datacube/getupstreammsgweek"):
        assert body["begin_date"] == body["end_date"]


def test_hours_of_a_day_are_rows_of_their_own(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        "/datacube/getuserreadhour",
        lambda body: {
            "list": [
                {"ref_date": body["begin_date"], "ref_hour": hour, "user_source": 0}
                for hour in (0, 100, 2300)
            ]
        },
    )
    pages, _ = drained(stream("reads_hourly"), context(clock, start="2026-03-09"))
    assert keys(pages) == [f"2026-03-09|{hour}|0" for hour in (0, 100, 2300)]


def test_a_summary_called_late_is_asked_for_again_until_it_is_final(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    late = True

    def figures(body: dict[str, str]) -> dict[str, Any]:
        first, last = (date.fromisoformat(body[edge]) for edge in ("begin_date", "end_date"))
        return {
            "list": [
                {"ref_date": day.isoformat(), "detail": {"read_user": 1}}
                for day in days(first, last)
            ],
            "is_delay": late and body["end_date"] >= "2026-03-08",
        }

    platform.on("/datacube/getbizsummary", figures)
    summary = stream("content_summary")
    pages, cursor = drained(summary, context(clock, start="2026-03-01"))
    assert latest(pages)["2026-03-09"]["is_delay"] is True
    assert cursor == {"through": "2026-03-09", "delayed": ["2026-03-08", "2026-03-09"]}
    late = False
    clock.advance(20 * 86_400)
    pages, cursor = drained(summary, context(clock), cursor)
    assert latest(pages)["2026-03-08"]["is_delay"] is False
    assert (cursor or {})["delayed"] == []


def test_no_rows_at_all_is_a_quiet_day(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on("/datacube/getarticleread", {"list": None, "is_delay": False})
    pages, cursor = drained(stream("article_reads"), context(clock, start="2026-03-08"))
    assert keys(pages) == []
    assert (cursor or {})["through"] == "2026-03-09"
