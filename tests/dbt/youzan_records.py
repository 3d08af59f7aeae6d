"""Hand-made landing of a Youzan shop: without its envelopes, but with its notations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.dbt.landing_files import Landed, at, protected, seconds

KDT_ID = "90000000"
BEIJING = timedelta(hours=8)


def youzan(stream: str, key: str, payload: dict[str, Any]) -> Landed:
    return Landed("youzan", stream, KDT_ID, key, payload)


def text(day: float) -> str:
    """An instant as the platform writes it in trades and refunds."""
    return f"{at(day) + BEIJING:%Y-%m-%d %H:%M:%S}"


def trade(
    tid: str,
    day: float,
    buyer: dict[str, Any] | None = None,
    *,
    child: dict[str, Any] | None = None,
    **order: Any,
) -> Landed:
    """Two lines of 30.00, paid 56.00 with 6.00 of freight and 10.00 off."""
    line = {"item_id": 500, "sku_id": 0, "outer_sku_id": "MILK", "title": "成长奶粉", "num": 1}
    payload = {
        "order_info": {
            "tid": tid,
            "status": "TRADE_SUCCESS",
            "type": 0,
            "created": text(day),
            "update_time": text(day + 1),
            "pay_time": text(day),
            "success_time": text(day + 1),
            "pay_type_str": "WEIXIN",
            "close_type": 0,
            "refund_state": 0,
            **order,
        },
        "buyer_info": {"yz_open_id": "", **(buyer or {})},
        "source_info": {"order_mark": "wx_shop", "source": {"platform": "wx"}},
        "pay_info": {
            "total_fee": "60.00",
            "post_fee": "6.00",
            "payment": "56.00",
            "deduction_pay": 0,
        },
        "orders": [
            {**line, "oid": f"{tid}-1", "price": "30.00", "payment": "25.00"},
            {**line, "oid": f"{tid}-2", "price": 30, "payment": "25.00"},
        ],
        "address_info": {"delivery_province": "广东省", "delivery_city": "广州市"},
        "remark_info": {},
        "child_info": child or {},
    }
    return youzan("trades", tid, payload)


def refund(number: str, tid: str, day: float, **changed: Any) -> Landed:
    payload = {
        "refund_id": number,
        "tid": tid,
        "oid": f"{tid}-1",
        "status": "SUCCESS",
        "demand": 1,
        "refund_fee": "25.00",
        "created": text(day),
        "modified": text(day + 1),
        "refund_success_time": text(day + 1),
        **changed,
    }
    return youzan("refunds", number, payload)


def customer(yz_open_id: str, day: float, phone: str = "", name: str = "", **more: Any) -> Landed:
    payload = {
        "yz_open_id": yz_open_id,
        "name": protected("nm", name) if name else None,
        "mobile": protected("ph", phone) if phone else None,
        "gender": 2,
        "is_member": 1,
        "trade_count": "2",
        "points": 30,
        "created_at": seconds(day),
        "created_member_at": seconds(day) * 1000,
        **more,
    }
    return youzan("customers", yz_open_id, payload)


YOUZAN_RECORDS = [
    trade("E-stg", 3, {"yz_open_id": "stg-yz", "outer_user_id": None}, status="WAIT_BUYER_PAY",
          pay_time="", success_time=None),
    trade("E-stg", 4, {"yz_open_id": "stg-yz", "buyer_phone": protected("ph", "stg-yz-phone")}),
    trade("E-closed", 5, close_type="2", status="TRADE_CLOSED"),
    refund("stg-refund", "E-stg", 6),
    refund("stg-asked", "E-stg", 6, status="CLOSED", demand="2", refund_success_time=""),
    customer("stg-yz", 2, phone="stg-yz-old", name="stg-yz-name"),
    customer("stg-yz", 2, phone="stg-yz-phone", name="stg-yz-name", points="45", gender="1"),
    youzan(
        "points",
        "stg-yz|1|a|1",
        {
            "yz_open_id": "stg-yz",
            "amount": -20,
            "current": "25",
            "description": "积分兑换",
            "created_at": seconds(7),
            "expired_at": 0,
        },
    ),
    youzan("points", "balance|stg-yz|1|25", {"yz_open_id": "stg-yz", "points": 25,
                                             "read_until": seconds(8)}),
    youzan("points", "balance|stg-yz|2|45", {"yz_open_id": "stg-yz", "points": 45,
                                             "read_until": seconds(9)}),
    youzan(
        "coupons",
        "0|700",
        {
            "yz_open_id": "stg-yz",
            "voucher_identity": {"coupon_id": 700, "coupon_type": 0},
            "activity_id": 880001,
            "preferential_mode": 1,
            "send_at": seconds(4) * 1000,
            "valid_end_time": str(seconds(34) * 1000),
            "verified_at": 0,
            "value": 1000,
            "order_preferential_value": None,
            "verified_in_order_nos": ["E-stg"],
        },
    ),
    youzan(
        "coupon_activities",
        "880001",
        {
            "id": 880001,
            "title": "入会礼券",
            "group_type": 7,
            "denominations": 1000,
            "condition": "5900",
            "total_take": 12,
            "total_used": 3,
            "created_at": seconds(1) * 1000,
            "is_invalid": False,
        },
    ),
]  # fmt: skip
