"""Few people who do a lot everywhere, so that whatever lands anew touches rows of many tables.

For tables that go on from what they were: hardly a record here stands alone, each has others of
the same buyer, account, page or order before and after it. The people are made up from a seed. What
the records mean is not tested with them.
"""

from __future__ import annotations

import random
from typing import Any

from tests.dbt.landing_files import (
    BRAND,
    OFFICIAL_ACCOUNT,
    SHOP,
    Landed,
    at,
    beijing,
    card,
    follower,
    protected,
    registry,
    sale,
    seconds,
)
from tests.dbt.mart_records import aftersale, event, follow_event, shop_order
from tests.dbt.youzan_records import customer, refund, text, trade, youzan

DAYS = 150
GOODS = {"MILK": 5500, "TOY": 2000, "SOAP": 1250, "BED": 90_000}
PAGES = ("pages/home", "pages/milk", "pages/sale")
RETURNED = "MERCHANT_RETURN_SUCCESS"


def busy_people(count: int, seed: int = 1) -> list[Landed]:
    """What so many people leave behind in all sources, in no order."""
    chance = random.Random(seed)
    return [
        record
        for number in range(count)
        for records in (_who(number, chance), _acts(number, chance), _buys(number, chance))
        for record in records
    ]


def _phone(number: int) -> str:
    return f"139000077{number:02}"


def _login(number: int) -> str | None:
    return f"77{number:02}" if number % 3 else None


def _who(number: int, chance: random.Random) -> list[Landed]:
    """Accounts and cards, said more than once, and what they hold; some share a phone."""
    day = chance.uniform(1, DAYS / 2)
    phone = _phone(number - number % 4 // 3)
    names: dict[str, Any] = {"unionid": f"busy-union-{number}"} if number % 2 else {}
    told = [
        registry(f"busy-app-{number}", _login(number), day=day + later, phone=phone, points=points)
        for later, points in ((0, 10), (20, 25))
    ]
    statement = {
        "member_no": f"BUSY{number}" if number % 4 else None,
        "phone": protected("ph", phone),
        "changed_at": beijing(day),
        "change": "15",
        "balance_after": "15",
    }
    score = {"openid": f"busy-shop-{number}", "score": str(number)}
    scan = {"FromUserName": f"busy-fan-{number}", "CreateTime": seconds(day + 30)}
    done = scan | {"Event": "TEMPLATESENDJOBFINISH", "MsgID": number, "Status": "success"}
    return [
        *told,
        card(f"BUSY{number}", phone=phone, day=day, points="15", stored_value="8.00"),
        customer(f"busy-yz-{number}", day, phone=phone),
        follower(f"busy-fan-{number}", day=day, **names),
        follow_event(f"busy-fan-{number}", "SCAN", day + 1, "store_1"),
        Landed("wechat_official_account", "template_results", OFFICIAL_ACCOUNT, f"b{number}", done),
        Landed("wechat_shop", "member_scores", SHOP, f"busy-shop-{number}", score),
        Landed("offline", "points_statements", BRAND, f"busy-{number}", statement, at(day)),
    ]


def _acts(number: int, chance: random.Random) -> list[Landed]:
    """Behaviour on several days: looks, searches, pages, points, and messages with their clicks."""
    acts = []
    for _ in range(5):
        day, code = chance.uniform(0, DAYS), chance.choice(sorted(GOODS))
        product = {"product_id": f"spu-{code}", "category": chance.choice(("奶粉", "用品"))}
        sent = {"channel": "template_message", "campaign_id": "spring"}
        for name, properties in (
            ("$MPViewScreen", {"url_path": chance.choice(PAGES), "stay_seconds": 30}),
            ("search", {"keyword": "奶粉", "result_count": 3}),
            ("view_product", product),
            ("add_to_cart", product | {"quantity": 1}),
            ("earn_points", {"points": chance.randrange(1, 9)}),
            ("redeem_points", {"points": 2}),
            ("message_receive", sent),
            ("message_click", sent),
        ):
            day += 0.01
            if chance.random() < 0.6:
                landed = event(f"busy-app-{number}", name, day, **properties)
                landed.payload["login_id"] = _login(number) if chance.random() < 0.5 else None
                acts.append(landed)
    return acts


def _buys(number: int, chance: random.Random) -> list[Landed]:
    """Orders of all channels, and what went back."""
    bought: list[Landed] = []
    for place in range(3):
        day, code = chance.uniform(0, DAYS), chance.choice(sorted(GOODS))
        order, price = f"busy-{number}-{place}", GOODS[code]
        who: dict[str, Any] = {"openid": f"busy-shop-{number}", "unionid": None}
        bought.append(shop_order(order, day, [(code, 1, price, price), ("SOAP", 1, 9, 9)], **who))
        if chance.random() < 0.4:
            bought.append(aftersale(f"{order}-back", order, code, price, day + 9, RETURNED))
        price_text = f"{price / 100:.2f}"
        holder = {"member_no": f"BUSY{number}", "phone": protected("ph", _phone(number))}
        line = {"sku": code, "unit_price": price_text, "amount": price_text, **holder}
        bought.append(sale(order, day=chance.uniform(0, DAYS), **line))
    tid, day = f"busy-yz-{number}", chance.uniform(0, DAYS)
    points = {"yz_open_id": tid, "amount": 5, "current": 5, "created_at": text(day)}
    return [
        *bought,
        trade(tid, day, {"yz_open_id": tid}),
        refund(f"{tid}-back", tid, day + 5),
        youzan("points", f"{tid}-points", points),
    ]
