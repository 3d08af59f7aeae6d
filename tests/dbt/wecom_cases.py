"""Hard cases of identity that WeCom brings: notes that are not verified, ids without a unionid."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, Identifier, mp, oa, phone, plastic, union, user
from tests.dbt.landing_files import card, follower, registry, seconds
from tests.dbt.wecom_records import chat, contact, gone


def wm(value: str) -> Identifier:
    return ("external_userid", value)


WECOM_CASES = [
    Case(
        "a unionid joins customer and follower, and is remembered when they are gone",
        [contact("w1-wm", "w1-u"), gone("w1-wm"), follower("w1-oa", "w1-u")],
        [{wm("w1-wm"), oa("w1-oa"), union("w1-u")}],
    ),
    Case(
        "two employees know one customer",
        [contact("w2-wm", "w2-u"), contact("w2-wm", userid="S101-2")],
        [{wm("w2-wm"), union("w2-u")}],
    ),
    Case(
        "a stranger in a chat is joined by the unionid shown there",
        [
            chat("w3-chat", [{"userid": "w3-wm", "type": 2, "unionid": "w3-u"}]),
            follower("w3-oa", "w3-u"),
        ],
        [{wm("w3-wm"), oa("w3-oa"), union("w3-u")}],
    ),
    Case(
        "a noted number joins the customer to the only person who holds it",
        [card("w4-card", phone="w4-p", name="晴"), contact("w4-wm", "w4-u", mobiles=("w4-p",))],
        [{plastic("w4-card"), wm("w4-wm"), union("w4-u"), phone("w4-p")}],
    ),
    Case(
        "a customer without unionid is found by the noted number alone",
        [
            registry("w5-mp", "w5-user", phone="w5-p", name="岚"),
            contact("w5-wm", mobiles=("w5-p",), day=9),
        ],
        [{mp("w5-mp"), user("w5-user"), wm("w5-wm"), phone("w5-p")}],
    ),
    Case(
        "a note joins nobody when two names hold the number, and takes it from nobody",
        [
            card("w6-card1", phone="w6-p", name="甲", day=1),
            card("w6-card2", phone="w6-p", name="乙", day=2),
            contact("w6-wm", "w6-u", mobiles=("w6-p",), day=30),
        ],
        [
            {plastic("w6-card1")},
            {plastic("w6-card2"), phone("w6-p")},
            {wm("w6-wm"), union("w6-u")},
        ],
    ),
    Case(
        "a note never takes a number from the user who verified it",
        [
            registry("w7-mp", "w7-user", phone="w7-p", name="朵", unionid="w7-u1"),
            contact("w7-wm", "w7-u2", mobiles=("w7-p",), day=40),
        ],
        [
            {mp("w7-mp"), user("w7-user"), union("w7-u1"), phone("w7-p")},
            {wm("w7-wm"), union("w7-u2")},
        ],
    ),
    Case(
        "a customer who shows another unionid later goes with it, and joins nobody",
        [
            contact("w8-wm", "w8-u1", day=1),
            follower("w8-oa1", "w8-u1"),
            chat(
                "w8-chat",
                [{"userid": "w8-wm", "type": 2, "unionid": "w8-u2", "join_time": seconds(50)}],
            ),
            follower("w8-oa2", "w8-u2"),
        ],
        [{oa("w8-oa1"), union("w8-u1")}, {oa("w8-oa2"), union("w8-u2"), wm("w8-wm")}],
        refused=[("w8-wm", "w8-u1", "one_unionid_per_openid")],
    ),
    Case(
        "a guide's own number, noted for her customers and on their cards",
        [
            contact("w9-guide", "w9-u", mobiles=("w9-p",), day=1),
            card("w9-own", phone="w9-p", name="导购", day=1),
            *(card(f"w9-card{n}", phone="w9-p", name=f"客{n}", day=5 * n) for n in range(3)),
            *(contact(f"w9-wm{n}", mobiles=("w9-p",), day=n) for n in range(2)),
        ],
        [
            {wm("w9-guide"), union("w9-u")},
            {plastic("w9-own")},
            *({plastic(f"w9-card{n}")} for n in range(3)),
            *({wm(f"w9-wm{n}")} for n in range(2)),
        ],
        nobody={phone("w9-p"): "shared"},
    ),
]
