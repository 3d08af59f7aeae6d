"""微信小店: the shop's figures of one day (罗盘), all of them texts; a day is ready at 08:00."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from sandbox.platforms.calendar import day_of, parse_compact, start_of
from sandbox.platforms.columns import ints
from sandbox.platforms.datacube import last_ready_day
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.world import World
from sandbox.world.vocabulary import EVENT, REFUNDED

FAMILY: Final = "shop"
LIVE, SHORT_VIDEO = 2, 3
VIEW_PRODUCT = EVENT["view_product"]


class ShopFigures:
    """Answers `/channels/ec/compass/shop/overall/get`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counted = lru_cache(maxsize=None)(self._count)

    def endpoints(self) -> Endpoints:
        """Return the endpoint of the daily figures."""
        path = "/channels/ec/compass/shop/overall/get"
        return {path: Endpoint(self._overall, "POST", FAMILY)}

    def _overall(self, call: Call) -> dict[str, Any]:
        day = parse_compact(call.body.get("ds"))
        if day is None or day >= day_of(call.now):
            raise PlatformError(40097, "invalid args: ds")
        known = self._counted(day) if day <= last_ready_day(call.now) else {}
        data = {name: str(figure) for name, figure in known.items()}
        return {"errcode": 0, "errmsg": "ok", "data": data}

    def _count(self, day: int) -> dict[str, int]:
        orders, back = self._world.shop_orders, self._world.shop_aftersales
        begin, end = start_of(day), start_of(day + 1)
        paid = np.flatnonzero((orders.paid_at >= begin) & (orders.paid_at < end))
        fen, source = ints(orders.order_fen[paid]), orders.source[paid]
        settled = (back.completed_at >= begin) & (back.completed_at < end)
        refunded = back.amount_fen[settled & (back.outcome == REFUNDED)]
        events = self._world.mini_events
        first, last = np.searchsorted(events.at, [begin, end], side="left")
        viewers = events.mini_user[first:last][events.event[first:last] == VIEW_PRODUCT]
        return {
            "pay_gmv": int(fen.sum()),
            "pay_uv": len(np.unique(orders.buyer[paid])),
            "pay_order_cnt": len(paid),
            "pay_refund_gmv": int(refunded.sum()),
            "product_click_uv": len(np.unique(viewers)),
            "live_pay_gmv": int(fen[source == LIVE].sum()),
            "feed_pay_gmv": int(fen[source == SHORT_VIDEO].sum()),
        }
