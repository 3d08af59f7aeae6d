"""Orders that the list by change leaves out, and orders that are gifts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.core.stream import Stream
from connectors.wechat_shop import Settings, connect
from connectors.wechat_shop.client import GIFT_ORDERS, ORDER, ORDERS
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest_despite_kills,
)

START = int(datetime.fromisoformat("2026-03-01T00:00:00+08:00").timestamp())
Body = dict[str, Any]


class Shop:
    """Orders by number, each with its creation; some of their changes were never noted."""

    def __init__(self, platform: FakePlatform) -> None:
        self.created = {str(1_000 + place): START + place * 40_000 for place in range(15)}
        self.unnoted: set[str] = set()
        self.gifts: dict[str, list[str]] = {}
        platform.on(ORDERS, self.order_list)
        platform.on(ORDER, self.order)
        platform.on(GIFT_ORDERS, self.gift)

    def order_list(self, body: Body) -> Body:
        by_creation = "create_time_range" in body
        window = body["create_time_range" if by_creation else "update_time_range"]
        found = [
            one
            for one, at in self.created.items()
            if window["start_time"] <= at <= window["end_time"]
            and (by_creation or one not in self.unnoted)
        ]
        return {"errcode": 0, "order_id_list": found, "has_more": False, "next_key": ""}

    def order(self, body: Body) -> Body:
        number = body["order_id"]
        told = {"order_id": number, "update_time": self.created[number]}
        for gift, orders in self.gifts.items():
            if number in orders:
                told |= {"is_present": True, "present_order_id_str": gift}
        return {"errcode": 0, "order": told}

    def gift(self, body: Body) -> Body:
        return {"errcode": 0, "order_ids": self.gifts[body["present_order_id"]]}


@pytest.fixture
def shop(platform: FakePlatform) -> Shop:
    return Shop(platform)


@pytest.fixture
def orders(tmp_path: Path, clock: FakeClock) -> Stream:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return next(stream for stream in source.streams if stream.name == "orders")


def test_an_order_whose_change_was_not_noted_arrives(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    shop.unnoted = {"1003", "1009"}
    pages, _ = drained(orders, context(clock))
    assert set(keys(pages)) == set(shop.created)
    assert len(platform.asked(ORDER)) == len(shop.created)


def test_a_later_pull_finds_the_unnoted_order_of_its_own_days(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    pages, cursor = drained(orders, context(clock))
    known = keys(pages)
    clock.advance(86_400)
    at = int(clock.now().timestamp())
    shop.created |= {"2001": at - 50_000, "2002": at - 40_000}
    shop.unnoted = {"2002"}
    platform.calls.clear()
    again, _ = drained(orders, context(clock, known=known), cursor)
    assert keys(again) == ["2001", "2002"]
    assert len(platform.asked(ORDERS)) == 2


def test_a_calm_day_asks_for_no_order_twice_and_not_what_ever_landed(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    _, cursor = drained(orders, context(clock))
    clock.advance(86_400)
    shop.created["2001"] = int(clock.now().timestamp()) - 50_000
    platform.calls.clear()
    pull = context(clock)
    unread = type(pull)(pull.now, pull.start, lambda: pytest.fail("The past was read."))
    again, _ = drained(orders, unread, cursor)
    assert keys(again) == ["2001"]
    assert len(platform.asked(ORDER)) == 1


def test_all_orders_of_a_gift_come_with_the_first_one(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    shop.gifts = {"42": ["1003", "9001"]}
    shop.created["9001"] = START - 400_000
    pages, _ = drained(orders, context(clock))
    assert set(keys(pages)) == set(shop.created)
    assert platform.asked(GIFT_ORDERS) == [{"present_order_id": "42"}]


@pytest.mark.parametrize("errcode", [100002, 45009, 48001])
def test_a_gift_that_cannot_be_looked_into_holds_up_nothing(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform, errcode: int
) -> None:
    shop.gifts = {"42": ["1003"]}
    platform.fail(GIFT_ORDERS, {"errcode": errcode, "errmsg": "not now"})
    pages, _ = drained(orders, context(clock))
    assert set(keys(pages)) == set(shop.created)


def test_a_kill_in_either_walk_loses_no_order(shop: Shop, orders: Stream, clock: FakeClock) -> None:
    shop.unnoted = {"1003", "1009", "1014"}
    outcomes = latest_despite_kills(orders, context(clock))
    assert all(set(outcome) == set(shop.created) for outcome in outcomes)
