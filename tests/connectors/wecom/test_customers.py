"""Customers: the walk by employee, employees who cannot be asked about, and who is gone."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.core.errors import RetryableError
from connectors.wecom.client import CUSTOMER, CUSTOMERS, FOLLOW_USERS
from tests.connectors.support import FakeClock, context, drained, keys, latest, latest_despite_kills
from tests.connectors.wecom.conftest import FakeCorp, OpenStream, refusal

MADE_AT = 1_700_000_000


class Shop:
    """250 employees with one or two customers each; pages are short, some empty."""

    def __init__(self, corp: FakeCorp) -> None:
        self.employees = [f"u{number:03}" for number in range(250)]
        self.customers = {
            userid: [f"wm{number}-{place}" for place in range(1 + number % 2)]
            for number, userid in enumerate(self.employees)
        }
        self.unknown: set[str] = set()
        corp.on(FOLLOW_USERS, lambda _: {"follow_user": self.employees})
        corp.on(CUSTOMERS, self.batch)
        corp.on(CUSTOMER, self.one)

    def batch(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = body["userid_list"]
        if len(asked) > 100 or not 1 <= body["limit"] <= 100:
            return refusal(40058)
        if self.unknown & set(asked):
            return refusal(60111)
        rows = [
            row(external, userid) for userid in asked for external in self.customers.get(userid, [])
        ]
        if not rows:
            return refusal(84061)
        place, _, mark = (body["cursor"] or f"0|{asked[0]}").partition("|")
        if mark != asked[0]:
            return refusal(40058)
        if place == "60":
            return {"external_contact_list": [], "next_cursor": f"60 again|{mark}"}
        begin = int(place.split()[0])
        page = rows[begin : begin + 60]
        is_end = begin + len(page) >= len(rows)
        following = "" if is_end else f"{begin + len(page)}|{mark}"
        return {"external_contact_list": page, "next_cursor": following}

    def one(self, query: dict[str, Any]) -> dict[str, Any]:
        external = query["external_userid"]
        followers = [
            {**row(external, userid)["follow_info"], "tags": [{"tag_id": "et1", "type": 1}]}
            for userid, known in self.customers.items()
            if external in known
        ]
        for follower in followers:
            del follower["tag_id"]
        found = {"external_contact": contact(external), "follow_user": followers}
        return found if followers else refusal(84061)


def contact(external: str) -> dict[str, Any]:
    return {"external_userid": external, "name": "名", "type": 1, "gender": 0}


def row(external: str, userid: str) -> dict[str, Any]:
    info = {"userid": userid, "createtime": MADE_AT, "tag_id": ["et1"], "add_way": 1}
    return {"external_contact": contact(external), "follow_info": info}


def expected(shop: Shop) -> dict[str, Any]:
    return {
        f"{external}|{userid}": row(external, userid)
        for userid, known in shop.customers.items()
        for external in known
    }


def test_every_relation_is_one_record(corp: FakeCorp, stream: OpenStream, clock: FakeClock) -> None:
    shop = Shop(corp)
    pages, cursor = drained(stream("customers"), context(clock))
    assert latest(pages) == expected(shop)
    assert len(keys(pages)) == len(set(keys(pages)))
    assert cursor is not None
    assert "finished_at" in cursor
    assert max(len(body["userid_list"]) for body in corp.asked(CUSTOMERS)) == 100


def test_a_pull_killed_anywhere_ends_with_the_same_customers(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    shop = Shop(corp)
    outcomes = latest_despite_kills(stream("customers"), context(clock))
    assert len(outcomes) > 3
    assert all(outcome == expected(shop) for outcome in outcomes)


def test_a_cursor_that_died_restarts_its_employees_and_no_others(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    shop = Shop(corp)
    walk = {"page": {"key": "120|u000", "after": "u099", "size": 100, "by_employee": True}}
    pages, _ = drained(stream("customers"), context(clock), {"walk": walk})
    asked = [(body["userid_list"][0], body["cursor"]) for body in corp.asked(CUSTOMERS)]
    assert asked[:2] == [("u100", "120|u000"), ("u100", "")]
    later = {key for key in expected(shop) if key.partition("|")[2] >= "u100"}
    assert set(keys(pages)) == later


def test_a_platform_that_knows_no_cursor_is_not_asked_for_ever(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    shop = Shop(corp)
    corp.on(CUSTOMERS, lambda body: refusal(40058) if body["cursor"] else shop.batch({**body}))
    with pytest.raises(RetryableError, match="keeps refusing"):
        drained(stream("customers"), context(clock))


def test_an_employee_who_cannot_be_asked_about_hides_nobody_elses_customers(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    shop = Shop(corp)
    shop.unknown = {"u037"}
    known = ["wm37-0|u037", "wm37-1|u037", "wm0-0|u000"]
    pages, _ = drained(stream("customers"), context(clock, known=known))
    assert latest(pages) == expected(shop)
    looked_up = {query["external_userid"] for query in corp.asked(CUSTOMER)}
    assert looked_up == {"wm37-0", "wm37-1"}


def test_who_is_followed_no_more_is_told_to_be_gone(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    shop = Shop(corp)
    shop.customers["u001"] = []
    shop.customers["u002"] = ["wm2-0"]
    shop.customers["u003"].append("wm1-0")
    pages, _ = drained(stream("customers"), context(clock, known=["wm1-0|u001", "wm1-1|u001"]))
    found = latest(pages)
    assert {key for key, payload in found.items() if payload.get("is_gone")} == {
        "wm1-0|u001",
        "wm1-1|u001",
    }
    assert found["wm1-0|u001"]["follow_info"] == {"userid": "u001"}
    assert "is_gone" not in found["wm1-0|u003"]


def test_a_customer_one_may_not_see_keeps_the_last_state(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    Shop(corp)
    corp.on(CUSTOMER, lambda _: refusal(84074))
    pages, _ = drained(stream("customers"), context(clock, known=["wm-hidden|u001"]))
    assert "wm-hidden|u001" not in latest(pages)


def test_rows_of_other_shapes_are_read_or_refused_one_by_one(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    corp.on(FOLLOW_USERS, {"follow_user": ["a", "b"]})
    rows: list[Any] = [
        {"external_contact": {"external_userid": 7}, "follow_info": {"userid": "a"}},
        {
            "external_contact": {"external_userid": "wo1", "type": "2", "external_profile": None},
            "follow_info": {"userid": "b", "createtime": str(MADE_AT), "remark_mobiles": None},
        },
        {"external_contact": {"external_userid": "wm2"}, "follow_info": None},
    ]
    corp.on(CUSTOMERS, {"external_contact_list": rows, "next_cursor": None})
    pages, _ = drained(stream("customers"), context(clock))
    assert latest(pages) == {"7|a": rows[0], "wo1|b": rows[1]}
    assert [one.payload for page in pages for one in page.rejected] == [rows[2]]
    at = [one.occurred_at for page in pages for one in page.records]
    assert [moment and int(moment.timestamp()) for moment in at] == [None, MADE_AT]
