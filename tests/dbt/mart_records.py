"""A small brand in landing records: every kind of order and trace that the marts must tell apart.

Amounts are in fen online and in yuan in stores, as the sources send them. Days count from the first
day of the tests; see `landing_files`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.dbt.landing_files import (
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT,
    SHOP,
    Landed,
    at,
    card,
    follower,
    registry,
    sale,
    seconds,
)


def shop_order(
    number: str,
    day: float,
    lines: list[tuple[str, int, int, int]],
    *,
    freight: int = 0,
    paid: bool = True,
    **fields: Any,
) -> Landed:
    """An order; a line is (sku code, pieces, unit price, paid for the line), money in fen."""
    goods = sum(pieces * price for _, pieces, price, _ in lines)
    due = sum(amount for *_, amount in lines) + freight
    payload: dict[str, Any] = {
        "order_id": number,
        "openid": "shop-li",
        "unionid": "union-li",
        "status": 100 if paid else 250,
        "create_time": seconds(day),
        "update_time": seconds(day),
        "order_detail": {
            "product_infos": [
                {
                    "product_unique_id": f"{number}_{place:03d}",
                    "product_id": f"spu-{code}",
                    "sku_id": f"sku-{code}",
                    "sku_code": code,
                    "title": code,
                    "sku_cnt": pieces,
                    "sale_price": price,
                    "real_price": amount,
                }
                for place, (code, pieces, price, amount) in enumerate(lines, start=1)
            ],
            "pay_info": {"payment_method": 1, "pay_time": seconds(day + 0.01)} if paid else {},
            "price_info": {
                "product_price": goods,
                "freight": freight,
                "discounted_price": goods + freight - due,
                "order_price": due,
            },
            "delivery_info": {"address_info": {"province_name": "浙江省", "city_name": "杭州市"}},
        },
        **fields,
    }
    return Landed("wechat_shop", "orders", SHOP, number, payload, at(day))


def aftersale(number: str, order: str, code: str, fen: int, day: float, status: str) -> Landed:
    payload = {
        "after_sale_order_id": number,
        "order_id": order,
        "openid": "shop-li",
        "status": status,
        "type": "RETURN",
        "create_time": seconds(day),
        "update_time": seconds(day + 1),
        "complete_time": seconds(day + 1),
        "product_info": {"product_id": f"spu-{code}", "sku_id": f"sku-{code}", "count": 1},
        "refund_info": {"amount": fen},
    }
    return Landed("wechat_shop", "aftersales", SHOP, number, payload, at(day))


def event(openid: str, name: str, day: float, **properties: Any) -> Landed:
    payload = {
        "type": "track",
        "distinct_id": openid,
        "login_id": None,
        "event": name,
        "time": seconds(day) * 1000,
        "appid": MINI_PROGRAM,
        "properties": properties,
    }
    key = hashlib.sha256(json.dumps(payload).encode()).hexdigest()[:32]
    return Landed("wechat_mini_program", "events", MINI_PROGRAM, key, payload, at(day))


def follow_event(openid: str, kind: str, day: float, key: str = "") -> Landed:
    payload = {
        "ToUserName": "gh_test",
        "FromUserName": openid,
        "CreateTime": seconds(day),
        "MsgType": "event",
        "Event": kind,
        "EventKey": key,
        "Ticket": "",
    }
    name = f"{openid}|{seconds(day)}|{kind}"
    return Landed(
        "wechat_official_account", "follow_events", OFFICIAL_ACCOUNT, name, payload, at(day)
    )


def growth(day: str, new: int, lost: int) -> Landed:
    payload = {"ref_date": day, "user_source": 0, "new_user": new, "cancel_user": lost}
    return Landed("wechat_official_account", "user_growth", OFFICIAL_ACCOUNT, f"{day}|0", payload)


MART_RECORDS: list[Landed] = [
    registry(
        "app-li",
        "1001",
        day=10,
        unionid="union-li",
        member_card_no="VIP1",
        gender="女",
        birthday="1990-05-20",
        province="江苏",
        city="苏州",
        register_time="2026-01-11 08:00:00",
        member_level="银卡",
        points=100,
    ),
    card(
        "VIP1",
        day=30,
        level="金卡",
        points="30",
        stored_value="12.34",
        gender="男",
        open_store="一号店",
    ),
    shop_order("paid", 20, [("MILK", 2, 5505, 10010)]),
    shop_order("unpaid", 21, [("MILK", 1, 5505, 5505)], paid=False),
    shop_order("taken-back", 40, [("MILK", 1, 3000, 3000), ("TOY", 1, 2000, 2000)], freight=800),
    shop_order(
        "gift",
        60,
        [("TOY", 1, 6600, 6600)],
        openid="shop-friend",
        unionid="union-friend",
        is_present=True,
        present_giver_openid="shop-li",
        present_giver_unionid="union-li",
    ),
    aftersale("back-1", "taken-back", "MILK", 3000, 44, "MERCHANT_RETURN_SUCCESS"),
    aftersale("back-2", "taken-back", "TOY", 2800, 45, "MERCHANT_REFUND_SUCCESS"),
    aftersale("asked", "paid", "MILK", 1000, 46, "MERCHANT_PROCESSING"),
    aftersale("stray", "never-landed", "MILK", 500, 47, "MERCHANT_REFUND_SUCCESS"),
    sale(
        "T1", day=50, sku="MILK", quantity="1", unit_price="30.00", amount="30.00", member_no="VIP1"
    ),
    sale(
        "T1",
        day=50,
        sku="SOAP",
        quantity="2",
        unit_price="12.50",
        amount="20.00",
        discount="5.00",
        member_no="VIP1",
    ),
    sale(
        "T2",
        day=55,
        sku="SOAP",
        quantity="-2",
        unit_price="12.50",
        amount="-20.00",
        member_no="VIP1",
    ),
    sale("T3", day=50.8, sku="SOAP", quantity="1", unit_price="9.99", amount="9.99"),
    event("app-li", "view_product", 20, product_id="spu-MILK", category="奶粉", price_fen=5505),
    event("app-li", "add_to_cart", 340, product_id="spu-MILK", quantity=1),
    event("app-li", "message_receive", 350, channel="sms", campaign_id="c1"),
    event("app-wang", "$MPLaunch", 355, scene="1001"),
    follower("fan-chen", day=5),
    follower("fan-zhao", day=100),
    follow_event("fan-zhao", "subscribe", 90),
    follow_event("fan-zhao", "unsubscribe", 95),
    follow_event("fan-zhao", "subscribe", 100),
    follow_event("fan-zhao", "SCAN", 101, "store_1"),
    growth("2026-02-10", 7, 2),
]
