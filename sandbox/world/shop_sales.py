"""Orders of the WeChat shop: baskets, discounts, freight, payment and delivery.

What belongs here: orders and their lines. What does not: what comes back (`aftersales`), coupons
themselves (`coupons`).

Money in fen: `order_fen = product_fen + freight_fen - discount_fen - coupon_fen`, and the lines'
`real_fen` sum up to `product_fen - discount_fen - coupon_fen`.
"""

from __future__ import annotations

import numpy as np

from sandbox.ids import Permutation
from sandbox.world.calendar import DAY, ONLINE_HOURS
from sandbox.world.draws import Floats, Ints, Mask, pick, run_ranks, weighted
from sandbox.world.ground import Ground
from sandbox.world.places import CITY_PROVINCE, CITY_WEIGHTS
from sandbox.world.shopping import fill_baskets, online_purchases
from sandbox.world.table import Table
from sandbox.world.vocabulary import ORDER_SCENE_WEIGHTS

ORDER_BASE = 3_700_000_000_000_000_000
_PAID = 0.93
_GETS_DISCOUNT = 0.35
_FREE_FREIGHT_FROM, _FREIGHT = 9_900, 1_000
_DISCOUNTS = ((49_900, 6_000), (29_900, 3_000), (19_900, 1_500))


def make_orders(ground: Ground, gaps: Floats) -> tuple[Table, Table]:
    """Let people order; without coupons yet (see `apply_coupons`).

    Returns:
        Orders by number, which is by instant, and their lines.
    """
    buyer, at = online_purchases(ground, gaps)
    rng, calendar, products = ground.draws("orders"), ground.calendar, ground.products
    created = np.maximum(calendar.at_hours(rng, at, ONLINE_HOURS), calendar.start)
    number = ORDER_BASE + ((created - calendar.start) << 30)
    number = number + Permutation(1 << 30, 0, "orders").forward(np.arange(len(created)))
    by_number = np.argsort(number)
    buyer, created, number = buyer[by_number], created[by_number], number[by_number]
    order, product, quantity = fill_baskets(rng, products, ground.people.category[buyer])
    lines = Table(
        order=order,
        line_no=run_ranks(order) + 1,
        product=product,
        quantity=quantity,
        unit_fen=products.price_fen[product],
        real_fen=products.price_fen[product] * quantity,
    )
    total = np.bincount(order, lines.real_fen, len(number)).astype(np.int64)
    discount = _discounts(rng, total)
    orders = Table(
        order_no=number,
        buyer=buyer,
        openid_id=buyer,
        has_unionid=_has_unionid(rng, ground, buyer, created),
        created_at=created,
        **_progress(rng, created),
        product_fen=total,
        freight_fen=np.where(total - discount >= _FREE_FREIGHT_FROM, 0, _FREIGHT),
        discount_fen=discount,
        pay_method=np.where(rng.random(len(number)) < 0.97, 1, 2),
        source=weighted(rng, ORDER_SCENE_WEIGHTS, len(number)) + 1,
        **_destination(rng, ground.people, buyer),
    )
    return orders, lines


def apply_coupons(orders: Table, lines: Table, coupons: Table) -> tuple[Table, Table]:
    """Take the used coupons off the orders and spread every discount over the lines."""
    used = np.flatnonzero(coupons.order >= 0)
    coupon = np.full(len(orders), -1)
    coupon[coupons.order[used]] = used
    coupon_fen = np.zeros(len(orders), dtype=np.int64)
    coupon_fen[coupons.order[used]] = coupons.value_fen[used]
    taken_off = orders.discount_fen + coupon_fen
    full = lines.unit_fen * lines.quantity
    part = taken_off[lines.order] * full // orders.product_fen[lines.order]
    rest = taken_off - np.bincount(lines.order, part, len(orders)).astype(np.int64)
    largest = np.lexsort((-full, lines.order))
    first_lines = largest[run_ranks(lines.order[largest]) == 0]
    part[first_lines] += rest
    priced = orders.with_columns(
        coupon=coupon,
        coupon_fen=coupon_fen,
        order_fen=orders.product_fen + orders.freight_fen - taken_off,
    )
    return priced, lines.with_columns(real_fen=full - part)


def _discounts(rng: np.random.Generator, total: Ints) -> Ints:
    """Give some of the larger baskets the shop's running discount (满减)."""
    off = np.select([total >= least for least, _ in _DISCOUNTS], [fen for _, fen in _DISCOUNTS], 0)
    return np.where(rng.random(len(total)) < _GETS_DISCOUNT, off, 0).astype(np.int64)


def _has_unionid(rng: np.random.Generator, ground: Ground, buyer: Ints, created: Ints) -> Mask:
    """Tell which orders carry a unionid: those since the bind, but for a few buyers never."""
    buys = np.zeros(len(ground.people), dtype=bool)
    buys[buyer] = True
    never = pick(rng, buys, ground.shares.shop_without_unionid)
    bound_at = ground.calendar.share(ground.shares.shop_before_bind)
    return np.asarray((created >= bound_at) & ~never[buyer], dtype=bool)


def _progress(rng: np.random.Generator, created: Ints) -> dict[str, Ints]:
    """Pay, ship and complete the orders, or let them time out."""
    size = len(created)
    pays = rng.random(size) < _PAID
    paid = created + np.minimum(15 + rng.exponential(150, size), 1_700).astype(np.int64)
    shipped = paid + rng.integers(4 * 3_600, 2 * DAY, size)
    completed = shipped + rng.integers(2 * DAY, 9 * DAY, size)
    timed_out = created + np.where(rng.random(size) < 0.6, 1_800, rng.integers(60, 1_800, size))
    return {
        "paid_at": np.where(pays, paid, -1),
        "shipped_at": np.where(pays, shipped, -1),
        "completed_at": np.where(pays, completed, -1),
        "cancelled_at": np.where(pays, -1, timed_out),
        "refunded_at": np.full(size, -1),
    }


def _destination(rng: np.random.Generator, people: Table, buyer: Ints) -> dict[str, Ints]:
    """Ship home mostly, sometimes to another city."""
    elsewhere = weighted(rng, CITY_WEIGHTS, len(buyer))
    city = np.where(rng.random(len(buyer)) < 0.92, people.city_id[buyer], elsewhere)
    return {"province_id": CITY_PROVINCE[city], "city_id": city}
