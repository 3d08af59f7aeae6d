"""Staging of the Youzan shop: yuan as text, fen as numbers, times in three notations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.landing_files import at, token

pytestmark = pytest.mark.pipeline


def test_a_trade_as_it_stands_now(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select yz_open_id, outer_user_id, phone_token, status, payment_method, product_amount,"
        " freight_amount, order_amount, created_at, paid_at, updated_at, is_gift"
        " from staging.stg_youzan__trades where order_id = 'E-stg'"
    )
    money = (Decimal("60.00"), Decimal("6.00"), Decimal("56.00"))
    assert rows == [
        (
            *("stg-yz", None, token("ph", "stg-yz-phone"), "TRADE_SUCCESS", "weixin", *money),
            *(at(4), at(4), at(5), False),
        )
    ]


def test_every_version_of_a_trade_names_its_buyer(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select yz_open_id, phone_token from staging.stg_youzan__trade_versions"
        " where order_id = 'E-stg' order by landed_seq, landed_position"
    )
    assert rows == [("stg-yz", None), ("stg-yz", token("ph", "stg-yz-phone"))]


def test_lines_carry_prices_whether_text_or_number(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select order_item_id, sku_id, product_code, quantity, unit_price, paid_amount"
        " from staging.stg_youzan__trade_items where order_id = 'E-stg' order by order_item_id"
    )
    line = (None, "MILK", 1, Decimal("30.00"), Decimal("25.00"))
    assert rows == [("E-stg-1", *line), ("E-stg-2", *line)]


def test_only_a_granted_refund_is_refunded(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select refund_id, order_item_id, refund_type, refund_amount, is_refunded, completed_at"
        " from staging.stg_youzan__refunds where order_id = 'E-stg' order by refund_id"
    )
    assert rows == [
        ("stg-asked", "E-stg-1", "return", Decimal("25.00"), False, None),
        ("stg-refund", "E-stg-1", "refund", Decimal("25.00"), True, at(7)),
    ]


def test_a_customer_now_and_before(warehouse: Warehouse) -> None:
    now = warehouse.rows(
        "select phone_token, name_token, gender, points, trade_count, is_member, created_at,"
        " member_since_at from staging.stg_youzan__customers where yz_open_id = 'stg-yz'"
    )
    assert now == [
        (
            *(token("ph", "stg-yz-phone"), token("nm", "stg-yz-name"), "male", 45, 2, True),
            *(at(2), at(2)),
        )
    ]
    before = warehouse.rows(
        "select phone_token, gender from staging.stg_youzan__customer_versions"
        " where yz_open_id = 'stg-yz' order by landed_seq, landed_position"
    )
    assert before[0] == (token("ph", "stg-yz-old"), "female")


def test_changes_of_points_and_the_latest_balance(warehouse: Warehouse) -> None:
    changes = warehouse.rows(
        "select points, balance, reason, changed_at, expires_at from staging.stg_youzan__points"
        " where yz_open_id = 'stg-yz'"
    )
    assert changes == [(-20, 25, "积分兑换", at(7), None)]
    balances = warehouse.rows(
        "select points, read_until_at from staging.stg_youzan__points_balances"
        " where yz_open_id = 'stg-yz'"
    )
    assert balances == [(45, at(9))]


def test_a_voucher_and_its_activity(warehouse: Warehouse) -> None:
    vouchers = warehouse.rows(
        "select coupon_id, activity_id, used_in_order_id, coupon_type, benefit, face_value,"
        " used_value, received_at, valid_until_at, used_at"
        " from staging.stg_youzan__coupons where yz_open_id = 'stg-yz'"
    )
    assert vouchers == [
        (
            *("0|700", "880001", "E-stg", "coupon", "cash", Decimal("10.00"), None),
            *(at(4), at(34), None),
        )
    ]
    activities = warehouse.rows(
        "select activity_name, coupon_type, face_value, threshold_amount, taken_count, used_count,"
        " is_invalid, created_at from staging.stg_youzan__coupon_activities"
    )
    ten, threshold = Decimal("10.00"), Decimal("59.00")
    assert activities == [("入会礼券", "coupon", ten, threshold, 12, 3, False, at(1))]
