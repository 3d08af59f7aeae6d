"""微信小店: after-sales, listed by windows of at most a day and told one by one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sandbox.accounts import SHOP
from sandbox.platforms.columns import ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.paging import page_after
from sandbox.platforms.shop_gifts import Gifts
from sandbox.platforms.shop_windows import time_range
from sandbox.platforms.timeline import Timeline
from sandbox.world import World
from sandbox.world.vocabulary import (
    AFTERSALE_KINDS,
    AFTERSALE_OUTCOMES,
    AFTERSALE_REASONS,
    EXCHANGE,
    REFUND,
    RETURN,
)

FAMILY: Final = "shop"
DAY = 86_400
PER_PAGE = 50
BAD_OPENID, TOO_LONG, NOT_FOUND = 10020003, 10020004, 10020000
OPEN_STATUS = {
    REFUND: "MERCHANT_PROCESSING",
    RETURN: "USER_WAIT_RETURN",
    EXCHANGE: "MERCHANT_PROCESSING",
}
FINAL_STATUS = {
    (REFUND, "refunded"): "MERCHANT_REFUND_SUCCESS",
    (RETURN, "refunded"): "MERCHANT_RETURN_SUCCESS",
    (EXCHANGE, "refunded"): "MERCHANT_REFUND_SUCCESS",
    (REFUND, "rejected"): "MERCHANT_REJECT_REFUND",
    (RETURN, "rejected"): "MERCHANT_REJECT_RETURN",
    (EXCHANGE, "rejected"): "MERCHANT_REJECT_EXCHANGE",
    (EXCHANGE, "exchanged"): "MERCHANT_EXCHANGE_SUCCESS",
}
TAKEN_BACK = "USER_CANCELD"
REASON_TEXTS = {
    "NO_REASON_7_DAYS": "7天无理由",
    "NO_LONGER_WANT": "不想要了",
    "QUALITY_ISSUE": "质量问题",
    "INCORRECT_SELECTION": "拍错/多拍",
    "NOT_MATCH_PRODUCT_DESC": "与描述不符",
    "NOT_DELIVERED_TOO_LONG": "长时间未收到货",
    "SEND_WRONG_GOODS": "发错货",
    "OTHERS": "其他",
}


class ShopAftersales:
    """Answers `/channels/ec/aftersale/*`."""

    def __init__(self, world: World, gifts: Gifts) -> None:
        self._world = world
        self._gifts = gifts
        self._table = world.shop_aftersales
        self._number = ints(self._table.aftersale_no)
        self._created_at = ints(self._table.created_at)
        rows = np.arange(len(self._number))
        created, completed = self._created_at, ints(self._table.completed_at)
        self._updates = Timeline(len(rows), [(rows, created), (rows, completed)])
        self._creations = Timeline(len(rows), [(rows, created)])

    def endpoints(self) -> Endpoints:
        """Return the endpoints of after-sales."""
        return {
            "/channels/ec/aftersale/getaftersalelist": Endpoint(self._list, "POST", FAMILY),
            "/channels/ec/aftersale/getaftersaleorder": Endpoint(self._get, "POST", FAMILY),
        }

    def _list(self, call: Call) -> dict[str, Any]:
        updated, created = _range(call, "update"), _range(call, "create")
        asked, timeline = (updated, self._updates) if updated else (created, self._creations)
        if asked is None:
            raise PlatformError(40097, "invalid args: begin_create_time or begin_update_time")
        rows = timeline.updated_between(*asked, call.now)
        if updated and created:
            made = self._created_at[rows]
            rows = rows[(made >= created[0]) & (made <= created[1])]
        if openid := call.body.get("openid"):
            rows = rows[self._openid_ids(rows) == self._asked_openid(openid)]
        at = timeline.updated_at(call.now)[rows]
        page, key, has_more = page_after(rows, at, PER_PAGE, call.body)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "after_sale_order_id_list": [str(number) for number in self._number[page].tolist()],
            "has_more": has_more,
            "next_key": key,
        }

    def _asked_openid(self, openid: object) -> int:
        asked = int(self._world.decode_openid(SHOP.appid, [str(openid)])[0])
        if asked < 0:
            raise PlatformError(BAD_OPENID, "invalid openid")
        return asked

    def _openid_ids(self, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return ints(self._world.shop_orders.openid_id[self._table.order[rows]])

    def _get(self, call: Call) -> dict[str, Any]:
        asked = call.text("after_sale_order_id")
        number = min(int(asked), np.iinfo(np.int64).max) if asked.isdecimal() else -1
        row = int(np.searchsorted(self._number, number))
        is_known = row < len(self._number) and self._number[row] == number
        if not is_known or self._created_at[row] > call.now:
            raise PlatformError(NOT_FOUND, "after sale order not found")
        return {"errcode": 0, "errmsg": "ok", "after_sale_order": self._spell(row, call.now)}

    def _spell(self, row: int, now: int) -> dict[str, Any]:
        table, orders = self._table, self._world.shop_orders
        order, line = int(table.order[row]), int(table.line[row])
        completed_at = int(table.completed_at[row])
        is_done = 0 <= completed_at <= now
        reason = AFTERSALE_REASONS[int(table.reason[row])]
        told: dict[str, Any] = {
            "after_sale_order_id": str(table.aftersale_no[row]),
            "status": self._status(row, is_done),
            **self._gifts.people(order, now),
        }
        return told | {
            "order_id": str(orders.order_no[order]),
            "product_info": self._product(row, line),
            "refund_info": {"amount": int(table.amount_fen[row]), "refund_reason": 1},
            "return_info": {"waybill_id": "", "delivery_id": "", "delivery_name": ""},
            "merchant_upload_info": {"reject_reason": "", "refund_certificates": []},
            "create_time": int(table.created_at[row]),
            "update_time": int(self._updates.updated_at(now)[row]),
            "complete_time": completed_at if is_done else 0,
            "reason": reason,
            "reason_text": REASON_TEXTS[reason],
            "type": AFTERSALE_KINDS[int(table.kind[row])],
            "sub_type": "DEFAULT",
            "complaint_id": "",
            "details": {"desc": "", "receive_product": False, "cancel_time": 0, "media_infos": []},
        }

    def _status(self, row: int, is_done: bool) -> str:
        kind = int(self._table.kind[row])
        if not is_done:
            return OPEN_STATUS[kind]
        outcome = AFTERSALE_OUTCOMES[int(self._table.outcome[row])]
        return FINAL_STATUS.get((kind, outcome), TAKEN_BACK)

    def _product(self, row: int, line: int) -> dict[str, Any]:
        products, product = self._world.products, int(self._world.shop_lines.product[line])
        return {
            "product_id": str(products.product_id[product]),
            "sku_id": str(products.sku_id[product]),
            "count": int(self._table.quantity[row]),
            "fast_refund": False,
            "gift_product_list": [],
            "sku_code": str(products.sku[product]),
        }


def _range(call: Call, kind: str) -> tuple[int, int] | None:
    ends = (call.body.get(f"begin_{kind}_time"), call.body.get(f"end_{kind}_time"))
    return time_range(*ends, DAY, TOO_LONG)
