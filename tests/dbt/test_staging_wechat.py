"""Staging of the WeChat statistics, lists, coupons and members over hand-made landing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.landing_files import at

pytestmark = pytest.mark.pipeline

DAY = date(2026, 1, 5)
OFFICIAL_ACCOUNT = "wechat_official_account"


def rows(warehouse: Warehouse, source: str, stream: str, columns: str) -> list[tuple[Any, ...]]:
    table = f"staging.stg_{source}__{stream}"
    return warehouse.rows(f"select {columns} from {table} order by all")


@pytest.mark.parametrize(
    ("stream", "columns", "expected"),
    [
        ("reads_daily", "ref_date, reader_source, readers, reads", (DAY, "99999999", 7, 9)),
        ("reads_hourly", "ref_date, hour_of_day, reader_source, shares", (DAY, 13, "0", 2)),
        ("shares_daily", "ref_date, share_scene, sharers, shares", (DAY, "1", 1, 2)),
        ("shares_hourly", "hour_of_day, share_scene, shares", (0, "255", 2)),
        ("article_shares", "ref_date, article_id, sharers", (DAY, "777_1", 4)),
        ("content_summary", "ref_date, readers, articles_sent, comments", (DAY, 30, 2, None)),
        ("message_counts_daily", "ref_date, message_type, senders", (DAY, "1", 2)),
        ("message_counts_hourly", "ref_date, hour_of_day, messages", (DAY, 23, 5)),
        ("message_counts_weekly", "week_start_date, message_type, messages", (DAY, "3", 5)),
        ("message_counts_monthly", "month_start_date, message_type, senders", (DAY, "6", 2)),
        ("message_senders_daily", "ref_date, message_class, senders", (DAY, "1", 2)),
        ("message_senders_weekly", "week_start_date, message_class, senders", (DAY, "2", 2)),
        ("message_senders_monthly", "month_start_date, message_class, senders", (DAY, "3", 2)),
        ("interface_daily", "ref_date, calls, failures, total_milliseconds", (DAY, 9, 1, 800)),
        ("interface_hourly", "hour_of_day, calls, longest_milliseconds", (9, 9, 120)),
        ("blacklist", "openid, is_blocked", ("b", True)),
    ],
)
def test_a_flat_row_of_the_official_account(
    warehouse: Warehouse, stream: str, columns: str, expected: tuple[Any, ...]
) -> None:
    assert rows(warehouse, OFFICIAL_ACCOUNT, stream, columns) == [expected]


def test_readers_of_an_article_by_way_in(warehouse: Warehouse) -> None:
    found = rows(
        warehouse, OFFICIAL_ACCOUNT, "article_reads", "readers, reader_scene, is_provisional"
    )
    assert found == [(4, "朋友圈", True), (9, "全部", True)]


def test_running_totals_of_an_article(warehouse: Warehouse) -> None:
    columns = "stat_date, published_date, readers, target_users"
    assert rows(warehouse, OFFICIAL_ACCOUNT, "article_total", columns) == [
        (DAY, DAY, 7, 100),
        (date(2026, 1, 6), DAY, 11, 100),
    ]


def test_a_tag_taken_off_shows(warehouse: Warehouse) -> None:
    columns = "tag_id, openid, is_member"
    assert rows(warehouse, OFFICIAL_ACCOUNT, "tag_members", columns) == [("100", "a", False)]


@pytest.mark.parametrize("source", [OFFICIAL_ACCOUNT, "wechat_mini_program", "wechat_shop"])
def test_quotas_of_every_account(warehouse: Warehouse, source: str) -> None:
    columns = "ref_date, api_path, daily_limit, calls_used, calls_left, rate_limit_seconds"
    expected = (DAY, "/cgi-bin/user/get", 500, 3, 497, 60)
    assert rows(warehouse, source, "api_quotas", columns) == [expected]


def test_retention_of_weeks_and_months(warehouse: Warehouse) -> None:
    weekly = rows(
        warehouse,
        "wechat_mini_program",
        "retention_weekly",
        "week_start_date, visitor_type, weeks_later, visitors",
    )
    monthly = rows(
        warehouse,
        "wechat_mini_program",
        "retention_monthly",
        "month_start_date, visitor_type, months_later, visitors",
    )
    assert weekly == [(DAY, "new", 0, 5), (DAY, "new", 4, 1)]
    assert monthly == [(date(2026, 1, 1), "active", 1, 3)]


def test_portraits_of_several_days_are_dated_by_their_last(warehouse: Warehouse) -> None:
    columns = "last_date, visitor_type, dimension, item_name, visitors"
    week = rows(warehouse, "wechat_mini_program", "user_portrait_7d", columns)
    month = rows(warehouse, "wechat_mini_program", "user_portrait_30d", columns)
    assert week == [(date(2026, 1, 11), "active", "ages", "17岁以下", 2)]
    assert month == [(date(2026, 2, 3), "new", "devices", "示例手机", 6)]


def test_a_coupon_that_takes_off_a_part(warehouse: Warehouse) -> None:
    columns = "coupon_id, coupon_status, discount_amount, discount_rate, left_count, valid_days"
    expected = ("12639900", "deleted", None, 9.9, 95, None)
    assert rows(warehouse, "wechat_shop", "coupons", columns) == [expected]


def test_the_latest_state_of_a_coupon_counts_whenever_it_landed(warehouse: Warehouse) -> None:
    columns = "member_coupon_id, coupon_id, coupon_status, order_id, discount_amount, used_at"
    expected = ("9001", "12639900", "used", "3700000000000000001", Decimal("15.00"), at(5))
    assert rows(warehouse, "wechat_shop", "member_coupons", columns) == [expected]


def test_members_and_those_who_left(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select openid, unionid, grade, experience, is_member"
        " from staging.stg_wechat_shop__members where openid like 'stg-%' order by all"
    )
    assert found == [
        ("stg-left", None, None, None, False),
        ("stg-vip", "stg-vip-union", 3, 1000, True),
    ]


def test_points_by_place_in_their_last_revision(warehouse: Warehouse) -> None:
    columns = "row_number_of_member, points, revision, reason, is_withdrawn"
    assert rows(warehouse, "wechat_shop", "member_points", columns) == [
        (1, 100, 0, "purchase", False),
        (2, -40, 1, "purchase", False),
        (3, 5, 1, "purchase", True),
    ]
    assert rows(warehouse, "wechat_shop", "member_scores", "openid, points") == [("stg-vip", 60)]


def test_shop_figures_are_texts_in_fen(warehouse: Warehouse) -> None:
    columns = "ref_date, paid_amount, refund_amount, buyers, live_paid_amount"
    expected = (DAY, Decimal("422.92"), Decimal("0.81"), 8, None)
    assert rows(warehouse, "wechat_shop", "shop_figures", columns) == [expected]


def test_a_gift_is_revenue_of_the_giver(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select orders.is_gift, orders.paid_amount, map.value"
        " from marts.fct_orders as orders"
        " inner join marts.member_identifiers as map on orders.one_id = map.one_id"
        " where orders.order_id = 'gift-a32-shop' and map.identifier_type = 'shop_openid'"
    )
    assert found == [(True, Decimal("10.00"), "a32-shop")]
