"""Hard cases of identity, each a few records and the members they must come out as.

Every case uses identifiers of its own, so that all of them can lie in one landing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.dbt.landing_files import (
    CAMPAIGN_PROGRAM,
    Landed,
    card,
    follower,
    order,
    protected,
    purchase,
    registry,
    sale,
    token,
)
from tests.dbt.wechat_records import gift, shop_member
from tests.dbt.youzan_records import customer, trade

Identifier = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """Records and what must come of them.

    Attributes:
        name: What is hard about it.
        records: In the order they land.
        members: The identifiers of each member; all of them, and no member has others.
        nobody: Identifiers that may belong to no member, with their status.
        refused: Links that must be visible as refused: (from value, to value, rule).
    """

    name: str
    records: list[Landed]
    members: list[set[Identifier]]
    nobody: dict[Identifier, str] = field(default_factory=dict)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def oa(value: str) -> Identifier:
    return ("oa_openid", value)


def mp(value: str) -> Identifier:
    return ("mp_openid", value)


def shop(value: str) -> Identifier:
    return ("shop_openid", value)


def union(value: str) -> Identifier:
    return ("unionid", value)


def user(value: str) -> Identifier:
    return ("brand_user_id", value)


def plastic(value: str) -> Identifier:
    return ("member_card", value)


def yz(value: str) -> Identifier:
    return ("youzan_yz_open_id", value)


def phone(value: str) -> Identifier:
    return ("phone", token("ph", value))


ACCOUNTS = [
    Case("openid alone is a member", [follower("a1-oa")], [{oa("a1-oa")}]),
    Case(
        "unionid joins follower, shopper and app user",
        [
            follower("a2-oa", "a2-u"),
            order("a2-shop", "a2-u"),
            registry("a2-mp", "a2-user", unionid="a2-u"),
        ],
        [{oa("a2-oa"), shop("a2-shop"), mp("a2-mp"), union("a2-u"), user("a2-user")}],
    ),
    Case(
        "unionid that shows only later",
        [
            follower("a3-oa", "a3-u"),
            registry("a3-mp", "a3-user", day=1),
            registry("a3-mp", "a3-user", day=30, unionid="a3-u"),
            order("a3-shop", day=2),
            order("a3-shop", "a3-u", day=40),
        ],
        [{oa("a3-oa"), mp("a3-mp"), shop("a3-shop"), union("a3-u"), user("a3-user")}],
    ),
    Case(
        "shop member who never ordered, and has left since",
        [
            follower("a31-oa", "a31-u"),
            shop_member("a31-shop", unionid="a31-u"),
            shop_member("a31-shop", is_member=False),
        ],
        [{oa("a31-oa"), shop("a31-shop"), union("a31-u")}],
    ),
    Case(
        "giver and receiver of a gift are two members",
        [
            follower("a32-oa", "a32-u"),
            gift(giver=("a32-shop", "a32-u"), receiver=("a33-shop", "a33-u")),
            follower("a33-oa", "a33-u"),
        ],
        [
            {oa("a32-oa"), shop("a32-shop"), union("a32-u")},
            {oa("a33-oa"), shop("a33-shop"), union("a33-u")},
        ],
    ),
    Case(
        "one login in two apps",
        [
            registry("a4-mp", "a4-user", day=1),
            registry("a4-campaign", "a4-user", day=2, appid=CAMPAIGN_PROGRAM),
        ],
        [{mp("a4-mp"), mp("a4-campaign"), user("a4-user")}],
    ),
    Case(
        "openid with two unionids follows the latest",
        [
            registry("a5-mp", "a5-user", day=1, unionid="a5-old"),
            registry("a5-mp", "a5-user", day=9, unionid="a5-new"),
        ],
        [{mp("a5-mp"), user("a5-user"), union("a5-new")}],
        nobody={union("a5-old"): "conflict"},
        refused=[("a5-mp", "a5-old", "one_unionid_per_openid")],
    ),
    Case(
        "login used by two people's WeChat stays with the latest",
        [
            registry("a6-mp1", "a6-user", day=1, unionid="a6-u1"),
            registry("a6-mp2", "a6-user", day=9, unionid="a6-u2"),
        ],
        [{mp("a6-mp1"), union("a6-u1")}, {mp("a6-mp2"), union("a6-u2"), user("a6-user")}],
        refused=[("a6-mp1", "a6-user", "one_unionid_per_member")],
    ),
    Case(
        "login that everybody tries is nobody's",
        [registry(f"a7-mp{n}", "a7-demo", day=n) for n in range(12)],
        [{mp(f"a7-mp{n}")} for n in range(12)],
        nobody={user("a7-demo"): "shared"},
    ),
]

PURCHASES = [
    Case(
        "buyer without a unionid is the app user who submitted the order",
        [
            registry("b1-mp", "b1-user", unionid="b1-u"),
            order("b1-shop", number="b1-order"),
            purchase("b1-mp", "b1-order"),
        ],
        [{mp("b1-mp"), user("b1-user"), union("b1-u"), shop("b1-shop")}],
    ),
    Case(
        "app user without a unionid is who bought under one",
        [
            registry("b2-mp", "b2-user"),
            order("b2-shop", "b2-u", number="b2-order"),
            purchase("b2-mp", "b2-order"),
            follower("b2-oa", "b2-u"),
        ],
        [{mp("b2-mp"), user("b2-user"), shop("b2-shop"), union("b2-u"), oa("b2-oa")}],
    ),
    Case(
        "app user and buyer of different unionids are two",
        [
            registry("b3-mp", "b3-user", unionid="b3-u1"),
            order("b3-shop", "b3-u2", number="b3-order"),
            purchase("b3-mp", "b3-order"),
        ],
        [{mp("b3-mp"), user("b3-user"), union("b3-u1")}, {shop("b3-shop"), union("b3-u2")}],
        refused=[("b3-mp", "b3-shop", "one_unionid_per_member")],
    ),
    Case(
        "buyer whose orders two app users submitted is the latest's",
        [
            registry("b4-mp1", "b4-user1", unionid="b4-u1"),
            registry("b4-mp2", "b4-user2", unionid="b4-u2"),
            order("b4-shop", number="b4-order1"),
            order("b4-shop", number="b4-order2"),
            purchase("b4-mp1", "b4-order1", day=1),
            purchase("b4-mp2", "b4-order2", day=2),
        ],
        [
            {mp("b4-mp1"), user("b4-user1"), union("b4-u1")},
            {mp("b4-mp2"), user("b4-user2"), union("b4-u2"), shop("b4-shop")},
        ],
        refused=[("b4-mp1", "b4-shop", "one_app_user_per_buyer")],
    ),
    Case(
        "purchases do not tie two unionids over a login",
        [
            registry("b5-mp1", "b5-user", day=1, unionid="b5-u1"),
            registry("b5-mp2", "b5-user", day=2),
            order("b5-shop", "b5-u2", number="b5-order"),
            purchase("b5-mp2", "b5-order", day=3),
        ],
        [
            {mp("b5-mp1"), union("b5-u1")},
            {mp("b5-mp2"), user("b5-user"), shop("b5-shop"), union("b5-u2")},
        ],
    ),
]

CARDS = [
    Case(
        "bound card joins without any phone",
        [card("c1-card", name="赵一"), registry("c1-mp", "c1-user", member_card_no="c1-card")],
        [{plastic("c1-card"), mp("c1-mp"), user("c1-user")}],
    ),
    Case(
        "card bound twice belongs to its latest holder",
        [
            registry("c2-mp1", "c2-user1", day=1, member_card_no="c2-card"),
            registry("c2-mp2", "c2-user2", day=2, member_card_no="c2-card"),
        ],
        [{mp("c2-mp1"), user("c2-user1")}, {mp("c2-mp2"), user("c2-user2"), plastic("c2-card")}],
        refused=[("c2-mp1", "c2-card", "one_member_per_card")],
    ),
    Case(
        "two cards with one phone and one name",
        [
            card("c3-card1", phone="c3", name="钱二"),
            card("c3-card2", phone="c3", name="钱二", day=5),
        ],
        [{plastic("c3-card1"), plastic("c3-card2"), phone("c3")}],
    ),
    Case(
        "card number of zeros is nobody's",
        [card("0000", phone="c4", name="孙三"), registry("c4-mp", "c4-user", phone="c4")],
        [{mp("c4-mp"), user("c4-user"), phone("c4")}],
        nobody={plastic("0000"): "blocked"},
    ),
    Case(
        "ticket ties a card to the phone told at the counter",
        [
            sale("c5-t1", member_no="c5-card"),
            sale("c5-t2", member_no="c5-card", phone=protected("ph", "c5")),
        ],
        [{plastic("c5-card"), phone("c5")}],
    ),
    Case(
        "phone told at the counter is a member until a card or an app user has it",
        [
            sale("c6-t1", phone=protected("ph", "c6-alone")),
            sale("c6-t2", phone=protected("ph", "c6-known")),
            registry("c6-mp", "c6-user", phone="c6-known"),
        ],
        [{phone("c6-alone")}, {phone("c6-known"), mp("c6-mp"), user("c6-user")}],
    ),
]

PHONES = [
    Case(
        "placeholder never links",
        [
            card("p1-card1", phone="p1", phone_status="placeholder", name="李四"),
            card("p1-card2", phone="p1", phone_status="placeholder", name="李四"),
        ],
        [{plastic("p1-card1")}, {plastic("p1-card2")}],
        nobody={phone("p1"): "blocked"},
    ),
    Case(
        "clerk's phone on many cards links nobody",
        [card(f"p2-card{n}", phone="p2", name=f"顾{n}") for n in range(9)],
        [{plastic(f"p2-card{n}")} for n in range(9)],
        nobody={phone("p2"): "shared"},
    ),
    Case(
        "spouses with one phone are two members",
        [
            registry("p3-mp", "p3-user", day=1, phone="p3", name="周五"),
            card("p3-card1", phone="p3", name="周五", day=2),
            card("p3-card2", phone="p3", name="吴六", day=3),
        ],
        [
            {mp("p3-mp"), user("p3-user"), plastic("p3-card1"), phone("p3")},
            {plastic("p3-card2")},
        ],
        refused=[("p3-card2", token("ph", "p3"), "names_differ")],
    ),
    Case(
        "reassigned number: the card of its former holder stays with him",
        [
            registry("p4-mp1", "p4-user1", day=1, phone="p4", name="郑七"),
            card("p4-card", phone="p4", name="郑七", day=2),
            registry("p4-mp2", "p4-user2", day=100, phone="p4", name="王八"),
        ],
        [
            {mp("p4-mp1"), user("p4-user1"), plastic("p4-card")},
            {mp("p4-mp2"), user("p4-user2"), phone("p4")},
        ],
        refused=[("p4-mp1", token("ph", "p4"), "phone_moved")],
    ),
    Case(
        "reassigned number: it is not the longest user's again by a line of later points",
        [
            registry("p5-mp1", "p5-user1", day=1, phone="p5", name="冯九"),
            registry("p5-mp2", "p5-user2", day=100, phone="p5", name="陈十"),
            registry("p5-mp1", "p5-user1", day=200, phone="p5", name="冯九", points=7),
        ],
        [{mp("p5-mp1"), user("p5-user1")}, {mp("p5-mp2"), user("p5-user2"), phone("p5")}],
    ),
    Case(
        "changed phone: old and new belong to one member",
        [
            registry("p6-mp", "p6-user", day=1, phone="p6-old", name="褚一"),
            card("p6-card", phone="p6-old", name="褚一", day=2),
            registry("p6-mp", "p6-user", day=50, phone="p6-new", name="褚一"),
        ],
        [{mp("p6-mp"), user("p6-user"), plastic("p6-card"), phone("p6-old"), phone("p6-new")}],
    ),
    Case(
        "changed phone whose old number another person verified",
        [
            registry("p7-mp1", "p7-user1", day=1, phone="p7-old", name="卫二"),
            registry("p7-mp1", "p7-user1", day=50, phone="p7-new", name="卫二"),
            registry("p7-mp2", "p7-user2", day=90, phone="p7-old", name="蒋三"),
        ],
        [
            {mp("p7-mp1"), user("p7-user1"), phone("p7-new")},
            {mp("p7-mp2"), user("p7-user2"), phone("p7-old")},
        ],
    ),
    Case(
        "card without a name follows the only holder of its phone",
        [card("p8-card", phone="p8"), registry("p8-mp", "p8-user", phone="p8", name="沈四")],
        [{plastic("p8-card"), mp("p8-mp"), user("p8-user"), phone("p8")}],
    ),
    Case(
        "card without a name does not choose between two holders",
        [
            registry("p9-mp", "p9-user", phone="p9", name="韩五"),
            card("p9-card1", phone="p9", name="杨六"),
            card("p9-card2", phone="p9"),
        ],
        [
            {mp("p9-mp"), user("p9-user"), phone("p9")},
            {plastic("p9-card1")},
            {plastic("p9-card2")},
        ],
        refused=[("p9-card2", token("ph", "p9"), "holder_unclear")],
    ),
    Case(
        "card without a name of another gender is somebody else's",
        [
            registry("p14-mp", "p14-user", phone="p14", name="吕一", gender="女"),
            card("p14-card", phone="p14", gender="男"),
        ],
        [{mp("p14-mp"), user("p14-user"), phone("p14")}, {plastic("p14-card")}],
        refused=[("p14-card", token("ph", "p14"), "holder_unclear")],
    ),
    Case(
        "two brand users with one phone stay two, whatever their names",
        [
            registry("p10-mp1", "p10-user1", day=1, phone="p10", name="朱七"),
            registry("p10-mp2", "p10-user2", day=2, phone="p10", name="朱七"),
        ],
        [{mp("p10-mp1"), user("p10-user1")}, {mp("p10-mp2"), user("p10-user2"), phone("p10")}],
        refused=[("p10-mp1", token("ph", "p10"), "phone_moved")],
    ),
    Case(
        "card with the phones of two app users follows the latest",
        [
            registry("p11-mp1", "p11-user1", day=1, phone="p11-a", name="秦八"),
            registry("p11-mp2", "p11-user2", day=1, phone="p11-b", name="秦八"),
            card("p11-card", phone="p11-a", name="秦八", _snapshot_date="2026-02-01"),
            card("p11-card", phone="p11-b", name="秦八", _snapshot_date="2026-03-01"),
        ],
        [
            {mp("p11-mp1"), user("p11-user1"), phone("p11-a")},
            {mp("p11-mp2"), user("p11-user2"), phone("p11-b"), plastic("p11-card")},
        ],
        refused=[("p11-card", token("ph", "p11-a"), "one_unionid_per_member")],
    ),
    Case(
        "chain of cards does not tie two app users",
        [
            registry("p12-mp1", "p12-user1", day=1, phone="p12-a", name="尤九"),
            card("p12-card1", phone="p12-a", name="尤九", _snapshot_date="2026-02-01"),
            card("p12-card1", phone="p12-x", name="尤九", _snapshot_date="2026-03-01"),
            card("p12-card2", phone="p12-x", name="尤九", _snapshot_date="2026-02-01"),
            card("p12-card2", phone="p12-b", name="尤九", _snapshot_date="2026-03-01"),
            registry("p12-mp2", "p12-user2", day=1, phone="p12-b", name="尤九"),
        ],
        [
            {mp("p12-mp1"), user("p12-user1"), phone("p12-a"), plastic("p12-card1")},
            {mp("p12-mp2"), user("p12-user2"), phone("p12-b"), plastic("p12-card2")},
        ],
        nobody={phone("p12-x"): "conflict"},
    ),
    Case(
        "chain of cards and phones of one name is one member",
        [
            card(f"p13-card{n}", phone=f"p13-{phone_number}", name="许十")
            for n in range(40)
            for phone_number in (n, n + 1)
        ],
        [
            {plastic(f"p13-card{n}") for n in range(40)} | {phone(f"p13-{n}") for n in range(41)},
        ],
    ),
]

YOUZAN = [
    Case(
        "customer with the openid of an account is its follower",
        [
            follower("y1-oa", "y1-u"),
            trade("E-y1", 1, {"yz_open_id": "y1-yz", "outer_user_id": "y1-oa"}),
        ],
        [{oa("y1-oa"), union("y1-u"), yz("y1-yz")}],
    ),
    Case(
        "an openid that no account of the brand gave out links nobody",
        [trade("E-y2", 1, {"yz_open_id": "y2-yz", "outer_user_id": "y2-elsewhere"})],
        [{yz("y2-yz")}],
    ),
    Case(
        "customer and card of one phone and name are one member",
        [
            card("y3-card", phone="y3-phone", name="有一"),
            customer("y3-yz", 1, phone="y3-phone", name="有一"),
        ],
        [{plastic("y3-card"), phone("y3-phone"), yz("y3-yz")}],
    ),
    Case(
        "the buyer's phone on a trade is evidence, the one who claims a gift is not",
        [
            card("y4-card", phone="y4-phone", name="有二"),
            card("y4-friend", phone="y4-other", name="有三"),
            customer("y4-yz", 1, name="有二"),
            trade("E-y4", 1, {"yz_open_id": "y4-yz", "buyer_phone": protected("ph", "y4-phone")},
                  child={"child_orders": [{"user_tel": protected("ph", "y4-other")}]}),
        ],
        [
            {plastic("y4-card"), phone("y4-phone"), yz("y4-yz")},
            {plastic("y4-friend"), phone("y4-other")},
        ],
    ),
    Case(
        "customer who came with accounts of two people is the latest's",
        [
            follower("y5-oa", "y5-u1"),
            registry("y5-mp", "y5-user", unionid="y5-u2"),
            trade("E-y5a", 1, {"yz_open_id": "y5-yz", "outer_user_id": "y5-oa"}),
            trade("E-y5b", 5, {"yz_open_id": "y5-yz", "outer_user_id": "y5-mp"}),
        ],
        [
            {oa("y5-oa"), union("y5-u1")},
            {mp("y5-mp"), user("y5-user"), union("y5-u2"), yz("y5-yz")},
        ],
        refused=[("y5-yz", "y5-oa", "one_unionid_per_member")],
    ),
    Case(
        "customer's own unionid beats the account they came with",
        [
            follower("y6-oa", "y6-u1"),
            trade("E-y6", 1, {"yz_open_id": "y6-yz", "outer_user_id": "y6-oa",
                              "unionid": "y6-u2"}),
        ],
        [{oa("y6-oa"), union("y6-u1")}, {yz("y6-yz"), union("y6-u2")}],
        refused=[("y6-yz", "y6-oa", "one_unionid_per_member")],
    ),
    Case(
        "an openid without a unionid belongs to the customer who came with it last",
        [
            follower("y7-oa"),
            trade("E-y7a", 1, {"yz_open_id": "y7-yz1", "outer_user_id": "y7-oa",
                               "unionid": "y7-u1"}),
            trade("E-y7b", 5, {"yz_open_id": "y7-yz2", "outer_user_id": "y7-oa",
                               "unionid": "y7-u2"}),
        ],
        [{yz("y7-yz1"), union("y7-u1")}, {yz("y7-yz2"), union("y7-u2"), oa("y7-oa")}],
        refused=[("y7-yz1", "y7-oa", "one_customer_per_openid")],
    ),
    Case(
        "a login keeps an app user from a customer of another unionid",
        [
            registry("y8-mp", "y8-user"),
            follower("y8-oa", "y8-u"),
            trade("E-y8a", 1, {"yz_open_id": "y8-yz", "outer_user_id": "y8-oa"}),
            trade("E-y8b", 5, {"yz_open_id": "y8-yz", "outer_user_id": "y8-mp"}),
        ],
        [{mp("y8-mp"), user("y8-user")}, {oa("y8-oa"), union("y8-u"), yz("y8-yz")}],
        refused=[("y8-yz", "y8-mp", "one_unionid_per_member")],
    ),
]  # fmt: skip

CASES = [*ACCOUNTS, *PURCHASES, *CARDS, *PHONES, *YOUZAN]
