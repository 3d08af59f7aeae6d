"""Points and vouchers of the Youzan shop's members.

What belongs here: the shop's own points ledger and its vouchers. What does not: the brand's
programme in the mini program (`loyalty`, `coupons`), which the shop knows nothing of.

A trade is credited 15 days after its completion, net of refunds, and no more than half of what one
trade brought is spent again, so no balance ever falls below zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.world.calendar import DAY
from sandbox.world.coupons import used_on
from sandbox.world.draws import Ints, concat, running_sum
from sandbox.world.ground import Ground
from sandbox.world.loyalty import CREDIT_AFTER
from sandbox.world.table import Table
from sandbox.world.vocabulary import REFUNDED

POINT_REASONS = ("会员入会", "订单奖励", "积分兑换", "积分调整")
ON_JOINING, ON_TRADE, SPENT, ADJUSTED = range(4)
# name, value in fen, from which amount in fen, valid for days
VOUCHER_TEMPLATES = (("入会礼券", 1_000, 5_900, 30), ("老客回馈券", 1_500, 9_900, 45))
NEW_MEMBER, BUYS_AGAIN = range(2)

_JOINING_POINTS = 50
_GETS_VOUCHER, _SPENDS, _ADJUSTED = 0.45, 0.3, 0.03
_GIFT_STEP = 10


def make_vouchers(ground: Ground, customers: Table, trades: Table) -> Table:
    """Hand out vouchers to members, some of which they use; ordered by receipt.

    Returns:
        `voucher_no`, `template`, `customer`, `person`, `received_at`, `valid_until`, `used_at` and
        `order` (trade; -1 unused), `value_fen`, `threshold_fen`.
    """
    rng = ground.draws("youzan vouchers")
    joined = np.flatnonzero(customers.member_at >= 0)
    paid = np.flatnonzero((trades.paid_at >= 0) & (trades.customer >= 0))
    paid = paid[rng.random(len(paid)) < _GETS_VOUCHER]
    member_at = customers.member_at[trades.customer[paid]]
    paid = paid[(member_at >= 0) & (member_at < trades.paid_at[paid])]
    parts = [
        _given(NEW_MEMBER, joined, customers.member_at[joined] + 5),
        _given(BUYS_AGAIN, trades.customer[paid], trades.paid_at[paid] + 60),
    ]
    given = Table(**concat(parts))
    given = given.take(np.lexsort((given.customer, given.template, given.received_at)))
    value, threshold, valid = (
        np.array([row[column] for row in VOUCHER_TEMPLATES], dtype=np.int64)[given.template]
        for column in (1, 2, 3)
    )
    given = given.with_columns(
        voucher_no=7_700_000_000 + np.arange(len(given)) * 13,
        person=customers.person[given.customer],
        valid_until=given.received_at + valid * DAY,
        value_fen=value,
        threshold_fen=threshold,
    )
    trade = used_on(rng, ground.people, given, trades)
    used_at = np.where(trade >= 0, trades.paid_at[trade] if len(trades) else -1, -1)
    return given.with_columns(order=trade, used_at=used_at)


def make_points(ground: Ground, customers: Table, trades: Table, refunds: Table) -> Table:
    """Keep the books of all members, ordered by instant.

    Returns:
        `customer`, `at`, `delta` (negative: spent), `balance` after it, `reason` and `order` (the
        trade that brought them; -1 none). Two entries may share second, amount and reason.
    """
    rng, calendar = ground.draws("youzan points"), ground.calendar
    joined = np.flatnonzero(customers.member_at >= 0)
    member_at = customers.member_at[joined]
    credited = _trade_points(customers, trades, refunds, calendar.end)
    earned = credited["delta"]
    spends = rng.random(len(earned)) < _SPENDS
    spent_at = credited["at"] + rng.integers(3_600, 30 * DAY, len(earned))
    target = earned // 2 // _GIFT_STEP * _GIFT_STEP
    spends &= (target > 0) & (spent_at < calendar.end)
    adjusted = np.flatnonzero(rng.random(len(joined)) < _ADJUSTED)
    adjusted_at = member_at[adjusted] + rng.integers(DAY, 90 * DAY, len(adjusted))
    bonus = _entries(joined, member_at, np.full(len(joined), _JOINING_POINTS), ON_JOINING)
    book = Table(
        **concat([
            bonus,
            bonus,
            credited,
            _entries(credited["customer"][spends], spent_at[spends], -target[spends], SPENT),
            _entries(joined[adjusted], adjusted_at, np.full(len(adjusted), 20), ADJUSTED),
        ])
    )  # fmt: skip
    book = book.take(np.flatnonzero(book.at < calendar.end))
    book = book.take(np.lexsort((book.reason, book.at, book.customer)))
    book = book.with_columns(balance=running_sum(book.customer, book.delta))
    return book.take(np.argsort(book.at, kind="stable"))


def _given(template: int, customer: Ints, at: Ints) -> dict[str, NDArray[Any]]:
    return {
        "template": np.full(len(customer), template),
        "customer": customer,
        "received_at": at,
    }


def _entries(
    customer: Ints, at: Ints, delta: Ints, reason: int, trade: Ints | None = None
) -> dict[str, NDArray[Any]]:
    return {
        "customer": customer,
        "at": at,
        "delta": delta.astype(np.int64),
        "reason": np.full(len(customer), reason),
        "order": np.full(len(customer), -1) if trade is None else trade,
    }


def _trade_points(
    customers: Table, trades: Table, refunds: Table, end: int
) -> dict[str, NDArray[Any]]:
    """Credit a point per yuan of goods that can no longer come back, to members."""
    granted = refunds.outcome == REFUNDED
    back = np.bincount(refunds.order[granted], refunds.amount_fen[granted], len(trades))
    points = (trades.order_fen - trades.freight_fen - back.astype(np.int64)) // 100
    at = trades.completed_at + CREDIT_AFTER
    member_at = np.where(trades.customer >= 0, customers.member_at[trades.customer], -1)
    counts = (trades.completed_at >= 0) & (member_at >= 0) & (member_at < at)
    rows = np.flatnonzero(counts & (points > 0) & (at < end))
    return _entries(trades.customer[rows], at[rows], points[rows], ON_TRADE, rows)
