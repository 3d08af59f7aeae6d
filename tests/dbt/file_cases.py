"""Hard cases of identity that only bills and surveys tell."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, oa, phone, plastic, shop, user
from tests.dbt.landing_files import card, follower, order, registry, sale
from tests.dbt.offline_records import payment, response

FILE_CASES = [
    Case(
        "who alone pays for a card again and again holds it",
        [
            registry("f1-mp", "f1-user"),
            card("f1-card"),
            sale("f1-t1", member_no="f1-card", day=1),
            sale("f1-t2", member_no="f1-card", day=2),
            payment("f1-t1", "f1-mp", day=1),
            payment("f1-t2", "f1-mp", day=2),
        ],
        [{mp("f1-mp"), user("f1-user"), plastic("f1-card")}],
    ),
    Case(
        "who pays for a card once may do so for somebody else",
        [
            registry("f2-mp", "f2-user"),
            sale("f2-t1", member_no="f2-card", day=1),
            payment("f2-t1", "f2-mp", day=1),
        ],
        [{mp("f2-mp"), user("f2-user")}, {plastic("f2-card")}],
    ),
    Case(
        "who pays for two cards holds neither",
        [
            registry("f3-mp", "f3-user"),
            *(sale(f"f3-a{n}", member_no="f3-card1", day=n) for n in (1, 2)),
            *(sale(f"f3-b{n}", member_no="f3-card2", day=n) for n in (3, 4)),
            *(payment(f"f3-a{n}", "f3-mp", day=n) for n in (1, 2)),
            *(payment(f"f3-b{n}", "f3-mp", day=n) for n in (3, 4)),
        ],
        [{mp("f3-mp"), user("f3-user")}, {plastic("f3-card1")}, {plastic("f3-card2")}],
    ),
    Case(
        "a card that its holder bound is not its payer's",
        [
            registry("f4-mp", "f4-user", member_card_no="f4-card"),
            registry("f4-payer", "f4-other"),
            *(sale(f"f4-t{n}", member_no="f4-card", day=n) for n in (1, 2)),
            *(payment(f"f4-t{n}", "f4-payer", day=n) for n in (1, 2)),
        ],
        [{mp("f4-mp"), user("f4-user"), plastic("f4-card")}, {mp("f4-payer"), user("f4-other")}],
    ),
    Case(
        "who pays an order of the shop is its buyer",
        [
            registry("f5-mp", "f5-user"),
            order("f5-shop", number="f5-order", day=1),
            payment("f5-order", "f5-mp", day=1),
        ],
        [{mp("f5-mp"), user("f5-user"), shop("f5-shop")}],
    ),
    Case(
        "an openid that no account knows pays for nobody",
        [
            *(sale(f"f6-t{n}", member_no="f6-card", day=n) for n in (1, 2)),
            *(payment(f"f6-t{n}", "f6-stranger", day=n) for n in (1, 2)),
        ],
        [{plastic("f6-card")}],
    ),
    Case(
        "a follower who leaves name and number in a survey is the holder of that card",
        [
            follower("f7-oa"),
            card("f7-card", phone="f7", name="周七"),
            response("f7-oa", phone="f7", name="周七", day=3),
        ],
        [{oa("f7-oa"), plastic("f7-card"), phone("f7")}],
    ),
    Case(
        "a follower who leaves the number of a card under another name holds it now, not the card",
        [
            follower("f8-oa"),
            card("f8-card", phone="f8", name="吴八"),
            response("f8-oa", phone="f8", name="郑九", day=3),
        ],
        [{oa("f8-oa"), phone("f8")}, {plastic("f8-card")}],
    ),
]
