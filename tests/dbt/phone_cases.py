"""Hard cases of identity among phones and the names beside them."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, phone, plastic, user
from tests.dbt.landing_files import card, registry, token

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
    Case(
        "two people who swapped their numbers keep their cards",
        [
            registry("p15-mp1", "p15-user1", day=1, phone="p15-a", name="何一"),
            registry("p15-mp2", "p15-user2", day=1, phone="p15-b", name="吕二"),
            card("p15-card1", phone="p15-a", name="何一", day=2),
            card("p15-card2", phone="p15-b", name="吕二", day=2),
            registry("p15-mp1", "p15-user1", day=60, phone="p15-b", name="何一"),
            registry("p15-mp2", "p15-user2", day=61, phone="p15-a", name="吕二"),
        ],
        [
            {mp("p15-mp1"), user("p15-user1"), plastic("p15-card1"), phone("p15-b")},
            {mp("p15-mp2"), user("p15-user2"), plastic("p15-card2"), phone("p15-a")},
        ],
    ),
    Case(
        "a nameless user holds the number of two names: no name differs from theirs",
        [
            card("p16-card1", phone="p16", name="施三", day=1),
            card("p16-card2", phone="p16", name="张四", day=2),
            registry("p16-mp", "p16-user", day=5, phone="p16"),
        ],
        [
            {mp("p16-mp"), user("p16-user"), phone("p16")},
            {plastic("p16-card1")},
            {plastic("p16-card2")},
        ],
        refused=[("p16-card1", token("ph", "p16"), "holder_unclear")],
    ),
]
