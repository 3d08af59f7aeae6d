"""The points ledger: earned by registering, buying, inviting; spent on gifts.

What belongs here: points, in one account per registered user or card. What does not: coupons.

Shop orders are credited 15 days after completion, net of refunds; tickets at once. Only points
whose goods can no longer come back are spent, so no balance ever falls below zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.world.calendar import DAY, ONLINE_HOURS, Calendar
from sandbox.world.draws import Ints, concat, expand, running_sum
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    LEVEL_POINTS,
    ON_INVITE,
    ON_ORDER,
    ON_REGISTER,
    ON_TICKET,
    OPENING,
    REDEEM,
    REFUNDED,
)

CREDIT_AFTER = 15 * DAY
_REGISTER_POINTS, _INVITE_POINTS = 100, 50
_GIFT_STEP, _SPENDS = 100, 0.6
# by archetype: how often in 180 days somebody looks at the gifts
_REDEEMS = (1.6, 1.0, 1.4, 0.2, 0.1, 0.0)

Entries = dict[str, NDArray[Any]]


def level_of(earned_total: NDArray[np.integer]) -> Ints:
    """Return the member level that this many points ever earned give."""
    level: Ints = np.searchsorted(LEVEL_POINTS, np.maximum(earned_total, 0), side="right") - 1
    return level


def make_points(
    ground: Ground,
    users: Table,
    cards: Table,
    orders: Table,
    aftersales: Table,
    tickets: Table,
    referrals: Table,
) -> Table:
    """Keep the books of all accounts, ordered by instant."""
    rng, calendar, people = ground.draws("points"), ground.calendar, ground.people
    main = np.flatnonzero((users.app == 0) & (users.registered_at >= 0))
    earned = concat([
        _opening(rng, calendar, users, main, cards, len(users)),
        _registrations(calendar, users, main),
        _orders(calendar, users, main, len(people), orders, aftersales),
        _tickets(tickets, len(users)),
        _entries(referrals.inviter, referrals.at + 3, np.full(len(referrals), _INVITE_POINTS),
                 ON_INVITE, np.arange(len(referrals))),
    ])  # fmt: skip
    owner = np.concatenate([users.person, cards.person])
    spent = _redemptions(rng, calendar, people, owner, earned, tickets)
    ledger = Table(**concat([earned, spent]))
    ledger = ledger.take(np.lexsort((ledger.reason, ledger.at, ledger.account)))
    account = ledger.account
    is_card = account >= len(users)
    ledger = Table(
        person=owner[account],
        mini_user=np.where(is_card, -1, account),
        card=np.where(is_card, account - len(users), -1),
        at=ledger.at,
        delta=ledger.delta,
        balance=running_sum(account, ledger.delta),
        earned_total=running_sum(account, ledger.earned),
        reason=ledger.reason,
        ref=ledger.ref,
    )
    return ledger.take(np.argsort(ledger.at, kind="stable"))


def _entries(account: Ints, at: Ints, delta: Ints, reason: int, ref: Ints) -> Entries:
    """Write entries that earn what they book; accounts are users first, then cards."""
    return {
        "account": account,
        "at": at,
        "delta": delta,
        "earned": delta if reason != REDEEM else np.zeros_like(delta),
        "reason": np.full(len(account), reason),
        "ref": ref,
    }


def _opening(
    rng: np.random.Generator,
    calendar: Calendar,
    users: Table,
    main: Ints,
    cards: Table,
    offset: int,
) -> Entries:
    """Carry balances over from before the history."""
    old = main[users.registered_at[main] < calendar.start]
    kept = (rng.gamma(1.2, 130, len(old))).astype(np.int64)
    used = np.flatnonzero(cards.prior_count > 0)
    account = np.concatenate([old, offset + used])
    delta = np.concatenate([kept, cards.points[used]])
    book = _entries(
        account, np.full(len(account), calendar.start), delta, OPENING, np.full(len(account), -1)
    )
    return book | {"earned": np.concatenate([kept * 3 // 2, cards.prior_fen[used] // 100])}


def _registrations(calendar: Calendar, users: Table, main: Ints) -> Entries:
    new = main[users.registered_at[main] >= calendar.start]
    points = np.full(len(new), _REGISTER_POINTS)
    return _entries(new, users.registered_at[new] + 2, points, ON_REGISTER, np.full(len(new), -1))


def _orders(
    calendar: Calendar, users: Table, main: Ints, people: int, orders: Table, aftersales: Table
) -> Entries:
    user_of = np.full(people, -1)
    user_of[users.person[main]] = main
    settled = aftersales.outcome == REFUNDED
    back = np.bincount(aftersales.order[settled], aftersales.amount_fen[settled], len(orders))
    points = (orders.order_fen - orders.freight_fen - back.astype(np.int64)) // 100
    user = user_of[orders.buyer]
    at = orders.completed_at + CREDIT_AFTER
    counts = (orders.completed_at >= 0) & (user >= 0) & (points > 0) & (at < calendar.end)
    rows = np.flatnonzero(counts & (users.registered_at[user] < at))
    return _entries(user[rows], at[rows], points[rows], ON_ORDER, rows)


def _tickets(tickets: Table, offset: int) -> Entries:
    rows = np.flatnonzero(tickets.points != 0)
    return _entries(
        offset + tickets.card[rows], tickets.at[rows], tickets.points[rows], ON_TICKET, rows
    )


def _redemptions(
    rng: np.random.Generator,
    calendar: Calendar,
    people: Table,
    owner: Ints,
    earned: Entries,
    tickets: Table,
) -> Entries:
    """Spend a part of what is safe to spend, at a few chance instants per account."""
    safe = _safe(earned, tickets)
    rate = np.array(_REDEEMS)[people.archetype[owner]] * calendar.days / 180
    account, _ = expand(rng.poisson(rate))
    at = calendar.between(rng, calendar.start, np.full(len(account), calendar.end), len(account))
    at = calendar.at_hours(rng, at, ONLINE_HOURS)
    silent = people.silent_at[owner[account]]
    awake = (silent < 0) | (at < silent)
    account, at = account[awake], at[awake]
    everyone = np.concatenate([safe["account"], account])
    order = np.lexsort((np.concatenate([safe["at"], at]), everyone))
    gains = np.concatenate([safe["delta"], np.zeros(len(account), dtype=np.int64)])
    available = np.empty(len(order), dtype=np.int64)
    available[order] = running_sum(everyone[order], gains[order])
    by_account = np.lexsort((at, account))
    account, at = account[by_account], at[by_account]
    target = available[len(safe["at"]) :][by_account] * _SPENDS // _GIFT_STEP * _GIFT_STEP
    before = np.where(
        np.append(True, account[1:] != account[:-1])[: len(account)], 0, np.roll(target, 1)
    )
    delta = (before - target).astype(np.int64)
    book = _entries(account, at, delta, REDEEM, np.full(len(account), -1))
    return {name: values[delta < 0] for name, values in book.items()}


def _safe(earned: Entries, tickets: Table) -> Entries:
    """Return the gains that cannot be lost again: a ticket's once its goods cannot come back."""
    returned = tickets.returns >= 0
    lost = np.bincount(tickets.returns[returned], tickets.points[returned], len(tickets)).astype(
        np.int64
    )
    on_ticket = earned["reason"] == ON_TICKET
    ref = np.where(on_ticket, earned["ref"], 0)
    net = earned["delta"] + (np.where(on_ticket, lost[ref], 0) if len(tickets) else 0)
    at = earned["at"] + np.where(on_ticket, CREDIT_AFTER, 0)
    gains = net > 0
    return {"account": earned["account"][gains], "at": at[gains], "delta": net[gains]}
