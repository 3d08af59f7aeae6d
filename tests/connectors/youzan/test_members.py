"""Points and vouchers: told per customer, without ids, and too dear to ask for twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.core.stream import Page, PullContext
from connectors.youzan.points import Balance, landed_balances
from tests.connectors.support import context, drained, latest
from tests.connectors.youzan.shop import FakeShop, failed, found, good
from tests.connectors.youzan.test_customers import LIST, Customers

POINTS = "youzan.crm.customer.points.changelog.search/4.0.2"
VOUCHERS = "youzan.ump.voucher.query/3.0.0"
ACTIVITIES = "youzan.ump.coupon.search/3.0.0"
MARCH = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())


class Books:
    """The changes of every customer, newest first, by Beijing times in text."""

    def __init__(self, customers: Customers) -> None:
        self.customers = customers
        self.changes: dict[str, list[dict[str, Any]]] = {}

    def book(self, yz_open_id: str, at: int, amount: int) -> None:
        row = self.customers.rows[yz_open_id]
        row["points"] += amount
        row["is_member"] = 1
        change = {"created_at": at, "amount": amount, "current": row["points"],
                  "description": "签到"}  # fmt: skip
        self.changes.setdefault(yz_open_id, []).append(change)

    def answer(self, body: dict[str, Any]) -> Any:
        begin, end = (
            int(datetime.fromisoformat(f"{body[name]}+08:00").timestamp())
            for name in ("begin_time", "end_time")
        )
        assert 0 <= end - begin <= 31 * 86_400
        mine = self.changes.get(body["user"]["account_id"], [])[::-1]
        inside = [item for item in mine if begin <= item["created_at"] <= end]
        size, number = body["page_size"], body["page"]
        return {
            "paginator": {"page": number, "total_count": len(inside)},
            "items": inside[(number - 1) * size : number * size],
        }


def opened(shop: FakeShop, count: int) -> Books:
    books = Books(Customers(count))
    shop.on(LIST, books.customers.answer)
    shop.on(POINTS, books.answer)
    return books


def pull(shop: FakeShop, known: Iterable[str] = ()) -> PullContext:
    return context(shop.clock, start="2025-06-01", known=known)


def changes(pages: list[Page]) -> list[int]:
    return [r.payload["amount"] for r in found(pages).values() if "amount" in r.payload]


def test_every_change_lands_once_however_equal_it_looks(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 2)
    for amount in (50, -50, 50, -50, 50):
        books.book("yz00000", MARCH, amount)
    books.book("yz00001", MARCH + 90_000, 10)
    pages, _ = drained(shop.stream(tmp_path, "points"), pull(shop))
    assert sorted(changes(pages)) == [-50, -50, 10, 50, 50, 50]
    balances = landed_balances(found(pages))
    end = int(shop.clock.now().timestamp()) - 60
    assert balances == {"yz00000": Balance(50, end), "yz00001": Balance(10, end)}


def test_only_members_whose_balance_moved_are_asked_for(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 30)
    for number in range(30):
        books.book(f"yz{number:05d}", MARCH, 10)
    stream = shop.stream(tmp_path, "points")
    pages, cursor = drained(stream, pull(shop))
    asked = len(shop.asked(POINTS))
    shop.clock.advance(86_400)
    books.book("yz00007", int(shop.clock.now().timestamp()) - 600, 5)
    more, _ = drained(stream, pull(shop, found(pages)), cursor)
    assert [body["user"]["account_id"] for body in shop.asked(POINTS)[asked:]] == ["yz00007"]
    assert 5 in changes(more)
    assert set(latest([*pages, *more])) >= set(latest(more))
    assert len(changes([*pages, *more])) == 31


def test_a_change_that_is_told_late_is_asked_for_again(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 1)
    books.book("yz00000", MARCH, 10)
    told = books.changes["yz00000"].copy()
    books.book("yz00000", int(shop.clock.now().timestamp()) - 2 * 86_400, 7)
    everything, books.changes["yz00000"] = books.changes["yz00000"], told
    stream = shop.stream(tmp_path, "points")
    pages, cursor = drained(stream, pull(shop))
    assert landed_balances(found(pages))["yz00000"].points is None
    for _ in range(2):
        shop.clock.advance(86_400)
        more, cursor = drained(stream, pull(shop, found(pages)), cursor)
        pages += more
        assert 7 not in changes(pages)
    books.changes["yz00000"] = everything
    shop.clock.advance(86_400)
    more, cursor = drained(stream, pull(shop, found(pages)), cursor)
    assert 7 in changes(more)
    assert landed_balances(found(more))["yz00000"].points == 17


def test_a_long_history_is_read_in_windows_and_pages(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 1)
    for number in range(130):
        books.book("yz00000", MARCH - number * 60, 1)
    books.changes["yz00000"].sort(key=lambda item: item["created_at"])
    pages, _ = drained(shop.stream(tmp_path, "points"), pull(shop))
    assert len(changes(pages)) == 130
    assert {body["page"] for body in shop.asked(POINTS)} == {1, 2, 3}


def test_a_customer_who_is_gone_holds_nobody_up(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 3)
    for number in range(3):
        books.book(f"yz{number:05d}", MARCH, 10)
    shop.on(
        POINTS,
        lambda body: (
            failed(144100001) if body["user"]["account_id"] == "yz00001" else books.answer(body)
        ),
    )
    pages, _ = drained(shop.stream(tmp_path, "points"), pull(shop))
    assert len(changes(pages)) == 2
    assert [one for page in pages for one in page.rejected] == []


def test_the_walk_is_done_once_a_day(shop: FakeShop, tmp_path: Path) -> None:
    books = opened(shop, 2)
    books.book("yz00000", MARCH, 10)
    stream = shop.stream(tmp_path, "points")
    pages, cursor = drained(stream, pull(shop))
    calls = len(shop.calls)
    assert drained(stream, pull(shop, found(pages)), cursor)[0] == []
    assert len(shop.calls) == calls


def voucher(number: int, **more: Any) -> dict[str, Any]:
    return {"voucher_identity": {"coupon_id": number, "coupon_type": 0}, "value": 1000, **more}


def test_vouchers_are_an_array_with_the_total_beside_it(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(LIST, Customers(2).answer)

    def answer(body: dict[str, Any]) -> Any:
        base = 1_000 * int(body["yz_open_id"][-1])
        rows = [voucher(base + n, send_at=MARCH * 1_000) for n in range(230)]
        size, number = body["page_size"], body["page_num"]
        return good(rows[(number - 1) * size : number * size], total=len(rows))

    shop.on(VOUCHERS, answer)
    pages, cursor = drained(shop.stream(tmp_path, "coupons"), pull(shop))
    records = found(pages)
    assert len(records) == 460
    assert records["0|1005"].payload["yz_open_id"] == "yz00001"
    assert records["0|1005"].occurred_at == datetime.fromtimestamp(MARCH, UTC)
    assert cursor == {"walked_on": "2026-03-10"}


def test_a_pull_asks_a_bounded_number_of_customers(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(LIST, Customers(130).answer)
    shop.on(VOUCHERS, lambda body: good([voucher(int(body["yz_open_id"][2:]))], total=1))
    stream = shop.stream(tmp_path, "coupons")
    object.__setattr__(stream, "most_customers", 40)
    seen: set[str] = set()
    cursor = None
    for _ in range(3):
        pages, cursor = drained(stream, pull(shop), cursor)
        seen |= set(found(pages))
        assert len(found(pages)) <= 40 + 50
    assert len(seen) == 130


def test_activities_speak_in_the_old_envelope(shop: FakeShop, tmp_path: Path) -> None:
    groups = [{"id": number, "title": "礼券"} for number in range(60)]

    def answer(body: dict[str, Any]) -> Any:
        begin = (body["page_no"] - 1) * body["page_size"]
        return {"groups": groups[begin : begin + body["page_size"]], "total": len(groups)}

    shop.on(ACTIVITIES, lambda body: {"code": 200, "response": answer(body)})
    pages, _ = drained(shop.stream(tmp_path, "coupon_activities"), pull(shop))
    assert len(found(pages)) == 60
