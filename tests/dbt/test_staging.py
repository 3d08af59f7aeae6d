"""Staging over hand-made landing: the latest version, types, and what becomes of odd shapes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.dbt.conftest import Build, Warehouse
from tests.dbt.landing_files import at, token

pytestmark = pytest.mark.pipeline


def test_latest_version_of_a_follower_wins_and_former_ones_are_kept(warehouse: Warehouse) -> None:
    latest = warehouse.rows(
        "select is_subscribed, unionid, subscribed_at, first_landed_position, landed_position"
        " from staging.stg_wechat_official_account__followers where openid = 'stg-oa'"
    )
    versions = warehouse.rows(
        "select is_subscribed, unionid, subscribed_at"
        " from staging.stg_wechat_official_account__follower_versions where openid = 'stg-oa'"
        " order by landed_seq, landed_position"
    )
    assert latest == [(False, None, None, 0, 1)]
    assert versions == [(True, "stg-union", at(3)), (False, None, None)]


def test_only_follow_events_are_follow_events(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select openid, event_type, scene_key, is_from_qr_code, occurred_at"
        " from staging.stg_wechat_official_account__follow_events where openid = 'stg-oa'"
    )
    assert rows == [("stg-oa", "subscribe", "store_1001", True, at(3))]


def test_a_tap_on_the_menu_is_read_whatever_its_spelling(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select event_type, entry_key, scan_type, occurred_at"
        " from staging.stg_wechat_official_account__menu_events where openid = 'stg-oa'"
    )
    assert rows == [("scancode_waitmsg", "points", "qrcode", at(4))]


def test_template_results_are_a_row_per_message_or_answer(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select message_id, template_id, status, is_delivered"
        " from staging.stg_wechat_official_account__template_results where openid = 'stg-oa'"
        " order by occurred_at, template_id"
    )
    assert rows == [
        ("200163840", None, "failed:system failed", False),
        (None, "tpl-1", "accept", False),
        (None, "tpl-2", "reject", False),
        ("1700", "tpl-1", "success", True),
        (None, "tpl-1", "reject", False),
    ]


def test_a_mass_message_that_was_not_sent(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select status, is_sent, total_count, sent_count, finished_at"
        " from staging.stg_wechat_official_account__mass_send_results"
        " where message_id = '1000001625'"
    )
    assert rows == [("err(30003)", False, 0, None, at(8))]


def test_a_message_shows_the_token_of_its_words(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select message_type, content_token, media_id, sent_at"
        " from staging.stg_wechat_official_account__messages where openid = 'stg-oa'"
    )
    assert rows == [("voice", token("tx", "stg-words"), "media-1", at(9))]


def test_an_event_without_a_table_of_its_own_is_kept(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select event_type, event_key, occurred_at"
        " from staging.stg_wechat_official_account__other_events where openid = 'stg-oa'"
    )
    assert rows == [("user_get_card", None, at(10))]


def test_article_details_become_rows(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select published_date, stat_date, read_users, share_users, reward_amount, is_provisional"
        " from staging.stg_wechat_official_account__article_total_detail order by stat_date"
    )
    published = date(2026, 1, 5)
    assert rows == [
        (published, published, 10, None, Decimal("1.50"), True),
        (published, date(2026, 1, 6), 14, None, None, True),
    ]


@pytest.mark.parametrize(
    ("grain", "column", "expected"),
    [
        ("daily", "ref_date", (date(2026, 1, 5), 7)),
        ("weekly", "week_start_date", (date(2026, 1, 5), 30)),
        ("monthly", "month_start_date", (date(2026, 1, 1), 88)),
    ],
)
def test_visit_trend_dates(
    warehouse: Warehouse, grain: str, column: str, expected: tuple[date, int]
) -> None:
    table = f"staging.stg_wechat_mini_program__visit_trend_{grain}"
    assert warehouse.rows(f"select {column}, visitors from {table}") == [expected]


def test_nested_figures_become_rows(warehouse: Warehouse) -> None:
    retention = warehouse.rows(
        "select visitor_type, days_later, visitors"
        " from staging.stg_wechat_mini_program__retention_daily order by all"
    )
    depths = warehouse.rows(
        "select bucket_key, visits"
        " from staging.stg_wechat_mini_program__visit_distribution order by all"
    )
    portrait = warehouse.rows(
        "select visitor_type, dimension, item_name, visitors"
        " from staging.stg_wechat_mini_program__user_portrait"
    )
    assert retention == [("active", 0, 9), ("new", 0, 5), ("new", 1, 2)]
    assert depths == [(1, 4), (7, 1)]
    assert portrait == [("active", "genders", "男", 3)]


def test_registry_line_with_odd_values(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select appid, login_id, phone_token, phone_status, name_token, gender, birthday, points,"
        " registered_at, recorded_at"
        " from staging.stg_wechat_mini_program__registry where openid = 'stg-mp'"
    )
    recorded = at(5).replace(microsecond=250_000)
    assert rows == [
        (
            *("wx0b_test", "88001", token("ph", "stg-phone"), "valid", None, "female", None, 12),
            *(datetime.fromisoformat("2026-01-05 23:30"), recorded),
        )
    ]


def test_event_keeps_all_its_properties(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select appid, event_name, amount, order_id, json_extract_string(properties, '$.\"$lib\"')"
        " from staging.stg_wechat_mini_program__events where openid = 'stg-mp'"
    )
    expected = ("wx0b_other", "submit_order", Decimal("41.80"), "3700000000000000001", "js")
    assert rows == [expected]


def test_order_money_and_buyer(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select order_id, unionid, status_code, product_amount + freight_amount - discount_amount,"
        " order_amount, payment_method, order_scene, receiver_name_token, receiver_name_mask,"
        " updated_at, shipped_at"
        " from staging.stg_wechat_shop__orders where openid = 'stg-shop'"
    )
    assert rows == [
        (
            *("3700000000000000001", "stg-union", 100, Decimal("41.80"), Decimal("41.80")),
            *("wechat_pay", "live", None, "陈**", at(12), None),
        )
    ]


def test_order_lines_are_those_of_the_latest_version(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select order_item_id, quantity, unit_price, paid_amount, is_free_gift"
        " from staging.stg_wechat_shop__order_items"
        " where order_id = '3700000000000000001' order by order_item_id"
    )
    assert rows == [
        ("3700000000000000001_900_901", 2, Decimal("0.00"), Decimal("0.00"), True),
        ("s_001", 2, Decimal("19.90"), Decimal("35.80"), False),
    ]


def test_aftersale_that_was_cancelled_is_no_refund(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select aftersale_type, is_refunded, refund_amount, completed_at"
        " from staging.stg_wechat_shop__aftersales where aftersale_id = 'stg-after'"
    )
    assert rows == [("return", False, Decimal("17.90"), None)]


def test_card_row_with_odd_values(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select member_no, gender, points, stored_value, opened_at, snapshot_date"
        " from staging.stg_offline__members where member_no = 'stg-card'"
    )
    opened = datetime.fromisoformat("2026-01-05 23:30")
    assert rows == [
        ("stg-card", "unknown", None, Decimal("1234.50"), opened, date(2026, 2, 1)),
    ]


def test_sale_line_of_a_return(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select line_type, quantity, amount, sold_at"
        " from staging.stg_offline__sales where ticket_no = 'T1'"
    )
    assert rows == [
        (
            "return",
            Decimal("-1.500"),
            Decimal("-15.00"),
            datetime.fromisoformat("2026-01-05 16:30"),
        ),
    ]


def test_an_order_of_drifting_exports_keeps_what_any_of_them_said(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select order_state, paid_amount, refunded_amount, refund_seen_on, buyer_name_token,"
        " created_at, paid_at, snapshot_date from staging.stg_offline__orders"
    )
    created = datetime.fromisoformat("2026-01-05 16:30")
    assert rows == [
        (
            *("交易完成", Decimal("105.00"), Decimal("5.00"), date(2026, 3, 1)),
            *(token("nm", "stg-buyer"), created, datetime.fromisoformat("2026-01-05 16:31")),
            date(2026, 3, 1),
        )
    ]


def test_goods_of_a_joined_cell_become_lines(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select item_number, product_name, quantity from staging.stg_offline__order_items"
        " order by item_number"
    ) == [(1, "甲", 1), (2, "乙", 2)]


def test_a_refund_on_a_bill_keeps_its_fee_to_the_last_place(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select payment_type, refund_amount, fee from staging.stg_offline__payments"
        " where transaction_no = '420'"
    ) == [("refund", Decimal("10.00"), Decimal("-0.06004"))]


def test_entries_of_ledgers(warehouse: Warehouse) -> None:
    points = warehouse.rows(
        "select member_no, points_change, is_booked from staging.stg_offline__points_statements"
        " where member_no = 'stg-card'"
    )
    stored = warehouse.rows(
        "select amount_change, principal_change, gift_change"
        " from staging.stg_offline__stored_value_statements"
    )
    assert points == [("stg-card", Decimal("10.50"), False)]
    assert stored == [(Decimal("220.00"), Decimal("200.00"), Decimal("20.00"))]


def test_answers_in_long_form(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select topic, answer_kind, answer, answer_number, text_token"
        " from staging.stg_offline__survey_answers order by answer_id"
    ) == [
        ("口味", "choices", "甜", None, None),
        ("口味", "choices", "咸", None, None),
        ("评分", "rating", "4分", Decimal("4.000"), None),
        ("建议", "text", None, None, token("tx", "stg-text")),
    ]


def test_everything_builds_before_anything_has_landed(build_landing: Build) -> None:
    empty = build_landing([])
    schemas = empty.values("select distinct table_schema from information_schema.tables")
    members = empty.values("select count(*) from marts.member_identifiers")
    assert {"staging", "intermediate", "marts"} <= set(schemas)
    assert members == [0]
