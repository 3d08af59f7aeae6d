"""Days, amounts and clocks at their edges, through the whole project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import AS_OF, Warehouse


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
