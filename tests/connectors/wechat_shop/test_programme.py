"""Coupons, members and daily figures of the shop, over a made-up platform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import NotReady, RetryableError
from connectors.core.stream import Source, Stream
from connectors.wechat_shop import Settings, connect
from connectors.wechat_shop.programme import (
    COUPON,
    COUPONS,
    MEMBER_COUPON,
    MEMBER_COUPONS,
    MEMBERS,
    SCORE,
    SHOP_FIGURES,
)
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
)

Open = Callable[[str], Stream]
Body = dict[str, Any]


class Club:
    """A made-up shop's members, each with coupons by status."""

    def __init__(self, platform: FakePlatform, size: int = 230) -> None:
        self.members = [f"member-{number:03d}" for number in range(size)]
        self.coupons: dict[str, dict[str, int]] = {}
        platform.on(MEMBERS, self.page)
        platform.on(MEMBER_COUPONS, self.coupon_page)
        platform.on(MEMBER_COUPON, self.coupon)
        platform.on(SCORE, lambda body: {"errcode": 0, "info": {"score": body["openid"][-3:]}})

    def page(self, body: Body) -> Body:
        size, number = body["page_size"], body["page_num"]
        if size > 200:
            return {"errcode": 10100002, "errmsg": "invalid parameter"}
        rows = [
            {"openid": one, "user_grade_info": {"grade": 1, "experience_value": 5}}
            for one in self.members[(number - 1) * size : number * size]
        ]
        return {"errcode": 0, "list": rows or None, "total_num": len(self.members)}

    def coupon_page(self, body: Body) -> Body:
        held = self.coupons.get(body["openid"], {})
        rows = [{"user_coupon_id": one, "coupon_id": "7"} for one in held]
        part = rows[(body["page"] - 1) * body["page_size"] :][: body["page_size"]]
        ctx = {"total_num": len(rows), "page_ctx": f"after {body['page']}"}
        return {"errcode": 0, "user_coupon_list": part, **ctx}

    def coupon(self, body: Body) -> Body:
        status = self.coupons[body["openid"]].get(body["user_coupon_id"])
        if status is None:
            return {"errcode": 10021037, "errmsg": "no such coupon"}
        state = {"user_coupon_id": body["user_coupon_id"], "status": status, "update_time": 5}
        return {"errcode": 0, "openid": body["openid"], "unionid": "u", "user_coupon": state}


@pytest.fixture
def club(platform: FakePlatform) -> Club:
    return Club(platform)


@pytest.fixture
def stream(tmp_path: Path, clock: FakeClock) -> Open:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source: Source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return lambda name: next(one for one in source.streams if one.name == name)


def test_members_are_listed_page_by_page(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    pages, _ = drained(stream("members"), context(clock))
    assert keys(pages) == club.members
    assert [body["page_num"] for body in platform.asked(MEMBERS)] == [1, 2]


def test_who_is_a_member_no_more_is_said_once(club: Club, stream: Open, clock: FakeClock) -> None:
    gone = club.members.pop(3)
    pages, cursor = drained(stream("members"), context(clock, known=[*club.members, gone]))
    assert latest(pages)[gone] == {"openid": gone, "is_member": False}
    assert "finished_at" in (cursor or {})


def test_a_page_that_repeats_another_makes_nobody_leave(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(MEMBERS, lambda body: club.page({**body, "page_num": 1}))
    pages, _ = drained(stream("members"), context(clock, known=club.members))
    assert {one.get("is_member", True) for one in latest(pages).values()} == {True}


def test_a_list_without_total_that_gives_one_page_for_ever_is_left(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    def for_ever(body: Body) -> Body:
        return {**club.page({**body, "page_num": 1}), "total_num": None}

    platform.on(MEMBERS, for_ever)
    with pytest.raises(RetryableError, match="the same page for ever"):
        drained(stream("members"), context(clock))


def test_a_member_who_leaves_while_the_list_is_walked_hides_nobody(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    club.members += [f"member-{number:03d}" for number in range(230, 500)]
    whole = list(club.members)

    def shrinking(body: Body) -> Body:
        if body["page_num"] == 2 and club.members[0] == "member-000":
            club.members.pop(0)
        return club.page(body)

    platform.on(MEMBERS, shrinking)
    pages, _ = drained(stream("members"), context(clock))
    assert set(keys(pages)) == set(whole)


def test_a_kill_after_any_page_of_members_loses_nobody(
    club: Club, stream: Open, clock: FakeClock
) -> None:
    club.members += [f"member-{number:03d}" for number in range(230, 700)]
    outcomes = latest_despite_kills(stream("members"), context(clock))
    assert len(outcomes) >= 3
    assert all(set(outcome) == set(club.members) for outcome in outcomes)


def test_coupons_of_every_state_are_listed(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    def page(body: Body) -> Body:
        found = [f"{body['status']}{place:03d}" for place in range(250 * (body["status"] == 2) + 1)]
        assert body["page_ctx"] == ("" if body["page"] == 1 else f"ctx {body['page'] - 1}")
        part = found[(body["page"] - 1) * body["page_size"] :][: body["page_size"]]
        rows = [{"coupon_id": int(one)} for one in part]
        ctx = f"ctx {body['page']}"
        return {"errcode": 0, "coupons": rows, "total_num": len(found), "page_ctx": ctx}

    platform.on(COUPONS, page)
    platform.on(COUPON, lambda body: {"errcode": 0, "coupon": {"coupon_id": body["coupon_id"]}})
    pages, _ = drained(stream("coupons"), context(clock))
    assert {key[0] for key in keys(pages)} == set("12345")
    assert len(latest(pages)) == 255
    assert [body["status"] for body in platform.asked(COUPONS)] == [1, 2, 2, 3, 4, 5]


def test_a_coupon_list_that_jumped_too_far_begins_again(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(COUPONS, {"errcode": 0, "coupons": [{"coupon_id": "1"}], "total_num": 1})
    platform.on(COUPON, {"errcode": 0, "coupon": {"coupon_id": "1"}})
    platform.fail(COUPONS, {"errcode": 10021036, "errmsg": "page too far"})
    pages, _ = drained(stream("coupons"), context(clock))
    assert set(keys(pages)) == {"1"}


def test_each_state_of_a_members_coupon_lands_once(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    club.members = ["a", "b"]
    club.coupons = {"a": {"c1": 100, "c2": 102}, "b": {"c3": 101}}
    pages, _ = drained(stream("member_coupons"), context(clock))
    assert set(keys(pages)) == {"c1|100", "c2|102", "c3|101"}
    record = latest(pages)["c1|100"]
    assert (record["openid"], record["unionid"]) == ("a", "u")
    club.coupons["a"]["c1"] = 102
    platform.calls.clear()
    again, _ = drained(stream("member_coupons"), context(clock, known=keys(pages)))
    assert "c1|102" in keys(again)
    assert {body["user_coupon_id"] for body in platform.asked(MEMBER_COUPON)} <= {"c1", "c2", "c3"}


def test_a_used_coupon_is_read_again_on_one_day_a_week(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    club.members = ["a"]
    club.coupons = {"a": {f"c{number}": 102 for number in range(40)}}
    known = [f"c{number}|102" for number in range(40)]
    asked: list[str] = []
    for _ in range(7):
        platform.calls.clear()
        drained(stream("member_coupons"), context(clock, known=known))
        asked += [body["user_coupon_id"] for body in platform.asked(MEMBER_COUPON)]
        clock.advance(86_400)
    assert sorted(asked) == sorted(club.coupons["a"])


def test_a_coupon_that_cannot_be_had_is_refused(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    club.members = ["a"]
    club.coupons = {"a": {"c1": 100}}
    platform.fail(MEMBER_COUPON, {"errcode": 10021037, "errmsg": "no such coupon"})
    pages, _ = drained(stream("member_coupons"), context(clock))
    assert [one.place for page in pages for one in page.rejected] == ["coupon c1 of member a"]


def test_a_kill_between_pages_of_members_goes_on_with_the_next_page(
    club: Club, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    scores = stream("member_scores")
    first = next(iter(scores.pages(None, context(clock))))
    platform.calls.clear()
    rest, _ = drained(scores, context(clock), first.cursor)
    assert [*keys([first]), *keys(rest)] == club.members
    assert len(platform.asked(SCORE)) == len(club.members) - len(first.records)


def test_shop_figures_that_are_not_computed_wait(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    def figures(body: Body) -> Body:
        data = {} if body["ds"] == "20260309" else {"pay_gmv": "42292", "pay_uv": "8"}
        return {"errcode": 0, "data": data}

    platform.on(SHOP_FIGURES, figures)
    stored = []
    with pytest.raises(NotReady):
        stored.extend(stream("shop_figures").pages(None, context(clock, start="2026-03-07")))
    assert keys(stored) == ["20260307", "20260308"]
    assert latest(stored)["20260308"] == {"ds": "20260308", "pay_gmv": "42292", "pay_uv": "8"}
