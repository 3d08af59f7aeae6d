"""Checks on what landed: a bad batch stops there, is named, and no value of it is repeated."""

from __future__ import annotations

import dagster as dg
import pyarrow.parquet as pq
import pytest

from dagster_project.checks import bridge
from member_center.transform.quality import CHECKS_FILE
from tests.dagster_project.fakes import (
    Brand,
    checks,
    materialized,
    orders,
    stored_text,
)

FORM = "landing/shop/orders:order_id_form"
CITY = "landing/shop/orders:city_present"

pytestmark = pytest.mark.pipeline


def test_a_good_batch_passes_once_and_is_not_looked_at_again(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.orders.script = [orders("1", "2")]
    found = checks(brand.land())[FORM]
    assert found.passed
    assert found.metadata["rows"].value == 2

    def not_needed() -> None:
        raise AssertionError("Great Expectations was loaded although nothing is new")

    monkeypatch.setattr(bridge, "_library", not_needed)
    assert checks(brand.land())[FORM].description == "Nothing new has landed since the last check."


def test_a_bad_batch_stops_tables_and_publishing_until_it_is_withheld(brand: Brand) -> None:
    brand.orders.script = [orders("1"), orders("2", "marker-of-a-bad-row")]
    result = brand.run()
    assert not result.success
    found = checks(result)[FORM]
    assert not found.passed
    assert found.metadata["broken_rows"].value == 1
    assert "mdc landing withhold 2" in (found.description or "")
    assert "marker-of-a-bad-row" not in stored_text(result)
    assert not any(key.startswith(("marts", "serving")) for key in materialized(result))
    assert not (brand.home / "serving").exists()

    assert not checks(brand.run())[FORM].passed, "it fails again until a person has decided"

    brand.runtime().landing.withhold(2, "wrong numbers")
    result = brand.run()
    assert result.success
    assert materialized(result)["serving/fct_orders"]["dagster/row_count"] == 1


def test_an_expectation_about_the_world_only_warns(brand: Brand) -> None:
    brand.orders.script = [[{"order_id": "1"}]]
    result = brand.land()
    assert result.success
    assert not checks(result)[CITY].passed
    assert checks(result)[CITY].severity is dg.AssetCheckSeverity.WARN


def test_results_hold_counts_and_never_values(brand: Brand) -> None:
    bad = [{"order_id": f"李雷-{number}", "city": None} for number in range(30)]
    brand.orders.script = [bad]
    result = brand.land()
    assert checks(result)[FORM].metadata["broken_rows"].value == 30
    assert "李雷" not in stored_text(result)


def test_the_build_is_told_what_the_checks_before_it_found(brand: Brand) -> None:
    brand.orders.script = [[{"order_id": "1"}], orders("2")]
    assert brand.run().success
    found = {row["check_id"]: row for row in pq.read_table(brand.home / CHECKS_FILE).to_pylist()}
    form = found["shop.orders:order_id_form"]
    assert (form["checked_by"], form["status"]) == ("great_expectations", "pass")
    city = found["shop.orders:city_present"]
    assert (city["severity"], city["status"], city["failing_rows"]) == ("warn", "warn", 1)
    assert "expectation" in city["message"]
    assert found["shop.products:pulled"]["checked_by"] == "pull"
    assert form["message"] is None, "how many rows were new is no result"
