"""Orders and after-sales against a shop that lists, pages and refuses like the real one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import FatalError, QuotaExhausted
from connectors.core.stream import Source, Stream
from connectors.wechat_shop import Settings, connect
from connectors.wechat_shop.client import AFTERSALE, AFTERSALES, ORDER, ORDERS
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    TOKEN_PATH,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
)

START = int(datetime.fromisoformat("2026-03-01T00:00:00+08:00").timestamp())
BIG = 3720115058471002000
WEEK, DAY = 7 * 86_400, 86_400


class Shop:
    """A made-up shop: every record by its id, with its update time."""

    def __init__(self, platform: FakePlatform, size: int = 250) -> None:
        self.updated = {str(BIG + number): START + number * 3_000 for number in range(size)}
        self.most = 10_000
        platform.on(ORDERS, self.order_list)
        platform.on(ORDER, self.order)
        platform.on(AFTERSALES, self.aftersale_list)
        platform.on(AFTERSALE, self.aftersale)

    def order_list(self, body: dict[str, Any]) -> dict[str, Any]:
        by = "create_time_range" if "create_time_range" in body else "update_time_range"
        start, end = (body[by][edge] for edge in ("start_time", "end_time"))
        if end - start > WEEK or body["page_size"] > 100:
            return {"errcode": 40097, "errmsg": "invalid args"}
        answer = self._page(start, end, body["next_key"], body["page_size"])
        return (
            answer
            if "errcode" in answer
            else {"errcode": 0, "order_id_list": answer.pop("ids")} | answer
        )

    def aftersale_list(self, body: dict[str, Any]) -> dict[str, Any]:
        start, end = body["begin_update_time"], body["end_update_time"]
        if end - start > DAY:
            return {"errcode": 10020004, "errmsg": "window too long"}
        answer = self._page(start, end, body.get("next_key", ""), 10)
        return {"errcode": 0, "after_sale_order_id_list": answer.pop("ids")} | answer

    def order(self, body: dict[str, Any]) -> dict[str, Any]:
        order_id = body["order_id"]
        if order_id not in self.updated:
            return {"errcode": 100002, "errmsg": "order not found"}
        order = {"order_id": order_id, "update_time": self.updated[order_id], "status": 20}
        return {"errcode": 0, "order": order}

    def aftersale(self, body: dict[str, Any]) -> dict[str, Any]:
        key = body["after_sale_order_id"]
        found = {"after_sale_order_id": key, "update_time": self.updated[key]}
        return {"errcode": 0, "after_sale_order": found}

    def _page(self, start: int, end: int, key: str, size: int) -> dict[str, Any]:
        mark = f"{start}-{end}:"
        if key and not key.startswith(mark):
            return {"errcode": 606006, "errmsg": "next_key does not belong to these parameters"}
        found = [one for one, at in self.updated.items() if start <= at <= end]
        if len(found) > self.most:
            return {"errcode": 31042, "errmsg": "too many orders"}
        begin = int(key.removeprefix(mark) or 0)
        part = found[begin : begin + size]
        return {
            "ids": part,
            "has_more": len(part) == size,
            "next_key": f"{mark}{begin + size}",
        }


@pytest.fixture
def shop(platform: FakePlatform) -> Shop:
    return Shop(platform)


@pytest.fixture
def source(tmp_path: Path, clock: FakeClock) -> Source:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    return connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())


@pytest.fixture
def orders(source: Source) -> Stream:
    return next(stream for stream in source.streams if stream.name == "orders")


@pytest.fixture
def aftersales(source: Source) -> Stream:
    return next(stream for stream in source.streams if stream.name == "aftersales")


def test_every_order_arrives_with_its_id_as_text_and_its_time(
    shop: Shop, orders: Stream, clock: FakeClock
) -> None:
    pages, _ = drained(orders, context(clock))
    assert set(keys(pages)) == set(shop.updated)
    record = pages[0].records[0]
    assert record.key == str(BIG)
    assert record.payload == {"order_id": str(BIG), "update_time": START, "status": 20}
    assert record.occurred_at == datetime.fromisoformat("2026-03-01T00:00:00+08:00")


def test_a_page_of_ours_is_a_page_of_the_list_in_its_order(
    shop: Shop, orders: Stream, clock: FakeClock
) -> None:
    page = next(orders.pages(None, context(clock)))
    assert [record.key for record in page.records] == list(shop.updated)[:100]


def test_a_kill_after_any_page_loses_no_order(shop: Shop, orders: Stream, clock: FakeClock) -> None:
    outcomes = latest_despite_kills(orders, context(clock))
    assert len(outcomes) >= 3
    assert all(set(outcome) == set(shop.updated) for outcome in outcomes)


def test_a_window_with_too_many_orders_is_halved(
    shop: Shop, orders: Stream, clock: FakeClock
) -> None:
    shop.most = 60
    assert set(keys(drained(orders, context(clock))[0])) == set(shop.updated)


def test_a_cursor_of_the_platform_that_died_with_the_pull_restarts_its_window(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    first = next(orders.pages(None, context(clock)))
    platform.fail(ORDERS, {"errcode": 606006, "errmsg": "next_key does not belong"})
    rest, _ = drained(orders, context(clock), first.cursor)
    assert set(keys([first, *rest])) == set(shop.updated)
    assert [body["next_key"] == "" for body in platform.asked(ORDERS)[:3]] == [True, False, True]


def test_a_token_that_dies_in_the_middle_of_a_page_costs_one_renewal(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    seen: list[str] = []

    def dying(body: dict[str, Any]) -> dict[str, Any]:
        seen.append(body["order_id"])
        if len(seen) == 42:
            platform.expire()
        return shop.order(body)

    platform.on(ORDER, dying)
    assert set(keys(drained(orders, context(clock))[0])) == set(shop.updated)
    assert len(platform.asked(TOKEN_PATH)) == 2


def test_a_quota_used_up_in_the_middle_keeps_what_was_stored_and_goes_on_next_day(
    shop: Shop, orders: Stream, aftersales: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    calls: list[str] = []

    def rationed(body: dict[str, Any]) -> dict[str, Any]:
        calls.append(body["order_id"])
        if len(calls) > 150 and clock.now() < datetime.fromisoformat("2026-03-11T00:00+08:00"):
            return {"errcode": 45009, "errmsg": "reach max api daily quota limit"}
        return shop.order(body)

    platform.on(ORDER, rationed)
    stored = []
    with pytest.raises(QuotaExhausted):
        stored.extend(orders.pages(None, context(clock)))
    assert len(keys(stored)) == 150
    assert keys(drained(aftersales, context(clock))[0])
    clock.set("2026-03-11T00:00:01+08:00")
    rest, _ = drained(orders, context(clock), stored[-1].cursor)
    assert set(keys([*stored, *rest])) == set(shop.updated)


def test_an_order_that_cannot_be_had_is_refused_by_its_id(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    gone = str(BIG + 7)
    platform.on(
        ORDER,
        lambda body: (
            {"errcode": 100002, "errmsg": "order not found"}
            if body["order_id"] == gone
            else shop.order(body)
        ),
    )
    pages, _ = drained(orders, context(clock))
    rejected = [one for page in pages for one in page.rejected]
    assert [one.place for one in rejected] == [f"order {gone}"]
    assert "100002" in rejected[0].reason
    assert len(latest(pages)) == len(shop.updated) - 1


def test_what_changed_since_is_pulled_and_nothing_else(
    shop: Shop, orders: Stream, clock: FakeClock
) -> None:
    _, cursor = drained(orders, context(clock))
    clock.advance(86_400)
    shop.updated[str(BIG + 3)] = int(clock.now().timestamp()) - 5
    pages, _ = drained(orders, context(clock), cursor)
    assert keys(pages) == [str(BIG + 3)]


def test_aftersales_are_asked_for_by_the_day(
    shop: Shop, aftersales: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    pages, _ = drained(aftersales, context(clock))
    assert set(keys(pages)) == set(shop.updated)
    windows = {
        (body["begin_update_time"], body["end_update_time"]) for body in platform.asked(AFTERSALES)
    }
    assert all(end - begin <= DAY for begin, end in windows)


def test_a_list_that_repeats_its_cursor_stops_with_a_word(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        ORDERS,
        {"errcode": 0, "order_id_list": [str(BIG)], "has_more": True, "next_key": "stuck"},
    )
    with pytest.raises(Exception, match="names a page as the next one that was read already"):
        drained(orders, context(clock))
    assert len(platform.asked(ORDERS)) == 6


def test_a_wrong_secret_names_its_variable(
    shop: Shop, orders: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.token_answer = lambda _: {"errcode": 40125, "errmsg": "invalid appsecret rid: 6-1"}
    with pytest.raises(FatalError, match="WECHAT_SHOP_SECRET") as caught:
        drained(orders, context(clock))
    assert "invalid appsecret rid: 6-1" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_payloads_and_cursors_fit_into_json(shop: Shop, orders: Stream, clock: FakeClock) -> None:
    for page in orders.pages(None, context(clock)):
        json.dumps([page.cursor, *(record.payload for record in page.records)])
