"""Who follows the official account at an instant, and how many came and went each day.

Everything here is derived from `world.follows` and `world.follow_events`; how it is asked for and
spelled is in `official_account.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sandbox.platforms.calendar import DAY, OFFSET, day_of
from sandbox.platforms.columns import Flags, Ints, ints, pick
from sandbox.world import World
from sandbox.world.vocabulary import SUBSCRIBE_SCENES

SUBSCRIBE, UNSUBSCRIBE = 0, 1
USER_SOURCES = {
    "ADD_SCENE_SEARCH": 1,
    "ADD_SCENE_PROFILE_CARD": 17,
    "ADD_SCENE_QR_CODE": 30,
    "ADD_SCENE_PROFILE_LINK": 57,
    "ADD_SCENE_WECHAT_ADVERTISEMENT": 100,
    "ADD_SCENE_WXA": 149,
    "ADD_SCENE_REPRINT": 161,
    "ADD_SCENE_CHANNELS": 200,
    "ADD_SCENE_LIVESTREAM": 201,
}
"""What `user_source` a way of following is counted under; all others under 0."""
ARTICLE_LINK = 57
BLOCKED_PER_MILLION, BLOCKED_SALT = 25_000, 7_001
BLOCKED_AFTER, FORGIVEN_AFTER = 6 * DAY, 60 * DAY


@dataclass(frozen=True, slots=True)
class Tag:
    """A label of the account.

    Attributes:
        id: The platform's number; 2 is its own, the brand's begin at 100.
        name: What operators call it.
        per_million: How many of a million followers carry it.
    """

    id: int
    name: str
    per_million: int


TAGS = (
    Tag(2, "星标组", 4_000),
    Tag(100, "福利群", 160_000),
    Tag(101, "会员日报名", 90_000),
    Tag(102, "育儿课堂", 70_000),
    Tag(103, "试用官", 25_000),
    Tag(104, "投诉跟进", 6_000),
)


class Following:
    """The state of every follow at one instant.

    Attributes:
        is_on: Whether this follower follows.
        since: When the present (or last) following began; -1 never.
        listed: Rows of those who follow, in the order the platform lists them.
    """

    def __init__(self, first: Ints, before: int) -> None:
        self.is_on: Flags = first < before
        self.since: Ints = np.where(self.is_on, first, -1)
        self._listed: Ints | None = None

    def apply(self, follow: Ints, at: Ints, kind: Ints) -> None:
        """Let events pass, oldest first; of several of one follower the last decides."""
        moves = kind <= UNSUBSCRIBE
        self.is_on[follow[moves]] = kind[moves] == SUBSCRIBE
        came = kind == SUBSCRIBE
        self.since[follow[came]] = at[came]
        self._listed = None

    @property
    def listed(self) -> Ints:
        """Rows of those who follow, ascending."""
        if self._listed is None:
            self._listed = np.flatnonzero(self.is_on)
        return self._listed


class Followers:
    """The followers of the official account, over time."""

    def __init__(self, world: World) -> None:
        self._first = ints(world.follows.first_subscribed_at)
        self._scene = ints(world.follows.scene)
        self._follow = ints(world.follow_events.follow)
        self._at = ints(world.follow_events.at)
        self._kind = ints(world.follow_events.kind)
        self._start = int(world.start_ts)
        self._passed = 0
        self._state = Following(self._first, self._start)

    def at(self, now: int) -> Following:
        """Return the state at an instant; events that passed since the last call are applied."""
        if now < self._start:
            return Following(self._first, now + 1)
        passed = int(np.searchsorted(self._at, now, side="right"))
        if passed < self._passed:
            self._state, self._passed = Following(self._first, self._start), 0
        if passed > self._passed:
            span = slice(self._passed, passed)
            self._state.apply(self._follow[span], self._at[span], self._kind[span])
            self._passed = passed
        return self._state

    def blocked(self, now: int) -> Ints:
        """Return the rows of those whom the account has blocked for the time being, ascending."""
        rows = np.arange(len(self._first))
        blocked_at = self._first + BLOCKED_AFTER
        is_blocked = (pick(rows, BLOCKED_SALT) < BLOCKED_PER_MILLION) & (blocked_at <= now)
        forgiven = (pick(rows, BLOCKED_SALT + 1) % 3 == 0) & (blocked_at + FORGIVEN_AFTER <= now)
        return np.flatnonzero(is_blocked & ~forgiven)

    def growth(self, day: int) -> dict[int, tuple[int, int]]:
        """Return new and cancelled followers of one Shanghai day by `user_source`."""
        new, cancelled = self._growth
        place = day - self._first_day
        if not 0 <= place < len(new):
            return {}
        return {
            int(source): (int(new[place, column]), int(cancelled[place, column]))
            for column, source in enumerate(self._sources)
            if source == 0 or new[place, column] or cancelled[place, column]
        }

    def cumulate(self, day: int) -> int | None:
        """Return the followers at the end of a Shanghai day; None before anyone followed."""
        place = day - self._first_day
        if place < 0:
            return None
        return int(self._totals[min(place, len(self._totals) - 1)])

    @cached_property
    def _sources(self) -> Ints:
        return np.unique(np.array([0, *USER_SOURCES.values()], dtype=np.int64))

    @cached_property
    def _first_day(self) -> int:
        return day_of(int(min(self._first.min(initial=self._start), self._start)))

    @cached_property
    def _growth(self) -> tuple[Ints, Ints]:
        before = np.flatnonzero(self._first < self._start)
        came, left = self._kind == SUBSCRIBE, self._kind == UNSUBSCRIBE
        last = day_of(int(self._at.max(initial=self._start)))
        size = (last - self._first_day + 1, len(self._sources))
        new = self._count(self._first[before], before, size)
        new += self._count(self._at[came], self._follow[came], size)
        return new, self._count(self._at[left], self._follow[left], size)

    @cached_property
    def _totals(self) -> Ints:
        new, cancelled = self._growth
        return np.cumsum(new.sum(axis=1) - cancelled.sum(axis=1))

    def _count(self, at: Ints, follow: Ints, size: tuple[int, int]) -> Ints:
        source_of_scene = np.array([USER_SOURCES.get(scene, 0) for scene in SUBSCRIBE_SCENES])
        column = np.searchsorted(self._sources, source_of_scene)[self._scene[follow]]
        place = (at + OFFSET) // DAY - self._first_day
        counted = np.bincount(place * size[1] + column, minlength=size[0] * size[1])
        return counted.reshape(size)


def tagged(rows: Ints, tag: Tag) -> Flags:
    """Return which rows of `world.follows` carry a tag."""
    return pick(rows, tag.id) < tag.per_million
