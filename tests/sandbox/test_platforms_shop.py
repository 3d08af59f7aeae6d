"""Orders, after-sales and products of the shop."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from sandbox.accounts import SHOP
from sandbox.platforms.calendar import DAY
from sandbox.world.views import order_state
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

LIST = "/channels/ec/order/list/get"
AFTERSALES = "/channels/ec/aftersale/getaftersalelist"
AFTERSALE = "/channels/ec/aftersale/getaftersaleorder"
PRODUCTS = "/channels/ec/product/list/get"
PRODUCT = "/channels/ec/product/get"


def orders(api: Client, **body: Any) -> dict[str, Any]:
    return api.post(LIST, "shop", body)


def window(api: Client, days: float = 7) -> dict[str, int]:
    now = api.clock.now()
    return {"start_time": now - int(days * DAY), "end_time": now}


def known_orders(api: Client) -> dict[str, Any]:
    state = order_state(api.world, api.clock.now())
    numbers = api.world.shop_orders.order_no[: len(state)].tolist()
    return dict(zip(map(str, numbers), range(len(numbers)), strict=True))


@pytest.mark.parametrize("name", ["create_time_range", "update_time_range"])
def test_a_window_is_at_most_seven_days(api: Client, name: str) -> None:
    assert orders(api, **{name: window(api)})["errcode"] == 0
    begin = window(api)["start_time"]
    too_long = {"start_time": begin - 1, "end_time": api.clock.now()}
    assert orders(api, **{name: too_long})["errcode"] == 40097
    assert orders(api, **{name: {"start_time": begin}})["errcode"] == 40097
    assert orders(api, **{name: {"start_time": "a", "end_time": "b"}})["errcode"] == 40097
    assert orders(api)["errcode"] == 40097


def test_every_order_is_listed_by_its_last_change_and_by_its_creation(api: Client) -> None:
    now, world = api.clock.now(), api.world
    known = known_orders(api)
    assert sorted(api.orders_updated(int(world.start_ts), now)) == sorted(known)
    state = order_state(world, now)
    recent = np.flatnonzero(state.updated_at >= now - 7 * DAY)
    listed = api.orders_updated(now - 7 * DAY, now)
    assert sorted(listed) == sorted(str(world.shop_orders.order_no[row]) for row in recent)
    created = orders(api, create_time_range=window(api), page_size=100)["order_id_list"]
    made = world.shop_orders.created_at[: len(state)]
    expected = world.shop_orders.order_no[np.flatnonzero(made >= now - 7 * DAY)]
    assert created == [str(number) for number in expected.tolist()]


def test_status_and_update_time_follow_the_clock(api: Client) -> None:
    world = api.world
    refunded = np.flatnonzero(world.shop_orders.refunded_at >= 0)
    cancelled = np.flatnonzero(world.shop_orders.cancelled_at >= 0)
    done = np.flatnonzero(world.shop_orders.completed_at >= 0)
    seen = set()
    for row in (refunded[0], cancelled[0], done[0]):
        order_id = str(world.shop_orders.order_no[row])
        names = ("created_at", "paid_at", "shipped_at", "completed_at")
        names += ("cancelled_at", "refunded_at")
        for moment in sorted(int(world.shop_orders[name][row]) for name in names):
            if moment < 0:
                continue
            api.clock.move(moment)
            state, order = order_state(world, moment), api.order(order_id)
            assert order["status"] == state.status[row]
            assert order["update_time"] == state.updated_at[row]
            seen.add(order["status"])
    assert seen == {10, 20, 30, 100, 200, 250}


def test_an_order_does_not_exist_before_it_is_made(api: Client) -> None:
    row = int(np.flatnonzero(api.world.shop_orders.created_at > api.clock.now())[0])
    body = {"order_id": str(api.world.shop_orders.order_no[row])}
    assert api.post("/channels/ec/order/get", "shop", body)["errcode"] == 100002
    api.clock.move(int(api.world.shop_orders.created_at[row]))
    assert api.order(body["order_id"])["status"] == 10
    for bad in ("", None, "abc", True):
        assert api.post("/channels/ec/order/get", "shop", {"order_id": bad})["errcode"] == 40097
    for strange in ("1", str(10**30)):
        body = {"order_id": strange}
        assert api.post("/channels/ec/order/get", "shop", body)["errcode"] == 100002


def test_pages_end_with_has_more_and_a_full_last_page_is_followed_by_an_empty_one(
    api: Client,
) -> None:
    span = window(api)
    whole = orders(api, update_time_range=span, page_size=100)["order_id_list"]
    assert 6 < len(whole) < 100
    for size in (5, len(whole)):
        found, key, pages = [], "", 0
        while True:
            page = orders(api, update_time_range=span, page_size=size, next_key=key)
            found += page["order_id_list"]
            key, pages = page["next_key"], pages + 1
            if not page["has_more"]:
                break
        assert found == whole
        assert pages == len(whole) // size + 1
    assert orders(api, update_time_range=span, page_size=101)["errcode"] == 40097
    assert orders(api, update_time_range=span, page_size=0)["errcode"] == 40097


def test_a_key_belongs_to_the_parameters_it_was_given_for(api: Client) -> None:
    span = window(api)
    key = orders(api, update_time_range=span, page_size=2)["next_key"]
    assert orders(api, update_time_range=span, page_size=2, next_key=key)["errcode"] == 0
    assert orders(api, update_time_range=span, page_size=3, next_key=key)["errcode"] == 606006
    other = {**span, "end_time": span["end_time"] - 1}
    assert orders(api, update_time_range=other, page_size=2, next_key=key)["errcode"] == 606006
    assert orders(api, update_time_range=span, page_size=2, next_key="?")["errcode"] == 606006


def test_a_window_with_too_many_orders_has_to_be_halved(serve: Serve) -> None:
    api = serve(most_orders_per_window=3)
    days = 7.0
    while (answer := orders(api, update_time_range=window(api, days)))["errcode"] == 31042:
        days /= 2
    assert days < 7
    assert answer["errcode"] == 0


def test_orders_can_be_asked_for_by_status_and_buyer(api: Client) -> None:
    world, now = api.world, api.clock.now()
    known, state = known_orders(api), order_state(world, now)
    closed = api.orders_updated(int(world.start_ts), now, status=250)
    codes = {int(state.status[known[one]]) for one in closed}
    assert codes == {200, 250}
    assert {int(state.status[known[one]]) for one in api.orders_updated(0, now, status=100)} == {
        100
    }
    buyer = int(world.shop_orders.openid_id[0])
    openid = world.openid(SHOP.appid, np.array([buyer]))[0]
    mine = api.orders_updated(int(world.start_ts), now, openid=openid)
    rows = np.flatnonzero(world.shop_orders.openid_id[: len(state)] == buyer)
    assert sorted(mine) == sorted(str(world.shop_orders.order_no[row]) for row in rows)
    assert orders(api, update_time_range=window(api), status=99)["errcode"] == 40097


def test_an_orders_money_adds_up_in_whole_fen(api: Client) -> None:
    for order_id, row in list(known_orders(api).items())[::7]:
        detail = api.order(order_id)["order_detail"]
        price, lines = detail["price_info"], detail["product_infos"]
        assert price["original_order_price"] == price["product_price"] + price["freight"]
        paid = price["original_order_price"] - price["discounted_price"]
        assert price["order_price"] == price["merchant_receieve_price"] == paid
        assert sum(line["sale_price"] * line["sku_cnt"] for line in lines) == price["product_price"]
        assert sum(line["real_price"] for line in lines) + price["freight"] == paid
        assert paid == api.world.shop_orders.order_fen[row]
        assert all(isinstance(value, int) for value in price.values())
        unique = [line["product_unique_id"] for line in lines]
        assert unique == [f"{order_id}_{place:03d}" for place in range(1, len(lines) + 1)]


def test_ids_are_texts_and_receivers_are_masked(api: Client) -> None:
    for order_id in list(known_orders(api))[::9]:
        order = api.order(order_id)
        address = order["order_detail"]["delivery_info"]["address_info"]
        assert re.fullmatch(r".\*\*", address["user_name"])
        assert re.fullmatch(r"1\d\d\*{4}\d{4}|", address["tel_number"])
        line = order["order_detail"]["product_infos"][0]
        for value in (order["order_id"], line["product_id"], line["sku_id"]):
            assert isinstance(value, str)
            assert value.isdigit()
        assert address["province_name"][-1] in "省市区"
        assert re.fullmatch(r"[0-9a-f]{32}", address["hash_code"])


def test_orders_from_before_the_shop_was_bound_carry_no_unionid(api: Client) -> None:
    has = api.world.shop_orders.has_unionid
    known = list(known_orders(api).items())
    early = [(one, row) for one, row in known if not has[row]]
    assert early
    for order_id, row in early + known[-20:]:
        order = api.order(order_id)
        payer = "present_giver_unionid" if order["is_present"] else "unionid"
        assert (payer in order) == bool(has[row])
        if has[row]:
            buyer = api.world.shop_orders.buyer[[row]]
            assert order[payer] == api.world.unionid(buyer)[0]


def test_every_aftersale_is_listed_once_it_exists(api: Client) -> None:
    world, now = api.world, api.clock.now()
    listed: set[str] = set()
    for end in range(now, int(world.start_ts), -DAY):
        body: dict[str, Any] = {"begin_update_time": end - DAY + 1, "end_update_time": end}
        answer = api.post(AFTERSALES, "shop", body)
        assert answer["has_more"] is False
        listed |= set(answer["after_sale_order_id_list"])
    table = world.shop_aftersales
    expected = table.aftersale_no[table.created_at <= now].tolist()
    assert listed == {str(number) for number in expected}


def test_an_aftersale_window_is_at_most_a_day(api: Client) -> None:
    now = api.clock.now()
    for kind in ("create", "update"):
        ends = {f"begin_{kind}_time": now - DAY, f"end_{kind}_time": now}
        assert api.post(AFTERSALES, "shop", ends)["errcode"] == 0
        ends[f"begin_{kind}_time"] -= 1
        assert api.post(AFTERSALES, "shop", ends)["errcode"] == 10020004
    assert api.post(AFTERSALES, "shop", {})["errcode"] == 40097
    bad = {"begin_create_time": now - 60, "end_create_time": now, "openid": "nobody"}
    assert api.post(AFTERSALES, "shop", bad)["errcode"] == 10020003


def test_an_aftersale_moves_with_the_clock_and_bumps_its_order(api: Client) -> None:
    table, orders_ = api.world.shop_aftersales, api.world.shop_orders
    statuses = set()
    settled = np.flatnonzero((table.completed_at >= 0) & (table.completed_at < api.clock.now()))
    for row in settled[:25]:
        body = {"after_sale_order_id": str(table.aftersale_no[row])}
        created, completed = int(table.created_at[row]), int(table.completed_at[row])
        api.clock.move(created - 1)
        assert api.post(AFTERSALE, "shop", body)["errcode"] == 10020000
        for moment in (created, completed):
            api.clock.move(moment)
            told = api.post(AFTERSALE, "shop", body)["after_sale_order"]
            assert told["update_time"] == moment
            assert told["complete_time"] == (moment if moment == completed else 0)
            assert told["refund_info"]["amount"] == table.amount_fen[row]
            order_id = str(orders_.order_no[table.order[row]])
            assert told["order_id"] == order_id
            assert api.order(order_id)["update_time"] >= moment
            statuses.add(told["status"])
    assert {"MERCHANT_PROCESSING", "MERCHANT_REFUND_SUCCESS", "MERCHANT_RETURN_SUCCESS"} <= statuses
    assert statuses & {"USER_CANCELD", "MERCHANT_REJECT_REFUND", "MERCHANT_REJECT_RETURN"}


def test_the_product_list_ends_by_its_total_alone(api: Client) -> None:
    found: list[str] = []
    body: dict[str, Any] = {"page_size": 9}
    while True:
        page = api.post(PRODUCTS, "shop", body)
        assert "has_more" not in page
        if not page["product_ids"]:
            break
        found += page["product_ids"]
        body["next_key"] = page["next_key"]
    ids = {str(one) for one in api.world.products.product_id.tolist()}
    assert set(found) == ids
    assert len(found) == page["total_num"] == len(ids)
    assert len(api.post(PRODUCTS, "shop", {})["product_ids"]) == 10
    assert api.post(PRODUCTS, "shop", {"page_size": 31})["errcode"] == 40097
    assert api.post(PRODUCTS, "shop", {"status": 0})["total_num"] == 0


def test_a_product_tells_its_skus(api: Client) -> None:
    products = api.world.products
    body = {"product_id": str(products.product_id[0]), "data_type": 1}
    told = api.post(PRODUCT, "shop", body)["product"]
    mine = products.take(np.flatnonzero(products.product_id == products.product_id[0]))
    assert [sku["sku_code"] for sku in told["skus"]] == mine.sku.tolist()
    assert told["min_price"] == mine.price_fen.min()
    both = api.post(PRODUCT, "shop", {**body, "data_type": 3})
    assert both["product"] == both["edit_product"]
    assert api.post(PRODUCT, "shop", {"product_id": "1"})["errcode"] == 10020052
    assert api.post(PRODUCT, "shop", {"product_id": "x"})["errcode"] == 10020051
