"""The brand's logs as they really come: late, out of order, repeated, and dated by wrong clocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from connectors.core.stream import Stream
from connectors.wechat_mini_program import Settings, connect
from tests.connectors.support import FakeClock, context, drained, keys, latest

Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Appends events of a user, given as Beijing instants, to the file of a day."""

    def append(day: str, *instants: str) -> None:
        with (tmp_path / f"events-{day}.jsonl").open("a", encoding="utf-8") as file:
            for instant in instants:
                time = int(datetime.fromisoformat(f"{instant}+08:00").timestamp()) * 1000
                line = {"distinct_id": "o1", "event": "search", "time": time, "properties": {}}
                file.write(json.dumps(line) + "\n")

    return append


@pytest.fixture
def events(tmp_path: Path, clock: FakeClock) -> Stream:
    settings = Settings(_env_file=None, event_log=str(tmp_path))
    source = connect(settings, state_dir=tmp_path / "s", now=clock.now, retry=clock.retry())
    return next(stream for stream in source.streams if stream.name == "events")


def test_a_repeated_line_is_one_record_in_whichever_file_it_comes_again(
    events: Stream, write: Write, clock: FakeClock
) -> None:
    write("2026-03-08", "2026-03-08T10:00", "2026-03-08T10:00")
    write("2026-03-09", "2026-03-08T10:00")
    pages, _ = drained(events, context(clock))
    assert len(latest(pages)) == 1


def test_lines_out_of_order_all_arrive_with_their_own_instants(
    events: Stream, write: Write, clock: FakeClock
) -> None:
    write("2026-03-09", "2026-03-09T12:00", "2026-03-09T08:00", "2026-03-09T10:00")
    pages, _ = drained(events, context(clock))
    hours = [record.occurred_at.hour for page in pages for record in page.records]
    assert hours == [4, 0, 2]


def test_an_old_event_in_a_new_file_arrives(events: Stream, write: Write, clock: FakeClock) -> None:
    _, cursor = drained(events, context(clock))
    write("2026-03-10", "2026-03-02T10:00")
    pages, _ = drained(events, context(clock), cursor)
    assert len(keys(pages)) == 1


def test_a_late_line_of_an_old_file_arrives_once(
    events: Stream, write: Write, clock: FakeClock
) -> None:
    write("2026-03-06", "2026-03-06T10:00")
    _, cursor = drained(events, context(clock))
    write("2026-03-06", "2026-03-06T09:00")
    pages, cursor = drained(events, context(clock), cursor)
    assert len(keys(pages)) == 1
    assert keys(drained(events, context(clock), cursor)[0]) == []


def test_a_clock_that_is_a_little_fast_is_believed(
    events: Stream, write: Write, clock: FakeClock
) -> None:
    write("2026-03-09", "2026-03-10T00:05", "2026-03-10T20:00")
    pages, _ = drained(events, context(clock))
    assert len(keys(pages)) == 2


def test_a_clock_that_is_years_fast_is_refused_and_holds_up_nothing(
    events: Stream, write: Write, clock: FakeClock
) -> None:
    write("2026-03-09", "2036-03-09T10:00", "2026-03-09T10:00")
    pages, cursor = drained(events, context(clock))
    refused = [one for page in pages for one in page.rejected]
    assert len(keys(pages)) == 1
    assert [one.place for one in refused] == ["events-2026-03-09.jsonl line 1"]
    assert "a clock was wrong" in refused[0].reason
    again, _ = drained(events, context(clock), cursor)
    assert [one for page in again for one in page.rejected] == []
