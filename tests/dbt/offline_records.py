"""Records of files whose staging rows the tests know by heart: drifting exports, bills, answers."""

from __future__ import annotations

from typing import Any

from tests.dbt.landing_files import BRAND, MINI_PROGRAM, Landed, at, beijing, protected


def payment(order_no: str, openid: str, *, appid: str = MINI_PROGRAM, day: float = 0) -> Landed:
    """A payment on a bill of WeChat Pay."""
    payload = {
        "provider": "wechat_pay",
        "type": "payment",
        "transaction_no": f"420{order_no}",
        "order_no": order_no,
        "appid": appid,
        "openid": openid,
        "traded_at": beijing(day),
        "amount": "10.00",
    }
    return Landed("offline", "payments", BRAND, f"420{order_no}", payload, at(day))


def response(
    openid: str | None = None, *, phone: str | None = None, name: str = "", day: float = 0
) -> Landed:
    """A response to a survey."""
    payload: dict[str, Any] = {"survey": "调研", "submitted_at": beijing(day), "answers": []}
    if openid:
        payload["openid"] = openid
    if phone:
        payload["phone"] = protected("ph", phone)
        payload["name"] = protected("nm", name)
    return Landed("offline", "surveys", BRAND, f"{openid}|{phone}|{day}", payload, at(day))


def _answer(asked_as: int, place: int, topic: str, kind: str, **said: Any) -> dict[str, Any]:
    asked = {"n": asked_as, "place": place, "question": f"{asked_as}、{topic}", "topic": topic}
    return {**asked, "kind": kind, **said}


def _file_order(seq: str, **told: Any) -> Landed:
    payload = {
        "order_no": "E20260106000000000000001",
        "platform": "youzan",
        "created_at": "2026-01-06 00:30:00",
        "_snapshot_date": seq,
    }
    return Landed("offline", "orders", BRAND, "E20260106000000000000001", payload | told)


OFFLINE_RECORDS = [
    _file_order(
        "2026-02-01",
        paid_at="2026-01-06 00:31:00",
        state="待发货",
        paid_amount="105.00",
        buyer_name=protected("nm", "stg-buyer"),
        goods="甲(数量:1);乙(数量:2)",
        items=[{"n": 1, "name": "甲", "quantity": "1"}, {"n": 2, "name": "乙", "quantity": "2"}],
    ),
    _file_order("2026-03-01", state="交易完成", refunded_amount="5.00", paid_amount="105.00"),
    _file_order("2026-01-31", state="待付款"),
    Landed(
        "offline",
        "payments",
        BRAND,
        "420|503",
        {
            "provider": "wechat_pay",
            "type": "refund",
            "transaction_no": "420",
            "refund_no": "503",
            "traded_at": "2026-01-06 00:30:00",
            "amount": "0.00",
            "refund_amount": "10.00",
            "fee": "-0.06004",
        },
    ),
    Landed(
        "offline",
        "points_statements",
        BRAND,
        "stg-points",
        {
            "member_no": "stg-card",
            "changed_at": "2026-01-06 00:30:00",
            "requested_at": "2026-01-05 00:30:00",
            "state": "待审核",
            "change": "10.5",
        },
    ),
    Landed(
        "offline",
        "stored_value_statements",
        BRAND,
        "stg-stored",
        {
            "member_no": "stg-card",
            "changed_at": "2026-01-06 00:30:00",
            "change": "220.00",
            "principal_change": "200.00",
            "gift_change": "20.00",
        },
    ),
    Landed(
        "offline",
        "surveys",
        BRAND,
        "stg-survey",
        {
            "survey": "新品口味",
            "submitted_at": "2026-01-06 00:30:00",
            "answers": [
                _answer(1, 1, "口味", "choices", answer="甜"),
                _answer(1, 2, "口味", "choices", answer="咸"),
                _answer(2, 3, "评分", "rating", answer="4分", number="4"),
                _answer(3, 4, "建议", "text", text=protected("tx", "stg-text")),
            ],
        },
    ),
]
