"""What the marts say about a small brand whose every figure is known by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import Build, Warehouse, run_dbt
from tests.dbt.mart_records import MART_RECORDS

pytestmark = pytest.mark.pipeline

MART_TABLES = "select table_name from information_schema.tables where table_schema = 'marts'"


@pytest.fixture(scope="module")
def brand(build_landing: Build) -> Warehouse:
    return build_landing(MART_RECORDS)


@pytest.fixture(scope="module")
def li(brand: Warehouse) -> str:
    """The member with orders in every channel."""
    found = brand.values("select one_id from marts.member_identifiers where value = ?", ["shop-li"])
    return str(found[0])


def one(brand: Warehouse, query: str, *parameters: Any) -> tuple[Any, ...]:
    rows = brand.rows(query, parameters)
    assert len(rows) == 1
    return rows[0]


def test_member_brings_what_the_orders_of_every_channel_sum_to(brand: Warehouse, li: str) -> None:
    revenue = one(
        brand,
        "select gross_revenue, refund_amount, net_revenue, order_count, paid_order_count "
        "from marts.dim_members where one_id = ?",
        li,
    )
    assert revenue == (Decimal("274.10"), Decimal("78.00"), Decimal("196.10"), 3, 4)


def test_order_money_to_the_fen(brand: Warehouse) -> None:
    rows = brand.rows(
        "select order_number, order_type, is_paid, is_purchase, gross_amount, discount_amount, "
        "freight_amount, order_amount, paid_amount, refund_amount, net_amount "
        "from marts.fct_orders"
    )
    money = {row[0]: (*row[1:4], *(str(amount) for amount in row[4:])) for row in rows}
    assert money == {
        "paid": (
            "sale",
            True,
            True,
            "110.10",
            "10.00",
            "0.00",
            "100.10",
            "100.10",
            "0.00",
            "100.10",
        ),
        "unpaid": ("sale", False, False, "55.05", "0.00", "0.00", "55.05", "0.00", "0.00", "0.00"),
        "taken-back": (
            "sale",
            True,
            False,
            "50.00",
            "0.00",
            "8.00",
            "58.00",
            "58.00",
            "58.00",
            "0.00",
        ),
        "gift": ("sale", True, True, "66.00", "0.00", "0.00", "66.00", "66.00", "0.00", "66.00"),
        "T1": ("sale", True, True, "55.00", "5.00", "0.00", "50.00", "50.00", "0.00", "50.00"),
        "T2": ("return", True, False, "0.00", "0.00", "0.00", "0.00", "0.00", "20.00", "-20.00"),
        "T3": ("sale", True, True, "9.99", "0.00", "0.00", "9.99", "9.99", "0.00", "9.99"),
    }


def test_giver_of_a_gift_is_its_buyer(brand: Warehouse, li: str) -> None:
    assert brand.values("select one_id from marts.fct_orders where order_id = 'gift'") == [li]


def test_purchase_of_an_unknown_buyer_keeps_its_revenue(brand: Warehouse) -> None:
    query = "select one_id, net_amount, order_date from marts.fct_orders where order_number = 'T3'"
    assert brand.rows(query) == [(None, Decimal("9.99"), date(2026, 2, 21))]


def test_purchases_are_numbered_in_order_of_payment(brand: Warehouse, li: str) -> None:
    query = (
        "select order_number from marts.fct_orders where one_id = ? and purchase_number > 0 "
        "order by purchase_number"
    )
    assert brand.values(query, [li]) == ["paid", "T1", "gift"]


def test_only_completed_refunds_count_and_strays_stay_outside_revenue(brand: Warehouse) -> None:
    query = (
        "select refund_id, is_order_known, refund_type, refund_amount from marts.fct_refunds "
        "where channel = 'wechat_shop' order by refund_id"
    )
    assert brand.rows(query) == [
        ("back-1", True, "return", Decimal("30.00")),
        ("back-2", True, "return", Decimal("28.00")),
        ("stray", False, "return", Decimal("5.00")),
    ]


def test_shop_and_stores_share_products_and_their_categories(brand: Warehouse) -> None:
    query = (
        "select product_id, category, is_sold_in_shop, is_sold_in_stores "
        "from marts.dim_products order by product_id"
    )
    assert brand.rows(query) == [
        ("MILK", "奶粉", True, True),
        ("SOAP", None, False, True),
        ("TOY", None, True, False),
    ]


def test_profile_prefers_the_registry_and_the_highest_level(brand: Warehouse, li: str) -> None:
    profile = one(
        brand,
        "select gender, birth_month, province, city, member_level, points, stored_value, "
        "home_store, is_card_holder, is_official_account_follower, channel_count, "
        "cast(registered_at as varchar), first_seen_source "
        "from marts.dim_members where one_id = ?",
        li,
    )
    assert profile == (
        *("female", 5, "江苏", "苏州", "金卡", 130, Decimal("12.34")),
        *("一号店", True, False, 3, "2026-01-11 00:00:00", "wechat_mini_program"),
    )


def test_follows_come_from_the_log_and_from_the_list_where_the_log_is_silent(
    brand: Warehouse,
) -> None:
    query = (
        "select openid, event_type, is_first_follow, is_from_log, cast(event_date as varchar) "
        "from marts.fct_follow_events order by openid, occurred_at"
    )
    assert brand.rows(query) == [
        ("fan-chen", "follow", True, False, "2026-01-06"),
        ("fan-zhao", "follow", True, True, "2026-04-01"),
        ("fan-zhao", "unfollow", False, True, "2026-04-06"),
        ("fan-zhao", "follow", False, True, "2026-04-11"),
    ]


def test_scan_of_a_code_is_behaviour(brand: Warehouse) -> None:
    query = (
        "select event_type, scene from marts.fct_events where channel = 'wechat_official_account'"
    )
    assert brand.rows(query) == [("qr_scan", "store_1")]


def test_day_of_kpis(brand: Warehouse) -> None:
    day = one(
        brand,
        "select order_count, paid_orders, anonymous_orders, paying_members, gross_revenue, "
        "store_revenue, refund_amount, net_revenue, average_order_value, new_followers, "
        "net_follower_growth from marts.kpi_daily where business_date = ?",
        date(2026, 2, 10),
    )
    assert day == (
        *(1, 1, 0, 1, Decimal("58.00"), Decimal("0.00"), Decimal("0.00")),
        *(Decimal("58.00"), Decimal("58.00"), 7, 5),
    )


def test_calendar_runs_from_the_first_trace_to_the_day_before(brand: Warehouse) -> None:
    query = "select min(business_date), max(business_date), count(*) from marts.kpi_daily"
    assert brand.rows(query) == [(date(2026, 1, 6), date(2026, 12, 30), 359)]


def test_received_message_is_no_activity(brand: Warehouse) -> None:
    query = (
        "select cast(business_date as varchar) from marts.kpi_daily where active_members > 0 "
        "order by business_date"
    )
    assert brand.values(query) == ["2026-01-21", "2026-04-12", "2026-12-07", "2026-12-22"]


def test_life_cycle_says_why(brand: Warehouse, li: str) -> None:
    stage = one(
        brand,
        "select consumption_stage, activity_stage, main_category, is_fallback, "
        "days_since_last_order, reason from marts.member_lifecycle where one_id = ?",
        li,
    )
    reason = (
        "Last purchase on 2026-03-02, 304 days ago; 奶粉 has only 1 observed repurchase gaps, "
        "so the fixed cycle of 90 days applies"
    )
    assert stage == ("repeat", "at_risk", "奶粉", True, 304, reason)


def test_tags_of_the_member(brand: Warehouse, li: str) -> None:
    query = "select tag_code, tag_value from marts.member_tags where one_id = ?"
    tags = dict(brand.rows(query, [li]))
    assert tags["preferred_category"] == "奶粉"
    assert tags["cart_without_order"] == "yes"
    assert tags["omnichannel"] == "several_channels"
    assert tags["birth_month"] == "5"
    assert "follower" not in tags


def test_wide_tags_are_the_tall_ones(brand: Warehouse) -> None:
    codes = brand.values("select tag_code from marts.dim_tags")
    unpivoted = ", ".join(codes)
    wide = (
        "select one_id, tag_code, tag_value from marts.member_tags_wide "
        f"unpivot (tag_value for tag_code in ({unpivoted}))"
    )
    tall = "select one_id, tag_code, tag_value from marts.member_tags"
    assert brand.rows(f"({wide} except {tall}) union all ({tall} except {wide})") == []
    assert brand.values(f"select count(distinct tag_code) from ({tall})")[0] > 20


def test_what_tests_find_is_kept_run_by_run(
    brand: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = "select measured_at, count(*), count(*) filter (where status = 'pass')"
    results += " from marts.data_quality_results group by all order by all"
    before = brand.rows(results)
    monkeypatch.setenv("MDC_NOW", "2027-01-01T01:00:00+00:00")
    run_dbt(brand.home, "test", "--select", "campaign_performance")
    *former, (measured_at, found, passed) = brand.rows(results)
    assert former == before
    assert len(before) == 1
    assert before[0][1] > found
    assert (str(measured_at), found) == ("2027-01-01 01:00:00", passed)
    tables = "select distinct table_name from marts.data_quality_results where measured_at = ?"
    assert "campaign_performance" in brand.values(tables, [measured_at])


def test_second_build_gives_the_same_rows(brand: Warehouse) -> None:
    def contents() -> dict[str, list[tuple[Any, ...]]]:
        return {
            table: brand.rows(f"select * from marts.{table} order by all")
            for table in brand.values(MART_TABLES)
        }

    before = contents()
    run_dbt(brand.home, "run")
    assert contents() == before


def test_sales_of_every_channel_are_proven(brand: Warehouse) -> None:
    proven = brand.rows(
        "select proof, subject, sum(source_records), sum(differing_records)"
        " from marts.reconciliation where proof in ('orders', 'refunds', 'ticket_lines')"
        " group by all order by all"
    )
    channels = {subject for _, subject, _, _ in proven}
    assert channels == set(brand.values("select distinct channel from marts.fct_orders"))
    assert all(records > 0 and differing == 0 for _, _, records, differing in proven)


def test_proofs_sum_to_the_money_of_the_orders(brand: Warehouse) -> None:
    (proven,) = one(
        brand,
        "select sum(case proof when 'refunds' then -published_value else published_value end)"
        " from marts.reconciliation where proof in ('orders', 'refunds', 'ticket_lines')",
    )
    (net,) = one(brand, "select sum(net_amount) from marts.fct_orders")
    (unknown,) = one(
        brand,
        "select coalesce(sum(refund_amount), 0) from marts.fct_refunds where not is_order_known",
    )
    assert proven == net - unknown
