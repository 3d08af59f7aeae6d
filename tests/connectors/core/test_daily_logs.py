"""Daily files that grow, arrive late, break off, hold rubbish, or are replaced."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.core import daily_logs
from connectors.core.batches import Enough
from connectors.core.daily_logs import DailyLog, LineRefused
from connectors.core.lines import LONGEST_LINE
from connectors.core.log_files import FolderLogFiles
from connectors.core.stream import Record
from connectors.core.windows import Period
from tests.connectors.support import (
    FakeClock,
    backfilled_despite_kills,
    context,
    drained,
    keys,
    latest_despite_kills,
    through_json,
)

Write = Callable[..., None]


def parse(line: dict[str, Any], _raw: bytes) -> Record:
    if "id" not in line:
        raise LineRefused("it lacks id")
    return Record(str(line["id"]), line, None)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Appends ids, or raw text, to the file of a day."""

    def append(day: str, *items: int | str) -> None:
        with (tmp_path / f"events-{day}.jsonl").open("a", encoding="utf-8", newline="") as file:
            for item in items:
                file.write(item if isinstance(item, str) else json.dumps({"id": item}) + "\n")

    return append


@pytest.fixture
def log(tmp_path: Path) -> DailyLog:
    return DailyLog(
        source="test",
        name="events",
        description="Made-up events.",
        enough=Enough(rows=1),
        kind="events",
        files=FolderLogFiles(tmp_path, "TEST_LOG"),
        parse=parse,
    )


def test_what_was_read_is_not_read_again(log: DailyLog, write: Write, clock: FakeClock) -> None:
    write("2026-03-09", 1, 2)
    write("2026-03-10", 3)
    pages, cursor = drained(log, context(clock))
    assert keys(pages) == ["1", "2", "3"]
    write("2026-03-10", 4)
    pages, cursor = drained(log, context(clock), cursor)
    assert keys(pages) == ["4"]
    pages, _ = drained(log, context(clock), cursor)
    assert keys(pages) == []


def test_a_line_still_being_written_waits_for_its_end(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-03-10", 1, '{"id": ')
    pages, cursor = drained(log, context(clock))
    assert keys(pages) == ["1"]
    write("2026-03-10", "2}\n")
    pages, _ = drained(log, context(clock), cursor)
    assert keys(pages) == ["2"]
    assert [one for page in pages for one in page.rejected] == []


def test_late_lines_are_found_for_a_week(log: DailyLog, write: Write, clock: FakeClock) -> None:
    write("2026-03-04", 1)
    _, cursor = drained(log, context(clock))
    write("2026-03-04", 2)
    pages, cursor = drained(log, context(clock), cursor)
    assert keys(pages) == ["2"]
    assert cursor is not None
    assert cursor["closed_before"] == "2026-03-04"
    assert set(cursor["days"]) == {"2026-03-04"}


def test_a_last_line_that_never_got_its_newline_is_read_when_the_day_is_closed(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-03-09", 1, '{"id": 2}')
    pages, cursor = drained(log, context(clock))
    assert keys(pages) == ["1"]
    clock.advance(6 * 86_400)
    pages, cursor = drained(log, context(clock), cursor)
    assert keys(pages) == ["2"]
    assert cursor is not None
    assert cursor["days"] == {}


def test_a_broken_line_is_named_and_the_rest_goes_on(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-03-10", 1, '{"id": 2\n', "\n", '{"no": "id"}\n', '["id"]\n', '{"id": NaN}\n', 3)
    pages, cursor = drained(log, context(clock))
    assert keys(pages) == ["1", "3"]
    rejected = [one for page in pages for one in page.rejected]
    assert [one.place for one in rejected] == [
        f"events-2026-03-10.jsonl line {number}" for number in (2, 4, 5, 6)
    ]
    assert rejected[1].reason == "The line is refused: it lacks id."
    assert rejected[1].payload["line"] == '{"no": "id"}'
    write("2026-03-10", "rubbish\n")
    pages, _ = drained(log, context(clock), cursor)
    assert pages[-1].rejected[0].place == "events-2026-03-10.jsonl line 8"


def test_bytes_that_are_no_text_are_one_refused_line(
    log: DailyLog, write: Write, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "events-2026-03-10.jsonl").write_bytes(b'{"id": "\xff\xfe"}\n')
    write("2026-03-10", 2, "x" * (LONGEST_LINE + 5) + "\n", 3)
    pages, _ = drained(log, context(clock))
    assert keys(pages) == ["2", "3"]
    reasons = [one.reason for page in pages for one in page.rejected]
    assert "not UTF-8" in reasons[0]
    assert "too long" in reasons[1]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-03-10", '\ufeff{"id": 1}\r\n', '{"id": 2}\r\n')
    pages, _ = drained(log, context(clock))
    assert keys(pages) == ["1", "2"]


@pytest.mark.parametrize("replacement", ['{"id": 8}\n', '{"id": 80000000}\n{"id": 9}\n'])
def test_a_file_that_was_replaced_is_read_from_its_start(
    log: DailyLog,
    write: Write,
    clock: FakeClock,
    tmp_path: Path,
    replacement: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write("2026-03-10", 1, 2)
    _, cursor = drained(log, context(clock))
    (tmp_path / "events-2026-03-10.jsonl").write_text(replacement, encoding="utf-8")
    caplog.set_level(logging.WARNING)
    pages, _ = drained(log, context(clock), cursor)
    assert keys(pages)[0].startswith("8")
    assert "not the file that was read before" in caplog.text


def test_a_kill_at_any_page_loses_no_line(
    log: DailyLog, write: Write, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_logs, "LINES_PER_PAGE", 3)
    for day in range(1, 11):
        write(f"2026-03-{day:02}", *range(day * 100, day * 100 + day))
    wanted = set(keys(drained(log, context(clock))[0]))
    outcomes = latest_despite_kills(log, context(clock))
    assert len(wanted) == 55
    assert len(outcomes) > 20
    assert all(set(outcome) == wanted for outcome in outcomes)


def test_a_killed_pull_reads_no_line_twice(
    log: DailyLog, write: Write, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_logs, "LINES_PER_PAGE", 2)
    write("2026-03-10", *range(7))
    pulled = log.pages(None, context(clock))
    stored = []
    while sum(len(page.records) for page in stored) < 4:
        stored.append(next(pulled))
    rest, _ = drained(log, context(clock), through_json(stored[-1].cursor))
    assert keys([*stored, *rest]) == [str(number) for number in range(7)]


def test_a_cursor_in_the_future_is_said_and_reads_everything_again(
    log: DailyLog, write: Write, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    write("2026-03-09", 1)
    clock.advance(30 * 86_400)
    _, cursor = drained(log, context(clock))
    clock.advance(-30 * 86_400)
    write("2026-03-10", 2)
    caplog.set_level(logging.ERROR)
    pages, after = drained(log, context(clock), cursor)
    assert "cursor lies in the future" in caplog.text
    assert keys(pages) == ["1", "2"]
    assert after is not None
    assert after["closed_before"] == "2026-03-04"


def test_a_place_without_any_file_is_said(
    log: DailyLog, write: Write, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    _, cursor = drained(log, context(clock))
    assert "no file events-YYYY-MM-DD.jsonl has a line since 2026-03-01" in caplog.text
    caplog.clear()
    write("2026-03-10", 1)
    drained(log, context(clock), cursor)
    assert caplog.text == ""


def test_days_before_the_start_are_left_alone(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-02-28", 1)
    write("2026-03-01", 2)
    assert keys(drained(log, context(clock, start="2026-03-01"))[0]) == ["2"]


def test_the_present_day_is_the_one_in_shanghai(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    clock.set("2026-03-10T00:05:00+08:00")
    write("2026-03-10", 1)
    assert keys(drained(log, context(clock))[0]) == ["1"]


def test_a_file_that_first_appears_long_after_its_day_is_read(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    write("2026-03-01", 1)
    write("2026-03-09", 9)
    _, cursor = drained(log, context(clock, start="2026-02-20"))
    clock.advance(30 * 86_400)
    _, cursor = drained(log, context(clock, start="2026-02-20"), cursor)
    write("2026-02-25", 5, 6)
    pages, cursor = drained(log, context(clock, start="2026-02-20"), cursor)
    assert keys(pages) == ["5", "6"]
    assert cursor is not None
    assert cursor["missing"][:2] == [["2026-02-20", "2026-02-24"], ["2026-02-26", "2026-02-28"]]
    pages, cursor = drained(log, context(clock, start="2026-02-20"), cursor)
    assert keys(pages) == []


def test_a_kill_inside_a_late_file_loses_no_line_of_it(
    log: DailyLog, write: Write, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_logs, "LINES_PER_PAGE", 2)
    _, cursor = drained(log, context(clock, start="2026-02-20"))
    write("2026-02-25", *range(7))
    first = next(iter(log.pages(cursor, context(clock, start="2026-02-20"))))
    assert keys([first]) == ["0", "1"]
    rest, _ = drained(log, context(clock, start="2026-02-20"), first.cursor)
    assert keys(rest) == ["2", "3", "4", "5", "6"]


def test_missing_files_are_looked_for_within_bounds(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    asked: list[str] = []

    class Counted(FolderLogFiles):
        probes = 3

        def pieces(self, name: str, offset: int) -> Iterator[bytes]:
            asked.append(name)
            return super().pieces(name, offset)

    assert isinstance(log.files, FolderLogFiles)
    counted = replace(log, files=Counted(log.files._folder, "TEST_LOG"))
    _, cursor = drained(counted, context(clock, start="2024-01-01"))
    asked.clear()
    _, cursor = drained(counted, context(clock, start="2024-01-01"), cursor)
    assert [name for name in asked if name < "events-2026-03-04"] == [
        f"events-2026-03-0{day}.jsonl" for day in (1, 2, 3)
    ]
    assert cursor is not None
    assert cursor["missing"] == [["2025-03-02", "2026-03-03"]]


def test_a_backfill_reads_the_files_of_its_days_from_their_start(
    log: DailyLog, write: Write, clock: FakeClock
) -> None:
    for day in range(1, 10):
        write(f"2026-03-0{day}", day * 10, day * 10 + 1)
    _, cursor = drained(log, context(clock))
    asked = Period(date(2026, 3, 2), date(2026, 3, 4))
    assert keys(log.day_pages(asked, None, context(clock))) == ["20", "21", "30", "31", "40", "41"]
    outcomes = backfilled_despite_kills(log, asked, context(clock))
    assert all(set(outcome) == {"20", "21", "30", "31", "40", "41"} for outcome in outcomes)
    assert keys(drained(log, context(clock), cursor)[0]) == []
