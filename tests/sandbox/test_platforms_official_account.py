"""Followers, their details and tags."""

from __future__ import annotations

import numpy as np

from sandbox.accounts import MINI_PROGRAM, OFFICIAL_ACCOUNT
from sandbox.platforms.calendar import DAY
from sandbox.world.views import follow_state
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

FAMILY = "official_account"
BATCH = "/cgi-bin/user/info/batchget"


def openids(api: Client, rows: np.ndarray) -> list[str]:
    return api.world.openid(OFFICIAL_ACCOUNT.appid, api.world.follows.openid_id[rows])


def details(api: Client, asked: list[str]) -> list[dict[str, object]]:
    body = {"user_list": [{"openid": one, "lang": "zh_CN"} for one in asked]}
    return api.post(BATCH, FAMILY, body)["user_info_list"]


def all_details(api: Client) -> dict[str, dict[str, object]]:
    asked = openids(api, np.arange(len(api.world.follows)))
    found = []
    for begin in range(0, len(asked), 100):
        found += details(api, asked[begin : begin + 100])
    return {str(user["openid"]): user for user in found}


def test_the_last_page_still_names_a_next_openid_and_the_one_after_it_is_empty(
    serve: Serve,
) -> None:
    api = serve(follower_page=50)
    total = api.get("/cgi-bin/user/get", FAMILY)["total"]
    after, counts = "", []
    while True:
        page = api.get("/cgi-bin/user/get", FAMILY, next_openid=after)
        counts.append(page["count"])
        if not page["count"]:
            break
        assert page["next_openid"] == page["data"]["openid"][-1]
        after = page["next_openid"]
    assert page == {"total": total, "count": 0, "next_openid": ""}
    assert counts == [50] * (total // 50) + [total % 50, 0]


def test_the_walk_lists_exactly_those_who_follow_at_the_clock(serve: Serve) -> None:
    api = serve(follower_page=37)
    for now in (api.world.until_ts, api.world.until_ts - 60 * DAY, api.world.end_ts):
        api.clock.move(int(now))
        rows = np.flatnonzero(follow_state(api.world, int(now)).is_subscribed)
        walked = list(api.followers())
        assert len(walked) == len(set(walked))
        assert set(walked) == set(openids(api, rows))


def test_before_the_history_only_those_are_listed_who_had_come_by_then(serve: Serve) -> None:
    api = serve()
    first = api.world.follows.first_subscribed_at
    early = int(np.sort(first)[3])
    api.clock.move(early)
    assert set(api.followers()) == set(openids(api, np.flatnonzero(first <= early)))


def test_somebody_who_left_between_two_pages_does_not_shift_the_walk(serve: Serve) -> None:
    api = serve(follower_page=10)
    events = api.world.follow_events
    left = events.at[(events.kind == 1) & (events.at > api.world.until_ts)]
    first = api.get("/cgi-bin/user/get", FAMILY)
    before = set(api.followers())
    api.clock.move(int(left.max()))
    rest = list(api.followers())
    following = api.get("/cgi-bin/user/get", FAMILY, next_openid=first["next_openid"])
    assert following["data"]["openid"][0] in rest
    assert not set(first["data"]["openid"]) & set(following["data"]["openid"])
    assert before - set(rest)


def test_a_batch_mixes_followers_and_those_who_left(api: Client) -> None:
    state = follow_state(api.world, api.clock.now())
    users = all_details(api)
    present = openids(api, np.flatnonzero(state.is_subscribed))
    absent = set(users) - set(present)
    assert absent
    assert all(users[one] == {"subscribe": 0, "openid": one} for one in absent)
    since = dict(zip(present, state.subscribed_at[state.is_subscribed].tolist(), strict=True))
    assert {one: users[one]["subscribe_time"] for one in present} == since


def test_a_unionid_appears_only_once_it_is_visible(api: Client) -> None:
    visible = api.world.follows.unionid_visible_at
    now = api.clock.now()
    users = all_details(api)
    state = follow_state(api.world, now)
    for row, openid in enumerate(openids(api, np.arange(len(visible)))):
        shown = row < len(state) and bool(state.shows_unionid[row])
        assert ("unionid" in users[openid]) == shown
    late = np.flatnonzero((visible > api.world.follows.first_subscribed_at) & (visible < now))
    early = int(visible[late].min())
    row = late[[int(np.argmin(visible[late]))]]
    api.clock.move(early - 1)
    assert "unionid" not in details(api, openids(api, row))[0]
    api.clock.move(early)
    assert "unionid" in details(api, openids(api, row))[0]


def test_one_user_looks_the_same_alone_and_in_a_batch(api: Client) -> None:
    for openid in list(api.followers())[:5]:
        alone = api.get("/cgi-bin/user/info", FAMILY, openid=openid)
        assert alone == details(api, [openid])[0]
        assert alone["subscribe_scene"].startswith("ADD_SCENE_")
        assert isinstance(alone["qr_scene"], int)


def test_foreign_openids_and_wrong_sizes_are_refused(api: Client) -> None:
    mine = next(api.followers())
    foreign = api.world.openid(MINI_PROGRAM.appid, np.array([1]))[0]
    for bad in ("", "nobody", foreign, mine[:-1] + "?"):
        assert api.get("/cgi-bin/user/info", FAMILY, openid=bad)["errcode"] == 40003
    assert api.get("/cgi-bin/user/get", FAMILY, next_openid=foreign)["errcode"] == 40003
    for size, errcode in ((0, 40032), (100, 0), (101, 40032)):
        body = {"user_list": [{"openid": mine}] * size}
        assert api.post(BATCH, FAMILY, body).get("errcode", 0) == errcode
    assert api.post(BATCH, FAMILY, {"user_list": mine})["errcode"] == 47001


def test_tags_count_the_followers_that_carry_them(api: Client) -> None:
    users = all_details(api)
    tags = {tag["id"]: tag for tag in api.get("/cgi-bin/tags/get", FAMILY)["tags"]}
    assert tags[2]["name"] == "星标组"
    for tag_id, tag in tags.items():
        carriers = {one for one, user in users.items() if tag_id in user.get("tagid_list", ())}
        page = api.post("/cgi-bin/user/tag/get", FAMILY, {"tagid": tag_id, "next_openid": ""})
        assert page["count"] == tag["count"] == len(carriers)
        assert set(page.get("data", {}).get("openid", [])) == carriers
        assert "total" not in page
    assert max(tag["count"] for tag in tags.values()) > 0
    assert api.post("/cgi-bin/user/tag/get", FAMILY, {"tagid": 999})["errcode"] == 45159
