"""Trades and refunds: windows, pages that move under the reader, kills, odd rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import RetryableError
from connectors.core.windows import Period
from connectors.youzan.streams import REFUND_LIMITS, TRADE_LIMITS
from tests.connectors.support import (
    context,
    drained,
    latest,
    latest_despite_kills,
    through_json,
)
from tests.connectors.youzan.shop import FakeShop, failed, found, text, trade

TRADES = "youzan.trades.sold.get/4.0.4"
SEARCH = "youzan.trade.refund.search/3.0.1"
GET = "youzan.trade.refund.get/3.0.1"
START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Ledger:
    """Trades by their last change; a list of them moves when one changes."""

    changed: dict[str, datetime] = field(default_factory=dict)
    newest_first: bool = True
    after_page: dict[int, str] = field(default_factory=dict)
    now: datetime = START + timedelta(days=9, hours=4)
    answered: int = 0

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """List a page, then let a trade change that was told to do so after this answer."""
        begin, end = body["start_update"], body["end_update"]
        inside = [(at, tid) for tid, at in self.changed.items() if begin <= text(at) <= end]
        inside.sort(reverse=self.newest_first)
        size, number = body["page_size"], body["page_no"]
        page = inside[(number - 1) * size : number * size]
        self.answered += 1
        if tid := self.after_page.pop(self.answered, None):
            self.changed[tid] = self.now
        return {
            "full_order_info_list": [trade(tid, at) for at, tid in page],
            "total_results": len(inside),
        }


def filled(count: int) -> Ledger:
    return Ledger({f"E{n:03d}": START + timedelta(minutes=n + 1) for n in range(count)})


def test_windows_are_asked_for_in_pairs_of_beijing_time(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(TRADES, filled(1).answer)
    pages, cursor = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    asked = shop.asked(TRADES)
    assert asked[0]["start_update"] == "2026-03-01 00:00:00"
    assert asked[-1]["end_update"] == "2026-03-10 11:59:00"
    assert list(found(pages)) == ["E000"]
    assert found(pages)["E000"].occurred_at == START + timedelta(minutes=1)
    drained(shop.stream(tmp_path, "trades"), context(shop.clock), cursor)
    assert shop.asked(TRADES) == asked


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("moment", [1, 2, 3, 4])
@pytest.mark.parametrize("moved", ["E000", "E120", "E249", "E349"])
def test_trades_that_move_while_paging_lose_nobody(
    shop: FakeShop, tmp_path: Path, newest_first: bool, moment: int, moved: str
) -> None:
    ledger = filled(350)
    ledger.newest_first = newest_first
    ledger.after_page = {moment: moved}
    shop.on(TRADES, ledger.answer)
    stream = shop.stream(tmp_path, "trades")
    pages, cursor = drained(stream, context(shop.clock))
    shop.clock.advance(86_400)
    later, _ = drained(stream, context(shop.clock), cursor)
    assert set(found([*pages, *later])) == set(ledger.changed)


def test_a_kill_at_any_page_loses_nothing(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(TRADES, filled(520).answer)
    stream = shop.stream(tmp_path, "trades")
    whole = latest(drained(stream, context(shop.clock))[0])
    assert len(whole) == 520
    assert all(outcome == whole for outcome in latest_despite_kills(stream, context(shop.clock)))


def test_more_than_the_platform_lists_is_halved(shop: FakeShop, tmp_path: Path) -> None:
    ledger = Ledger({f"E{n}": START + timedelta(seconds=n) for n in range(1_050)})
    shop.on(TRADES, ledger.answer)
    stream = shop.stream(tmp_path, "trades")
    object.__setattr__(stream, "limits", replace(TRADE_LIMITS, most_rows=1_000))
    pages, _ = drained(stream, context(shop.clock))
    assert set(found(pages)) == set(ledger.changed)
    assert max(body["page_no"] for body in shop.asked(TRADES)) <= 10
    assert (TRADE_LIMITS.most_rows, TRADE_LIMITS.page_size) == (10_000, 100)


def test_a_total_that_is_too_low_hides_nothing(shop: FakeShop, tmp_path: Path) -> None:
    ledger = filled(250)

    def understated(body: dict[str, Any]) -> dict[str, Any]:
        return {**ledger.answer(body), "total_results": 100}

    shop.on(TRADES, understated)
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    assert len(found(pages)) == 250


def test_pages_smaller_than_asked_for_hide_nothing(shop: FakeShop, tmp_path: Path) -> None:
    ledger = filled(250)
    shop.on(TRADES, lambda body: ledger.answer({**body, "page_size": 20}))
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    assert len(found(pages)) == 250


def test_a_skeleton_is_not_no_data(shop: FakeShop, tmp_path: Path) -> None:
    nothing = {"full_order_info_list": [], "total_results": 0}
    shop.on(TRADES, filled(3).answer)
    shop.fail(TRADES, failed(106000001, nothing), {"code": 200, "success": True, "data": None})
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    assert len(found(pages)) == 3


def test_a_platform_that_stays_down_leaves_the_cursor_where_it_was(
    shop: FakeShop, tmp_path: Path
) -> None:
    shop.fail(TRADES, *[failed(106000001)] * 5)
    with pytest.raises(RetryableError):
        list(shop.stream(tmp_path, "trades").pages(None, context(shop.clock)))


def test_days_are_pulled_again_beside_the_cursor(shop: FakeShop, tmp_path: Path) -> None:
    ledger = Ledger({f"E{n}": START + timedelta(days=n) for n in range(8)})
    shop.on(TRADES, ledger.answer)
    days = Period((START + timedelta(days=2)).date(), (START + timedelta(days=3)).date())
    stream = shop.stream(tmp_path, "trades")
    pages = list(stream.day_pages(days, None, context(shop.clock)))  # type: ignore[attr-defined]
    assert sorted(found(pages)) == ["E2", "E3"]


def test_a_cursor_from_a_clock_that_stood_wrong_starts_over(shop: FakeShop, tmp_path: Path) -> None:
    shop.on(TRADES, filled(3).answer)
    future = {"until": int((START + timedelta(days=400)).timestamp())}
    pages, cursor = drained(shop.stream(tmp_path, "trades"), context(shop.clock), future)
    assert len(found(pages)) == 3
    assert cursor is not None
    assert cursor["until"] < future["until"]


def test_rows_of_the_sdks_survive_and_a_nameless_one_is_refused(
    shop: FakeShop, tmp_path: Path
) -> None:
    rows = [
        {"full_order_info": {"order_info": {"tid": "E1", "update_time": None, "new": 1},
                             "orders": None, "buyer_info": None}},
        {"order_info": {"tid": 20260301, "update_time": 1_772_330_000_000}},
        {"full_order_info": {"order_info": {"status": "TRADE_SUCCESS"}}},
        "odd",
    ]  # fmt: skip
    shop.on(TRADES, lambda _: {"full_order_info_list": rows, "total_results": "4"})
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    records = found(pages)
    assert set(records) == {"E1", "20260301"}
    assert records["E1"].occurred_at is None
    assert records["20260301"].occurred_at == datetime(2026, 3, 1, 1, 53, 20, tzinfo=UTC)
    assert len([one for page in pages for one in page.rejected]) == 2


class Refunds:
    """Refunds by Unix seconds, with a detail each."""

    def __init__(self, count: int) -> None:
        self.rows = {f"R{n:04d}": int(START.timestamp()) + n + 1 for n in range(count)}

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        size, number = body["page_size"], body["page_no"]
        assert size * number <= 300
        inside = [
            {"refund_id": key, "tid": f"E{key}", "status": "SUCCESS", "refund_fee": "0.01"}
            for key, at in self.rows.items()
            if body["update_time_start"] <= at <= body["update_time_end"]
        ]
        return {"refunds": inside[(number - 1) * size : number * size], "total": len(inside)}

    def get(self, body: dict[str, Any]) -> dict[str, Any]:
        at = datetime.fromtimestamp(self.rows[body["refund_id"]], UTC)
        return {"refund_id": body["refund_id"], "oid": "7", "tid": None, "modified": text(at)}


def test_refunds_are_told_with_their_line_and_never_beyond_the_end(
    shop: FakeShop, tmp_path: Path
) -> None:
    refunds = Refunds(320)
    shop.on(SEARCH, refunds.search)
    shop.on(GET, refunds.get)
    stream = shop.stream(tmp_path, "refunds")
    object.__setattr__(stream, "limits", replace(REFUND_LIMITS, most_rows=300))
    assert REFUND_LIMITS.most_rows == 3_000
    pages, _ = drained(stream, context(shop.clock))
    records = found(pages)
    assert set(records) == set(refunds.rows)
    one = records["R0000"]
    assert (one.payload["oid"], one.payload["tid"]) == ("7", "ER0000")
    assert one.occurred_at == START + timedelta(seconds=1)


def test_a_refund_that_cannot_be_had_does_not_hold_up_the_others(
    shop: FakeShop, tmp_path: Path
) -> None:
    refunds = Refunds(3)
    shop.on(SEARCH, refunds.search)
    shop.on(
        GET,
        lambda body: failed(103011024) if body["refund_id"] == "R0001" else refunds.get(body),
    )
    pages, cursor = drained(shop.stream(tmp_path, "refunds"), context(shop.clock))
    assert set(found(pages)) == {"R0000", "R0002"}
    assert [one.place for page in pages for one in page.rejected] == ["refund R0001"]
    assert through_json(cursor) == cursor


def test_a_refund_with_an_unknown_code_is_asked_for_again(shop: FakeShop, tmp_path: Path) -> None:
    refunds = Refunds(4)
    odd = {"R0002"}

    def search(body: dict[str, Any]) -> dict[str, Any]:
        if number := body.get("refund_id"):
            window = {"update_time_start": 0, "update_time_end": 2**40}
            told = refunds.search({**body, **window, "page_size": 50})
            rows = [row for row in told["refunds"] if row["refund_id"] == number]
            return {"refunds": rows, "total": len(rows)}
        return refunds.search(body)

    def get(body: dict[str, Any]) -> Any:
        return failed(987654321) if body["refund_id"] in odd else refunds.get(body)

    shop.on(SEARCH, search)
    shop.on(GET, get)
    stream = shop.stream(tmp_path, "refunds")
    first, cursor = drained(stream, context(shop.clock))
    assert set(found(first)) == {"R0000", "R0001", "R0003"}
    assert cursor is not None
    assert cursor["again"] == {"R0002": 1}
    shop.clock.advance(86_400)
    still, cursor = drained(stream, context(shop.clock), cursor)
    assert [one for page in still for one in page.rejected] == []
    odd.clear()
    shop.clock.advance(86_400)
    later, cursor = drained(stream, context(shop.clock), cursor)
    assert found(later)["R0002"].payload["status"] == "SUCCESS"
    assert cursor is not None
    assert "again" not in cursor


@pytest.mark.parametrize("total", [None, 99_999, 9_000, 600, 251])
def test_a_total_that_is_wrong_costs_calls_and_nothing_else(
    shop: FakeShop, tmp_path: Path, total: int | None
) -> None:
    ledger = filled(250)
    shop.on(TRADES, lambda body: {**ledger.answer(body), "total_results": total})
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    assert len(found(pages)) == 250
    assert len(shop.asked(TRADES)) < 20


def test_a_page_that_lost_a_row_is_asked_for_once_more(shop: FakeShop, tmp_path: Path) -> None:
    ledger = filled(350)
    loses = iter([False, True, False, True, False, True, False])

    def losing(body: dict[str, Any]) -> dict[str, Any]:
        told = ledger.answer(body)
        rows = told["full_order_info_list"]
        return {**told, "full_order_info_list": rows[1:] if next(loses, False) else rows}

    shop.on(TRADES, losing)
    pages, _ = drained(shop.stream(tmp_path, "trades"), context(shop.clock))
    assert len(found(pages)) == 350


def test_a_page_that_is_the_one_before_is_not_believed(shop: FakeShop, tmp_path: Path) -> None:
    ledger = filled(350)
    before: list[dict[str, Any]] = []
    stuck = {2}

    def repeating(body: dict[str, Any]) -> dict[str, Any]:
        told = before[-1] if body["page_no"] in stuck and before else ledger.answer(body)
        before.append(told)
        return told

    shop.on(TRADES, repeating)
    stream = shop.stream(tmp_path, "trades")
    stored: list[Any] = []
    pages = stream.pages(None, context(shop.clock))
    with pytest.raises(RetryableError, match="page 2"):
        stored.extend(pages)
    stuck.clear()
    rest, _ = drained(stream, context(shop.clock), stored[-1].cursor)
    assert len(found([*stored, *rest])) == 350
