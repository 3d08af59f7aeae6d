"""Hard cases of identity among store cards, their holders and their tickets."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, phone, plastic, user
from tests.dbt.landing_files import card, protected, registry, sale

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
    Case(
        "what a till writes instead of a card number joins no customers",
        [
            sale("c7-t1", member_no="散客", phone=protected("ph", "c7-a")),
            sale("c7-t2", member_no="散客", phone=protected("ph", "c7-b")),
            card("c7-card", phone="c7-a", name="李三"),
            registry("c7-mp", "c7-user", phone="c7-b", name="王五", member_card_no="guest"),
        ],
        [
            {plastic("c7-card"), phone("c7-a")},
            {mp("c7-mp"), user("c7-user"), phone("c7-b")},
        ],
        nobody={plastic("散客"): "blocked", plastic("guest"): "blocked"},
    ),
]
