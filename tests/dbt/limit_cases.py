"""Hard cases of identity that limits decide: shared values, full members, unbinding, separation."""

from __future__ import annotations

from tests.dbt.identity_cases import Case, mp, oa, phone, plastic, union, user
from tests.dbt.landing_files import (
    CAMPAIGN_PROGRAM,
    Landed,
    at,
    card,
    follower,
    purchase,
    registry,
    token,
)
from tests.dbt.landing_files import MINI_PROGRAM as APP

MOST_PHONES = 5


def tapped(openid: str, login: str, *, day: float) -> Landed:
    """A line of the behaviour log of a user who is logged in."""
    payload = {**purchase(openid, "", day=day).payload, "event": "tap", "login_id": login}
    return Landed("wechat_mini_program", "events", APP, f"tap-{openid}", payload, at(day))


def phone_rule(card_number: str, number: str, rule: str) -> tuple[str, str, str]:
    return (card_number, token("ph", number), rule)


SHARED = [
    Case(
        "one name on very many cards is a clerk's, who wrote her own on all of them",
        [card(f"l1-card{n}", phone="l1", name="黄一", day=25 * n) for n in range(13)],
        [{plastic(f"l1-card{n}")} for n in range(13)],
        nobody={phone("l1"): "shared"},
    ),
    Case(
        "nine cards of one name and phone are not one person's",
        [card(f"l2-card{n}", phone="l2", name="黄二", day=40 * n) for n in range(9)],
        [{plastic(f"l2-card{n}")} for n in range(9)],
        nobody={phone("l2"): "shared"},
    ),
    Case(
        "an openid that binds one card after another is a counter's",
        [
            *(registry("l3-mp", "l3-user", day=n, member_card_no=f"l3-card{n}") for n in range(6)),
            *(card(f"l3-card{n}", name=f"何{n}") for n in range(6)),
        ],
        [{mp("l3-mp"), user("l3-user")}, *({plastic(f"l3-card{n}")} for n in range(6))],
        refused=[("l3-mp", "l3-card0", "too_many_values")],
    ),
]

FULL = [
    Case(
        "five phones ever: the oldest go",
        [
            registry("l4-mp", "l4-user", day=40 * n, phone=f"l4-{n}", name="梁三")
            for n in range(MOST_PHONES + 2)
        ],
        [{mp("l4-mp"), user("l4-user"), *(phone(f"l4-{n}") for n in range(2, MOST_PHONES + 2))}],
        nobody={phone("l4-0"): "conflict", phone("l4-1"): "conflict"},
        refused=[phone_rule("l4-mp", "l4-0", "too_many_values")],
    ),
    Case(
        "two phones in thirty days: a third one between them is not theirs",
        [
            registry("l5-mp", "l5-user", day=day, phone=f"l5-{day}", name="宋四")
            for day in (1, 20, 29, 80)
        ],
        [{mp("l5-mp"), user("l5-user"), phone("l5-20"), phone("l5-29"), phone("l5-80")}],
        nobody={phone("l5-1"): "conflict"},
        refused=[phone_rule("l5-mp", "l5-1", "too_many_values_at_once")],
    ),
    Case(
        "a phone over the limit still is its card's",
        [
            *(
                registry("l6-mp", "l6-user", day=40 * n, phone=f"l6-{n}", name="唐五")
                for n in range(MOST_PHONES + 1)
            ),
            card("l6-card", phone="l6-0", name="许六", day=1),
        ],
        [
            {mp("l6-mp"), user("l6-user"), *(phone(f"l6-{n}") for n in range(1, MOST_PHONES + 1))},
            {plastic("l6-card"), phone("l6-0")},
        ],
        refused=[phone_rule("l6-mp", "l6-0", "too_many_values")],
    ),
]

UNBOUND = [
    Case(
        "a login that is removed stays with who still has it",
        [
            registry("l7-mp1", "l7-user", day=1, phone="l7", name="邓七"),
            registry("l7-mp2", "l7-user", day=2, appid=CAMPAIGN_PROGRAM),
            registry("l7-mp1", day=9, phone="l7", name="邓七"),
        ],
        [{mp("l7-mp1"), phone("l7")}, {mp("l7-mp2"), user("l7-user")}],
        refused=[("l7-mp1", "l7-user", "unbound")],
    ),
    Case(
        "a removed login takes nothing that hung on the openid alone, and is nobody's",
        [
            registry("l8-mp", "l8-user", day=1, phone="l8", name="萧八"),
            registry("l8-mp", day=9),
            card("l8-card", phone="l8", name="萧八"),
        ],
        [{mp("l8-mp"), phone("l8"), plastic("l8-card")}],
        nobody={user("l8-user"): "conflict"},
    ),
    Case(
        "a login that came back is theirs again",
        [
            registry("l9-mp", "l9-user", day=1),
            registry("l9-mp", day=9),
            registry("l9-mp", "l9-user", day=12, points=3),
        ],
        [{mp("l9-mp"), user("l9-user")}],
    ),
    Case(
        "a login was not removed before it came",
        [registry("l10-mp", day=1), registry("l10-mp", "l10-user", day=2)],
        [{mp("l10-mp"), user("l10-user")}],
    ),
    Case(
        "a registry that never names logins takes none off",
        [tapped("l19-mp", "l19-user", day=1), registry("l19-mp", day=2)],
        [{mp("l19-mp"), user("l19-user")}],
    ),
    Case(
        "an openid that moves to another unionid takes along what hung on it alone",
        [
            follower("l11-oa", "l11-u1"),
            registry("l11-mp", "l11-user", day=1, unionid="l11-u1", phone="l11", name="丁九"),
            card("l11-card", phone="l11", name="丁九"),
            registry("l11-mp", "l11-user", day=9, unionid="l11-u2", phone="l11", name="丁九"),
        ],
        [
            {oa("l11-oa"), union("l11-u1")},
            {mp("l11-mp"), user("l11-user"), union("l11-u2"), phone("l11"), plastic("l11-card")},
        ],
    ),
]

SEPARATED = [
    Case(
        "two spellings of one card are one card",
        [
            registry("l12-mp", "l12-user", member_card_no="l12-card"),
            card("L12-CARD", phone="l12", name="任一"),
        ],
        [{mp("l12-mp"), user("l12-user"), plastic("l12-card"), plastic("L12-CARD"), phone("l12")}],
    ),
    Case(
        "cards that show two unionids are two members, whatever phone and name say",
        [
            card("l13-card1", unionid="l13-u1", phone="l13", name="姜二", day=1),
            card("l13-card2", unionid="l13-u2", phone="l13", name="姜二", day=2),
        ],
        [
            {plastic("l13-card1"), union("l13-u1"), phone("l13")},
            {plastic("l13-card2"), union("l13-u2")},
        ],
        refused=[phone_rule("l13-card2", "l13", "one_unionid_per_member")],
    ),
    Case(
        "a chain of a thousand is one member",
        [
            card(f"l17-card{n}", phone=f"l17-{number}", name="龙五")
            for n in range(500)
            for number in (n, n + 1)
        ],
        [
            {
                *(plastic(f"l17-card{n}") for n in range(500)),
                *(phone(f"l17-{n}") for n in range(501)),
            }
        ],
    ),
    Case(
        "what is larger than a person can be falls apart instead of merging strangers",
        [
            card(f"l18-card{n}", phone=f"l18-{number}", name="龙六")
            for n in range(1000)
            for number in (n, n + 1)
        ],
        [{plastic(f"l18-card{n}")} for n in range(1000)],
        nobody={phone("l18-7"): "conflict"},
        refused=[phone_rule("l18-card7", "l18-7", "member_too_large")],
    ),
]

LIMITS = [*SHARED, *FULL, *UNBOUND, *SEPARATED]
