"""The product list has no flag for its end, and products leave it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.core.stream import Stream
from connectors.wechat_shop import Settings, connect
from connectors.wechat_shop.client import PRODUCT, PRODUCTS
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
)


@pytest.fixture
def shelf(platform: FakePlatform) -> list[str]:
    """The listed products; change it to change the shop."""
    listed = [str(10_000_000_000_000_000 + number) for number in range(170)]

    def page(body: dict[str, Any]) -> dict[str, Any]:
        assert body["page_size"] <= 30
        start = listed.index(body["next_key"]) + 1 if body.get("next_key") else 0
        part = listed[start : start + body["page_size"]]
        following = part[-1] if part else ""
        return {"errcode": 0, "product_ids": part, "next_key": following, "total_num": len(listed)}

    def product(body: dict[str, Any]) -> dict[str, Any]:
        product_id = body["product_id"]
        if product_id == "deleted":
            return {"errcode": 10020052, "errmsg": "product not exist"}
        found = {"product_id": product_id, "edit_time": 1_770_000_000}
        return {"errcode": 0, "product": found | {"status": 5 if product_id in listed else 11}}

    platform.on(PRODUCTS, page)
    platform.on(PRODUCT, product)
    return listed


@pytest.fixture
def products(tmp_path: Path, clock: FakeClock) -> Stream:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return next(stream for stream in source.streams if stream.name == "products")


def test_the_list_ends_at_its_total(
    shelf: list[str], products: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    pages, _ = drained(products, context(clock))
    assert keys(pages) == shelf
    assert len(platform.asked(PRODUCTS)) == 6
    assert pages[0].records[0].occurred_at is not None


def test_a_kill_after_any_page_loses_no_product(
    shelf: list[str], products: Stream, clock: FakeClock
) -> None:
    outcomes = latest_despite_kills(products, context(clock))
    assert outcomes
    assert all(set(outcome) == set(shelf) for outcome in outcomes)


def test_a_product_off_the_list_is_fetched_for_its_new_status(
    shelf: list[str], products: Stream, clock: FakeClock
) -> None:
    known = [*shelf, "deleted"]
    gone = shelf.pop(20)
    pages, _ = drained(products, context(clock, known=known))
    assert latest(pages)[gone]["status"] == 11
    assert [one for page in pages for one in page.rejected] == []


def test_an_empty_shop_is_no_fault(shelf: list[str], products: Stream, clock: FakeClock) -> None:
    shelf.clear()
    pages, _ = drained(products, context(clock))
    assert keys(pages) == []
