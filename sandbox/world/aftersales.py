"""What comes back from the shop: refunds, returns, exchanges, refused and pending requests.

What belongs here: after-sales of shop orders. What does not: returns in stores (`store_sales`).

No line is refunded more than was paid for it, and every request is settled at most 14 days after
the order's completion, so that points credited after 15 days never have to be taken back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.ids import Permutation
from sandbox.world.calendar import DAY, Calendar
from sandbox.world.draws import Ints, Mask, concat, weighted
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    AFTERSALE_REASON_WEIGHTS,
    AFTERSALE_REASONS,
    EXCHANGE,
    EXCHANGED,
    PENDING,
    REFUND,
    REFUNDED,
)

AFTERSALE_BASE = 2_000_000_000_000_000_000
_BEFORE_SHIPPING, _AFTER_RECEIPT = 0.015, 0.055
_OUTCOME_WEIGHTS = (80, 7, 6, 7)
_KIND_WEIGHTS = (52, 42, 6)
NO_LONGER_WANT = AFTERSALE_REASONS.index("NO_LONGER_WANT")


def make_aftersales(
    ground: Ground, orders: Table, lines: Table, name: str = "aftersales"
) -> tuple[Table, Table]:
    """Let buyers ask for their money back.

    Args:
        ground: The ground of the world.
        orders: Orders of one shop.
        lines: Their lines.
        name: Of the random stream; each shop has its own.

    Returns:
        The after-sales by number, and the orders with `shipped_at`, `completed_at` and
        `refunded_at` as they came out.
    """
    rng = ground.draws(name)
    dice = rng.random(len(orders))
    paid = orders.paid_at >= 0
    unshipped = paid & (dice < _BEFORE_SHIPPING)
    received = paid & (dice >= 1 - _AFTER_RECEIPT)
    requests = _numbered(
        ground.calendar,
        concat(
            [
                _whole_orders(rng, orders, lines, unshipped),
                _one_line_each(rng, orders, lines, received),
            ]
        ),
    )
    settled = requests.take(requests.outcome == REFUNDED)
    back = np.bincount(settled.order, settled.amount_fen, len(orders)).astype(np.int64)
    last = np.full(len(orders), -1)
    np.maximum.at(last, settled.order, settled.completed_at)
    everything = (last >= 0) & (back == orders.order_fen - orders.freight_fen)
    return requests, orders.with_columns(
        shipped_at=np.where(unshipped, -1, orders.shipped_at),
        completed_at=np.where(unshipped, -1, orders.completed_at),
        refunded_at=np.where(everything, last, -1),
    )


def _whole_orders(
    rng: np.random.Generator, orders: Table, lines: Table, chosen: Mask
) -> dict[str, Ints]:
    """Take whole orders back before they are shipped: one request per line, always granted."""
    line = np.flatnonzero(chosen[lines.order])
    order = lines.order[line]
    wait = rng.integers(600, 3 * 3_600, len(orders))
    created = orders.paid_at[order] + wait[order]
    return {
        "order": order,
        "line": line,
        "created_at": created,
        "completed_at": created + rng.integers(300, DAY, len(orders))[order],
        "amount_fen": lines.real_fen[line],
        "quantity": lines.quantity[line],
        "kind": np.full(len(line), REFUND),
        "outcome": np.full(len(line), REFUNDED),
        "reason": np.full(len(line), NO_LONGER_WANT),
    }


def _one_line_each(
    rng: np.random.Generator, orders: Table, lines: Table, chosen: Mask
) -> dict[str, Ints]:
    """Complain about one line of an order that arrived."""
    order = np.flatnonzero(chosen)
    first = np.searchsorted(lines.order, order)
    count = np.searchsorted(lines.order, order, side="right") - first
    line = first + (rng.random(len(order)) * count).astype(np.int64)
    size = len(order)
    kind = weighted(rng, _KIND_WEIGHTS, size)
    outcome = weighted(rng, _OUTCOME_WEIGHTS, size)
    outcome = np.where((kind == EXCHANGE) & (outcome == REFUNDED), EXCHANGED, outcome)
    quantity = 1 + (rng.random(size) * lines.quantity[line]).astype(np.int64)
    paid, part = lines.real_fen[line], rng.uniform(0.1, 0.6, size)
    compensation = np.maximum((paid * part).astype(np.int64), 1)
    goodwill = (kind == REFUND) & (rng.random(size) < 0.5)
    amount = np.where(goodwill, compensation, paid * quantity // lines.quantity[line])
    created = orders.completed_at[order] + rng.integers(1_800, 9 * DAY, size)
    closed = created + rng.integers(3_600, 5 * DAY, size)
    return {
        "order": order,
        "line": line,
        "created_at": created,
        "completed_at": np.where(outcome == PENDING, -1, closed),
        "amount_fen": np.where(kind == EXCHANGE, 0, amount),
        "quantity": quantity,
        "kind": kind,
        "outcome": outcome,
        "reason": weighted(rng, AFTERSALE_REASON_WEIGHTS, size),
    }


def _numbered(calendar: Calendar, requests: dict[str, NDArray[Any]]) -> Table:
    """Number the requests so that a later one has a larger number."""
    created = np.asarray(requests["created_at"], dtype=np.int64)
    number = AFTERSALE_BASE + ((created - calendar.start) << 30)
    number = number + Permutation(1 << 30, 1, "aftersales").forward(np.arange(len(created)))
    return Table(aftersale_no=number, **requests).take(np.argsort(number))
