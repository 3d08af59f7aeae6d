"""Visits to the mini program: figures of a span of days, counted from `world.mini_events`.

Only the main mini program is counted; the campaign app exists in the brand's own logs alone. A day
is counted once, on the first question about it. How the figures are asked for and spelled is in
`mini_program.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sandbox.platforms.calendar import day_of, start_of
from sandbox.platforms.columns import Flags, Ints, ints
from sandbox.world import World
from sandbox.world.vocabulary import EVENT, PAGES

LAUNCH, VIEW, SHARE = EVENT["$MPLaunch"], EVENT["$MPViewScreen"], EVENT["share"]
DAYS_KEPT = 400


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What happened on one page during one day."""

    path: str
    views: int
    visitors: int
    stay: int
    entries: int
    exits: int
    shares: int
    sharers: int


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day.

    Attributes:
        users: Who visited (rows of `world.mini_users`), ascending.
        fresh: Those of them who opened it for the first time.
        launches: How often it was opened.
        views: Pages seen.
        stay: Seconds stayed, over all pages.
        shares: How often something was shared.
        sharers: By how many.
        scenes: Opening scene id and how often.
        session_stay: Seconds stayed, per session.
        session_depth: Pages seen, per session.
        pages: Figures per page, those with a visit or a share.
    """

    users: Ints
    fresh: Ints
    launches: int
    views: int
    stay: int
    shares: int
    sharers: int
    scenes: dict[int, int]
    session_stay: Ints
    session_depth: Ints
    pages: tuple[PageFigures, ...]


@dataclass(frozen=True, slots=True)
class _Events:
    """The events of one day in the main app."""

    user: Ints
    kind: Ints
    session: Ints
    value: Ints
    ref: Ints

    def of(self, kind: int) -> _Events:
        keep = self.kind == kind
        return _Events(
            self.user[keep], self.kind[keep], self.session[keep], self.value[keep], self.ref[keep]
        )


class Visits:
    """The visits of the main mini program."""

    def __init__(self, world: World) -> None:
        self._events = world.mini_events
        self._in_main_app: Flags = ints(world.mini_users.app) == 0
        self._opened_at = ints(world.mini_users.opened_at)
        self._main_opened = np.sort(self._opened_at[self._in_main_app])
        self.first_day = day_of(int(world.start_ts))
        self.day = lru_cache(maxsize=DAYS_KEPT)(self._count)
        self.returned = lru_cache(maxsize=None)(self._returned)

    def users(self, days: Iterable[int], *, fresh: bool = False) -> Ints:
        """Return who visited on any of these days, or who came for the first time on one."""
        seen = np.zeros(len(self._opened_at), dtype=np.bool_)
        for day in days:
            seen[self.day(day).fresh if fresh else self.day(day).users] = True
        return np.flatnonzero(seen)

    def total_until(self, day: int) -> int:
        """Return how many users had ever opened the mini program at the end of a day."""
        return int(np.searchsorted(self._main_opened, start_of(day + 1), side="left"))

    def _returned(self, span: range, later: range, fresh: bool) -> int:
        users = self.users(span, fresh=fresh)
        return int(np.isin(users, self.users(later), assume_unique=True).sum())

    def _count(self, day: int) -> Day:
        events = self._of_day(day)
        launches, views, shares = events.of(LAUNCH), events.of(VIEW), events.of(SHARE)
        opened = self._opened_at
        new = (opened >= start_of(day)) & (opened < start_of(day + 1)) & self._in_main_app
        users = np.unique(np.concatenate([launches.user, views.user, np.flatnonzero(new)]))
        scenes, counts = np.unique(launches.value, return_counts=True)
        _, session = np.unique(views.session, return_inverse=True)
        return Day(
            users=users,
            fresh=users[new[users]],
            launches=len(launches.user),
            views=len(views.user),
            stay=int(views.value.sum()),
            shares=len(shares.user),
            sharers=len(np.unique(shares.user)),
            scenes=dict(zip(scenes.tolist(), counts.tolist(), strict=True)),
            session_stay=_sums(session, views.value),
            session_depth=np.bincount(session),
            pages=tuple(_pages(views, shares)),
        )

    def _of_day(self, day: int) -> _Events:
        at = self._events.at
        begin, end = np.searchsorted(at, [start_of(day), start_of(day + 1)], side="left")
        user = ints(self._events.mini_user[begin:end])
        keep = self._in_main_app[user]
        return _Events(
            user[keep],
            *(
                ints(self._events[name][begin:end][keep])
                for name in ("event", "session", "value", "ref")
            ),
        )


def _pages(views: _Events, shares: _Events) -> list[PageFigures]:
    size = len(PAGES)
    seen, stay = np.bincount(views.ref, minlength=size), _sums(views.ref, views.value, size)
    shared = np.bincount(shares.ref, minlength=size)
    visitors, sharers = _distinct(views, size), _distinct(shares, size)
    first, last = _ends(views.session)
    entries = np.bincount(views.ref[first], minlength=size)
    exits = np.bincount(views.ref[last], minlength=size)
    return [
        PageFigures(
            PAGES[page],
            *(int(column[page]) for column in (seen, visitors, stay, entries, exits)),
            *(int(column[page]) for column in (shared, sharers)),
        )
        for page in range(size)
        if seen[page] or shared[page]
    ]


def _distinct(events: _Events, size: int) -> NDArray[np.intp]:
    """Count the different users per page."""
    pairs = np.unique(events.user * size + events.ref)
    return np.bincount(pairs % size, minlength=size)


def _ends(session: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and the last event of each session; events stand in order of time."""
    _, first = np.unique(session, return_index=True)
    _, from_behind = np.unique(session[::-1], return_index=True)
    return first, len(session) - 1 - from_behind


def _sums(group: Ints, values: Ints, size: int = 0) -> Ints:
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)
