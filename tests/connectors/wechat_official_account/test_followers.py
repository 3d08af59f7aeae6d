"""Followers: the quirks of the list, the batch and those who left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.core.stream import Stream
from connectors.wechat_official_account import Settings, connect
from connectors.wechat_official_account.client import USER_DETAILS, USERS
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

PER_PAGE = 3_000


class Account:
    """A made-up account of 6,400 followers whose last list page names a next openid too."""

    def __init__(self, platform: FakePlatform) -> None:
        self.followers = [f"o{number:05}" for number in range(6_400)]
        self.unknown: set[str] = set()
        self.forgets = 0
        platform.on(USERS, self.list)
        platform.on(USER_DETAILS, self.details)

    def list(self, query: dict[str, str]) -> dict[str, Any]:
        after = query.get("next_openid")
        if after and after not in self.followers:
            return {"errcode": 40003, "errmsg": "invalid openid"}
        start = self.followers.index(after) + 1 if after else 0
        part = self.followers[start : start + PER_PAGE]
        if not part:
            return {"total": len(self.followers), "count": 0, "next_openid": ""}
        return {
            "total": len(self.followers),
            "count": len(part),
            "data": {"openid": part},
            "next_openid": part[-1],
        }

    def details(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = [user["openid"] for user in body["user_list"]]
        if len(asked) > 100:
            return {"errcode": 40032, "errmsg": "invalid openid list size"}
        if self.unknown & set(asked):
            return {"errcode": 40003, "errmsg": "invalid openid"}
        if self.forgets and len(asked) > 1:
            self.forgets -= 1
            asked = asked[1:]
        known = set(self.followers)
        return {
            "user_info_list": [
                {"subscribe": 1, "openid": openid, "subscribe_time": 1_700_000_000}
                if openid in known
                else {"subscribe": 0, "openid": openid}
                for openid in asked
            ]
        }


@pytest.fixture
def account(platform: FakePlatform) -> Account:
    return Account(platform)


@pytest.fixture
def followers(tmp_path: Path, clock: FakeClock) -> Stream:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    return next(stream for stream in source.streams if stream.name == "followers")


def test_everyone_arrives_once_in_pages_of_two_thousand(
    account: Account, followers: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    pages, _ = drained(followers, context(clock))
    assert keys(pages) == account.followers
    assert max(len(page.records) for page in pages) == 2_000
    assert len(platform.asked(USERS)) == 4


def test_who_has_left_lands_as_not_following(
    account: Account, followers: Stream, clock: FakeClock
) -> None:
    pages, _ = drained(followers, context(clock, known=["left", "o00001"]))
    assert latest(pages)["left"] == {"subscribe": 0, "openid": "left"}
    left = next(record for page in pages for record in page.records if record.key == "left")
    assert left.occurred_at is None


def test_a_kill_after_any_page_loses_nobody(
    account: Account, followers: Stream, clock: FakeClock
) -> None:
    outcomes = latest_despite_kills(followers, context(clock))
    assert len(outcomes) >= 5
    assert all(set(outcome) == set(account.followers) for outcome in outcomes)


def test_a_killed_walk_goes_on_inside_the_list_page(
    account: Account, followers: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    first = next(followers.pages(None, context(clock)))
    platform.calls.clear()
    next(followers.pages(json.loads(json.dumps(first.cursor)), context(clock)))
    asked = [user["openid"] for body in platform.asked(USER_DETAILS) for user in body["user_list"]]
    assert min(asked) == "o02000"


def test_a_user_left_out_of_an_answer_is_asked_for_again(
    account: Account, followers: Stream, clock: FakeClock
) -> None:
    account.forgets = 3
    pages, _ = drained(followers, context(clock))
    assert keys(pages) == account.followers


def test_an_openid_the_platform_does_not_know_spoils_nobody_else(
    account: Account, followers: Stream, clock: FakeClock
) -> None:
    account.unknown = {"o00150"}
    pages, _ = drained(followers, context(clock))
    rejected = [one for page in pages for one in page.rejected]
    assert [one.place for one in rejected] == ["followers, openid o00150"]
    assert len(latest(pages)) == len(account.followers) - 1


def test_a_next_openid_that_left_restarts_the_walk(
    account: Account, followers: Stream, clock: FakeClock
) -> None:
    pulled = followers.pages(None, context(clock))
    stored = [next(pulled), next(pulled)]
    account.followers.remove("o02999")
    rest, _ = drained(followers, context(clock, known=keys(stored)), stored[-1].cursor)
    outcome = latest([*stored, *rest])
    assert outcome["o02999"]["subscribe"] == 0
    assert set(account.followers) <= set(outcome)


def test_an_account_that_may_not_list_says_so(
    account: Account, followers: Stream, clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(USERS, {"errcode": 48001, "errmsg": "api unauthorized"})
    with pytest.raises(Exception, match="no right to this API"):
        drained(followers, context(clock))
