"""微信小店: what makes an order a gift (送礼物), and the orders that one gift became.

Until somebody accepts it, a gift waits with status 12 and says nothing of who receives it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sandbox.accounts import SHOP
from sandbox.platforms.columns import Flags, Ints, ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.world import World

FAMILY: Final = "shop"
NOT_FOUND = 100002
WAITS_FOR_RECEIVER = 12
NOBODY = -1


class Gifts:
    """The gifts of the shop, over time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.table = world.gifts
        self._place = {int(order): place for place, order in enumerate(self.table.order)}
        self._accepted_at = np.full(len(world.shop_orders), -1, dtype=np.int64)
        self._accepted_at[self.table.order] = self.table.accepted_at
        self._told_at = unionids_told(world)

    def waiting(self, rows: Ints, now: int) -> Flags:
        """Return which of these orders are gifts that nobody has accepted yet."""
        return np.asarray(self._accepted_at[rows] > now)

    def receiver(self, row: int, now: int) -> int:
        """Return who takes the parcel of an order: its buyer, or for a gift somebody else.

        Returns:
            A person, or `NOBODY` while a gift waits.
        """
        place = self._place.get(row)
        if place is None:
            return int(self._world.shop_orders.buyer[row])
        return int(self.table.receiver[place]) if self.table.accepted_at[place] <= now else NOBODY

    def people(self, row: int, now: int) -> dict[str, Any]:
        """Spell `openid` and `unionid` of an order, and the giver's where it is a gift."""
        orders, receiver = self._world.shop_orders, self.receiver(row, now)
        if row not in self._place:
            return self._ids("", receiver, bool(orders.has_unionid[row]))
        told = receiver != NOBODY and 0 <= self._told_at[receiver] <= int(orders.created_at[row])
        return {
            **(self._ids("", receiver, told) if receiver != NOBODY else {"openid": ""}),
            **self._ids("present_giver_", int(orders.buyer[row]), bool(orders.has_unionid[row])),
        }

    def describe(self, row: int) -> dict[str, Any]:
        """Spell what an order says about being a gift."""
        place = self._place.get(row)
        if place is None:
            return {"is_present": False}
        number = str(self.table.gift_no[place])
        return {
            "is_present": True,
            "present_order_id_str": number,
            "present_note": "",
            "present_send_type": 1,
        }

    def _ids(self, prefix: str, person: int, has_unionid: bool) -> dict[str, str]:
        ids = {f"{prefix}openid": self._world.openid(SHOP.appid, np.array([person]))[0]}
        if has_unionid:
            ids[f"{prefix}unionid"] = self._world.unionid(np.array([person]))[0]
        return ids


class ShopGifts:
    """Answers `/channels/ec/order/presentsuborder/get`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = ints(world.gifts.gift_no)

    def endpoints(self) -> Endpoints:
        """Return the endpoint of gifts."""
        path = "/channels/ec/order/presentsuborder/get"
        return {path: Endpoint(self._orders, "POST", FAMILY)}

    def _orders(self, call: Call) -> dict[str, Any]:
        asked = str(call.body.get("present_order_id") or "")
        if not asked.isdecimal():
            raise PlatformError(40097, "invalid args: present_order_id")
        orders = self._world.gifts.order[self._numbers == min(int(asked), 2**63 - 1)]
        orders = orders[self._world.shop_orders.created_at[orders] <= call.now]
        if not len(orders):
            raise PlatformError(NOT_FOUND, "present order not found")
        numbers = self._world.shop_orders.order_no[orders].tolist()
        return {"errcode": 0, "errmsg": "ok", "order_ids": [str(number) for number in numbers]}


def unionids_told(world: World) -> Ints:
    """Return when an order of each person's own first told the unionid; -1 never."""
    told = np.full(world.size, -1, dtype=np.int64)
    orders = np.flatnonzero(world.shop_orders.has_unionid)[::-1]
    told[world.shop_orders.buyer[orders]] = world.shop_orders.created_at[orders]
    return told
