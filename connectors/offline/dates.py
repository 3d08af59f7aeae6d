"""Dates and times as Chinese tills, CRMs and Excel write them, turned into one form.

All of them are Beijing times and stay so: the result is ``YYYY-MM-DD`` or
``YYYY-MM-DD HH:MM:SS`` text. Only reading belongs here; which columns are dates is said elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from connectors.offline.cells import BadValue, clean, narrow

SHANGHAI = ZoneInfo("Asia/Shanghai")
SERIAL_FLOOR = 20000  # 1954-10-03: below it a number in a date column is hardly a date
BIRTHDAY_SERIAL_FLOOR = 5000  # 1913-09-08: birthdays may be older
SERIAL_CEILING = 80000  # 2119-01-10
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a calendar constant, not an instant
DAYS_1904 = 1462
YEARS = range(1901, 2101)
MONTHS = 12

_CLOCK = (
    r"(?:[ T]*(?P<half>上午|下午|凌晨|中午|晚上|am|pm)?\s*(?P<hour>\d{1,2})[:时点]"
    r"(?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2})(?:[.,]\d+)?秒?)?)?"
    r"\s*(?P<half2>am|pm)?(?P<zone>z|[+-]\d\d:?\d\d)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?" + _CLOCK, re.IGNORECASE
)
_SHORT_YEAR_LAST = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d\d)" + _CLOCK, re.IGNORECASE
)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})" + _CLOCK,
    re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTH_NAMES)})[a-z]*\.?"
_YEAR = r"(?P<year>\d{4}|\d\d)"
_DAY_AND_NAME = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*{_NAME}[-/., ]*{_YEAR}{_CLOCK}", re.IGNORECASE
)
_NAME_AND_DAY = re.compile(
    rf"{_NAME}[-/ ]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/, ]+{_YEAR}{_CLOCK}", re.IGNORECASE
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[ T]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?"
)
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_TIME_ONLY = re.compile(r"\d{1,2}:\d{1,2}(?::\d{1,2})?")
_WEEKDAY = re.compile(r"\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?\s*")
_LUNAR = re.compile(r"农历|阴历|正月|腊月|冬月|初[一二三四五六七八九十]|廿|闰")
LUNAR = "农历"
_LUNAR_WORDS = re.compile(r"农历|阴历|[()()::]")
_NO_DATE = re.compile(
    r"(?:0000|0001|9999)[-/.]\d{1,2}[-/.]\d{1,2}.*|1900[-/.]0?1[-/.]0?[01](?:[ T]00?:00.*)?"
    r"|1899[-/.]12[-/.]3[01].*|1970[-/.]0?1[-/.]0?1[ T]0?8:00(?::00)?(?:\.0+)?|0+(?:\.0+)?"
)
_NEXT_STEP = "Write the date as YYYY-MM-DD, or as a real date cell, and drop the file in again."

DateReader = Callable[[str], str | None]


class Day(NamedTuple):
    """A date and, when the cell had one, a time of day."""

    day: date
    clock: time | None

    def text(self) -> str:
        """``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM:SS``."""
        return f"{self.day} {self.clock}" if self.clock else str(self.day)


def ends_with_year(cell: str) -> bool:
    """Whether a cell is a date such as 5/8/2022, of which another has to tell what comes first."""
    return bool(_YEAR_LAST.fullmatch(narrow(clean(cell))))


def is_day_first(cells: Iterable[str]) -> bool | None:
    """Whether the dates of a column name the day before the month: 29/11/2021, not 11/29/2021.

    Args:
        cells: The column; it is read up to the first cell of which one part can be no month.

    Returns:
        None where no cell tells.
    """
    for cell in cells:
        if found := _YEAR_LAST.fullmatch(narrow(clean(cell))):
            first, second = int(found["one"]), int(found["other"])
            if (first > MONTHS) != (second > MONTHS):
                return first > MONTHS
    return None


def date_reader(
    *,
    serial_floor: int = SERIAL_FLOOR,
    epoch_1904: bool = False,
    day_first: bool | None = None,
) -> DateReader:
    """A reader for one column of one file; it remembers what it has read.

    Args:
        serial_floor: Smallest number that is taken for an Excel serial.
        epoch_1904: The workbook counts its days from 1904.
        day_first: What comes first in 5/8/2022, if the column tells; else the month before
            strokes, and the day before dots and dashes.

    Returns:
        Function from cell to text; None for an empty cell or a marker of emptiness. It raises
        ``BadValue`` when the cell is no date.
    """

    def read(cell: str) -> str | None:
        return _as_it_is(cell) or _read(cell, serial_floor, epoch_1904, day_first)

    return read


def clock_reader(*, epoch_1904: bool = False, day_first: bool | None = None) -> DateReader:
    """Like ``date_reader``, but a cell with nothing but a time of day gives ``HH:MM:SS``."""

    def read(cell: str) -> str | None:
        short = len(cell) < 12 and (":" in cell or "\uff1a" in cell)
        found = _as_it_is(cell) or (short and _read_time(cell))
        return found or _read(cell, SERIAL_FLOOR, epoch_1904, day_first)

    return read


def _as_it_is(cell: str) -> str | None:
    """The cell itself if it is written ``YYYY-MM-DD HH:MM:SS`` already, as most are."""
    if len(cell) == 19 and cell[10] == " " and cell[4] == "-" and cell[:2] == "20":
        try:
            return str(datetime.fromisoformat(cell))
        except ValueError:
            return None
    return None


def lunar_day(cell: str) -> str | None:
    """A day of the lunar calendar as it was written, after ``农历``; None for any other cell.

    It is kept, not converted: without the year it is another day each year, and years of birth are
    written in either calendar.
    """
    if cell.isascii() or not _LUNAR.search(cell):
        return None
    return LUNAR + _LUNAR_WORDS.sub("", narrow(clean(cell))).strip()


def _read_time(cell: str) -> str | None:
    text = narrow(clean(cell))
    if not _TIME_ONLY.fullmatch(text):
        return None
    hour, minute, *rest = (int(part) for part in text.split(":"))
    try:
        return str(time(hour, minute, rest[0] if rest else 0))
    except ValueError:
        return None


def _read(cell: str, serial_floor: int, epoch_1904: bool, day_first: bool | None) -> str | None:
    text = _WEEKDAY.sub(" ", narrow(clean(cell))).strip()
    if not text or _NO_DATE.fullmatch(text):
        return None
    if _LUNAR.search(text):
        raise BadValue("a lunar date cannot be turned into a calendar day", _NEXT_STEP)
    for pattern in (_YEAR_FIRST, _COMPACT, _SHORT_YEAR_LAST):
        if found := pattern.fullmatch(text):
            return _checked(found.groupdict()).text()
    if found := _YEAR_LAST.fullmatch(text):
        begins_with_day = found["mark"] != "/" if day_first is None else day_first
        names = ("day", "month") if begins_with_day else ("month", "day")
        parts = dict(zip(names, found.group("one", "other"), strict=True))
        return _checked({**found.groupdict(), **parts}).text()
    if found := _DAY_AND_NAME.fullmatch(text) or _NAME_AND_DAY.fullmatch(text):
        month = _MONTH_NAMES.index(found["name"].lower()) + 1
        return _checked({**found.groupdict(), "month": str(month)}).text()
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text), serial_floor, epoch_1904)
    raise BadValue("not a date in any known form", _NEXT_STEP)


def _checked(parts: dict[str, str | None]) -> Day:
    try:
        day = date(_year(str(parts["year"])), int(parts["month"] or 0), int(parts["day"] or 0))
        clock = _clock(parts)
    except ValueError:
        raise BadValue("not a day of the calendar", _NEXT_STEP) from None
    if day.year not in YEARS:
        raise BadValue("a year outside 1901-2100", _NEXT_STEP)
    if clock and (zone := parts.get("zone")):
        there = datetime.fromisoformat(f"{day}T{clock}{zone.upper().replace('Z', '+00:00')}")
        here = there.astimezone(SHANGHAI)
        return Day(here.date(), here.time())
    return Day(day, clock)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) < 69 else 1900)


def _clock(parts: dict[str, str | None]) -> time | None:
    if parts.get("hour") is None:
        return None
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or parts.get("half2") or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    return time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))


def _from_serial(serial: float, floor: int, epoch_1904: bool) -> str:
    days = serial + (DAYS_1904 if epoch_1904 else 0)
    if not floor < days < SERIAL_CEILING:
        raise BadValue("a number that is no date", _NEXT_STEP)
    instant = EPOCH_1900 + timedelta(seconds=round(days * 86400))
    if serial == int(serial):
        return str(instant.date())
    return str(instant)
