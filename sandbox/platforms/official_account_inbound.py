"""公众号: figures of what followers sent, and of the calls to the brand's callback.

Messages are counted from `world.received_messages`, calls from everything that WeChat pushed; how
long a call took is drawn from its hour, the same for each question. Sums over hours are the days'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cached_property, partial
from typing import Any, Final

import numpy as np

from sandbox.platforms.calendar import (
    DAY,
    dashed,
    date_of,
    day_number,
    parse_dashed,
    start_of,
)
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.platforms.datacube import last_ready_day, require_ready, window
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.official_account_figures import FAMILY, FIRST_DAY
from sandbox.pushes import KINDS
from sandbox.world import World
from sandbox.world.vocabulary import FOLLOWER_MESSAGE_KINDS

HOUR: Final = 3_600
MSG_TYPES = {"text": 1, "image": 2, "voice": 3, "location": 6}
MOST_OF_INTERVAL = ((1, 5), (2, 10), (3, None))
"""Class of senders and the most messages one of them sent."""
FAILS_PER_MILLION = 1_500
Rows = Iterator[dict[str, Any]]
Units = Callable[[int, int], Iterator[tuple[int, int]]]


class InboundFigures:
    """Answers `getupstreammsg*` and `getinterfacesummary*`."""

    def __init__(self, world: World) -> None:
        self._world = world
        messages = world.received_messages
        self._at, self._follow = ints(messages.at), ints(messages.follow)
        kinds = np.array([MSG_TYPES[name] for name in FOLLOWER_MESSAGE_KINDS], dtype=np.int64)
        self._type: Ints = kinds[ints(messages.kind)]

    def endpoints(self) -> Endpoints:
        """Return the statistics with the longest window each of them takes."""
        rules: dict[str, tuple[int, Units, Callable[[int, int], Rows]]] = {
            "getupstreammsg": (7, _days, self._messages),
            "getupstreammsghour": (1, _days, self._messages_by_hour),
            "getupstreammsgweek": (30, _weeks, self._messages),
            "getupstreammsgmonth": (30, _months, self._messages),
            "getupstreammsgdist": (15, _days, self._senders),
            "getupstreammsgdistweek": (15, _weeks, self._senders),
            "getupstreammsgdistmonth": (15, _months, self._senders),
            "getinterfacesummary": (30, _days, self._calls),
            "getinterfacesummaryhour": (1, _days, self._calls_by_hour),
        }
        return {
            f"/datacube/{name}": Endpoint(partial(_answer, *rule), "POST", FAMILY)
            for name, rule in rules.items()
        }

    def _messages(self, first: int, last: int) -> Rows:
        for row in self._counted(start_of(first), start_of(last + 1)):
            yield {"ref_date": dashed(first), **row}

    def _messages_by_hour(self, day: int, _last: int) -> Rows:
        for hour in range(24):
            begin = start_of(day) + hour * HOUR
            for row in self._counted(begin, begin + HOUR):
                yield {"ref_date": dashed(day), "ref_hour": hour * 100, **row}

    def _counted(self, begin: int, end: int) -> Rows:
        left, right = np.searchsorted(self._at, [begin, end], side="left")
        kinds, follow = self._type[left:right], self._follow[left:right]
        for kind in np.unique(kinds).tolist():
            senders = follow[kinds == kind]
            users = len(np.unique(senders))
            yield {"msg_type": kind, "msg_user": users, "msg_count": len(senders)}

    def _senders(self, first: int, last: int) -> Rows:
        left, right = np.searchsorted(self._at, [start_of(first), start_of(last + 1)], side="left")
        _, sent = np.unique(self._follow[left:right], return_counts=True)
        least = 1
        for interval, most in MOST_OF_INTERVAL:
            users = int(np.sum((sent >= least) & (sent <= (most or np.inf))))
            if users:
                row = {"count_interval": interval, "msg_user": users}
                yield {"ref_date": dashed(first), **row}
            least = (most or 0) + 1

    @cached_property
    def _pushed_at(self) -> Ints:
        tables = [table(self._world) for table, _ in KINDS.values()]
        return np.sort(np.concatenate([ints(table.at) for table in tables]))

    def _calls(self, day: int, _last: int) -> Rows:
        hours = list(self._calls_by_hour(day, day))
        if hours:
            names = ("callback_count", "fail_count", "total_time_cost")
            sums = {name: sum(hour[name] for hour in hours) for name in names}
            longest = max(hour["max_time_cost"] for hour in hours)
            yield {"ref_date": dashed(day), **sums, "max_time_cost": longest}

    def _calls_by_hour(self, day: int, _last: int) -> Rows:
        for hour in range(24):
            begin = start_of(day) + hour * HOUR
            left, right = np.searchsorted(self._pushed_at, [begin, begin + HOUR], side="left")
            pushed = self._pushed_at[left:right] + np.arange(right - left) * DAY
            if not len(pushed):
                continue
            took = 12 + pick(pushed, 31) % 60
            yield {
                "ref_date": dashed(day),
                "ref_hour": hour * 100,
                "callback_count": len(pushed),
                "fail_count": int(np.sum(pick(pushed, 32) < FAILS_PER_MILLION)),
                "total_time_cost": int(took.sum()),
                "max_time_cost": int(took.max()),
            }


def _answer(
    span: int, units: Units, rows_of: Callable[[int, int], Rows], call: Call
) -> dict[str, Any]:
    begin, end = window(call, parse_dashed, FIRST_DAY)
    if end - begin + 1 > span:
        raise PlatformError(61501)
    require_ready(end, call.now)
    ready = last_ready_day(call.now)
    rows = [
        row for first, last in units(begin, end) if last <= ready for row in rows_of(first, last)
    ]
    return {"list": rows}


def _days(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for day in range(begin, end + 1):
        yield day, day


def _weeks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the weeks whose Monday lies in the window: that is what `ref_date` names."""
    for day in range(begin, end + 1):
        if date_of(day).weekday() == 0:
            yield day, day + 6


def _months(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for day in range(begin, end + 1):
        first = date_of(day)
        if first.day == 1:
            following = (first + timedelta(days=31)).replace(day=1)
            yield day, day_number(following) - 1
