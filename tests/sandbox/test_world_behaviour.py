"""Behaviour: sessions, events and follow events are what people really did, at human hours."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.world import Table, World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import DAY
from sandbox.world.follows import SCAN, SUBSCRIBE, UNSUBSCRIBE
from sandbox.world.vocabulary import EVENT


@pytest.fixture(scope="module")
def town() -> World:
    return World(1_500, 150, 41, date(2026, 3, 1))


def events(world: World, name: str) -> Table:
    return world.mini_events.take(world.mini_events.event == EVENT[name])


def hours(world: World, at: np.ndarray) -> np.ndarray:
    return np.bincount((at - world.start_ts) % DAY // 3_600, minlength=24)


def test_every_kind_of_event_happens(town: World) -> None:
    assert set(town.mini_events.event.tolist()) == set(range(len(words.EVENTS)))


def test_an_active_user_leaves_ten_to_thirty_events_in_half_a_year(town: World) -> None:
    per_day = len(town.mini_events) / np.ptp(town.mini_events.at) * DAY
    assert 10 <= per_day * 180 / len(town.mini_users) <= 30


def test_nothing_happens_before_the_app_was_opened(town: World) -> None:
    opened = town.mini_users.opened_at[town.mini_events.mini_user]
    assert (town.mini_events.at >= opened).all()


def test_orders_of_mini_program_users_are_in_the_log(town: World) -> None:
    submitted, paid = events(town, "submit_order"), events(town, "pay_order")
    orders = town.shop_orders
    assert len(np.unique(submitted.ref)) == len(submitted)
    assert np.array_equal(submitted.at, orders.created_at[submitted.ref])
    assert np.array_equal(submitted.value, orders.order_fen[submitted.ref])
    assert np.array_equal(town.mini_users.person[submitted.mini_user], orders.buyer[submitted.ref])
    assert np.array_equal(paid.at, orders.paid_at[paid.ref])


def test_the_goods_of_an_order_were_looked_at_and_put_into_the_cart(town: World) -> None:
    submitted = events(town, "submit_order")
    inside = submitted.take(np.flatnonzero(submitted.at > town.start_ts + DAY)[:100])
    for user, session, order in zip(inside.mini_user, inside.session, inside.ref, strict=True):
        bought = town.shop_lines.product[town.shop_lines.order == order]
        for name in ("view_product", "add_to_cart"):
            seen = events(town, name)
            mine = seen.product[(seen.mini_user == user) & (seen.session == session)]
            assert set(bought.tolist()) <= set(mine.tolist())


def test_a_session_begins_with_its_launch(town: World) -> None:
    log = town.mini_events.take(town.mini_events.session >= 0)
    order = np.lexsort((log.event, log.at, log.session))
    session = log.session[order]
    first = np.append(True, session[1:] != session[:-1])
    whole = log.at[order][first] > town.start_ts + DAY
    assert (log.event[order][first][whole] == EVENT["$MPLaunch"]).all()


def test_the_log_agrees_with_the_programme(town: World) -> None:
    inside = (town.coupons.received_at < town.end_ts).sum()
    assert len(events(town, "receive_coupon")) == inside
    used = town.coupons.used_at
    assert len(events(town, "use_coupon")) == ((used >= 0) & (used < town.end_ts)).sum()
    assert len(events(town, "message_receive")) == (town.messages.sent_at < town.end_ts).sum()
    assert len(events(town, "invite")) == len(town.referrals)
    registered = events(town, "register")
    assert np.array_equal(registered.at, town.mini_users.registered_at[registered.mini_user])
    assert (registered.session >= 0).all()


def test_a_registration_belongs_to_a_session_of_that_user(town: World) -> None:
    launches = events(town, "$MPLaunch")
    owner = dict(zip(launches.session.tolist(), launches.mini_user.tolist(), strict=True))
    for user, session in zip(
        *(events(town, "register")[name].tolist() for name in ("mini_user", "session")), strict=True
    ):
        assert owner[session] == user


def test_people_browse_in_the_evening_and_shop_by_day(town: World) -> None:
    online = hours(town, events(town, "$MPLaunch").at)
    assert online[19:23].sum() > 2 * online[6:10].sum() > 0
    assert online[2:5].sum() < 0.03 * online.sum()
    store = hours(town, town.tickets.at)
    assert store[:10].sum() == 0
    assert store[22:].sum() < 0.01 * store.sum()


def test_stores_are_busier_at_the_weekend(town: World) -> None:
    days = (town.tickets.at - town.start_ts) // DAY % 7
    per_day = np.bincount(days, minlength=7)
    assert per_day[5:].mean() > 1.2 * per_day[:5].mean()


def test_who_fell_silent_orders_no_more(town: World) -> None:
    silent = town.people.silent_at[town.shop_orders.buyer]
    later = (silent >= 0) & (town.shop_orders.created_at > silent + DAY)
    first_of_buyer = np.unique(town.shop_orders.buyer, return_index=True)[1]
    assert np.isin(np.flatnonzero(later), first_of_buyer).all()


def test_the_loyal_come_back_and_one_timers_do_not(town: World) -> None:
    orders = np.bincount(town.shop_orders.buyer, minlength=town.size)
    buyers = orders > 0
    archetype = town.people.archetype
    assert orders[buyers & (archetype == words.LOYAL)].mean() > 3
    assert orders[buyers & (archetype == words.ONE_TIMER)].max() == 1


def test_categories_are_bought_again_at_their_own_pace(town: World) -> None:
    gaps = {}
    for category in (words.CATEGORIES.index("纸尿裤"), words.CATEGORIES.index("玩具")):
        mine = town.people.category[town.shop_orders.buyer] == category
        buyer, at = town.shop_orders.buyer[mine], town.shop_orders.created_at[mine]
        order = np.lexsort((at, buyer))
        same = buyer[order][1:] == buyer[order][:-1]
        gaps[category] = np.median(np.diff(at[order])[same]) / DAY
    diapers, toys = gaps.values()
    assert 10 < diapers < 35 < toys


def test_followers_alternate_between_coming_and_leaving(town: World) -> None:
    log = town.follow_events
    assert {SUBSCRIBE, UNSUBSCRIBE, SCAN} == set(log.kind.tolist())
    moves = log.take(log.kind != SCAN)
    order = np.lexsort((moves.at, moves.follow))
    follow, kind = moves.follow[order], moves.kind[order]
    same = follow[1:] == follow[:-1]
    assert (kind[1:][same] != kind[:-1][same]).all()


def test_a_scan_is_of_a_present_follower_and_names_a_code(town: World) -> None:
    log = town.follow_events
    scans = np.flatnonzero(log.kind == SCAN)
    assert (log.qr_scene[scans] >= 0).all()
    assert (log.at[scans] > town.follows.first_subscribed_at[log.follow[scans]]).all()
    for row in scans.tolist()[:100]:
        before = (log.follow == log.follow[row]) & (log.at < log.at[row]) & (log.kind != SCAN)
        kinds = log.kind[before]
        assert not len(kinds) or kinds[-1] == SUBSCRIBE
