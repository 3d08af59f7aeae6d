"""微信小店: the shop's members (小店会员), their grade and their points.

Members are the registered users of the mini program who have ordered in the shop. Rows of points
carry neither an id nor a time, newest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sandbox.accounts import SHOP
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.shop_gifts import unionids_told
from sandbox.world import World
from sandbox.world.loyalty import level_of
from sandbox.world.vocabulary import POINT_REASONS

FAMILY: Final = "shop"
MOST_ROWS, USUAL_ROWS = 200, 10
BAD_ARGS, NO_MEMBER = 10100002, 10100003
SOURCES = {
    "opening": (7, "后台-增加积分"),
    "register": (9, "完成任务-增加积分"),
    "order": (1, "消费-增加积分"),
    "ticket": (1, "消费-增加积分"),
    "invite": (9, "完成任务-增加积分"),
    "redeem_gift": (3, "积分商城-兑换商品"),
}
"""Why points came or went: the platform's number and its remark."""


class Programme:
    """The members of the shop and their ledgers, over time.

    Attributes:
        person: Members by the instant they joined.
        joined_at: When each of them did.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        users, orders = world.mini_users, world.shop_orders
        registered = np.full(world.size, -1, dtype=np.int64)
        main = np.flatnonzero((users.app == 0) & (users.registered_at >= 0))
        registered[users.person[main]] = users.registered_at[main]
        ordered = np.full(world.size, -1, dtype=np.int64)
        ordered[orders.buyer[::-1]] = orders.created_at[::-1]
        person = np.flatnonzero((registered >= 0) & (ordered >= 0))
        joined_at = np.maximum(registered, ordered)[person]
        by_joining = np.lexsort((person, joined_at))
        self.person, self.joined_at = person[by_joining], joined_at[by_joining]
        self._told_at = unionids_told(world)
        self._entries = np.argsort(ints(world.points.mini_user), kind="stable")
        self._owners = ints(world.points.mini_user)[self._entries]
        self._user = np.full(world.size, -1, dtype=np.int64)
        self._user[users.person[main]] = main

    def members(self, now: int) -> Ints:
        """Return the members at an instant, in the order they joined."""
        return self.person[: int(np.searchsorted(self.joined_at, now, side="right"))]

    def find(self, openid: object, now: int) -> int:
        """Return the person behind an openid.

        Raises:
            PlatformError: 40003 when it is not one of this shop's, 10100003 for no member.
        """
        person = int(self._world.decode_openid(SHOP.appid, [str(openid or "")])[0])
        if person < 0:
            raise PlatformError(40003)
        if person not in self.members(now):
            raise PlatformError(NO_MEMBER, "member not found")
        return person

    def ledger(self, person: int, now: int) -> Ints:
        """Return the rows of `world.points` of a member up to an instant, newest first."""
        user = self._user[person]
        begin, end = np.searchsorted(self._owners, [user, user + 1], side="left")
        entries = self._entries[begin:end]
        return entries[self._world.points.at[entries] <= now][::-1]

    def spell(self, person: int, now: int) -> dict[str, Any]:
        """Spell one member."""
        ledger = self.ledger(person, now)
        earned = int(self._world.points.earned_total[ledger[0]]) if len(ledger) else 0
        told: dict[str, Any] = {"openid": self._world.openid(SHOP.appid, np.array([person]))[0]}
        if 0 <= self._told_at[person] <= now:
            told["unionid"] = self._world.unionid(np.array([person]))[0]
        grade = int(level_of(np.array([earned]))[0]) + 1
        return told | {"user_grade_info": {"grade": grade, "experience_value": earned}}


class ShopMembers:
    """Answers `/channels/ec/vip/*`."""

    def __init__(self, world: World, programme: Programme) -> None:
        self._world = world
        self._programme = programme

    def endpoints(self) -> Endpoints:
        """Return the endpoints of members and points."""
        handlers = {
            "user/list/get": self._list,
            "user/info/get": self._info,
            "user/score/get": self._score,
            "user/score/flowrecord/get": self._flow,
        }
        return {
            f"/channels/ec/vip/{name}": Endpoint(handler, "POST", FAMILY)
            for name, handler in handlers.items()
        }

    def _list(self, call: Call) -> dict[str, Any]:
        members = self._programme.members(call.now)
        page = numbered_page(members, call.body, "page_num", BAD_ARGS)
        rows = [self._programme.spell(int(person), call.now) for person in page]
        return {"errcode": 0, "errmsg": "ok", "list": rows, "total_num": len(members)}

    def _info(self, call: Call) -> dict[str, Any]:
        person = self._programme.find(call.body.get("openid"), call.now)
        info = self._programme.spell(person, call.now)
        return {"errcode": 0, "errmsg": "ok", "info": info}

    def _score(self, call: Call) -> dict[str, Any]:
        person = self._programme.find(call.body.get("openid"), call.now)
        ledger = self._programme.ledger(person, call.now)
        score = int(self._world.points.balance[ledger[0]]) if len(ledger) else 0
        return {"errcode": 0, "errmsg": "ok", "info": {"score": str(score)}}

    def _flow(self, call: Call) -> dict[str, Any]:
        person = self._programme.find(call.body.get("openid"), call.now)
        ledger = self._programme.ledger(person, call.now)
        page = numbered_page(ledger, call.body, "page_num", BAD_ARGS)
        rows = [self._row(int(entry)) for entry in page]
        return {"errcode": 0, "errmsg": "ok", "list": rows, "total_num": len(ledger)}

    def _row(self, entry: int) -> dict[str, Any]:
        points = self._world.points
        source, remark = SOURCES[POINT_REASONS[int(points.reason[entry])]]
        return {"score": int(points.delta[entry]), "source": source, "remark": remark}


def numbered_page(rows: Ints, body: Mapping[str, Any], number: str, refusal: int) -> Ints:
    """Return the asked page of a list that is walked by page number, counted from 1.

    Raises:
        PlatformError: `refusal` when number or size is no whole number within its bounds.
    """
    place, size = body.get(number, 1), body.get("page_size", USUAL_ROWS)
    for value, most in ((place, 10**9), (size, MOST_ROWS)):
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise PlatformError(refusal, "invalid parameter")
    return rows[(place - 1) * size : place * size]
