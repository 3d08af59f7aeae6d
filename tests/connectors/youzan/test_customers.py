"""Customers: a list that ends too early, in a unit that must be found out, read again daily."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import FatalError
from connectors.youzan import customer_list
from connectors.youzan.streams import SOURCE
from tests.connectors.support import context, drained, latest, latest_despite_kills
from tests.connectors.youzan.shop import FakeShop, failed, found

LIST = "youzan.scrm.customer.list/1.0.0"
FIRST = 1_760_000_000


class Customers:
    """Customers by creation, newest first, with a cap and one of the two units."""

    def __init__(self, count: int, unit: int = 1, cap: int = 10_000) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.unit = unit
        self.cap = cap
        self.ignores_filter = False
        for number in range(count):
            self.add(number)

    def add(self, number: int) -> None:
        self.rows[f"yz{number:05d}"] = {
            "yz_open_id": f"yz{number:05d}",
            "created_at": FIRST + number * 60,
            "points": 0,
        }

    def answer(self, body: dict[str, Any]) -> Any:
        number, size = body["page_no"], body["page_size"]
        assert size <= 50
        if number * size > self.cap:
            return failed(142710032, {"total": 0, "record_list": []})
        begin = body.get("created_at_start", 0) // self.unit
        end = body.get("created_at_end", 10**15) // self.unit
        inside = [
            row
            for row in self.rows.values()
            if self.ignores_filter or begin <= row["created_at"] <= end
        ]
        inside.sort(key=lambda row: row["created_at"], reverse=True)
        page = inside[(number - 1) * size : number * size]
        return {"total": len(inside), "page_no": number, "record_list": page}


@pytest.mark.parametrize("unit", [1, 1_000])
def test_the_unit_of_the_filter_is_found_out(shop: FakeShop, tmp_path: Path, unit: int) -> None:
    customers = Customers(120, unit)
    shop.on(LIST, customers.answer)
    pages, _ = drained(shop.stream(tmp_path, "customers"), context(shop.clock))
    assert set(found(pages)) == set(customers.rows)


def test_a_creation_time_in_milliseconds_is_understood(shop: FakeShop, tmp_path: Path) -> None:
    customers = Customers(3)

    def in_millis(body: dict[str, Any]) -> Any:
        told = customers.answer(body)
        rows = [{**row, "created_at": row["created_at"] * 1_000} for row in told["record_list"]]
        return {**told, "record_list": rows}

    shop.on(LIST, in_millis)
    pages, _ = drained(shop.stream(tmp_path, "customers"), context(shop.clock))
    assert set(found(pages)) == set(customers.rows)


def test_a_list_that_ignores_its_filter_stops_loudly(shop: FakeShop, tmp_path: Path) -> None:
    customers = Customers(60)
    customers.ignores_filter = True
    shop.on(LIST, customers.answer)
    with pytest.raises(FatalError, match="filter"):
        list(shop.stream(tmp_path, "customers").pages(None, context(shop.clock)))


def test_more_than_the_list_holds_are_sliced_by_creation(
    shop: FakeShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert customer_list.MOST_ROWS == 10_000
    limits = replace(customer_list.LIST_LIMITS, most_rows=500)
    monkeypatch.setattr(customer_list, "LIST_LIMITS", limits)
    customers = Customers(1_230, cap=500)
    shop.on(LIST, customers.answer)
    pages, _ = drained(shop.stream(tmp_path, "customers"), context(shop.clock))
    assert set(found(pages)) == set(customers.rows)


def test_the_platforms_own_end_of_the_list_halves_the_slice(shop: FakeShop, tmp_path: Path) -> None:
    customers = Customers(400, cap=150)
    shop.on(LIST, customers.answer)
    pages, _ = drained(shop.stream(tmp_path, "customers"), context(shop.clock))
    assert set(found(pages)) == set(customers.rows)


def test_changes_of_old_customers_come_with_the_next_days_walk(
    shop: FakeShop, tmp_path: Path
) -> None:
    customers = Customers(70)
    shop.on(LIST, customers.answer)
    stream = shop.stream(tmp_path, "customers")
    _, cursor = drained(stream, context(shop.clock))
    customers.rows["yz00003"] |= {"mobile": "told now"}
    same_day, cursor = drained(stream, context(shop.clock), cursor)
    assert "yz00003" not in found(same_day)
    shop.clock.advance(86_400)
    next_day, cursor = drained(stream, context(shop.clock), cursor)
    assert found(next_day)["yz00003"].payload["mobile"] == "told now"
    assert cursor is not None
    assert "again" not in cursor


def test_the_daily_walk_is_bounded_and_goes_on_where_it_stopped(
    shop: FakeShop, tmp_path: Path
) -> None:
    customers = Customers(260)
    shop.on(LIST, customers.answer)
    stream = shop.stream(tmp_path, "customers")
    object.__setattr__(stream, "most_pages", 2)
    _, cursor = drained(stream, context(shop.clock))
    seen: set[str] = set()
    for _ in range(4):
        shop.clock.advance(86_400)
        pages, cursor = drained(stream, context(shop.clock), cursor)
        seen |= set(found(pages))
    assert seen == set(customers.rows)


def test_a_kill_at_any_page_loses_nobody(shop: FakeShop, tmp_path: Path) -> None:
    customers = Customers(430, cap=200)
    shop.on(LIST, customers.answer)
    stream = shop.stream(tmp_path, "customers")
    whole = latest(drained(stream, context(shop.clock))[0])
    assert all(outcome == whole for outcome in latest_despite_kills(stream, context(shop.clock)))


def test_a_shop_without_customers_is_no_error(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(LIST, lambda _: {"total": 0, "record_list": None})
    assert drained(shop.stream(tmp_path, "customers"), context(shop.clock))[0] == []


def test_streams_say_which_apis_they_spend(shop: FakeShop, tmp_path: Path) -> None:
    source = shop.source(tmp_path)
    assert source.name == SOURCE
    assert all(stream.apis for stream in source.streams)  # type: ignore[attr-defined]
