"""The member programme: points, coupons, invitations, messages, and the registry showing them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.world import World
from sandbox.world import vocabulary as words
from sandbox.world.loyalty import CREDIT_AFTER
from sandbox.world.registry import first_lines


@pytest.fixture(scope="module")
def club() -> World:
    return World(1_500, 150, 31, date(2026, 3, 1))


def test_balances_follow_from_the_entries_and_never_fall_below_zero(club: World) -> None:
    ledger = club.points
    assert ((ledger.mini_user >= 0) ^ (ledger.card >= 0)).all()
    account = np.where(ledger.card >= 0, len(club.mini_users) + ledger.card, ledger.mini_user)
    for one in np.unique(account).tolist():
        mine = ledger.take(account == one)
        assert np.array_equal(np.cumsum(mine.delta), mine.balance)
        assert mine.balance.min() >= 0


def test_points_are_earned_and_burnt_by_every_reason(club: World) -> None:
    reasons = set(club.points.reason.tolist())
    assert reasons == set(range(len(words.POINT_REASONS)))
    burnt = club.points.reason == words.REDEEM
    assert (club.points.delta[burnt] < 0).all()
    assert (club.points.delta[burnt] % 100 == 0).all()


def test_an_order_is_credited_net_of_refunds_after_it_can_no_longer_come_back(club: World) -> None:
    ledger, orders, requests = club.points, club.shop_orders, club.shop_aftersales
    entries = ledger.take(ledger.reason == words.ON_ORDER)
    assert np.array_equal(entries.at, orders.completed_at[entries.ref] + CREDIT_AFTER)
    back = requests.take(requests.outcome == words.REFUNDED)
    refunded = np.bincount(back.order, back.amount_fen, len(orders)).astype(np.int64)
    net = orders.order_fen - orders.freight_fen - refunded
    assert np.array_equal(entries.delta, net[entries.ref] // 100)
    settled_by = orders.completed_at[back.order] + CREDIT_AFTER
    shipped = orders.completed_at[back.order] >= 0
    assert (back.completed_at[shipped] < settled_by[shipped]).all()


def test_a_friend_was_registered_before_the_one_they_invited(club: World) -> None:
    referrals, users = club.referrals, club.mini_users
    assert len(referrals) > 20
    assert (users.registered_at[referrals.inviter] < referrals.at).all()
    assert (users.person[referrals.inviter] != users.person[referrals.invitee]).all()
    assert (users.channel[referrals.invitee] == words.INVITED).all()


def test_coupons_go_to_registered_users(club: World) -> None:
    coupons, users = club.coupons, club.mini_users
    assert set(coupons.template.tolist()) == set(range(len(words.COUPON_TEMPLATES)))
    assert (users.registered_at[coupons.mini_user] >= 0).all()
    assert (users.registered_at[coupons.mini_user] < coupons.received_at).all()


def test_messages_reach_registered_users_and_some_click(club: World) -> None:
    messages, users = club.messages, club.mini_users
    assert (users.registered_at[messages.mini_user] < messages.sent_at).all()
    clicked = messages.clicked_at >= 0
    assert 0.05 < clicked.mean() < 0.4
    assert (messages.clicked_at[clicked] > messages.sent_at[clicked]).all()


def test_every_account_stands_in_the_registry_once_it_was_opened(club: World) -> None:
    first = first_lines(club.registry_changes, len(club.mini_users))
    opened = club.mini_users.opened_at
    new = opened >= club.start_ts
    assert np.array_equal(first[new], opened[new])
    assert (first[~new] >= club.start_ts).all()
    assert (first[~new] < club.start_ts + 4 * 3_600).all()


def test_a_registry_line_tells_what_was_known_at_its_instant(club: World) -> None:
    lines = club.registry_changes
    users = club.mini_users.take(lines.mini_user)
    registered = (users.registered_at >= 0) & (users.registered_at <= lines.at)
    assert np.array_equal(lines.is_registered, registered)
    assert np.array_equal(lines.has_unionid, users.unionid_visible_at <= lines.at)
    assert np.array_equal(lines.phone >= 0, registered)
    assert (lines.has_name <= (registered & users.name_given)).all()
    bound = (users.card >= 0) & (users.card_bound_at <= lines.at)
    assert np.array_equal(lines.card >= 0, bound)
    assert np.array_equal(club.cards.person[lines.card[bound]], users.person[bound])


def test_the_last_registry_line_shows_the_balance_and_its_level(club: World) -> None:
    lines, ledger = club.registry_changes, club.points
    for user in np.unique(ledger.mini_user[ledger.mini_user >= 0]).tolist()[:200]:
        booked = ledger.take(ledger.mini_user == user)
        shown = lines.take(lines.mini_user == user)
        assert shown.points[-1] == booked.balance[-1]
        reached = max(
            level
            for level, least in enumerate(words.LEVEL_POINTS)
            if booked.earned_total[-1] >= least
        )
        assert shown.level[-1] == reached


def test_about_half_of_the_registered_give_their_name(club: World) -> None:
    registered = club.mini_users.registered_at >= 0
    assert 0.50 < club.mini_users.name_given[registered].mean() < 0.62
    assert not club.mini_users.name_given[~registered].any()
