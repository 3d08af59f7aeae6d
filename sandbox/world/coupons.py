"""Coupons: who got which, and on which order it was used.

What belongs here: coupons of the member programme. What does not: the money they take off
(`shop_sales.apply_coupons`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.world.calendar import DAY, ONLINE_HOURS, Calendar
from sandbox.world.draws import Ints, concat, run_ranks
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    COUPON_TEMPLATES,
    MEMBER_DAY,
    NEW_MEMBER,
    REPURCHASE,
    WAKE_UP,
)

# by archetype
_USES = (0.75, 0.55, 0.92, 0.5, 0.1, 0.0)
_GETS_REPURCHASE, _GETS_MEMBER_DAY = 0.5, 0.14
_MEMBER_DAY_EVERY, _MEMBER_DAY_FROM = 30, 17
_WAKE_AFTER_DAYS = 40


def make_coupons(ground: Ground, users: Table, orders: Table) -> Table:
    """Hand out coupons to registered users, some of which they use; ordered by receipt."""
    rng, calendar, people = ground.draws("coupons"), ground.calendar, ground.people
    main = np.flatnonzero((users.app == 0) & (users.registered_at >= 0))
    user_of = np.full(len(people), -1)
    user_of[users.person[main]] = main
    parts = [
        _new_member(calendar, users, main),
        _repurchase(rng, users, user_of, orders),
        _member_day(rng, calendar, users, main),
        _wake_up(calendar, people, users, main),
    ]
    given = Table(**concat(parts))
    given = given.take(np.lexsort((given.mini_user, given.template, given.received_at)))
    value, threshold, valid = (
        np.array([row[column] for row in COUPON_TEMPLATES], dtype=np.int64)[given.template]
        for column in (1, 2, 3)
    )
    given = given.with_columns(
        coupon_no=5_500_000_000_000 + np.arange(len(given)) * 17,
        person=users.person[given.mini_user],
        valid_until=given.received_at + valid * DAY,
        value_fen=value,
        threshold_fen=threshold,
    )
    order = used_on(rng, people, given, orders)
    used_at = np.where(order >= 0, orders.paid_at[order] if len(orders) else -1, -1)
    return given.with_columns(order=order, used_at=used_at)


def _part(template: int, user: Ints, at: Ints) -> dict[str, NDArray[Any]]:
    return {"template": np.full(len(user), template), "mini_user": user, "received_at": at}


def _new_member(calendar: Calendar, users: Table, main: Ints) -> dict[str, NDArray[Any]]:
    at = users.registered_at[main] + 5
    return _part(NEW_MEMBER, main[at >= calendar.start], at[at >= calendar.start])


def _repurchase(
    rng: np.random.Generator, users: Table, user_of: Ints, orders: Table
) -> dict[str, NDArray[Any]]:
    user, at = user_of[orders.buyer], orders.paid_at + 90
    gets = (orders.paid_at >= 0) & (user >= 0) & (users.registered_at[user] < at)
    gets &= rng.random(len(orders)) < _GETS_REPURCHASE
    return _part(REPURCHASE, user[gets], at[gets])


def _member_day(
    rng: np.random.Generator, calendar: Calendar, users: Table, main: Ints
) -> dict[str, NDArray[Any]]:
    """Hand out coupons on every monthly member day to some who are registered by then."""
    days = np.arange(_MEMBER_DAY_FROM, (calendar.end - calendar.start) // DAY, _MEMBER_DAY_EVERY)
    gets = rng.random((len(days), len(main))) < _GETS_MEMBER_DAY
    day, place = np.nonzero(gets)
    at = calendar.at_hours(rng, calendar.start + days[day] * DAY, ONLINE_HOURS)
    early = users.registered_at[main[place]] < at
    return _part(MEMBER_DAY, main[place][early], at[early])


def _wake_up(
    calendar: Calendar, people: Table, users: Table, main: Ints
) -> dict[str, NDArray[Any]]:
    """Try to win back those who have been silent for some weeks."""
    silent = people.silent_at[users.person[main]]
    at = calendar.midnight(silent + _WAKE_AFTER_DAYS * DAY) + 10 * 3_600
    gets = (silent >= 0) & (at < calendar.end) & (users.registered_at[main] < at)
    return _part(WAKE_UP, main[gets], at[gets])


def used_on(rng: np.random.Generator, people: Table, given: Table, orders: Table) -> Ints:
    """Choose the order each coupon is used on: the next one, if large enough; -1 where none."""
    key = orders.buyer * (1 << 33) + orders.created_at
    by_buyer = np.argsort(key)
    place = np.searchsorted(key[by_buyer], given.person * (1 << 33) + given.received_at, "right")
    inside = place < len(orders)
    order = np.full(len(given), -1)
    order[inside] = by_buyer[place[inside]]
    fits = inside & (orders.buyer[order] == given.person) if len(orders) else inside
    wants = rng.random(len(given)) < np.array(_USES)[people.archetype[given.person]]
    rows = np.flatnonzero(fits & wants)
    chosen = orders.take(order[rows])
    large = chosen.product_fen - chosen.discount_fen >= given.threshold_fen[rows]
    valid = (chosen.created_at < given.valid_until[rows]) & (chosen.paid_at >= 0)
    rows = rows[large & valid]
    best = rows[np.lexsort((rows, -given.value_fen[rows], order[rows]))]
    best = best[run_ranks(order[best]) == 0]
    used = np.full(len(given), -1)
    used[best] = order[best]
    return used
