"""Dates: every form that was seen, and none that means something else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.offline.cells import BadValue, NumberText
from connectors.offline.dates import BIRTHDAY_SERIAL_FLOOR, clock_reader, date_reader
from tests.connectors.offline.counter import at

read = date_reader()
days = st.dates(date(1955, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2023-05-01", "2023-05-01"),
        ("2023/5/1", "2023-05-01"),
        ("2023.5.1", "2023-05-01"),
        ("20230501", "2023-05-01"),
        ("2023年5月1日", "2023-05-01"),
        ("２０２３－０５－０１", "2023-05-01"),
        ("2023-05-01 星期一", "2023-05-01"),
        ("2023-05-01 10:00:00", "2023-05-01 10:00:00"),
        ("2023-05-01 10:00:00.0", "2023-05-01 10:00:00"),
        ("2023-05-01T10:00:00", "2023-05-01 10:00:00"),
        ("2023/5/1 9:05", "2023-05-01 09:05:00"),
        ("2023年5月1日 10时30分15秒", "2023-05-01 10:30:15"),
        ("2023-05-01 下午 3:20", "2023-05-01 15:20:00"),
        ("2023-05-01 上午12:05", "2023-05-01 00:05:00"),
        ("2023-05-01 3:20 PM", "2023-05-01 15:20:00"),
        ("20230501100000", "2023-05-01 10:00:00"),
        ("2023-05-01T02:00:00Z", "2023-05-01 10:00:00"),
        ("2023-05-01T20:00:00+00:00", "2023-05-02 04:00:00"),
        ("5/1/23", "2023-05-01"),
        ("5/1/2023", "2023-05-01"),
        ("5/1/70", "1970-05-01"),
        ("1-May-23", "2023-05-01"),
        ("01 May 2023 9:05", "2023-05-01 09:05:00"),
        ("May 1, 2023", "2023-05-01"),
        ("Sept. 3rd, 2023 3:20 PM", "2023-09-03 15:20:00"),
        ("45047", "2023-05-01"),
        (NumberText("45047.0"), "2023-05-01"),
        ("45047.4166666667", "2023-05-01 10:00:00"),
        ("42758", "2017-01-23"),
        ("\t2023-05-01\t", "2023-05-01"),
        ("'2023-05-01", "2023-05-01"),
        ("`2023-05-01 10:00:00", "2023-05-01 10:00:00"),
    ],
)
def test_a_date_is_read_in_every_form(cell: str, expected: str) -> None:
    assert read(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "-",
        "——",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "1900-01-01",
        "1900/1/0",
        "1970-01-01 08:00:00",
        "1899-12-30 00:00:00",
        "9999-12-31",
        "0",
        "NULL",
        "无",
    ],
)
def test_markers_of_emptiness_are_no_date(cell: str) -> None:
    assert read(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("农历1990年正月初一", "lunar"),
        ("1990年八月廿三", "lunar"),
        ("2023-02-30", "calendar"),
        ("20231301", "calendar"),
        ("13/25/23", "calendar"),
        ("31-Jun-23", "calendar"),
        ("May 2023", "not a date"),
        ("1850-01-01", "year"),
        ("05-01", "not a date"),
        ("2026-06-20 11:00 - 2026-06-20 12:00", "not a date"),
        ("张三", "not a date"),
        ("13800138000", "not a date"),
        ("12345", "number that is no date"),
        ("99999", "number that is no date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_word(cell: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read(cell)


def test_a_real_new_year_of_1970_is_a_birthday() -> None:
    assert read("1970-01-01") == "1970-01-01"
    assert read("1970-01-01 00:00:00") == "1970-01-01 00:00:00"


def test_birthdays_may_be_older_serials() -> None:
    with pytest.raises(BadValue):
        read("12345")
    assert date_reader(serial_floor=BIRTHDAY_SERIAL_FLOOR)("12345") == "1933-10-18"


def test_a_workbook_of_1904_counts_from_there() -> None:
    assert date_reader(epoch_1904=True)("43585") == "2023-05-01"


def test_a_time_of_day_alone_is_left_for_the_day_beside_it() -> None:
    both = clock_reader()
    assert both("9:05") == "09:05:00"
    assert both("23:59:58") == "23:59:58"
    assert both("2023-05-01 9:05") == "2023-05-01 09:05:00"
    with pytest.raises(BadValue):
        both("25:00")


@settings(deadline=None)
@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]))
def test_every_day_comes_back_from_every_form(day: date, form: str) -> None:
    assert read(day.strftime(form)) == day.isoformat()


@settings(deadline=None)
@given(days)
def test_every_day_comes_back_from_its_serial(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read(str(serial)) == day.isoformat()
    assert date_reader(epoch_1904=True)(str(serial - 1462)) == day.isoformat()


@settings(deadline=None)
@given(st.datetimes(at("1955-01-01"), at("2099-12-31")))
def test_every_second_comes_back_from_text_and_from_its_serial(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert read(moment.strftime("%Y/%m/%d %H:%M:%S")) == str(moment)
    serial = (moment - at("1899-12-30")) / timedelta(days=1)
    if serial != int(serial):
        assert read(f"{serial:.10f}") == str(moment)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    for reader in (read, clock_reader()):
        try:
            found = reader(text)
        except BadValue:
            continue
        assert found is None or found[:2].isdigit()
