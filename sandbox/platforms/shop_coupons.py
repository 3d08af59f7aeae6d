"""微信小店: the shop's coupons, and the coupons of one member.

A coupon of the shop is a template of the world; a member's coupon is a row of `world.coupons`,
which is valid until it is used or runs out. There is no list of all members' coupons.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sandbox.accounts import SHOP
from sandbox.platforms.calendar import DAY
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.shop_gifts import unionids_told
from sandbox.platforms.shop_members import Programme, numbered_page
from sandbox.world import World
from sandbox.world.vocabulary import COUPON_TEMPLATES

FAMILY: Final = "shop"
BAD_STATUS, TOO_FAR, NOT_FOUND = 10021001, 10021036, 10021037
DRAFT, IN_FORCE, EXPIRED, VOID, DELETED, OVER = 1, 2, 3, 4, 5, 200
STATUSES = (DRAFT, IN_FORCE, EXPIRED, VOID, DELETED, OVER)
VALID, RAN_OUT, USED = 100, 101, 102
SHOP_WIDE_OFF = 102
FIRST_ID = 10_001
LONGEST_STEP = 10
PLANNED = (("双十一满减券", DRAFT), ("开业礼券", EXPIRED), ("错误面额券", VOID))
"""Coupons that nobody holds: in preparation, long over, taken back."""


class ShopCoupons:
    """Answers `/channels/ec/coupon/*`."""

    def __init__(self, world: World, programme: Programme) -> None:
        self._world = world
        self._programme = programme
        self._told_at = unionids_told(world)
        self._number = ints(world.coupons.coupon_no)
        self._by_person = np.argsort(ints(world.coupons.person), kind="stable")
        self._persons = ints(world.coupons.person)[self._by_person]

    def endpoints(self) -> Endpoints:
        """Return the endpoints of coupons."""
        handlers = {
            "get_list": self._list,
            "get": self._get,
            "get_user_coupon_list": self._of_member,
            "get_user_coupon": self._one_of_member,
        }
        return {
            f"/channels/ec/coupon/{name}": Endpoint(handler, "POST", FAMILY)
            for name, handler in handlers.items()
        }

    def _list(self, call: Call) -> dict[str, Any]:
        status = call.body.get("status")
        if status not in STATUSES:
            raise PlatformError(BAD_STATUS, "invalid coupon status")
        wanted = (EXPIRED, VOID) if status == OVER else (status,)
        ids = np.array([FIRST_ID + n for n, s in enumerate(_statuses()) if s in wanted], np.int64)
        page, context = _page(ids, call.body)
        rows = [{"coupon_id": str(one)} for one in page.tolist()]
        return _told(coupons=rows, total_num=len(ids), page_ctx=context)

    def _get(self, call: Call) -> dict[str, Any]:
        asked = str(call.body.get("coupon_id") or "")
        place = int(asked) - FIRST_ID if asked.isdecimal() else -1
        if not 0 <= place < len(_statuses()):
            raise PlatformError(NOT_FOUND, "coupon not found")
        return _told(coupon=self._spell(place, call.now))

    def _of_member(self, call: Call) -> dict[str, Any]:
        rows = self._held(self._person(call), call.now)
        status = call.body.get("status")
        if status is not None:
            if status not in (VALID, RAN_OUT, USED):
                raise PlatformError(BAD_STATUS, "invalid coupon status")
            rows = rows[self._state(rows, call.now) == status]
        page, context = _page(rows, call.body)
        listed = [
            {"user_coupon_id": str(self._number[row]), "coupon_id": self._coupon_id(row)}
            for row in page.tolist()
        ]
        return _told(user_coupon_list=listed, total_num=len(rows), page_ctx=context)

    def _one_of_member(self, call: Call) -> dict[str, Any]:
        person = self._person(call)
        held = self._held(person, call.now)
        asked = str(call.body.get("user_coupon_id") or "")
        found = held[self._number[held].astype(str) == asked]
        if not len(found):
            raise PlatformError(NOT_FOUND, "coupon not found")
        told = _told(openid=call.body["openid"], user_coupon=self._spell_held(found[0], call.now))
        if 0 <= self._told_at[person] <= call.now:
            told["unionid"] = self._world.unionid(np.array([person]))[0]
        return told

    def _person(self, call: Call) -> int:
        person = int(self._world.decode_openid(SHOP.appid, [str(call.body.get("openid") or "")])[0])
        if person < 0:
            raise PlatformError(40003)
        return person

    def _held(self, person: int, now: int) -> Ints:
        begin, end = np.searchsorted(self._persons, [person, person + 1], side="left")
        rows = self._by_person[begin:end]
        return rows[self._world.coupons.received_at[rows] <= now]

    def _state(self, rows: Ints, now: int) -> Ints:
        coupons = self._world.coupons
        used = (coupons.used_at[rows] >= 0) & (coupons.used_at[rows] <= now)
        over = coupons.valid_until[rows] <= now
        return np.select([used, over], [USED, RAN_OUT], VALID).astype(np.int64)

    def _coupon_id(self, row: int) -> str:
        return str(FIRST_ID + int(self._world.coupons.template[row]))

    def _spell_held(self, row: int, now: int) -> dict[str, Any]:
        coupons, orders = self._world.coupons, self._world.shop_orders
        state = int(self._state(np.array([row]), now)[0])
        received, until = int(coupons.received_at[row]), int(coupons.valid_until[row])
        is_used = state == USED
        used_at = int(coupons.used_at[row]) if is_used else 0
        return {
            "user_coupon_id": str(self._number[row]),
            "coupon_id": self._coupon_id(row),
            "status": state,
            "create_time": received,
            "update_time": {VALID: received, RAN_OUT: until, USED: used_at}[state],
            "start_time": received,
            "end_time": until,
            "ext_info": {"use_time": used_at},
            "order_id": str(orders.order_no[coupons.order[row]]) if is_used else "",
            "discount_fee": int(coupons.value_fen[row]),
        }

    def _spell(self, place: int, now: int) -> dict[str, Any]:
        names = [name for name, *_ in COUPON_TEMPLATES] + [name for name, _ in PLANNED]
        start = int(self._world.start_ts)
        taken, used = self._counts(place, now)
        _, value, threshold, days = COUPON_TEMPLATES[place % len(COUPON_TEMPLATES)]
        return {
            "coupon_id": str(FIRST_ID + place),
            "type": SHOP_WIDE_OFF,
            "status": _statuses()[place],
            "create_time": start - 30 * DAY,
            "update_time": start - 30 * DAY,
            "coupon_info": {
                "name": names[place],
                "promote_info": {"promote_type": 1},
                "discount_info": {
                    "discount_condition": {"product_price": threshold},
                    "discount_fee": value,
                },
                "receive_info": {
                    "start_time": start,
                    "end_time": int(self._world.end_ts),
                    "limit_num_one_person": 99,
                    "total_num": 10**7,
                },
                "valid_info": {"valid_type": 2, "valid_day_num": days},
            },
            "stock_info": {"issued_num": 10**7 - taken, "receive_num": taken, "used_num": used},
        }

    def _counts(self, place: int, now: int) -> tuple[int, int]:
        coupons = self._world.coupons
        taken = (coupons.template == place) & (coupons.received_at <= now)
        used = taken & (coupons.used_at >= 0) & (coupons.used_at <= now)
        return int(taken.sum()), int(used.sum())


def _statuses() -> tuple[int, ...]:
    return (IN_FORCE,) * len(COUPON_TEMPLATES) + tuple(status for _, status in PLANNED)


def _page(rows: Ints, body: Mapping[str, Any]) -> tuple[Ints, str]:
    """Cut out a page; a first request may not begin far in, a later one may not jump."""
    page = numbered_page(rows, body, "page", 40097)
    number = int(body.get("page", 1))
    before = _read(str(body.get("page_ctx") or ""))
    is_last = number * int(body.get("page_size", 10)) >= len(rows)
    if abs(number - before) > LONGEST_STEP and not (before == 0 and is_last):
        raise PlatformError(TOO_FAR, "page is too far from the last one")
    return page, base64.urlsafe_b64encode(f"page:{number}".encode()).decode()


def _read(context: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(context).decode().partition(":")
        return int(number) if word == "page" else 0
    except ValueError:
        return 0


def _told(**fields: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **fields}
