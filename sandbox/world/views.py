"""The world as it looks at a clock: who follows, where an order stands, what a card holds.

What belongs here: states derived from instants, for any reader with a clock. What does not: wire
formats.

Every view covers the rows that exist at the clock and no more; where the table is ordered by its
first instant, that is its first `n` rows, so a view's row number is the table's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandbox.world.draws import Ints, Mask
from sandbox.world.follows import SCAN, SUBSCRIBE
from sandbox.world.loyalty import level_of
from sandbox.world.table import Table
from sandbox.world.vocabulary import REFUNDED
from sandbox.world.world import World

UNPAID, TO_SHIP, SHIPPED, COMPLETED, REFUNDED_ORDER, CLOSED = 10, 20, 30, 100, 200, 250
GIFT_WAITS = 12


def rows_until(at: NDArray[np.integer], now: int) -> int:
    """Count the rows of a table ordered by `at` that have happened at the clock."""
    return int(np.searchsorted(at, now, side="right"))


def happened(at: NDArray[np.integer], now: int) -> Mask:
    """Mark the instants that are not "never" and not later than the clock."""
    return (at >= 0) & (at <= now)


def follow_state(world: World, now: int) -> Table:
    """Tell who follows the official account.

    Returns:
        One row per row of `world.follows` that exists: `is_subscribed`, `subscribed_at` (of the
        last subscription), `scene_at` (row of `follow_events` that brought the person back, -1 for
        the first subscription), `left_at` (-1), `shows_unionid` (the platform tells the unionid,
        which it does for followers only).
    """
    count = rows_until(world.follows.first_subscribed_at, now)
    subscribed = np.ones(count, dtype=bool)
    since = world.follows.first_subscribed_at[:count].copy()
    brought_by, left_at = np.full(count, -1), np.full(count, -1)
    events = world.follow_events
    rows = np.flatnonzero(events.kind[: rows_until(events.at, now)] != SCAN)
    follow, joins = events.follow[rows], events.kind[rows] == SUBSCRIBE
    subscribed[follow] = joins
    since[follow[joins]] = events.at[rows[joins]]
    again = joins & (events.at[rows] > world.follows.first_subscribed_at[follow])
    brought_by[follow[again]] = rows[again]
    left_at[follow[~joins]] = events.at[rows[~joins]]
    visible_at = world.follows.unionid_visible_at[:count]
    return Table(
        is_subscribed=subscribed,
        subscribed_at=since,
        scene_at=brought_by,
        left_at=np.where(subscribed, -1, left_at),
        shows_unionid=subscribed & happened(visible_at, now),
    )


def order_state(world: World, now: int) -> Table:
    """Tell where each shop order stands.

    Returns:
        One row per row of `world.shop_orders` that exists: `status` (the platform's code),
        `updated_at` (last change of the order or one of its after-sales), `is_paid`, `refund_fen`
        (granted so far), `open_aftersales`, `closed_aftersales`.
    """
    orders = world.shop_orders
    count = rows_until(orders.created_at, now)
    shown = orders.take(np.arange(count))
    requests = world.shop_aftersales.take(
        np.arange(rows_until(world.shop_aftersales.created_at, now))
    )
    settled = happened(requests.completed_at, now)
    granted = settled & (requests.outcome == REFUNDED)
    updated = shown.created_at.copy()
    for column in ("paid_at", "shipped_at", "completed_at", "cancelled_at", "refunded_at"):
        instants = shown[column]
        updated = np.where(happened(instants, now), np.maximum(updated, instants), updated)
    np.maximum.at(updated, requests.order, requests.created_at)
    np.maximum.at(updated, requests.order[settled], requests.completed_at[settled])
    gifts = world.gifts.take(world.gifts.order < count)
    accepted = happened(gifts.accepted_at, now)
    np.maximum.at(updated, gifts.order[accepted], gifts.accepted_at[accepted])
    waits = np.isin(np.arange(count), gifts.order[~accepted])
    return Table(
        status=np.select(
            [
                happened(shown.cancelled_at, now),
                happened(shown.refunded_at, now),
                happened(shown.completed_at, now),
                happened(shown.shipped_at, now),
                happened(shown.paid_at, now) & waits,
                happened(shown.paid_at, now),
            ],
            [CLOSED, REFUNDED_ORDER, COMPLETED, SHIPPED, GIFT_WAITS, TO_SHIP],
            UNPAID,
        ),
        updated_at=updated,
        is_paid=happened(shown.paid_at, now),
        refund_fen=_sums(requests.order[granted], requests.amount_fen[granted], count),
        open_aftersales=np.bincount(requests.order[~settled], minlength=count),
        closed_aftersales=np.bincount(requests.order[settled], minlength=count),
    )


def card_state(world: World, now: int) -> Table:
    """Tell what each card holds.

    Returns:
        One row per row of `world.cards` that exists: `points`, `points_total` (ever earned),
        `level`, `stored_fen`, `purchase_count`, `purchase_fen` (returns taken off),
        `last_purchase_at` (-1 none).
    """
    cards = world.cards.take(np.arange(rows_until(world.cards.opened_at, now)))
    count = len(cards)
    ledger = world.points.take(np.arange(rows_until(world.points.at, now)))
    booked = np.flatnonzero(ledger.card >= 0)
    points = np.zeros(count, dtype=np.int64)
    total = np.zeros(count, dtype=np.int64)
    points[ledger.card[booked]] = ledger.balance[booked]
    total[ledger.card[booked]] = ledger.earned_total[booked]
    drawn = world.stored_values.take(np.arange(rows_until(world.stored_values.at, now)))
    tickets = world.tickets.take(np.arange(rows_until(world.tickets.at, now)))
    mine = tickets.take(tickets.card >= 0)
    sold = mine.take(mine.returns < 0)
    last = cards.prior_last_at.copy()
    np.maximum.at(last, sold.card, sold.at)
    return Table(
        points=points,
        points_total=total,
        level=level_of(total),
        stored_fen=cards.stored_fen + _sums(drawn.card, drawn.delta_fen, count),
        purchase_count=cards.prior_count + np.bincount(sold.card, minlength=count),
        purchase_fen=cards.prior_fen + _sums(mine.card, mine.amount_fen, count),
        last_purchase_at=last,
    )


def _sums(groups: Ints, values: Ints, count: int) -> Ints:
    return np.bincount(groups, values, count).astype(np.int64)
