"""Money adds up: orders, lines, after-sales, tickets, stored value."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.world import World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import DAY


@pytest.fixture(scope="module")
def market() -> World:
    return World(1_500, 120, 21, date(2026, 3, 1))


def sums(groups: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(groups, values, size).astype(np.int64)


def test_prices_lie_in_the_brands_range(market: World) -> None:
    assert market.products.price_fen.min() >= 1_900
    assert market.products.price_fen.max() <= 89_900
    assert 60 <= len(market.products) <= 120
    assert len(np.unique(market.products.sku)) == len(market.products)


def test_an_order_is_goods_and_freight_less_discounts(market: World) -> None:
    orders, lines = market.shop_orders, market.shop_lines
    goods = sums(lines.order, lines.unit_fen * lines.quantity, len(orders))
    assert np.array_equal(goods, orders.product_fen)
    off = orders.discount_fen + orders.coupon_fen
    assert np.array_equal(orders.order_fen, goods + orders.freight_fen - off)
    assert (orders.order_fen > 0).all()


def test_the_lines_of_an_order_sum_up_to_what_was_paid_for_goods(market: World) -> None:
    orders, lines = market.shop_orders, market.shop_lines
    paid = sums(lines.order, lines.real_fen, len(orders))
    assert np.array_equal(paid, orders.order_fen - orders.freight_fen)
    assert (lines.real_fen > 0).all()
    assert (lines.real_fen <= lines.unit_fen * lines.quantity).all()


def test_an_order_goes_its_way_in_order(market: World) -> None:
    orders = market.shop_orders
    paid = orders.paid_at >= 0
    assert 0.88 < paid.mean() < 0.97
    assert np.array_equal(paid, orders.cancelled_at < 0)
    assert (orders.paid_at[paid] > orders.created_at[paid]).all()
    shipped = orders.shipped_at >= 0
    assert (orders.shipped_at[shipped] > orders.paid_at[shipped]).all()
    assert (orders.completed_at[shipped] > orders.shipped_at[shipped]).all()


def test_order_numbers_have_nineteen_digits_and_rise_with_time(market: World) -> None:
    numbers = market.shop_orders.order_no
    assert (np.diff(numbers) > 0).all()
    assert {len(str(number)) for number in numbers.tolist()} == {19}
    assert (np.diff(market.shop_aftersales.aftersale_no) > 0).all()


def test_no_line_gives_back_more_than_was_paid(market: World) -> None:
    requests, lines = market.shop_aftersales, market.shop_lines
    back = requests.outcome == words.REFUNDED
    refunded = sums(requests.line[back], requests.amount_fen[back], len(lines))
    assert (refunded <= lines.real_fen).all()
    assert np.array_equal(lines.order[requests.line], requests.order)
    assert (requests.quantity <= lines.quantity[requests.line]).all()
    exchanged = requests.kind == words.EXCHANGE
    assert (requests.amount_fen[~exchanged] > 0).all()
    assert (requests.amount_fen[exchanged] == 0).all()


def test_refunds_are_partial_and_full_and_some_are_refused_or_pending(market: World) -> None:
    requests, lines = market.shop_aftersales, market.shop_lines
    assert {words.REFUNDED, words.REJECTED, words.CANCELLED, words.PENDING} <= set(
        requests.outcome.tolist()
    )
    full = requests.amount_fen == lines.real_fen[requests.line]
    assert 0.2 < full.mean() < 0.95
    pending = requests.outcome == words.PENDING
    assert (requests.completed_at[pending] == -1).all()
    assert (requests.completed_at[~pending] > requests.created_at[~pending]).all()


def test_an_order_closes_as_refunded_only_when_everything_came_back(market: World) -> None:
    orders, requests = market.shop_orders, market.shop_aftersales
    back = requests.outcome == words.REFUNDED
    refunded = sums(requests.order[back], requests.amount_fen[back], len(orders))
    whole = refunded == orders.order_fen - orders.freight_fen
    assert np.array_equal(whole, orders.refunded_at >= 0)
    assert whole.any()


def test_a_coupon_comes_off_one_order_that_is_large_enough(market: World) -> None:
    coupons, orders = market.coupons, market.shop_orders
    used = np.flatnonzero(coupons.order >= 0)
    assert len(used) > 20
    assert len(np.unique(coupons.order[used])) == len(used)
    order = orders.take(coupons.order[used])
    assert np.array_equal(order.coupon, used)
    assert np.array_equal(order.coupon_fen, coupons.value_fen[used])
    assert np.array_equal(order.buyer, coupons.person[used])
    assert (order.product_fen - order.discount_fen >= coupons.threshold_fen[used]).all()
    assert (order.created_at > coupons.received_at[used]).all()
    assert (order.created_at < coupons.valid_until[used]).all()
    assert (
        sums(np.zeros(len(orders), int), orders.coupon_fen, 1)[0] == coupons.value_fen[used].sum()
    )


def test_a_ticket_is_the_sum_of_its_lines(market: World) -> None:
    tickets, lines = market.tickets, market.ticket_lines
    amount = lines.quantity * lines.unit_fen - lines.discount_fen
    assert np.array_equal(lines.amount_fen, amount)
    assert np.array_equal(sums(lines.ticket, amount, len(tickets)), tickets.amount_fen)
    assert len(np.unique(tickets.ticket_no)) == len(tickets)


def test_some_goods_stand_on_a_ticket_twice(market: World) -> None:
    lines = market.ticket_lines
    pairs = lines.ticket * len(market.products) + lines.product
    assert len(np.unique(pairs)) < len(pairs)


def test_goods_come_back_to_the_store_within_two_weeks(market: World) -> None:
    tickets, lines = market.tickets, market.ticket_lines
    back = np.flatnonzero(tickets.returns >= 0)
    assert len(back)
    original = tickets.returns[back]
    assert (tickets.amount_fen[back] < 0).all()
    assert (-tickets.amount_fen[back] <= tickets.amount_fen[original]).all()
    late = tickets.at[back] - tickets.at[original]
    assert (late > 0).all()
    assert (late < 14 * DAY).all()
    assert np.array_equal(tickets.person[back], tickets.person[original])
    assert (lines.quantity[np.isin(lines.ticket, back)] < 0).all()


def test_a_quarter_of_the_tickets_is_anonymous(market: World) -> None:
    nobody = market.tickets.person < 0
    assert abs(nobody.mean() - 0.25) < 0.02
    assert (market.tickets.card[nobody] == -1).all()
    assert (market.tickets.phone_written[nobody] == -1).all()


def test_a_card_is_used_by_its_holder_and_not_before_it_was_opened(market: World) -> None:
    tickets, cards = market.tickets, market.cards
    used = np.flatnonzero(tickets.card >= 0)
    assert np.array_equal(cards.person[tickets.card[used]], tickets.person[used])
    assert (tickets.at[used] > cards.opened_at[tickets.card[used]]).all()


def test_a_told_phone_is_the_buyers_own(market: World) -> None:
    tickets = market.tickets
    told = np.flatnonzero(tickets.phone_written >= 0)
    assert len(told)
    held = market.phone_at(tickets.person[told], tickets.at[told])
    assert np.array_equal(tickets.phone_written[told], held)


def test_stored_value_is_paid_in_before_it_is_spent(market: World) -> None:
    ledger, tickets = market.stored_values, market.tickets
    assert (ledger.balance_fen >= 0).all()
    spent = ledger.take(ledger.ticket >= 0)
    assert np.array_equal(spent.delta_fen, -tickets.amount_fen[spent.ticket])
    assert (tickets.pay_method[spent.ticket] == words.STORED_VALUE).all()
    assert np.count_nonzero(tickets.pay_method == words.STORED_VALUE) == len(spent)
