"""Gift orders of the WeChat shop (送礼物): one person pays, another one takes the parcel.

What belongs here: which orders are gifts, for whom, and when they were accepted. What does not: the
orders themselves (`shop_sales`), whose buyer is the giver.

A receiver has ordered something before, so that a gift makes nobody known who was not.
"""

from __future__ import annotations

import numpy as np

from sandbox.world.draws import run_starts
from sandbox.world.ground import Ground
from sandbox.world.table import Table

GIFT_BASE = 4_200_000_000_000_000_000
_SHARE = 0.03
_SOONEST, _LATEST = 60, 3 * 3_600


def make_gifts(ground: Ground, orders: Table) -> Table:
    """Make some of the paid orders gifts.

    Returns:
        `order` (row), `gift_no`, `receiver` (person), `accepted_at`, ordered by order.
    """
    rng = ground.draws("gifts")
    paid = np.flatnonzero((orders.paid_at >= 0) & (rng.random(len(orders)) < _SHARE))
    by_buyer = np.argsort(orders.buyer, kind="stable")
    first_order = np.sort(by_buyer[run_starts(orders.buyer[by_buyer])])
    # Buyers in the order of their first orders: those before a gift can receive it.
    earlier = np.searchsorted(first_order, paid, side="left")
    place = (rng.random(len(paid)) * earlier).astype(np.int64)
    receiver = orders.buyer[first_order[place]] if len(first_order) else place
    wait = rng.integers(_SOONEST, _LATEST, len(paid))
    fits = (earlier > 0) & (receiver != orders.buyer[paid])
    row = paid[fits]
    return Table(
        order=row,
        gift_no=GIFT_BASE + orders.order_no[row] % 10**17,
        receiver=receiver[fits],
        accepted_at=orders.paid_at[row] + wait[fits],
    )
