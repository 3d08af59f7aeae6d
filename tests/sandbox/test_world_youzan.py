"""The made-up Youzan shop: same people, money that adds up, books that never fall below zero."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.world import World
from sandbox.world.vocabulary import REFUNDED
from sandbox.world.youzan import (
    MINI_PROGRAM_OPENID,
    NO_OPENID,
    OFFICIAL_ACCOUNT_OPENID,
    QR_CODE,
    spell_refund_ids,
)


@pytest.fixture(scope="module")
def world() -> World:
    return World(1_200, 150, seed=5, until=date(2026, 3, 10))


def test_trades_add_up_to_the_fen(world: World) -> None:
    trades, lines = world.youzan_trades, world.youzan_lines
    size = len(trades)
    goods = np.bincount(lines.order, lines.unit_fen * lines.quantity, size)
    paid = np.bincount(lines.order, lines.real_fen, size)
    assert size > 100
    assert (goods == trades.product_fen).all()
    assert (paid + trades.freight_fen == trades.order_fen).all()
    assert (trades.coupon_fen > 0).any()
    assert (trades.order_fen > 0).all()


def test_no_trade_gives_back_more_than_it_took(world: World) -> None:
    trades, refunds = world.youzan_trades, world.youzan_refunds
    granted = refunds.outcome == REFUNDED
    back = np.bincount(refunds.order[granted], refunds.amount_fen[granted], len(trades))
    assert (back <= trades.order_fen).all()
    whole = trades.refunded_at >= 0
    before_shipping = whole & (trades.shipped_at < 0)
    assert before_shipping.any()
    assert (back[before_shipping] == trades.order_fen[before_shipping]).all()


def test_instants_follow_each_other(world: World) -> None:
    trades = world.youzan_trades
    assert (np.diff(trades.created_at) >= 0).all()
    assert (trades.created_at >= world.start_ts).all()
    for earlier, later in (("created_at", "paid_at"), ("paid_at", "shipped_at"),
                           ("shipped_at", "completed_at")):  # fmt: skip
        happened = trades[later] >= 0
        assert (trades[earlier][happened] < trades[later][happened]).all()
    known = trades.customer >= 0
    born = world.youzan_customers.created_at[trades.customer[known]]
    assert (born < trades.created_at[known]).all()


def test_customers_are_people_who_can_be_recognised(world: World) -> None:
    customers = world.youzan_customers
    assert len(np.unique(customers.person)) == len(customers) > 50
    kinds = customers.openid_kind
    assert {NO_OPENID, OFFICIAL_ACCOUNT_OPENID, MINI_PROGRAM_OPENID} == set(kinds.tolist())
    assert ((kinds != NO_OPENID) | (customers.mobile >= 0)).all()
    follows = set(world.follows.person.tolist())
    assert follows.issuperset(customers.person[kinds == OFFICIAL_ACCOUNT_OPENID].tolist())
    told = customers.mobile >= 0
    assert (
        customers.mobile[told] == world.phone_at(customers.person, customers.created_at)[told]
    ).all()


def test_a_few_trades_have_no_known_buyer(world: World) -> None:
    trades = world.youzan_trades
    anonymous = trades.customer < 0
    assert 0.02 < anonymous.mean() < 0.12
    assert (trades.kind[anonymous] == QR_CODE).all()
    assert (trades.buyer[anonymous] < 0).all()


def test_points_never_fall_below_zero_and_some_entries_share_a_second(world: World) -> None:
    points = world.youzan_points
    assert (points.balance >= 0).all()
    assert (np.diff(points.at) >= 0).all()
    same = np.stack([points.customer, points.at, points.delta])
    assert len(np.unique(same, axis=1).T) < len(points)
    last = {customer: row for row, customer in enumerate(points.customer.tolist())}
    totals = np.bincount(points.customer, points.delta, len(world.youzan_customers))
    assert all(points.balance[row] == totals[customer] for customer, row in last.items())


def test_numbers_are_the_platforms_and_different(world: World) -> None:
    tids = world.youzan_tid(np.arange(len(world.youzan_trades)))
    assert all(len(tid) == 24 and tid.startswith("E20") for tid in tids)
    assert len(set(tids)) == len(tids)
    refunds = spell_refund_ids(world.youzan_refunds)
    assert all(len(number) == 24 and number.isdecimal() for number in refunds)
    assert len(set(refunds)) == len(refunds)
    ids = world.yz_open_id(world.youzan_customers.person)
    assert (world.decode_yz_open_id(ids) == world.youzan_customers.person).all()


def test_nothing_depends_on_the_date(world: World) -> None:
    later = World(1_200, 150, seed=5, until=date(2026, 4, 10))
    shift = later.start_ts - world.start_ts
    assert (later.youzan_trades.created_at - shift == world.youzan_trades.created_at).all()
    assert (later.youzan_points.balance == world.youzan_points.balance).all()
