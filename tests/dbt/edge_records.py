"""Orders at the edges of days, amounts and clocks, as hidden worlds hold them.

What belongs here: records of buyers of their own, so that they change no other case. What does not:
records whose identity is the question (see `identity_cases`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.dbt.landing_files import BRAND, UNIX_EPOCH, Landed, at, beijing, card, sale
from tests.dbt.mart_records import aftersale, shop_order
from tests.dbt.offline_records import response

SHANGHAI = timedelta(hours=8)
LISTED = beijing(77)[:10]


def paid_at(number: str, local: str, openid: str, fen: int = 5000) -> Landed:
    """An order of one line, placed and paid at an instant of the clock in Shanghai."""
    seconds = int((datetime.fromisoformat(local) - SHANGHAI - UNIX_EPOCH).total_seconds())
    landed = shop_order(number, 0, [("EDGE", 1, fen, fen)], openid=openid, unionid=None)
    landed.payload["create_time"] = landed.payload["update_time"] = seconds
    landed.payload["order_detail"]["pay_info"]["pay_time"] = seconds
    return landed


def told_of(card_no: str, day: float, change: int = 10, balance: int = 10) -> Landed:
    """A change of points of a card that no list of members names."""
    payload = {
        "entry_no": f"edge-{card_no}-{balance}",
        "member_no": card_no,
        "changed_at": beijing(day),
        "change": str(change),
        "balance": str(balance),
    }
    return Landed("offline", "points_statements", BRAND, payload["entry_no"], payload, at(day))


EDGE_RECORDS: list[Landed] = [
    paid_at("edge-last-second", "2026-01-31 23:59:59", "edge-midnight"),
    paid_at("edge-first-second", "2026-02-01 00:00:00", "edge-midnight"),
    paid_at("edge-leap-day", "2024-02-29 12:00:00", "edge-old"),
    paid_at("edge-free", "2026-02-03 12:00:00", "edge-nothing", fen=0),
    paid_at("edge-future", "2099-06-01 12:00:00", "edge-clock"),
    paid_at("edge-large", "2026-02-04 12:00:00", "edge-rich", fen=99_999_999_999_999_999),
    aftersale("edge-back-early", "edge-later", "EDGE", 1000, 33, "MERCHANT_REFUND_SUCCESS"),
    paid_at("edge-later", "2026-02-02 12:00:00", "edge-refund"),
    paid_at("edge-given-back", "2026-02-05 12:00:00", "edge-refund"),
    aftersale("edge-too-much", "edge-given-back", "EDGE", 9000, 36, "MERCHANT_REFUND_SUCCESS"),
    sale("100", day=70, store="边界一店", amount="10.00", unit_price="10.00"),
    sale("100", day=70, store="边界二店", amount="20.00", unit_price="20.00"),
    sale("100", day=71, store="边界一店", amount="30.00", unit_price="30.00"),
    sale("９９", day=72, store="ＥＤＧＥ　１", product_name="奶粉😀", amount="5.00"),
    sale("edge-far-sale", day=26_000, store="边界一店", amount="12.00", member_no="EDGE-F"),
    card("EDGE-F", day=26_000),
    sale("edge-back", day=73, sku="EDGE-R", quantity="-1", amount="-7.00", type="return"),
    response(phone="13900004711", name="测试边", day=74),
    card(
        "EDGE-L",
        member_no=None,
        open_date=None,
        platform="youzan",
        phone="13900004712",
        _snapshot_date=LISTED,
    ),
    told_of("EDGE-T", day=75),
    told_of("EDGE-T", day=26_000, change=-4, balance=6),
]
