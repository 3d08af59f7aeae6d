"""States at a clock: they agree with a plain retelling, and never show what has not happened."""

from __future__ import annotations

import numpy as np
import pytest

from sandbox.world import World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import DAY
from sandbox.world.follows import SCAN, SUBSCRIBE
from sandbox.world.views import (
    CLOSED,
    COMPLETED,
    REFUNDED_ORDER,
    SHIPPED,
    TO_SHIP,
    UNPAID,
    card_state,
    follow_state,
    order_state,
)

STEPS = (
    ("paid_at", TO_SHIP),
    ("shipped_at", SHIPPED),
    ("completed_at", COMPLETED),
    ("refunded_at", REFUNDED_ORDER),
    ("cancelled_at", CLOSED),
)


@pytest.fixture(scope="module", params=[0, 20, 75, 150, 164])
def now(request: pytest.FixtureRequest, small_world: World) -> int:
    return small_world.start_ts + request.param * DAY


def test_a_follower_is_whoever_subscribed_last(small_world: World, now: int) -> None:
    state, log = follow_state(small_world, now), small_world.follow_events
    assert len(state) == (small_world.follows.first_subscribed_at <= now).sum()
    for follow in range(len(state)):
        mine = log.take((log.follow == follow) & (log.at <= now) & (log.kind != SCAN))
        follows = not len(mine) or mine.kind[-1] == SUBSCRIBE
        assert state.is_subscribed[follow] == follows
        assert (state.left_at[follow] == -1) == follows
        came = mine.at[mine.kind == SUBSCRIBE]
        first = small_world.follows.first_subscribed_at[follow]
        assert state.subscribed_at[follow] == (came[-1] if len(came) else first)


def test_a_unionid_shows_of_followers_only_and_not_early(small_world: World, now: int) -> None:
    state = follow_state(small_world, now)
    visible_at = small_world.follows.unionid_visible_at[: len(state)]
    assert np.array_equal(
        state.shows_unionid, state.is_subscribed & (visible_at >= 0) & (visible_at <= now)
    )


def test_an_order_stands_where_its_last_step_put_it(small_world: World, now: int) -> None:
    state, orders = order_state(small_world, now), small_world.shop_orders
    assert len(state) == (orders.created_at <= now).sum()
    for row in range(len(state)):
        done = {name for name, _ in STEPS if 0 <= orders[name][row] <= now}
        expected = UNPAID
        for name, status in STEPS:
            expected = status if name in done else expected
        assert state.status[row] == expected
        assert state.is_paid[row] == ("paid_at" in done)
        assert orders.created_at[row] <= state.updated_at[row] <= now


def test_refunds_count_from_the_moment_they_are_granted(small_world: World, now: int) -> None:
    state, requests = order_state(small_world, now), small_world.shop_aftersales
    granted = requests.outcome == words.REFUNDED
    granted &= (requests.completed_at >= 0) & (requests.completed_at <= now)
    assert state.refund_fen.sum() == requests.amount_fen[granted].sum()
    asked = (requests.created_at <= now).sum()
    assert state.open_aftersales.sum() + state.closed_aftersales.sum() == asked


def test_an_aftersale_moves_the_orders_last_update(small_world: World) -> None:
    requests = small_world.shop_aftersales
    settled = np.flatnonzero(requests.completed_at >= 0)
    for row in settled.tolist()[:20]:
        state = order_state(small_world, int(requests.completed_at[row]))
        assert state.updated_at[requests.order[row]] == requests.completed_at[row]


def test_a_card_holds_what_its_ledgers_say(small_world: World, now: int) -> None:
    state, cards = card_state(small_world, now), small_world.cards
    assert len(state) == (cards.opened_at <= now).sum()
    points, drawn = small_world.points, small_world.stored_values
    tickets = small_world.tickets.take(small_world.tickets.at <= now)
    for card in range(len(state)):
        booked = points.delta[(points.card == card) & (points.at <= now)].sum()
        assert state.points[card] == booked
        balance = drawn.delta_fen[(drawn.card == card) & (drawn.at <= now)].sum()
        assert state.stored_fen[card] == balance
        mine = tickets.take(tickets.card == card)
        assert state.purchase_fen[card] == cards.prior_fen[card] + mine.amount_fen.sum()
        assert state.purchase_count[card] == cards.prior_count[card] + (mine.returns < 0).sum()
        assert state.last_purchase_at[card] <= now


def test_before_the_first_day_only_old_customers_are_known(small_world: World) -> None:
    early = small_world.start_ts - 1
    assert len(order_state(small_world, early)) == 0
    assert follow_state(small_world, early).is_subscribed.all()
    assert (card_state(small_world, early).points == 0).all()
