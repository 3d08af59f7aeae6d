"""小程序: the analysis endpoints (`/datacube/getweanalysis*`), as the platform spells them.

Dates have no dashes here. Nothing in these answers carries a user id; who the users are stands only
in the brand's own logs (`brand_logs.py`).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np

from sandbox.platforms.calendar import compact, date_of, day_number, parse_compact
from sandbox.platforms.columns import Ints
from sandbox.platforms.datacube import last_ready_day, require_ready, window
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.portrait import Portrait
from sandbox.platforms.visits import Day, PageFigures, Visits

FAMILY: Final = "mini_program"
FIRST_DAY = day_number(date(2017, 1, 1))
DAILY_KEYS = (*range(8), 14, 30)
WEEKLY_KEYS = range(5)
MONTHLY_KEYS = range(2)
PORTRAIT_SPANS = (1, 7, 30)
STAY_EDGES = (2, 5, 10, 20, 30, 50, 100)
DEPTH_EDGES = (1, 2, 3, 4, 5, 10)
OTHER_SOURCE = 10
SOURCE_OF_SCENE = {
    1001: 1,
    1005: 2,
    1007: 3,
    1008: 3,
    1011: 4,
    1014: 11,
    1035: 13,
    1043: 11,
    1058: 18,
    1089: 29,
    1154: 46,
    1177: 48,
}
Span = Callable[[int, int], range]
Answer = Callable[[range, int], dict[str, Any]]


class MiniProgram:
    """Answers the mini program's part of `/datacube/`.

    Args:
        visits: What happened in it.
        portrait: Who its users are.
        most_pages: Pages in one answer of `getweanalysisappidvisitpage`; the platform's cap is 200.
    """

    def __init__(self, visits: Visits, portrait: Portrait, most_pages: int) -> None:
        self._visits = visits
        self._portrait = portrait
        self._most_pages = most_pages

    def endpoints(self) -> Endpoints:
        """Return the analysis endpoints with the kind of window each of them takes."""
        rules: dict[str, tuple[Span, Answer]] = {
            "dailyvisittrend": (_one_day, self._trend),
            "weeklyvisittrend": (_one_week, self._trend),
            "monthlyvisittrend": (_one_month, self._trend),
            "dailyretaininfo": (_one_day, self._daily_retention),
            "weeklyretaininfo": (_one_week, self._weekly_retention),
            "monthlyretaininfo": (_one_month, self._monthly_retention),
            "dailysummarytrend": (_one_day, self._summary),
            "visitpage": (_one_day, self._pages),
            "visitdistribution": (_one_day, self._distribution),
            "userportrait": (_portrait_span, self._describe),
        }
        return {
            f"/datacube/getweanalysisappid{name}": Endpoint(partial(_answer, *rule), "POST", FAMILY)
            for name, rule in rules.items()
        }

    def _trend(self, span: range, _now: int) -> dict[str, Any]:
        days = [self._visits.day(day) for day in span if day >= self._visits.first_day]
        if not days:
            return {"list": []}
        launches = sum(day.launches for day in days)
        views = sum(day.views for day in days)
        stay = sum(day.stay for day in days)
        users = len(self._visits.users(span))
        row = {
            "ref_date": _label(span),
            "session_cnt": launches,
            "visit_pv": views,
            "visit_uv": users,
            "visit_uv_new": len(self._visits.users(span, fresh=True)),
            "stay_time_uv": _per(stay, users),
            "stay_time_session": _per(stay, launches),
            "visit_depth": _per(views, launches),
        }
        return {"list": [row]}

    def _daily_retention(self, span: range, now: int) -> dict[str, Any]:
        spans = {key: range(span.start + key, span.stop + key) for key in DAILY_KEYS}
        return self._retention(span, spans, now)

    def _weekly_retention(self, span: range, now: int) -> dict[str, Any]:
        spans = {key: range(span.start + 7 * key, span.stop + 7 * key) for key in WEEKLY_KEYS}
        return self._retention(span, spans, now)

    def _monthly_retention(self, span: range, now: int) -> dict[str, Any]:
        following = _month_of(span.stop)
        return self._retention(span, dict(zip(MONTHLY_KEYS, (span, following), strict=True)), now)

    def _retention(self, span: range, spans: dict[int, range], now: int) -> dict[str, Any]:
        """Count who of a span came back in later spans, those that are over by now."""
        known = {key: later for key, later in spans.items() if later[-1] <= last_ready_day(now)}
        blocks = {
            name: [
                {"key": key, "value": self._visits.returned(span, later, fresh)}
                for key, later in known.items()
            ]
            for name, fresh in (("visit_uv_new", True), ("visit_uv", False))
        }
        return {"ref_date": _label(span), **blocks}

    def _summary(self, span: range, _now: int) -> dict[str, Any]:
        day = self._visits.day(span.start)
        row = {
            "ref_date": _label(span),
            "visit_total": self._visits.total_until(span.start),
            "share_pv": day.shares,
            "share_uv": day.sharers,
        }
        return {"list": [row] if span.start >= self._visits.first_day else []}

    def _pages(self, span: range, _now: int) -> dict[str, Any]:
        pages = sorted(self._visits.day(span.start).pages, key=lambda page: -page.views)
        return {
            "ref_date": _label(span),
            "list": [_page(page) for page in pages[: self._most_pages]],
        }

    def _distribution(self, span: range, _now: int) -> dict[str, Any]:
        day = self._visits.day(span.start)
        blocks = {
            "access_source_session_cnt": _sources(day),
            "access_staytime_info": _histogram(day.session_stay, STAY_EDGES),
            "access_depth_info": _histogram(day.session_depth, DEPTH_EDGES),
        }
        items = [
            {
                "index": name,
                "item_list": [{"key": key, "value": value} for key, value in block.items()],
            }
            for name, block in blocks.items()
        ]
        return {"ref_date": _label(span), "list": items}

    def _describe(self, span: range, _now: int) -> dict[str, Any]:
        return {
            "ref_date": _label(span),
            "visit_uv_new": self._portrait.describe(self._visits.users(span, fresh=True), span[-1]),
            "visit_uv": self._portrait.describe(self._visits.users(span), span[-1]),
        }


def _answer(span_of: Span, answer: Answer, call: Call) -> dict[str, Any]:
    begin, end = window(call, parse_compact, FIRST_DAY)
    span = span_of(begin, end)
    require_ready(end, call.now)
    return answer(span, call.now)


def _one_day(begin: int, end: int) -> range:
    return _exactly(range(begin, begin + 1), end)


def _one_week(begin: int, end: int) -> range:
    if date_of(begin).weekday() != 0:
        raise PlatformError(61501)
    return _exactly(range(begin, begin + 7), end)


def _one_month(begin: int, end: int) -> range:
    if date_of(begin).day != 1:
        raise PlatformError(61501)
    return _exactly(_month_of(begin), end)


def _portrait_span(begin: int, end: int) -> range:
    if end - begin + 1 not in PORTRAIT_SPANS:
        raise PlatformError(61501)
    return range(begin, end + 1)


def _exactly(span: range, end: int) -> range:
    if span[-1] != end:
        raise PlatformError(61501)
    return span


def _month_of(first: int) -> range:
    day = date_of(first)
    return range(first, first + calendar.monthrange(day.year, day.month)[1])


def _label(span: range) -> str:
    """Write a span as `ref_date` does: a day, a month, or the two ends of anything else."""
    if len(span) == 1:
        return compact(span.start)
    if date_of(span.start).day == 1 and span == _month_of(span.start):
        return compact(span.start)[:6]
    return f"{compact(span.start)}-{compact(span[-1])}"


def _page(page: PageFigures) -> dict[str, Any]:
    return {
        "page_path": page.path,
        "page_visit_pv": page.views,
        "page_visit_uv": page.visitors,
        "page_staytime_pv": _per(page.stay, page.views),
        "entrypage_pv": page.entries,
        "exitpage_pv": page.exits,
        "page_share_pv": page.shares,
        "page_share_uv": page.sharers,
    }


def _sources(day: Day) -> dict[int, int]:
    counts: dict[int, int] = {}
    for scene, count in day.scenes.items():
        source = SOURCE_OF_SCENE.get(scene, OTHER_SOURCE)
        counts[source] = counts.get(source, 0) + count
    return dict(sorted(counts.items()))


def _histogram(values: Ints, edges: Sequence[int]) -> dict[int, int]:
    """Count values per class; classes are numbered from 1, each up to and with its edge."""
    classes = np.searchsorted(edges, values, side="left") + 1
    numbers, counts = np.unique(classes, return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def _per(total: int, count: int) -> float:
    return round(total / count, 4) if count else 0.0
