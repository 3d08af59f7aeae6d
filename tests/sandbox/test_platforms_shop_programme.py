"""Coupons, members, points, figures and gifts of the shop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sandbox.accounts import SHOP
from sandbox.platforms.calendar import compact, day_of
from sandbox.platforms.shop_members import Programme
from tests.sandbox.platform_client import Client

COUPONS = "/channels/ec/coupon/get_list"
COUPON = "/channels/ec/coupon/get"
HELD = "/channels/ec/coupon/get_user_coupon_list"
HELD_ONE = "/channels/ec/coupon/get_user_coupon"
VIP = "/channels/ec/vip/user"
FIGURES = "/channels/ec/compass/shop/overall/get"
GIFT = "/channels/ec/order/presentsuborder/get"


def members(api: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        body = {"page_num": len(found) // 20 + 1, "page_size": 20}
        page = api.post(f"{VIP}/list/get", "shop", body)
        found += page["list"]
        if len(found) >= page["total_num"]:
            return found


def holder(api: Client) -> str:
    """A member with coupons, by openid."""
    coupons = api.world.coupons
    held = coupons.person[coupons.received_at <= api.clock.now()]
    person = np.intersect1d(Programme(api.world).members(api.clock.now()), held)[:1]
    return api.world.openid(SHOP.appid, person)[0]


def test_members_come_by_page_number_and_a_page_is_bounded(api: Client) -> None:
    expected = Programme(api.world).members(api.clock.now())
    openids = [one["openid"] for one in members(api)]
    assert openids == api.world.openid(SHOP.appid, expected)
    assert len(set(openids)) == len(openids) > 20
    for bad in ({"page_num": 0}, {"page_size": 201}, {"page_size": "x"}):
        assert api.post(f"{VIP}/list/get", "shop", bad)["errcode"] == 10100002
    beyond = api.post(f"{VIP}/list/get", "shop", {"page_num": 10**6, "page_size": 200})
    assert beyond["list"] == []


def test_points_sum_up_to_the_score_which_is_a_text(api: Client) -> None:
    for member in members(api)[:15]:
        body = {"openid": member["openid"], "page_num": 1, "page_size": 200}
        flow = api.post(f"{VIP}/score/flowrecord/get", "shop", body)
        score = api.post(f"{VIP}/score/get", "shop", body)["info"]["score"]
        assert isinstance(score, str)
        assert sum(row["score"] for row in flow["list"]) == int(score)
        assert all(set(row) == {"score", "source", "remark"} for row in flow["list"])
        assert api.post(f"{VIP}/info/get", "shop", body)["info"] == member


def test_new_points_stand_in_front_and_the_past_stays(api: Client) -> None:
    before = {}
    for member in members(api):
        body = {"openid": member["openid"], "page_size": 200}
        before[member["openid"]] = api.post(f"{VIP}/score/flowrecord/get", "shop", body)["list"]
    api.clock.move(int(api.world.end_ts) - 1)
    grown = 0
    for openid, rows in before.items():
        body = {"openid": openid, "page_size": 200}
        now = api.post(f"{VIP}/score/flowrecord/get", "shop", body)["list"]
        assert now[len(now) - len(rows) :] == rows
        grown += len(now) > len(rows)
    assert grown


def test_strangers_have_no_points(api: Client) -> None:
    users = api.world.mini_users
    stranger = int(np.setdiff1d(users.person, Programme(api.world).person)[0])
    openid = api.world.openid(SHOP.appid, np.array([stranger]))[0]
    assert api.post(f"{VIP}/score/get", "shop", {"openid": openid})["errcode"] == 10100003
    assert api.post(f"{VIP}/score/get", "shop", {"openid": "x"})["errcode"] == 40003


def test_a_unionid_is_told_only_after_an_order_told_it(api: Client) -> None:
    orders, now = api.world.shop_orders, api.clock.now()
    told = set(orders.buyer[orders.has_unionid & (orders.created_at <= now)].tolist())
    people = Programme(api.world).members(now).tolist()
    assert [("unionid" in one) for one in members(api)] == [one in told for one in people]


def test_coupons_by_status_and_one_by_one(api: Client) -> None:
    seen = {}
    for status in (1, 2, 3, 4, 5, 200):
        answer = api.post(COUPONS, "shop", {"status": status, "page": 1, "page_size": 200})
        seen[status] = [one["coupon_id"] for one in answer["coupons"]]
        assert answer["total_num"] == len(seen[status])
    assert seen[200] == sorted(seen[3] + seen[4])
    coupon = api.post(COUPON, "shop", {"coupon_id": seen[2][0]})["coupon"]
    stock = coupon["stock_info"]
    assert coupon["status"] == 2
    assert 0 < stock["used_num"] <= stock["receive_num"]
    assert api.post(COUPONS, "shop", {"page": 1, "page_size": 9})["errcode"] == 10021001
    assert api.post(COUPON, "shop", {"coupon_id": "77"})["errcode"] == 10021037


def test_a_jump_of_more_than_ten_pages_is_refused(api: Client) -> None:
    body = {"status": 2, "page_size": 1, "page_ctx": ""}
    first = api.post(COUPONS, "shop", {**body, "page": 1})
    far = {**body, "page": 12, "page_ctx": first["page_ctx"]}
    assert api.post(COUPONS, "shop", far)["errcode"] == 10021036
    near = {**body, "page": 2, "page_ctx": first["page_ctx"]}
    assert len(api.post(COUPONS, "shop", near)["coupons"]) == 1


def test_a_members_coupons_move_from_valid_to_used_or_expired(api: Client) -> None:
    openid, coupons = holder(api), api.world.coupons
    found = {}
    for status in (100, 101, 102):
        body = {"openid": openid, "status": status, "page": 1, "page_size": 200, "page_ctx": ""}
        for row in api.post(HELD, "shop", body)["user_coupon_list"]:
            found[row["user_coupon_id"]] = status
    whole = api.post(HELD, "shop", {"openid": openid, "page": 1, "page_size": 200})
    assert whole["total_num"] == len(found) > 0
    for number, status in found.items():
        one = api.post(HELD_ONE, "shop", {"openid": openid, "user_coupon_id": number})
        row = int(np.flatnonzero(coupons.coupon_no == int(number))[0])
        assert one["user_coupon"]["status"] == status
        assert one["user_coupon"]["discount_fee"] == coupons.value_fen[row]
        assert (one["user_coupon"]["order_id"] != "") == (status == 102)
    refused = api.post(HELD_ONE, "shop", {"openid": openid, "user_coupon_id": "1"})
    assert refused["errcode"] == 10021037


def test_shop_figures_are_texts_and_count_what_was_paid(api: Client) -> None:
    orders = api.world.shop_orders
    day = next(day for day in range(api.yesterday - 30, api.yesterday))
    paid = (orders.paid_at + 8 * 3_600) // 86_400 == day
    data = api.post(FIGURES, "shop", {"ds": compact(day)})["data"]
    assert data["pay_gmv"] == str(orders.order_fen[paid].sum())
    assert data["pay_order_cnt"] == str(paid.sum())
    today = day_of(api.clock.now())
    assert api.post(FIGURES, "shop", {"ds": compact(today)})["errcode"] == 40097
    assert api.post(FIGURES, "shop", {"ds": "2026-01-01"})["errcode"] == 40097


def test_figures_of_yesterday_are_empty_before_eight(api: Client) -> None:
    api.clock.move(int(api.world.until_ts) + 7 * 3_600)
    assert api.post(FIGURES, "shop", {"ds": compact(api.yesterday)})["data"] == {}


def test_a_gift_names_giver_and_receiver_once_it_is_accepted(api: Client) -> None:
    gifts, orders = api.world.gifts, api.world.shop_orders
    assert len(gifts)
    place = int(np.flatnonzero(orders.created_at[gifts.order] > api.world.start_ts)[0])
    row, accepted_at = int(gifts.order[place]), int(gifts.accepted_at[place])
    number = str(orders.order_no[row])
    api.clock.move(accepted_at - 1)
    waiting = api.order(number)
    assert (waiting["status"], waiting["openid"]) == (12, "")
    api.clock.move(accepted_at)
    order = api.order(number)
    buyer, receiver = orders.buyer[[row]], gifts.receiver[[place]]
    assert order["status"] == 20
    assert order["update_time"] == accepted_at
    assert order["openid"] == api.world.openid(SHOP.appid, receiver)[0]
    assert order["present_giver_openid"] == api.world.openid(SHOP.appid, buyer)[0]
    body = {"present_order_id": order["present_order_id_str"]}
    assert api.post(GIFT, "shop", body)["order_ids"] == [number]


@pytest.mark.parametrize(("gift", "errcode"), [("", 40097), ("x", 40097), ("12", 100002)])
def test_a_gift_that_is_none(api: Client, gift: str, errcode: int) -> None:
    assert api.post(GIFT, "shop", {"present_order_id": gift})["errcode"] == errcode


def test_a_receiver_ordered_before(api: Client) -> None:
    gifts, orders = api.world.gifts, api.world.shop_orders
    first = np.full(api.world.size, np.iinfo(np.int64).max)
    np.minimum.at(first, orders.buyer, orders.created_at)
    assert np.all(first[gifts.receiver] < orders.created_at[gifts.order])
    assert np.all(gifts.receiver != orders.buyer[gifts.order])
    assert np.all(gifts.accepted_at < orders.shipped_at[gifts.order])
