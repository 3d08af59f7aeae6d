"""Who carries a tag and who is blocked: lists of openids that are records by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import RetryableError
from connectors.core.stream import Stream
from connectors.wechat_official_account import Settings, connect
from connectors.wechat_official_account.client import BLACKLIST, TAG_MEMBERS, TAGS
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


class Account:
    """A made-up account: openids by tag, in the platform's pages of three."""

    def __init__(self, platform: FakePlatform) -> None:
        self.tags = {2: ["o1"], 100: [f"o{number}" for number in range(1, 9)], 101: []}
        platform.on(TAGS, lambda _: {"tags": [{"id": tag, "name": "t"} for tag in self.tags]})
        platform.on(TAG_MEMBERS, self.members)

    def members(self, body: Body) -> Body:
        if body["tagid"] not in self.tags:
            return {"errcode": 45159, "errmsg": "invalid tag id"}
        return self.page(self.tags[body["tagid"]], body["next_openid"])

    @staticmethod
    def page(openids: list[str], after: str) -> Body:
        begin = openids.index(after) + 1 if after else 0
        part = openids[begin : begin + 3]
        if not part:
            return {"count": 0, "next_openid": ""}
        return {"count": len(part), "data": {"openid": part}, "next_openid": part[-1]}


@pytest.fixture
def account(platform: FakePlatform) -> Account:
    return Account(platform)


@pytest.fixture
def stream(tmp_path: Path, clock: FakeClock) -> Open:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return lambda name: next(one for one in source.streams if one.name == name)


def pairs(account: Account) -> set[str]:
    return {f"{tag}|{openid}" for tag, openids in account.tags.items() for openid in openids}


def test_every_tag_is_walked_to_its_end(account: Account, stream: Open, clock: FakeClock) -> None:
    pages, cursor = drained(stream("tag_members"), context(clock))
    assert set(keys(pages)) == pairs(account)
    assert latest(pages)["100|o1"] == {"tagid": 100, "openid": "o1", "is_member": True}
    assert "finished_at" in (cursor or {})


def test_a_tag_taken_off_is_said(account: Account, stream: Open, clock: FakeClock) -> None:
    known = pairs(account)
    account.tags[100].remove("o4")
    pages, _ = drained(stream("tag_members"), context(clock, known=known))
    assert latest(pages)["100|o4"] == {"tagid": 100, "openid": "o4", "is_member": False}
    assert [key for key, one in latest(pages).items() if not one["is_member"]] == ["100|o4"]


def test_a_tag_deleted_on_the_way_is_left_by_everybody(
    account: Account, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    known = pairs(account)
    tags = {"tags": [{"id": "2"}, {"id": 100}, {"id": 101}]}
    platform.on(TAGS, tags)
    del account.tags[100]
    pages, _ = drained(stream("tag_members"), context(clock, known=known))
    left = {key for key, one in latest(pages).items() if not one["is_member"]}
    assert left == {f"100|o{number}" for number in range(1, 9)}


def test_a_kill_after_any_page_says_of_nobody_that_they_left(
    account: Account, stream: Open, clock: FakeClock
) -> None:
    expected = latest(drained(stream("tag_members"), context(clock))[0])
    outcomes = latest_despite_kills(stream("tag_members"), context(clock))
    assert outcomes
    assert all(outcome == expected for outcome in outcomes)


def test_a_pull_that_goes_on_still_sees_who_left(
    account: Account, stream: Open, clock: FakeClock
) -> None:
    known = pairs(account)
    account.tags[2].clear()
    cursor = {"walk": {"tag": 100, "key": "o3"}}
    pages, _ = drained(stream("tag_members"), context(clock, known=known), cursor)
    assert [key for key, one in latest(pages).items() if not one["is_member"]] == ["2|o1"]


def test_an_openid_to_go_on_from_that_left_begins_the_walk_again(
    account: Account, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.fail(TAG_MEMBERS, {"errcode": 40003, "errmsg": "invalid openid"})
    cursor = {"walk": {"tag": 100, "key": "o3"}}
    pages, _ = drained(stream("tag_members"), context(clock), cursor)
    assert set(keys(pages)) == pairs(account)


def test_a_platform_that_keeps_refusing_its_own_place_is_left_for_later(
    account: Account, stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(TAG_MEMBERS, {"errcode": 40003, "errmsg": "invalid openid"})
    with pytest.raises(RetryableError, match="keeps refusing"):
        drained(stream("tag_members"), context(clock))


def test_an_account_without_tags_has_no_members(
    account: Account, stream: Open, clock: FakeClock
) -> None:
    account.tags.clear()
    assert keys(drained(stream("tag_members"), context(clock))[0]) == []


def test_who_is_blocked_no_more_is_said(
    stream: Open, clock: FakeClock, platform: FakePlatform
) -> None:
    blocked = [f"o{number}" for number in range(5)]
    platform.on(BLACKLIST, lambda body: Account.page(blocked, body["begin_openid"]))
    pages, _ = drained(stream("blacklist"), context(clock, known=["o9"]))
    assert latest(pages) == {
        **{one: {"openid": one, "is_blocked": True} for one in blocked},
        "o9": {"openid": "o9", "is_blocked": False},
    }
