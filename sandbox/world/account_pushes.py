"""What followers do at the official account besides coming and going, and what is sent to them.

What belongs here: menu taps, messages, locations, and what became of template and mass messages.
What does not: how WeChat spells the pushes that tell of it (`sandbox.pushes`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, ONLINE_HOURS, Calendar
from sandbox.world.draws import Ints, Mask, weighted
from sandbox.world.follows import SUBSCRIBE, UNSUBSCRIBE
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    FOLLOWER_TEXTS,
    MENU_WEIGHTS,
    MESSAGE_KIND_WEIGHTS,
    TEMPLATE_MESSAGE,
    TEMPLATE_STATUS_WEIGHTS,
)

MASS_SEND_DAYS = (1, 4)
"""The days of every seven on which articles go out."""
_MASS_SEND_HOUR = 20 * 3_600
_TAKES = 240
# by archetype, in a year
_TAPS = (26, 18, 14, 5, 8, 1)
_WRITES = (5, 3.5, 3, 1.2, 0.8, 0.2)
_LOCATES = 0.05


class Following:
    """Who follows when, from the events of everybody who came, left and came back."""

    def __init__(self, follows: Table, events: Table) -> None:
        self.follows = follows
        self._first = follows.first_subscribed_at
        self._left, self._back = np.full(len(follows), -1), np.full(len(follows), -1)
        leaves = events.kind == UNSUBSCRIBE
        self._left[events.follow[leaves]] = events.at[leaves]
        returns = (events.kind == SUBSCRIBE) & (events.at > self._first[events.follow])
        self._back[events.follow[returns]] = events.at[returns]

    def at(self, follow: Ints, at: Ints) -> Mask:
        """Mark the followers (rows of `follows`) who follow at the instants beside them."""
        left, back = self._left[follow], self._back[follow]
        stays = (left < 0) | (at < left) | ((back >= 0) & (at > back))
        return (at > self._first[follow]) & stays

    def count(self, at: Ints) -> Ints:
        """Count who follows at each instant."""
        everybody = np.arange(len(self.follows))
        return np.array([self.at(everybody, moment).sum() for moment in at], dtype=np.int64)


def make_menu_taps(ground: Ground, following: Following) -> Table:
    """Let followers tap on the account's menu; ordered by the instant."""
    rng = ground.draws("menu taps")
    follow, at = _moments(rng, ground, following, _TAPS)
    return Table(follow=follow, at=at, entry=weighted(rng, MENU_WEIGHTS, len(at)))


def make_received_messages(ground: Ground, following: Following) -> Table:
    """Let followers write to the account; ordered by the instant."""
    rng = ground.draws("received messages")
    follow, at = _moments(rng, ground, following, _WRITES)
    kind = weighted(rng, MESSAGE_KIND_WEIGHTS, len(at))
    return Table(
        follow=follow, at=at, kind=kind, text=rng.integers(0, len(FOLLOWER_TEXTS), len(at))
    )


def make_locations(ground: Ground, following: Following) -> Table:
    """Let the few who share it report where they are, near their store; ordered by the instant."""
    rng = ground.draws("locations")
    shares = rng.random(len(following.follows)) < _LOCATES
    follow, at = _moments(rng, ground, following, _TAPS)
    mine = shares[follow]
    return Table(
        follow=follow[mine],
        at=at[mine],
        store=ground.home_store[following.follows.person[follow[mine]]],
    )


def make_template_results(ground: Ground, following: Following, messages: Table) -> Table:
    """Report each template message that went to a follower; ordered by the instant."""
    rng = ground.draws("template results")
    row_of = np.full(len(ground.people), -1)
    row_of[following.follows.person] = np.arange(len(following.follows))
    follow = row_of[messages.person]
    at = messages.sent_at + 1 + rng.integers(0, 5, len(messages))
    status = weighted(rng, TEMPLATE_STATUS_WEIGHTS, len(messages))
    sent = (messages.channel == TEMPLATE_MESSAGE) & (follow >= 0)
    rows = np.flatnonzero(sent)
    rows = rows[following.at(follow[rows], at[rows])]
    rows = rows[np.argsort(at[rows], kind="stable")]
    return Table(message=rows, follow=follow[rows], at=at[rows], status=status[rows])


def make_mass_sends(ground: Ground, following: Following) -> Table:
    """Report each mass message: twice in every seven days, to everybody who follows then."""
    rng, calendar = ground.draws("mass sends"), ground.calendar
    days = np.arange((calendar.end - calendar.start) // DAY)
    at = _sent_at(calendar, days[np.isin(days % 7, MASS_SEND_DAYS)])
    total = following.count(at)
    filtered = rng.binomial(total, 0.02)
    errors = rng.binomial(total - filtered, 0.005)
    return Table(
        at=at + _TAKES, total=total, filtered=filtered, sent=total - filtered - errors,
        errors=errors,
    )  # fmt: skip


def _sent_at(calendar: Calendar, days: Ints) -> Ints:
    return calendar.start + days * DAY + _MASS_SEND_HOUR


def _moments(
    rng: np.random.Generator, ground: Ground, following: Following, yearly: tuple[float, ...]
) -> tuple[Ints, Ints]:
    """Draw when followers do something: so often a year by archetype, only while they follow."""
    calendar, follows = ground.calendar, following.follows
    archetype = ground.people.archetype[follows.person]
    years = (calendar.end - calendar.start) / (365 * DAY)
    often = rng.poisson(np.array(yearly)[archetype] * years)
    follow = np.repeat(np.arange(len(follows)), often)
    at = calendar.between(rng, calendar.start, calendar.end, len(follow))
    at = calendar.at_hours(rng, at, ONLINE_HOURS)
    silent = ground.people.silent_at[follows.person[follow]]
    happens = following.at(follow, at) & ((silent < 0) | (at < silent))
    moments = np.unique(np.column_stack([at[happens], follow[happens]]), axis=0)
    return moments[:, 1], moments[:, 0]
