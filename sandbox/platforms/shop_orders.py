"""微信小店: order lists and single orders, and what state an order is in at an instant.

The order object itself is spelled in `shop_order_document.py`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sandbox.platforms.columns import Flags, Ints, ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.paging import page_after
from sandbox.platforms.shop_gifts import WAITS_FOR_RECEIVER, Gifts
from sandbox.platforms.shop_order_document import OrderDocuments
from sandbox.platforms.shop_windows import page_size, time_range
from sandbox.platforms.timeline import Timeline
from sandbox.world import World

FAMILY: Final = "shop"
WEEK = 7 * 86_400
MOST_PER_PAGE, USUAL_PER_PAGE = 100, 10
TOO_MANY, NOT_FOUND = 31042, 100002
UNPAID, PAID, SHIPPED, DONE, REFUNDED, CANCELLED = 10, 20, 30, 100, 200, 250
STATUSES = (UNPAID, WAITS_FOR_RECEIVER, 13, PAID, 21, SHIPPED, DONE, CANCELLED)
STAGES = (
    ("paid_at", PAID),
    ("shipped_at", SHIPPED),
    ("completed_at", DONE),
    ("cancelled_at", CANCELLED),
    ("refunded_at", REFUNDED),
)
"""The moments of an order and the status each of them leads to, in order of precedence."""


class OrderBook:
    """The orders of the shop over time."""

    def __init__(self, world: World, gifts: Gifts) -> None:
        self._orders = world.shop_orders
        self._gifts = gifts
        self.number = ints(self._orders.order_no)
        self.created_at = ints(self._orders.created_at)
        rows = np.arange(len(self.number))
        aftersales = world.shop_aftersales
        moments = [(rows, self.created_at)]
        moments += [(rows, ints(self._orders[name])) for name, _ in STAGES]
        moments += [
            (ints(aftersales.order), ints(aftersales[name]))
            for name in ("created_at", "completed_at")
        ]
        moments += [(ints(gifts.table.order), ints(gifts.table.accepted_at))]
        self.timeline = Timeline(len(rows), moments)

    def status(self, rows: Ints, now: int) -> Ints:
        """Return the status code of each order at an instant."""
        status = np.full(len(rows), UNPAID, dtype=np.int64)
        for name, code in STAGES:
            at = ints(self._orders[name][rows])
            status[(at >= 0) & (at <= now)] = code
        status[(status == PAID) & self._gifts.waiting(rows, now)] = WAITS_FOR_RECEIVER
        return status

    def find(self, order_id: object, now: int) -> int:
        """Return the row of an order.

        Raises:
            PlatformError: 40097 for what is no id, 100002 where no such order exists yet.
        """
        if isinstance(order_id, bool) or not str(order_id or "").isascii():
            raise PlatformError(40097, "invalid args: order_id")
        if not str(order_id or "").isdigit():
            raise PlatformError(40097, "invalid args: order_id")
        number = min(int(str(order_id)), np.iinfo(np.int64).max)
        row = int(np.searchsorted(self.number, number))
        if row == len(self.number) or self.number[row] != number or self.created_at[row] > now:
            raise PlatformError(NOT_FOUND, "order not found")
        return row


class ShopOrders:
    """Answers `/channels/ec/order/*`.

    Args:
        book: The orders.
        documents: Spells one order.
        most_per_window: Orders a window may hold before the platform refuses it with 31042.
    """

    def __init__(self, book: OrderBook, documents: OrderDocuments, most_per_window: int) -> None:
        self._book = book
        self._documents = documents
        self._most_per_window = most_per_window

    def endpoints(self) -> Endpoints:
        """Return the endpoints of orders."""
        return {
            "/channels/ec/order/list/get": Endpoint(self._list, "POST", FAMILY),
            "/channels/ec/order/get": Endpoint(self._get, "POST", FAMILY),
        }

    def _list(self, call: Call) -> dict[str, Any]:
        size = page_size(call.body, MOST_PER_PAGE, USUAL_PER_PAGE)
        created = _range(call, "create_time_range")
        updated = _range(call, "update_time_range")
        if created is None and updated is None:
            raise PlatformError(40097, "invalid args: create_time_range or update_time_range")
        rows, at = self._within(created, updated, call.now)
        keep = self._asked_for(rows, call)
        rows, at = rows[keep], at[keep]
        if len(rows) > self._most_per_window:
            raise PlatformError(TOO_MANY, "too many orders, please narrow the time range")
        page, key, has_more = page_after(rows, at, size, call.body)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "order_id_list": [str(number) for number in self._book.number[page].tolist()],
            "next_key": key,
            "has_more": has_more,
        }

    def _within(
        self, created: tuple[int, int] | None, updated: tuple[int, int] | None, now: int
    ) -> tuple[Ints, Ints]:
        """Return the orders inside the asked ranges and the instants they are listed by."""
        book = self._book
        if updated is not None:
            rows = book.timeline.updated_between(*updated, now)
            at = book.timeline.updated_at(now)[rows]
            if created is not None:
                made = book.created_at[rows]
                keep = (made >= created[0]) & (made <= created[1])
                rows, at = rows[keep], at[keep]
            return rows, at
        begin, end = created or (0, 0)
        edges = np.searchsorted(book.created_at, [begin, min(end, now) + 1], side="left")
        rows = np.arange(edges[0], max(edges))
        return rows, book.created_at[rows]

    def _asked_for(self, rows: Ints, call: Call) -> Flags:
        keep = np.ones(len(rows), dtype=np.bool_)
        if (asked := call.body.get("status")) is not None:
            if asked not in STATUSES:
                raise PlatformError(40097, "invalid args: status")
            status = self._book.status(rows, call.now)
            keep &= (
                np.isin(status, (CANCELLED, REFUNDED)) if asked == CANCELLED else status == asked
            )
        if openid := call.body.get("openid"):
            keep &= self._documents.bought_by(rows, str(openid))
        return keep

    def _get(self, call: Call) -> dict[str, Any]:
        row = self._book.find(call.body.get("order_id"), call.now)
        status = int(self._book.status(np.array([row]), call.now)[0])
        updated_at = int(self._book.timeline.updated_at(call.now)[row])
        order = self._documents.spell(row, status, updated_at, call.now)
        return {"errcode": 0, "errmsg": "ok", "order": order}


def _range(call: Call, name: str) -> tuple[int, int] | None:
    asked = call.body.get(name)
    if asked is None:
        return None
    if not isinstance(asked, dict):
        raise PlatformError(40097, f"invalid args: {name}")
    return time_range(asked.get("start_time"), asked.get("end_time"), WEEK, 40097)
