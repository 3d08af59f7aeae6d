"""公众号: followers, their details, and tags, as the platform spells them.

Growth and article figures are in `official_account_figures.py` and `articles.py`. Successful reads
carry no `errcode`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from sandbox.accounts import OFFICIAL_ACCOUNT
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.followers import TAGS, Followers, Tag, tagged
from sandbox.world import World
from sandbox.world.vocabulary import SUBSCRIBE_SCENES

MOST_PER_BATCH = 100
FAMILY: Final = "official_account"
Encode = Callable[[Ints], list[str]]


class OfficialAccount:
    """Answers `/cgi-bin/user/*` and `/cgi-bin/tags/*`.

    Args:
        world: What happened.
        followers: Who follows when.
        page_size: Openids a page; the platform's own is 10,000.
    """

    def __init__(self, world: World, followers: Followers, page_size: int) -> None:
        self._world = world
        self._followers = followers
        self._page_size = page_size
        self._openid_ids = ints(world.follows.openid_id)
        order = np.argsort(self._openid_ids)
        self._sorted_ids, self._row_of_sorted = self._openid_ids[order], order

    def endpoints(self) -> Endpoints:
        """Return the endpoints of followers and tags."""
        return {
            "/cgi-bin/user/get": Endpoint(self._list, "GET", FAMILY),
            "/cgi-bin/user/info": Endpoint(self._info, "GET", FAMILY),
            "/cgi-bin/user/info/batchget": Endpoint(self._batch, "POST", FAMILY),
            "/cgi-bin/tags/get": Endpoint(self._tags, "GET", FAMILY),
            "/cgi-bin/user/tag/get": Endpoint(self._tag_members, "POST", FAMILY),
            "/cgi-bin/tags/members/getblacklist": Endpoint(self._blacklist, "POST", FAMILY),
        }

    def _list(self, call: Call) -> dict[str, Any]:
        listed = self._followers.at(call.now).listed
        page = self._page(listed, call.query.get("next_openid", ""))
        return {"total": len(listed), **self._spell_page(page)}

    def _tag_members(self, call: Call) -> dict[str, Any]:
        tag = next((tag for tag in TAGS if tag.id == call.body.get("tagid")), None)
        if tag is None:
            raise PlatformError(45159)
        listed = self._followers.at(call.now).listed
        page = self._page(listed[tagged(listed, tag)], str(call.body.get("next_openid") or ""))
        return self._spell_page(page)

    def _blacklist(self, call: Call) -> dict[str, Any]:
        blocked = self._followers.blocked(call.now)
        page = self._page(blocked, str(call.body.get("begin_openid") or ""))
        return {"total": len(blocked), **self._spell_page(page)}

    def _page(self, listed: Ints, after: str) -> Ints:
        begin = 0
        if after:
            begin = int(np.searchsorted(listed, self._rows([after])[0], side="right"))
        return listed[begin : begin + self._page_size]

    def _spell_page(self, page: Ints) -> dict[str, Any]:
        if not len(page):
            return {"count": 0, "next_openid": ""}
        openids = self._spell(page)
        return {"count": len(page), "data": {"openid": openids}, "next_openid": openids[-1]}

    def _info(self, call: Call) -> dict[str, Any]:
        return self._users([call.query.get("openid", "")], call.now)[0]

    def _batch(self, call: Call) -> dict[str, Any]:
        asked = call.body.get("user_list")
        if not isinstance(asked, list) or not all(isinstance(one, Mapping) for one in asked):
            raise PlatformError(47001)
        if not 0 < len(asked) <= MOST_PER_BATCH:
            raise PlatformError(40032)
        openids = [str(one.get("openid") or "") for one in asked]
        return {"user_info_list": self._users(openids, call.now)}

    def _users(self, openids: list[str], now: int) -> list[dict[str, Any]]:
        rows = self._rows(openids)
        state = self._followers.at(now)
        visible_at = ints(self._world.follows.unionid_visible_at[rows])
        people = ints(self._world.follows.person[rows])
        unionids = self._world.unionid(people)
        tags = [(tag, tagged(rows, tag)) for tag in TAGS]
        users = []
        for place, row in enumerate(rows.tolist()):
            if not state.is_on[row]:
                users.append({"subscribe": 0, "openid": openids[place]})
                continue
            user = self._user(row, openids[place], int(state.since[row]))
            if 0 <= visible_at[place] <= now:
                user["unionid"] = unionids[place]
            user["tagid_list"] = [tag.id for tag, carries in tags if carries[place]]
            users.append(user)
        return users

    def _user(self, row: int, openid: str, since: int) -> dict[str, Any]:
        qr_scene = int(self._world.follows.qr_scene[row])
        return {
            "subscribe": 1,
            "openid": openid,
            "language": "zh_CN",
            "subscribe_time": since,
            "remark": "",
            "groupid": 0,
            "tagid_list": [],
            "subscribe_scene": SUBSCRIBE_SCENES[int(self._world.follows.scene[row])],
            "qr_scene": 0,
            "qr_scene_str": self._world.qr_scenes[qr_scene] if qr_scene >= 0 else "",
        }

    def _tags(self, call: Call) -> dict[str, Any]:
        listed = self._followers.at(call.now).listed
        return {"tags": [self._spell_tag(tag, listed) for tag in TAGS]}

    @staticmethod
    def _spell_tag(tag: Tag, listed: Ints) -> dict[str, Any]:
        return {"id": tag.id, "name": tag.name, "count": int(tagged(listed, tag).sum())}

    def _spell(self, rows: Ints) -> list[str]:
        return self._world.openid(OFFICIAL_ACCOUNT.appid, self._openid_ids[rows])

    def _rows(self, openids: list[str]) -> Ints:
        """Return the rows of `world.follows` of these openids; 40003 when one is not ours."""
        ids = self._world.decode_openid(OFFICIAL_ACCOUNT.appid, openids)
        places = np.minimum(np.searchsorted(self._sorted_ids, ids), len(self._sorted_ids) - 1)
        if not len(self._sorted_ids) or np.any((ids < 0) | (self._sorted_ids[places] != ids)):
            raise PlatformError(40003)
        return self._row_of_sorted[places]
