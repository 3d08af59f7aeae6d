"""Hard cases of identity among openids, unionids, logins and purchases."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, oa, shop, union, user
from tests.dbt.landing_files import CAMPAIGN_PROGRAM, follower, order, purchase, registry
from tests.dbt.wechat_records import gift, shop_member

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
    Case(
        "what a program writes instead of a login or a unionid is nobody's",
        [
            registry("a8-mp1", "undefined", day=1, unionid="null"),
            registry("a8-mp2", "undefined", day=2, unionid="null"),
            registry("a8-mp3", "Guest", day=3),
            registry("a8-mp4", "Guest", day=4),
        ],
        [{mp(f"a8-mp{n}")} for n in range(1, 5)],
        nobody={user("undefined"): "blocked", user("Guest"): "blocked", union("null"): "blocked"},
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
