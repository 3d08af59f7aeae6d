"""Hard cases of identity that Youzan customers bring."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, oa, phone, plastic, union, user, yz
from tests.dbt.landing_files import CAMPAIGN_PROGRAM, card, follower, protected, registry
from tests.dbt.youzan_records import customer, trade

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
    Case(
        "a trade that names openid and unionid tells whose an app user without one is",
        [
            registry("y9-mp", "y9-user"),
            follower("y9-oa", "y9-u"),
            trade("E-y9", 1, {"yz_open_id": "y9-yz", "outer_user_id": "y9-mp",
                              "unionid": "y9-u"}),
        ],
        [{mp("y9-mp"), user("y9-user"), oa("y9-oa"), union("y9-u"), yz("y9-yz")}],
    ),
    Case(
        "what a trade says of an openid gives way to its login's own unionid",
        [
            registry("y10-mp1", "y10-user", day=1, unionid="y10-u1"),
            registry("y10-mp2", "y10-user", day=2, appid=CAMPAIGN_PROGRAM),
            trade("E-y10", 3, {"yz_open_id": "y10-yz", "outer_user_id": "y10-mp2",
                               "unionid": "y10-u2"}),
        ],
        [
            {mp("y10-mp1"), mp("y10-mp2"), user("y10-user"), union("y10-u1")},
            {yz("y10-yz"), union("y10-u2")},
        ],
        refused=[("y10-yz", "y10-mp2", "one_unionid_per_member")],
    ),
]  # fmt: skip
