"""The brand's own user registry as a log: one row per change of a mini-program user's profile.

What belongs here: when a profile changed and what it then said. What does not: the spelling of a
line (`sandbox.logs`).

Users older than the log stand in it from its first hours on, in one initial load.
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import Calendar
from sandbox.world.draws import Ints, last_known
from sandbox.world.loyalty import level_of
from sandbox.world.table import Table
from sandbox.world.vocabulary import OPENING, REGISTRY_KINDS

INITIAL, OPENED, UNIONID, REGISTERED, REBOUND, CARD_BOUND, POINTS = range(len(REGISTRY_KINDS))
_INITIAL_LOAD = 3 * 3_600
_NO_LINE = -1


def make_registry(calendar: Calendar, users: Table, points: Table) -> Table:
    """Write a row for every change of a profile, ordered by instant."""
    user, at, kind = _changes(calendar, users)
    booked = np.flatnonzero(points.mini_user >= 0)
    ledger_kind = np.where(points.reason[booked] == OPENING, _NO_LINE, POINTS)
    user = np.concatenate([user, points.mini_user[booked]])
    at = np.concatenate([at, points.at[booked]])
    kind = np.concatenate([kind, ledger_kind])
    entry = np.concatenate([np.full(len(kind) - len(booked), -1), booked])
    order = np.lexsort((kind, at, user))
    user, at, kind, entry = user[order], at[order], kind[order], entry[order]
    latest = last_known(user, entry, entry >= 0, -1)
    registered = (users.registered_at[user] >= 0) & (at >= users.registered_at[user])
    rebound = (users.phone_2_at[user] >= 0) & (at >= users.phone_2_at[user])
    phone = np.where(rebound, users.phone_2[user], users.phone[user])
    bound = (users.card[user] >= 0) & (at >= users.card_bound_at[user])
    known = (latest >= 0) & registered
    lines = Table(
        mini_user=user,
        at=at,
        kind=kind,
        has_unionid=(users.unionid_visible_at[user] >= 0) & (at >= users.unionid_visible_at[user]),
        is_registered=registered,
        phone=np.where(registered, phone, -1),
        has_name=registered & users.name_given[user],
        level=np.where(known, level_of(points.earned_total[latest]), 0),
        points=np.where(known, points.balance[latest], 0),
        card=np.where(bound, users.card[user], -1),
    )
    lines = lines.take(lines.kind != _NO_LINE)
    return lines.take(np.lexsort((lines.kind, lines.mini_user, lines.at)))


def _changes(calendar: Calendar, users: Table) -> tuple[Ints, Ints, Ints]:
    """Return user, instant and kind of every change but those of the points."""
    everyone = np.arange(len(users))
    old = users.opened_at < calendar.start
    load = calendar.start + 60 + everyone * _INITIAL_LOAD // max(len(users), 1)
    late = users.unionid_visible_at > np.maximum(users.opened_at, calendar.start)
    groups = (
        (old, load, INITIAL),
        (~old, users.opened_at, OPENED),
        (late, users.unionid_visible_at, UNIONID),
        (users.registered_at >= calendar.start, users.registered_at, REGISTERED),
        (users.phone_2_at >= calendar.start, users.phone_2_at, REBOUND),
        (users.card_bound_at >= calendar.start, users.card_bound_at, CARD_BOUND),
    )
    return (
        np.concatenate([everyone[mask] for mask, _, _ in groups]),
        np.concatenate([at[mask] for mask, at, _ in groups]),
        np.concatenate([np.full(np.count_nonzero(mask), kind) for mask, _, kind in groups]),
    )


def first_lines(changes: Table, users: int) -> Ints:
    """Return when each user first stood in the log; -1 never."""
    first = np.full(users, -1)
    first[changes.mini_user[::-1]] = changes.at[::-1]
    return first
