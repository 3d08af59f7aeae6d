"""The brand's Youzan shop: its customers, what they order there, and what comes back.

What belongs here: customers, trades, lines and refunds of that one shop; the same people buy there
as everywhere else. What does not: the shop's points and vouchers (`youzan_programme`), wire formats
(`sandbox.platforms.youzan_*`).

The shop opened on the first day of the history, so nothing of it is older. A customer shows a
WeChat openid, or a mobile number that the person also told elsewhere, or both; who showed neither
could never be recognised and stays an anonymous trade.
"""

from __future__ import annotations

import numpy as np

from sandbox.ids import Permutation
from sandbox.world.aftersales import make_aftersales
from sandbox.world.calendar import DAY, ONLINE_HOURS, SHANGHAI_OFFSET
from sandbox.world.draws import Floats, Ints, Mask, run_ranks, weighted
from sandbox.world.ground import Ground
from sandbox.world.places import CITY_PROVINCE, CITY_WEIGHTS
from sandbox.world.shopping import fill_baskets, renewals
from sandbox.world.table import Table
from sandbox.world.vocabulary import GHOST, PHONE_OWN, REFUNDED

NO_OPENID, OFFICIAL_ACCOUNT_OPENID, MINI_PROGRAM_OPENID = range(3)
NORMAL, GIFT, QR_CODE, GROUP = 0, 1, 6, 10
"""The platform's trade types that occur here; a QR trade has no known buyer."""

_SHOPS_THERE = 0.24
_TELLS_MOBILE, _TELLS_NAME, _IS_MEMBER = 0.85, 0.7, 0.7
_SHOWS_ACCOUNT = 0.65
_ANONYMOUS = 0.06
_UPDATES_MOBILE = 0.5
_PAID = 0.92
_GETS_PROMOTION = 0.3
_PROMOTION_FROM, _PROMOTION = 19_900, 2_000
_FREE_FREIGHT_FROM, _FREIGHT = 8_800, 800
_GAP_FACTOR = 1.8


def make_customers(ground: Ground, follows: Table, users: Table, cards: Table) -> Table:
    """Let people find the Youzan shop; ordered by the instant they become its customers.

    Returns:
        `person`, `created_at`, `first_trade_at`, `openid_kind`, `mobile` and, after a change that
        the shop was told, `mobile_2` with `mobile_2_at`, `name_given`, `member_at`; -1 for none.
    """
    rng, people, book = ground.draws("youzan customers"), ground.people, ground.phones
    size = len(people)
    first = _first_trades(rng, ground)
    created = first - rng.integers(60, 900, size)
    comes = (rng.random(size) < _SHOPS_THERE) & (people.archetype != GHOST)
    comes &= (people.silent_at < 0) | (first < people.silent_at)
    openid_kind = _openids(rng, size, follows, users, created)
    reachable = _phone_is_known(size, users, cards, created)
    tells = reachable & ((rng.random(size) < _TELLS_MOBILE) | (openid_kind == NO_OPENID))
    must_name = ~book.is_plain()
    named = must_name | (rng.random(size) < _TELLS_NAME)
    joins = created + rng.integers(30, 20 * DAY, size)
    members = rng.random(size) < _IS_MEMBER
    changed = (book.rebind_at >= created) & ~book.gave_up & (rng.random(size) < _UPDATES_MOBILE)
    told_at = book.rebind_at + rng.integers(DAY, 5 * DAY, size)
    person = np.flatnonzero(comes & (tells | (openid_kind != NO_OPENID)))
    table = Table(
        person=np.arange(size),
        created_at=created,
        first_trade_at=first,
        openid_kind=openid_kind,
        mobile=np.where(tells, book.at(np.arange(size), created), -1),
        mobile_2=np.where(tells & changed, book.second, -1),
        mobile_2_at=np.where(tells & changed, told_at, -1),
        name_given=named,
        member_at=np.where(members, joins, -1),
    ).take(person)
    return table.take(np.argsort(table.created_at, kind="stable"))


def make_trades(ground: Ground, customers: Table, gaps: Floats) -> tuple[Table, Table]:
    """Let the customers order; without vouchers yet (see `shop_sales.apply_coupons`).

    Returns:
        Trades by instant (`customer` and `buyer` are -1 where nobody knows who bought), and their
        lines; money columns as in `shop_orders`.
    """
    customer, at = _purchases(ground, customers, gaps)
    rng, calendar, products = ground.draws("youzan trades"), ground.calendar, ground.products
    later = calendar.at_hours(rng, at, ONLINE_HOURS)
    begun = customers.first_trade_at[customer]
    created = np.where(at == begun, at, np.maximum(later, begun + 60))
    inside = created < calendar.end
    customer, created = _with_strangers(rng, ground, customer[inside], created[inside])
    order = np.lexsort((customer, created))
    customer, created = customer[order], created[order]
    size = len(created)
    buyer = np.where(customer >= 0, customers.person[customer], -1)
    favourite = np.where(customer >= 0, ground.people.category[buyer], rng.integers(0, 8, size))
    trade, product, quantity = fill_baskets(rng, products, favourite)
    full = products.price_fen[product] * quantity
    total = np.bincount(trade, full, size).astype(np.int64)
    promotes = (total >= _PROMOTION_FROM) & (rng.random(size) < _GETS_PROMOTION)
    promotion = np.where(promotes, _PROMOTION, 0)
    known = np.array((NORMAL, GIFT, GROUP))[weighted(rng, (84, 9, 7), size)]
    trades = Table(
        number=Permutation(1_000_000_000, 0, "youzan").forward(np.arange(size)),
        customer=customer,
        buyer=buyer,
        created_at=created,
        **_progress(rng, created),
        product_fen=total,
        freight_fen=np.where(total - promotion >= _FREE_FREIGHT_FROM, 0, _FREIGHT),
        discount_fen=promotion,
        kind=np.where(customer >= 0, known, QR_CODE),
        receiver=rng.integers(0, len(ground.people), size),
        lines_hold_freight=rng.random(size) < 0.5,
        **_destination(rng, ground.people, buyer),
    )
    lines = Table(
        order=trade,
        line_no=run_ranks(trade) + 1,
        product=product,
        quantity=quantity,
        unit_fen=products.price_fen[product],
        real_fen=full,
    )
    return trades, lines


def make_refunds(ground: Ground, trades: Table, lines: Table) -> tuple[Table, Table]:
    """Let buyers ask for their money back; who takes a whole trade back gets the freight too.

    Returns:
        The refunds by number, and the trades with `refunded_at` (all of it given back) set.
    """
    refunds, trades = make_aftersales(ground, trades, lines, "youzan refunds")
    granted = refunds.outcome == REFUNDED
    back = np.bincount(refunds.order[granted], refunds.amount_fen[granted], len(trades))
    whole = (trades.refunded_at >= 0) & (back == trades.order_fen - trades.freight_fen)
    first_of_trade = np.zeros(len(refunds), dtype=bool)
    rows = np.flatnonzero(granted)
    rows = rows[np.argsort(refunds.order[rows], kind="stable")]
    first_of_trade[rows[run_ranks(refunds.order[rows]) == 0]] = True
    freight = np.where(whole, trades.freight_fen, 0)[refunds.order]
    paid_back = refunds.amount_fen + np.where(first_of_trade, freight, 0)
    return refunds.with_columns(amount_fen=paid_back), trades


def spell_tids(trades: Table) -> list[str]:
    """Spell trade numbers: E, Beijing time to the second, nine digits."""
    return [f"E{stamp}{number:09d}" for stamp, number in _stamped(trades.created_at, trades.number)]


def spell_refund_ids(refunds: Table) -> list[str]:
    """Spell refund numbers: Beijing time to the second, ten digits."""
    numbers = refunds.aftersale_no % 10_000_000_000
    return [f"{stamp}{number:010d}" for stamp, number in _stamped(refunds.created_at, numbers)]


def _stamped(at: Ints, numbers: Ints) -> list[tuple[str, int]]:
    local = (at + SHANGHAI_OFFSET).astype("datetime64[s]")
    return [
        (f"{moment:%Y%m%d%H%M%S}", number)
        for moment, number in zip(local.tolist(), numbers.tolist(), strict=True)
    ]


def _first_trades(rng: np.random.Generator, ground: Ground) -> Ints:
    """Draw when each person would order first: between meeting the brand and the world's edge."""
    calendar, joined = ground.calendar, ground.people.joined_at
    begin = np.maximum(joined, calendar.start) + DAY // 2
    limit = np.where(joined >= calendar.until, calendar.end, calendar.until) - DAY
    span = np.maximum(limit - begin, 3_600)
    wait = np.minimum(rng.exponential(40 * DAY, len(joined)), rng.random(len(joined)) * span)
    return np.asarray(begin + wait.astype(np.int64), dtype=np.int64)


def _openids(
    rng: np.random.Generator, size: int, follows: Table, users: Table, created: Ints
) -> Ints:
    """Choose whose openid each customer came with: the official account's or the mini program's."""
    follows_since, opened = np.full(size, -1), np.full(size, -1)
    follows_since[follows.person] = follows.first_subscribed_at
    main = users.app == 0
    opened[users.person[main]] = users.opened_at[main]
    by_account = (follows_since >= 0) & (follows_since < created)
    by_program = (opened >= 0) & (opened < created)
    shows = rng.random(size) < _SHOWS_ACCOUNT
    prefers_account = rng.random(size) < 0.6
    account = by_account & (prefers_account | ~by_program)
    chosen = np.where(account, OFFICIAL_ACCOUNT_OPENID, MINI_PROGRAM_OPENID)
    return np.where(shows & (by_account | by_program), chosen, NO_OPENID).astype(np.int64)


def _phone_is_known(size: int, users: Table, cards: Table, created: Ints) -> Mask:
    """Mark the people whose number a registration or a card has told before."""
    told = np.full(size, np.iinfo(np.int64).max)
    main = (users.app == 0) & (users.registered_at >= 0)
    np.minimum.at(told, users.person[main], users.registered_at[main])
    own = (cards.phone_case == PHONE_OWN) & (cards.person >= 0)
    np.minimum.at(told, cards.person[own], cards.opened_at[own])
    return told < created


def _purchases(ground: Ground, customers: Table, gaps: Floats) -> tuple[Ints, Ints]:
    """Return customer and instant of every purchase, at least one per customer."""
    row_of = np.full(len(ground.people), -1)
    row_of[customers.person] = np.arange(len(customers))
    rng = ground.draws("youzan purchases")
    first = customers.first_trade_at
    person, at = renewals(rng, ground, customers.person, first, gaps * _GAP_FACTOR)
    return row_of[person], at


def _with_strangers(
    rng: np.random.Generator, ground: Ground, customer: Ints, at: Ints
) -> tuple[Ints, Ints]:
    """Add the trades of people who scan a code in a store and are not known to the shop."""
    strangers = round(len(customer) * _ANONYMOUS / (1 - _ANONYMOUS))
    when = rng.integers(ground.calendar.start, ground.calendar.end, strangers)
    return np.concatenate([customer, np.full(strangers, -1)]), np.concatenate([at, when])


def _progress(rng: np.random.Generator, created: Ints) -> dict[str, Ints]:
    """Pay, ship and complete the trades, or let them time out."""
    size = len(created)
    pays = rng.random(size) < _PAID
    paid = created + np.minimum(12 + rng.exponential(120, size), 3_000).astype(np.int64)
    shipped = paid + rng.integers(2 * 3_600, 2 * DAY, size)
    completed = shipped + rng.integers(2 * DAY, 8 * DAY, size)
    closed = created + np.where(rng.random(size) < 0.7, 3_600, rng.integers(60, 3_600, size))
    return {
        "paid_at": np.where(pays, paid, -1),
        "shipped_at": np.where(pays, shipped, -1),
        "completed_at": np.where(pays, completed, -1),
        "cancelled_at": np.where(pays, -1, closed),
        "refunded_at": np.full(size, -1),
    }


def _destination(rng: np.random.Generator, people: Table, buyer: Ints) -> dict[str, Ints]:
    elsewhere = weighted(rng, CITY_WEIGHTS, len(buyer))
    at_home = (buyer >= 0) & (rng.random(len(buyer)) < 0.94)
    city = np.where(at_home, people.city_id[buyer], elsewhere)
    return {"province_id": CITY_PROVINCE[city], "city_id": city}
