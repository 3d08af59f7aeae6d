"""Days, amounts and clocks at their edges, through the whole project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import AS_OF, Warehouse
from tests.dbt.landing_files import at


def order(warehouse: Warehouse, number: str, columns: str) -> tuple[Any, ...]:
    """These columns of one order."""
    (found,) = warehouse.rows(
        f"select {columns} from marts.fct_orders where order_number = ?", [number]
    )
    return found


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("edge-last-second", date(2026, 1, 31)),
        ("edge-first-second", date(2026, 2, 1)),
        ("edge-leap-day", date(2024, 2, 29)),
        ("edge-future", date(2099, 6, 1)),
    ],
)
def test_days_are_those_of_shanghai(warehouse: Warehouse, number: str, day: date) -> None:
    assert order(warehouse, number, "order_date, paid_date") == (day, day)


def test_a_month_ends_at_midnight_in_shanghai(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        """
        select h.valid_from, h.stage from marts.member_lifecycle_history as h
        inner join marts.fct_orders as o on h.one_id = o.one_id
        where o.order_id = 'edge-last-second' and h.axis = 'consumption' order by h.valid_from
        """
    )
    assert found[-2:] == [(date(2026, 1, 31), "first_purchase"), (date(2026, 2, 1), "repurchase")]


def test_an_order_that_costs_nothing_is_paid_and_no_purchase(warehouse: Warehouse) -> None:
    assert order(warehouse, "edge-free", "is_paid, is_purchase, net_amount") == (True, False, 0)


def test_amounts_up_to_sixteen_digits_are_exact(warehouse: Warehouse) -> None:
    assert order(warehouse, "edge-large", "net_amount")[0] == Decimal("999999999999999.99")


def test_a_refund_may_land_before_its_order(warehouse: Warehouse) -> None:
    assert order(warehouse, "edge-later", "refund_amount, is_purchase") == (10, True)


def test_more_given_back_than_paid_lowers_revenue_and_leaves_no_purchase(
    warehouse: Warehouse,
) -> None:
    found = order(warehouse, "edge-given-back", "net_amount, is_purchase, purchase_number")
    assert found == (-40, False, None)


def test_counters_of_two_stores_and_days_may_count_alike(warehouse: Warehouse) -> None:
    found = warehouse.values(
        "select net_amount from marts.fct_orders where order_number = '100' and store_name like ? "
        "order by net_amount",
        ["边界%"],
    )
    assert found == [10, 20, 30]


def test_wide_letters_and_emoji_stay_as_they_were_typed(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select store_name, order_number, product_name from marts.fct_orders "
        "inner join marts.fct_order_items using (order_id) where order_number = '９９'"
    )
    assert found == [("ＥＤＧＥ　１", "９９", "奶粉😀")]


def test_a_clock_that_runs_ahead_makes_no_figures_of_days_to_come(warehouse: Warehouse) -> None:
    for table, column in [
        ("kpi_daily", "business_date"),
        ("lifecycle_daily", "business_date"),
        ("member_lifecycle_history", "valid_from"),
        ("cohort_retention", "month_start_date"),
    ]:
        assert warehouse.values(f"select max({column}) from marts.{table}") <= [
            date.fromisoformat(AS_OF)
        ]
    ahead = warehouse.values(
        "select min(days_since_last_order) from marts.member_features where order_count > 0"
    )
    assert ahead == [0]


@pytest.mark.parametrize(
    ("known_by", "seen_on", "source", "channel"),
    [
        ("value = 'EDGE-T'", 75, "offline_store", "offline_store"),
        ("identifier_type = 'phone' and sources = 'offline'", 74, None, "unknown"),
        ("identifier_type = 'phone' and sources = 'offline'", 76, None, "unknown"),
    ],
)
def test_whom_only_a_file_tells_of_is_a_member_met_on_that_day(
    warehouse: Warehouse, known_by: str, seen_on: int, source: str | None, channel: str
) -> None:
    """Otherwise a stranger who fills in a questionnaire would stop a brand from publishing.

    So would a shop's list of customers with phones and without days, of which the list's own day is
    all that is known (it began on the evening before in UTC).
    """
    met = warehouse.rows(
        f"""
        select cast(m.first_seen_at as date), m.first_seen_source, e.channel, e.entry
        from marts.dim_members as m
        inner join marts.member_identifiers as i on m.one_id = i.one_id and i.{known_by}
        inner join intermediate.int_member_entries as e on m.one_id = e.one_id
        where m.identifier_count = 1 and cast(m.first_seen_at as date) = ?
        """,
        [at(seen_on).date()],
    )
    entry = "store" if channel == "offline_store" else "other"
    assert met == [(at(seen_on).date(), source, channel, entry)]


def test_a_product_that_only_came_back_is_a_product(warehouse: Warehouse) -> None:
    """It was sold before the first file; what came back of all products is all that came back."""
    assert warehouse.rows(
        """
        select p.is_sold_in_stores, sum(f.refund_amount), sum(f.units)
        from marts.dim_products as p
        inner join marts.product_performance as f on p.product_id = f.product_id
        where p.product_id = 'EDGE-R' group by p.is_sold_in_stores
        """
    ) == [(True, Decimal("7.00"), 0)]
    unplaced = warehouse.rows(
        """
        select r.refund_id from marts.fct_refunds as r
        where r.channel = 'offline_store'
            and r.product_id not in (select product_id from marts.dim_products)
        """
    )
    assert unplaced == []


def test_points_that_a_clock_takes_in_the_future_are_owed_until_then(warehouse: Warehouse) -> None:
    """What a till dates wrongly must not stop a version: the ledger still proves the summary."""
    (entry,) = warehouse.rows(
        "select lot_remaining from marts.fct_points"
        " where account_key = 'EDGE-T' and points_change > 0"
    )
    ((closing,),) = warehouse.rows(
        "select closing_points from marts.points_summary where program = 'store_card'"
        " order by month_end desc limit 1"
    )
    ((told,),) = warehouse.rows(
        "select sum(points_change) from marts.fct_points"
        " where program = 'store_card' and entry_date <= ?",
        [AS_OF],
    )
    assert (entry, closing) == ((6,), told)
