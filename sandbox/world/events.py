"""The behaviour log of the mini programs: every event, put together from what people did.

What belongs here: the events table. What does not: why something happened (the modules named in the
parts below).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sandbox.world.calendar import Calendar
from sandbox.world.draws import Ints, weighted
from sandbox.world.ground import Ground
from sandbox.world.sessions import draw_launch_scenes, make_sessions, make_steps
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    EVENT,
    KEYWORDS,
    OPENING,
    PAGE_PRODUCT,
    REDEEM,
    SHARE_SCENES,
)

_TYPES = {
    "mini_user": np.int32,
    "at": np.int64,
    "event": np.int8,
    "session": np.int32,
    "product": np.int16,
    "value": np.int32,
    "ref": np.int32,
}

Part = dict[str, NDArray[np.generic]]


def make_events(
    ground: Ground,
    users: Table,
    orders: Table,
    lines: Table,
    coupons: Table,
    points: Table,
    messages: Table,
    referrals: Table,
) -> Table:
    """Write the log of all events between `start` and `end`, ordered by instant."""
    calendar = ground.calendar
    sessions = make_sessions(ground, users, orders, messages)
    steps, started = make_steps(ground, users, sessions, lines)
    parts = [
        *_session_parts(ground.draws("launches"), sessions, started, steps),
        *_order_parts(sessions, orders),
        *_programme_parts(coupons, points, messages, referrals),
        _registrations(calendar, users, sessions),
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in _TYPES}
    at = columns["at"]
    inside = np.flatnonzero((at >= calendar.start) & (at < calendar.end))
    order = inside[np.lexsort((columns["event"][inside], columns["mini_user"][inside], at[inside]))]
    return Table(**{name: values[order] for name, values in columns.items()})


def _part(
    event: str, user: Ints, at: Ints, *, session: ArrayLike = -1, product: ArrayLike = -1,
    value: ArrayLike = 0, ref: ArrayLike = -1,
) -> Part:  # fmt: skip
    """Bring one kind of event into the log's columns and types."""
    given = {
        "mini_user": user, "at": at, "event": EVENT[event], "session": session, "product": product,
        "value": value, "ref": ref,
    }  # fmt: skip
    return {
        name: np.broadcast_to(np.asarray(given[name], dtype=kind), len(user))
        for name, kind in _TYPES.items()
    }


def _session_parts(
    rng: np.random.Generator, sessions: Table, started: Ints, steps: Table
) -> list[Part]:
    number = np.arange(len(sessions))
    user = sessions.mini_user[steps.session]
    looks = np.flatnonzero(steps.page == PAGE_PRODUCT)
    adds, shares = np.flatnonzero(steps.adds), np.flatnonzero(steps.shares)
    searches = np.flatnonzero(steps.searches)
    keyword = weighted(rng, 1 / (np.arange(len(KEYWORDS)) + 2), len(searches))
    results = np.where(rng.random(len(searches)) < 0.06, 0, rng.integers(1, 30, len(searches)))
    return [
        _part("$MPLaunch", sessions.mini_user, started, session=number,
              value=draw_launch_scenes(rng, len(sessions)), ref=sessions.campaign),
        _part("$MPViewScreen", user, steps.at, session=steps.session,
              value=steps.stay, ref=steps.page),
        _part("search", user[searches], steps.at[searches] + 1, session=steps.session[searches],
              value=results, ref=keyword),
        _part("view_product", user[looks], steps.at[looks] + 1, session=steps.session[looks],
              product=steps.product[looks]),
        _part("add_to_cart", user[adds], steps.at[adds] + 3, session=steps.session[adds],
              product=steps.product[adds], value=1),
        _part("share", user[shares], steps.at[shares] + 2, session=steps.session[shares],
              value=np.array(SHARE_SCENES)[rng.integers(0, 2, len(shares))],
              ref=steps.page[shares]),
    ]  # fmt: skip


def _order_parts(sessions: Table, orders: Table) -> list[Part]:
    session = np.flatnonzero(sessions.order >= 0)
    order = sessions.order[session]
    user = sessions.mini_user[session]
    paid = orders.paid_at[order] >= 0
    return [
        _part("submit_order", user, orders.created_at[order], session=session,
              value=orders.order_fen[order], ref=order),
        _part("pay_order", user[paid], orders.paid_at[order[paid]], session=session[paid],
              value=orders.order_fen[order[paid]], ref=order[paid]),
    ]  # fmt: skip


def _programme_parts(
    coupons: Table, points: Table, messages: Table, referrals: Table
) -> list[Part]:
    """Log what the member programme does: coupons, points, messages, invitations."""
    used = np.flatnonzero(coupons.used_at >= 0)
    earned = np.flatnonzero(
        (points.mini_user >= 0) & (points.delta > 0) & (points.reason != OPENING)
    )
    burnt = np.flatnonzero((points.mini_user >= 0) & (points.reason == REDEEM))
    clicked = np.flatnonzero(messages.clicked_at >= 0)
    return [
        _part("receive_coupon", coupons.mini_user, coupons.received_at,
              ref=np.arange(len(coupons))),
        _part("use_coupon", coupons.mini_user[used], coupons.used_at[used],
              value=coupons.value_fen[used], ref=used),
        _part("earn_points", points.mini_user[earned], points.at[earned],
              value=points.delta[earned], ref=points.reason[earned]),
        _part("redeem_points", points.mini_user[burnt], points.at[burnt],
              value=-points.delta[burnt], ref=points.reason[burnt]),
        _part("message_receive", messages.mini_user, messages.sent_at,
              ref=np.arange(len(messages))),
        _part("message_click", messages.mini_user[clicked], messages.clicked_at[clicked],
              ref=clicked),
        _part("invite", referrals.inviter, referrals.at + 2, ref=referrals.invitee),
    ]  # fmt: skip


def _registrations(calendar: Calendar, users: Table, sessions: Table) -> Part:
    user = np.flatnonzero(users.registered_at >= calendar.start)
    at = users.registered_at[user]
    key = sessions.mini_user * (1 << 34) + sessions.at
    session = np.searchsorted(key, user * (1 << 34) + at, side="right") - 1
    return _part("register", user, at, session=session, value=users.channel[user])
