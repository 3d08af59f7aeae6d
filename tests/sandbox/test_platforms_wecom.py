"""企业微信 as its clients see it: tokens, short pages, errors that mean nothing there, figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sandbox.accounts import WECOM, WECOM_DIRECTORY_SECRET
from sandbox.platforms.calendar import DAY
from sandbox.platforms.canary import Canary
from sandbox.platforms.wecom_gate import WecomLimits
from sandbox.world import wecom_words as words
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

BASE = "/cgi-bin/externalcontact"


class Corp:
    """Calls one sandbox with the token of an app of the corp."""

    def __init__(self, client: Client, secret: str = WECOM.secret) -> None:
        self.client = client
        self.secret = secret
        self.wecom = client.world.wecom

    def token(self) -> dict[str, Any]:
        login = {"corpid": WECOM.appid, "corpsecret": self.secret}
        answer: dict[str, Any] = self.client.raw("GET", "/cgi-bin/gettoken", params=login).json()
        return answer

    def get(self, name: str, **query: Any) -> dict[str, Any]:
        query["access_token"] = self.token()["access_token"]
        answer: dict[str, Any] = self.client.raw("GET", f"{BASE}/{name}", params=query).json()
        return answer

    def post(self, name: str, **body: Any) -> dict[str, Any]:
        token = {"access_token": self.token()["access_token"]}
        answer = self.client.raw("POST", f"{BASE}/{name}", params=token, json=body)
        return answer.json()  # type: ignore[no-any-return]  # JSON

    def pages(self, name: str, field: str, **body: Any) -> list[list[dict[str, Any]]]:
        """All pages of a list."""
        pages, cursor = [], ""
        while True:
            answer = self.post(name, cursor=cursor, **body)
            assert answer["errcode"] == 0, answer
            pages.append(answer[field])
            if not (cursor := answer["next_cursor"]):
                return pages

    def rows(self, name: str, field: str, **body: Any) -> list[dict[str, Any]]:
        return [row for page in self.pages(name, field, **body) for row in page]

    def staff(self, state: int) -> list[str]:
        return self.wecom.staff.userid[self.wecom.staff.state == state].tolist()  # type: ignore[no-any-return]  # NumPy


@pytest.fixture
def corp(api: Client) -> Corp:
    return Corp(api)


def test_every_app_has_a_token_of_its_own_that_is_repeated(corp: Corp) -> None:
    first, again = corp.token(), corp.token()
    assert (first["errcode"], first["errmsg"], first["expires_in"]) == (0, "ok", 7_200)
    assert again["access_token"] == first["access_token"]
    other = Corp(corp.client, WECOM_DIRECTORY_SECRET)
    assert other.token()["access_token"] != first["access_token"]
    assert other.get("get_follow_user_list")["errcode"] == 48002
    assert Corp(corp.client, "sandbox-only-nobodys").token()["errcode"] == 40001


def test_a_refusal_is_worded_as_this_platform_does(corp: Corp) -> None:
    answer = corp.client.raw("GET", f"{BASE}/get_follow_user_list").json()
    assert answer["errcode"] == 41001
    assert "more info at https://open.work.weixin.qq.com/devtool/query?e=41001" in answer["errmsg"]


def test_short_pages_hold_every_customer_once(corp: Corp) -> None:
    users = corp.staff(words.ACTIVE) + corp.staff(words.UNLICENSED)
    pages = corp.pages("batch/get_by_user", "external_contact_list", userid_list=users, limit=9)
    assert {len(page) for page in pages} > {9}
    assert min(map(len, pages)) < 9
    found = [
        (row["external_contact"]["external_userid"], row["follow_info"]["userid"])
        for page in pages
        for row in page
    ]
    listed = [
        (one, user)
        for user in corp.staff(words.ACTIVE)
        for one in corp.get("list", userid=user).get("external_userid", [])
    ]
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(listed)


def test_batch_tells_tag_ids_and_a_single_customer_named_tags(corp: Corp) -> None:
    users = corp.staff(words.ACTIVE)
    rows = corp.rows("batch/get_by_user", "external_contact_list", userid_list=users)
    tagged = next(row for row in rows if row["follow_info"]["tag_id"])
    assert "tags" not in tagged["follow_info"]
    one = corp.get("get", external_userid=tagged["external_contact"]["external_userid"])
    follower = one["follow_user"][0]
    assert "tag_id" not in follower
    known = {
        tag["id"]: tag["name"]
        for group in corp.post("get_corp_tag_list")["tag_group"]
        for tag in group["tag"]
    }
    assert {tag["tag_id"] for tag in follower["tags"]} <= set(known)
    assert all(known[tag["tag_id"]] == tag["tag_name"] for tag in follower["tags"])


def test_what_the_platform_says_instead_of_an_empty_list(corp: Corp) -> None:
    lonely = [user for user in corp.staff(words.ACTIVE) if corp.get("list", userid=user)["errcode"]]
    assert {corp.get("list", userid=user)["errcode"] for user in lonely} == {84061}
    assert corp.post("batch/get_by_user", userid_list=lonely)["errcode"] == 84061
    dormant, unlicensed = corp.staff(words.NOT_ACTIVATED), corp.staff(words.UNLICENSED)
    assert corp.post("batch/get_by_user", userid_list=dormant)["errcode"] == 41054
    assert corp.post("batch/get_by_user", userid_list=unlicensed)["errcode"] == 701008
    assert corp.post("batch/get_by_user", userid_list=["nobody"])["errcode"] == 60111
    some = corp.post("batch/get_by_user", userid_list=corp.staff(words.ACTIVE) + unlicensed)
    assert some["fail_info"] == {"unlicensed_userid_list": unlicensed}
    assert corp.get("get", external_userid="wm-nobody")["errcode"] == 40096


@pytest.mark.parametrize("limit", [0, 101, "50"])
def test_a_wrong_limit_or_cursor_is_an_invalid_parameter(corp: Corp, limit: Any) -> None:
    users = corp.staff(words.ACTIVE)
    assert corp.post("batch/get_by_user", userid_list=users, limit=limit)["errcode"] == 40058
    assert corp.post("batch/get_by_user", userid_list=users, cursor="abc")["errcode"] == 40058


def test_a_cursor_dies_and_belongs_to_its_question(serve: Serve) -> None:
    corp = Corp(serve(wecom=WecomLimits(cursor_seconds=300)))
    users = corp.staff(words.ACTIVE)
    asked = {"userid_list": users, "limit": 5}
    cursor = corp.post("batch/get_by_user", **asked)["next_cursor"]
    assert corp.post("batch/get_by_user", **asked, cursor=cursor)["errcode"] == 0
    fewer = {**asked, "userid_list": users[:-1]}
    assert corp.post("batch/get_by_user", **fewer, cursor=cursor)["errcode"] == 40058
    corp.client.clock.move(corp.client.clock.now() + 301)
    assert corp.post("batch/get_by_user", **asked, cursor=cursor)["errcode"] == 40058


def test_too_many_calls_are_refused_for_a_minute(serve: Serve) -> None:
    corp = Corp(serve(wecom=WecomLimits(per_minute=3)))
    token = {"access_token": corp.token()["access_token"]}

    def ask() -> int:
        answer = corp.client.raw("GET", f"{BASE}/get_follow_user_list", params=token).json()
        return int(answer["errcode"])

    assert [ask() for _ in range(5)] == [0, 0, 0, 45009, 45009]
    corp.client.clock.move(corp.client.clock.now() + 59)
    assert ask() == 45009
    corp.client.clock.move(corp.client.clock.now() + 1)
    assert ask() == 0


def test_a_wide_visible_range_is_listed_by_owner(serve: Serve) -> None:
    corp = Corp(serve(wecom=WecomLimits(visible_range=10)))
    assert corp.post("groupchat/list", limit=100)["errcode"] == 81017
    users = corp.staff(words.ACTIVE)
    chats = corp.rows("groupchat/list", "group_chat_list", owner_filter={"userid_list": users})
    now = corp.client.clock.now()
    assert len(chats) == int(np.sum(corp.wecom.chats.created_at <= now))


def test_a_chat_shows_members_of_both_kinds(corp: Corp) -> None:
    chats = corp.rows("groupchat/list", "group_chat_list", limit=3)
    told = [corp.post("groupchat/get", chat_id=one["chat_id"], need_name=1) for one in chats]
    members = [member for one in told for member in one["group_chat"]["member_list"]]
    assert {member["type"] for member in members} == {1, 2}
    outside = [member for member in members if member["type"] == 2]
    assert any("unionid" in member for member in outside)
    assert all(corp.client.world.decode_unionid([one["unionid"]])[0] ==
               corp.wecom.ids.read_external([one["userid"]])[0]
               for one in outside if "unionid" in one)  # fmt: skip
    assert corp.post("groupchat/get", chat_id="wr-nobody")["errcode"] == 40050


def test_behaviour_counts_what_happened_and_no_later_than_yesterday(corp: Corp) -> None:
    now = corp.client.clock.now()
    today = now - (now + 8 * 3_600) % DAY
    users = corp.staff(words.ACTIVE)
    rows = [
        row
        for user in users
        for row in corp.post(
            "get_user_behavior_data", userid=[user], start_time=today - 29 * DAY, end_time=today
        )["behavior_data"]
    ]
    assert {row["stat_time"] for row in rows} == {today - day * DAY for day in range(1, 30)}
    table = corp.wecom.relations
    works = np.isin(table.staff, np.flatnonzero(corp.wecom.staff.state == words.ACTIVE))
    added = (table.added_at >= today - 29 * DAY) & (table.added_at < today) & works
    assert sum(row["new_contact_cnt"] for row in rows) == added.sum()
    for begin, end in ((30, 0), (200, 190)):
        window = {"start_time": today - begin * DAY, "end_time": today - end * DAY}
        refused = corp.post("get_user_behavior_data", userid=users[:1], **window)
        assert refused["errcode"] == 40058


def test_a_canary_stands_in_notes_chats_and_messages(serve: Serve) -> None:
    corp = Corp(serve(canary=Canary("甄小鸟", "19912345678")))
    row = corp.post("batch/get_by_user", userid_list=corp.staff(words.ACTIVE))
    info = row["external_contact_list"][0]["follow_info"]
    assert info["remark_mobiles"] == ["19912345678"]
    assert info["remark"] == "甄小鸟 19912345678"
    chat = corp.post("groupchat/list", limit=1)["group_chat_list"][0]["chat_id"]
    told = corp.post("groupchat/get", chat_id=chat)["group_chat"]
    assert told["member_list"][0]["group_nickname"] == "甄小鸟"
    assert "19912345678" in told["notice"]


def test_results_say_what_became_of_each_message(corp: Corp) -> None:
    now = corp.client.clock.now()
    window = {"start_time": now - 30 * DAY, "end_time": now}
    statuses: set[int] = set()
    for chat_type in ("single", "group"):
        messages = corp.rows(
            "get_groupmsg_list_v2", "group_msg_list", chat_type=chat_type, **window
        )
        assert all(message["create_time"] <= now for message in messages)
        for message in messages:
            for task in corp.rows("get_groupmsg_task", "task_list", msgid=message["msgid"]):
                asked = {"msgid": message["msgid"], "userid": task["userid"]}
                sent = corp.rows("get_groupmsg_send_result", "send_list", **asked)
                assert all(("chat_id" in one) == (chat_type == "group") for one in sent)
                assert task["status"] == 2 or all(one["status"] == 0 for one in sent)
                statuses |= {one["status"] for one in sent}
    assert {0, 1} <= statuses <= {0, 1, 2, 3}


def test_a_moment_shows_to_some_of_those_it_was_chosen_for(corp: Corp) -> None:
    now = corp.client.clock.now()
    window = {"start_time": now - 30 * DAY, "end_time": now}
    moments = corp.rows("get_moment_list", "moment_list", limit=2, **window)
    chosen, shown = set(), set()
    for moment in moments:
        for task in corp.rows("get_moment_task", "task_list", moment_id=moment["moment_id"]):
            asked = {"moment_id": moment["moment_id"], "userid": task["userid"]}
            for name, found in (("customer_list", chosen), ("send_result", shown)):
                rows = corp.rows(f"get_moment_{name}", "customer_list", **asked)
                found |= {(*asked.values(), row["external_userid"]) for row in rows}
            said = corp.post("get_moment_comments", **asked)
            assert set(said) == {"errcode", "errmsg", "comment_list", "like_list"}
    assert shown < chosen
