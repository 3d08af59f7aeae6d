"""Streams as assets: what the operator sees when they land, fail, retry or are not configured."""

from __future__ import annotations

import pytest

from connectors.core.errors import FatalError, RetryableError
from tests.dagster_project.fakes import (
    Brand,
    checks,
    failures,
    materialized,
    orders,
    stored_text,
)

ORDERS = "landing/shop/orders"
PRODUCTS = "landing/shop/products"

pytestmark = pytest.mark.pipeline


def test_a_landed_stream_says_how_much_came_and_how_much_there_is(brand: Brand) -> None:
    brand.orders.script = [orders("1", "2"), orders("3")]
    said = materialized(brand.land())[ORDERS]
    assert said["dagster/row_count"] == 3
    assert (said["landed"], said["pages"], said["status"]) == (3, 2, "pulled")
    assert said["cursor"] == '{"pages": 2}'
    brand.orders.script = [orders("4")]
    said = materialized(brand.land())[ORDERS]
    assert (said["landed"], said["dagster/row_count"]) == (1, 4)


def test_a_stream_that_fails_for_good_says_why_and_the_others_go_on(brand: Brand) -> None:
    secret = "https://api.example/orders?access_token=abcdef0123456789"
    error = FatalError(
        f"40125 invalid appsecret at {secret}", "WECHAT_SHOP_SECRET", next_step="Set it in .env."
    )
    brand.orders.script = [error]
    brand.products.script = [[{"order_id": "p1"}]]
    result = brand.land()
    assert result.success
    said = checks(result)[f"{ORDERS}:pulled"]
    assert not said.passed
    assert "40125" in (said.description or "")
    assert "Set it in .env." in (said.description or "")
    assert "abcdef0123456789" not in stored_text(result)
    assert materialized(result)[PRODUCTS]["landed"] == 1
    assert checks(result)[f"{PRODUCTS}:pulled"].passed


def test_a_fault_that_passes_is_tried_again(brand: Brand) -> None:
    brand.orders.script = [orders("1"), RetryableError("busy"), orders("2")]
    result = brand.land()
    assert checks(result)[f"{ORDERS}:pulled"].passed
    assert materialized(result)[ORDERS]["dagster/row_count"] == 2


def test_a_fault_that_stays_is_given_up_with_a_next_step(brand: Brand) -> None:
    brand.orders.script = [orders("1"), *(RetryableError("busy") for _ in range(9))]
    result = brand.land()
    assert result.success
    said = checks(result)[f"{ORDERS}:pulled"]
    assert not said.passed
    assert "busy Tried again and again" in (said.description or "")
    assert materialized(result)[ORDERS]["dagster/row_count"] == 1
    assert len(brand.orders.script) == 9 - 3


def test_a_stream_without_configuration_is_passed_over(brand: Brand) -> None:
    brand.orders.configured = False
    brand.orders.script = [orders("1")]
    result = brand.land()
    assert materialized(result)[ORDERS]["status"] == "not configured"
    assert checks(result)[f"{ORDERS}:pulled"].passed
    assert brand.orders.script


def test_an_unforeseen_error_fails_the_run_without_its_secrets(brand: Brand) -> None:
    brand.orders.script = [KeyError("phone=13800138000&access_token=abcdef0123456789")]
    brand.products.script = [[{"order_id": "p1"}]]
    result = brand.land()
    assert not result.success
    assert "Landing shop/orders failed: KeyError" in failures(result)
    assert "abcdef0123456789" not in stored_text(result)
    assert "13800138000" not in stored_text(result)
    assert materialized(result)[PRODUCTS]["landed"] == 1
