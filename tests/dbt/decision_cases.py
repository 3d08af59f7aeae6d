"""What people decided about who is who: few records each, and the members they must come out as."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

from tests.dbt.identity_cases import Case, Identifier, mp, oa, phone, plastic, union, user
from tests.dbt.landing_files import (
    BRAND,
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT,
    Landed,
    at,
    card,
    follower,
    registry,
)

SCOPES = {
    "oa_openid": OFFICIAL_ACCOUNT,
    "mp_openid": MINI_PROGRAM,
    "member_card": BRAND,
    "brand_user_id": BRAND,
    "unionid": "open_platform",
    "phone": "",
}


def decision(
    kind: str,
    a: Identifier | None = None,
    b: Identifier | None = None,
    *,
    day: float = 100,
    withdraws: str | None = None,
) -> Landed:
    """A decision as `mdc identity` lands it; its key follows from what it says."""
    payload: dict[str, Any] = {
        "kind": kind,
        "a": _named(a),
        "b": _named(b),
        "withdraws": withdraws,
        "decided_by": "li",
        "decided_at": f"{at(day).isoformat()}+00:00",
        "because": "seen in the store",
    }
    key = f"d_{hashlib.sha256(json.dumps(payload).encode()).hexdigest()[:8]}"
    return Landed("manual", "identity_decisions", BRAND, key, payload, at(day))


def must_link(a: Identifier, b: Identifier, *, day: float = 100) -> Landed:
    return decision("must_link", a, b, day=day)


def cannot_link(a: Identifier, b: Identifier, *, day: float = 100) -> Landed:
    return decision("cannot_link", a, b, day=day)


def _named(identifier: Identifier | None) -> dict[str, str] | None:
    if identifier is None:
        return None
    kind, value = identifier
    return {"type": kind, "scope": SCOPES[kind], "value": value}


def random_decisions(seed: int, count: int = 80) -> list[Landed]:
    """Decisions about few people who never landed: they repeat, replace and withdraw each other."""
    chance = random.Random(seed)
    people = [oa(f"x{number}") for number in range(5)]
    made: dict[str, Landed] = {}
    for number in range(count):
        kind = chance.choice(("must_link", "cannot_link", "nobody", "accept", "withdraw"))
        a, b = chance.sample(people, 2)
        if kind == "withdraw":
            one = decision(kind, withdraws=chance.choice([*made, "d_none"]), day=number // 3)
        elif kind == "accept":
            one = decision(kind, day=number // 3)
        else:
            one = decision(kind, a, None if kind == "nobody" else b, day=number // 3)
        made.setdefault(one.key, one)
    return list(made.values())


TAKEN_BACK = must_link(oa("m5-oa"), plastic("m5-card"))

DECISION_CASES = [
    Case(
        "a must-link joins what nothing else joins",
        [
            follower("m1-oa", "m1-u"),
            card("m1-card"),
            must_link(plastic("m1-card"), oa("m1-oa")),
        ],
        [{oa("m1-oa"), union("m1-u"), plastic("m1-card")}],
    ),
    Case(
        "a cannot-link takes apart what a verified phone joins",
        [
            registry("m2-mp", "m2-user", phone="m2-p", name="荷"),
            card("m2-card", phone="m2-p", name="荷"),
            cannot_link(mp("m2-mp"), plastic("m2-card")),
        ],
        [{mp("m2-mp"), user("m2-user"), phone("m2-p")}, {plastic("m2-card")}],
    ),
    Case(
        "nobody's phone joins nobody",
        [
            registry("m3-mp", "m3-user", phone="m3-p", name="菊"),
            card("m3-card", phone="m3-p", name="菊"),
            decision("nobody", phone("m3-p")),
        ],
        [{mp("m3-mp"), user("m3-user")}, {plastic("m3-card")}],
        nobody={phone("m3-p"): "blocked"},
    ),
    Case(
        "a decision about what has not landed waits",
        [follower("m4-oa"), must_link(oa("m4-oa"), plastic("m4-never"))],
        [{oa("m4-oa")}],
    ),
    Case(
        "a decision that was taken back does nothing",
        [
            follower("m5-oa"),
            card("m5-card"),
            TAKEN_BACK,
            decision("withdraw", withdraws=TAKEN_BACK.key, day=101),
        ],
        [{oa("m5-oa")}, {plastic("m5-card")}],
    ),
    Case(
        "the later decision about a pair holds, whichever way round it names them",
        [
            follower("m6-oa"),
            card("m6-card"),
            follower("m7-oa"),
            card("m7-card"),
            cannot_link(oa("m6-oa"), plastic("m6-card"), day=100),
            must_link(plastic("m6-card"), oa("m6-oa"), day=101),
            cannot_link(plastic("m7-card"), oa("m7-oa"), day=101),
            must_link(oa("m7-oa"), plastic("m7-card"), day=100),
        ],
        [{oa("m6-oa"), plastic("m6-card")}, {oa("m7-oa")}, {plastic("m7-card")}],
    ),
    Case(
        "a member split by hand stays split whatever arrives later",
        [
            follower("m8-oa", "m8-u"),
            card("m8-card", name="兰", phone="m8-p"),
            cannot_link(oa("m8-oa"), plastic("m8-card")),
            registry(
                "m8-mp",
                "m8-user",
                unionid="m8-u",
                member_card_no="m8-card",
                phone="m8-p",
                name="兰",
                day=120,
            ),
        ],
        [
            {oa("m8-oa"), union("m8-u"), mp("m8-mp"), user("m8-user"), phone("m8-p")},
            {plastic("m8-card")},
        ],
    ),
    Case(
        "nobody and a must-link of the same: the later one holds",
        [
            follower("m9-oa"),
            card("m9-card"),
            decision("nobody", oa("m9-oa"), day=100),
            must_link(oa("m9-oa"), plastic("m9-card"), day=101),
        ],
        [{oa("m9-oa"), plastic("m9-card")}],
    ),
    Case(
        "a unionid that is nobody's joins none of its accounts",
        [
            follower("m10-oa", "m10-u"),
            registry("m10-mp", "m10-user", unionid="m10-u"),
            decision("nobody", union("m10-u")),
        ],
        [{oa("m10-oa")}, {mp("m10-mp"), user("m10-user")}],
        nobody={union("m10-u"): "blocked"},
    ),
    Case(
        "who knew that two unionids are one person did not say so of a third",
        [
            registry("m11-mp1", "m11-user1", unionid="m11-u1"),
            registry("m11-mp2", "m11-user2", unionid="m11-u2"),
            must_link(union("m11-u1"), union("m11-u2")),
            registry("m11-mp3", "m11-user3", unionid="m11-u3"),
            card("m11-card", unionid="m11-u1", _snapshot_date="2026-11-01"),
            card("m11-card", unionid="m11-u3", _snapshot_date="2026-12-01"),
        ],
        [
            {mp("m11-mp1"), user("m11-user1"), union("m11-u1"), mp("m11-mp2")}
            | {user("m11-user2"), union("m11-u2")},
            {mp("m11-mp3"), user("m11-user3"), union("m11-u3"), plastic("m11-card")},
        ],
    ),
    Case("decisions about people who never landed", random_decisions(seed=11), []),
]
