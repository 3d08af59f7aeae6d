"""Youzan: the `full_order_info` of a trade, with yuan as text here and fen as numbers there.

Spelling only; which trades a list holds is decided in `youzan_trades.py`. Numbers mean what the
platform's own tables say: `refund_state` 1 and 2 partial, 11 and 12 whole, odd ones under way.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sandbox.accounts import MINI_PROGRAM, OFFICIAL_ACCOUNT, YOUZAN
from sandbox.platforms.addresses import FULL_CITIES, FULL_PROVINCES
from sandbox.platforms.calendar import clock_text
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.youzan_lines import LineDocuments, yuan
from sandbox.world import World
from sandbox.world.vocabulary import REFUNDED
from sandbox.world.youzan import GIFT, GROUP, MINI_PROGRAM_OPENID, NO_OPENID, NORMAL, QR_CODE

MOMENTS = (
    "created_at", "paid_at", "shipped_at", "completed_at", "cancelled_at", "refunded_at",
)  # fmt: skip
TYPES = {"NORMAL": NORMAL, "GIFT": GIFT, "QRCODE": QR_CODE, "GROUP": GROUP}
STATUS_TEXTS = {
    "WAIT_BUYER_PAY": "待支付",
    "TRADE_PAID": "已支付",
    "WAIT_CONFIRM": "待接单",
    "WAIT_SELLER_SEND_GOODS": "待发货",
    "WAIT_BUYER_CONFIRM_GOODS": "已发货",
    "TRADE_SUCCESS": "已完成",
    "TRADE_CLOSED": "已关闭",
}
EXPIRED, REFUNDED_WHOLE, NOT_CLOSED = 1, 2, 0
JUST_PAID, GROUP_FORMS = 5, 600
WEIXIN, NOT_PAID = 10, 0
EXPRESS, SELF_FETCH = 0, 1
SHOWS_UNIONID = 3


class TradeDocuments:
    """Spells single trades."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._trades = world.youzan_trades
        self._lines = LineDocuments(world)
        self._tids = world.youzan_tid(np.arange(len(self._trades)))
        refunds = world.youzan_refunds
        self._refunds = np.argsort(ints(refunds.order), kind="stable")
        self._refunded_trade = ints(refunds.order)[self._refunds]

    def status(self, row: int, now: int) -> str:
        """Return where a trade stands at an instant."""
        trades = self._trades
        if _passed(trades.cancelled_at[row], now) or _passed(trades.refunded_at[row], now):
            return "TRADE_CLOSED"
        for column, status in (
            ("completed_at", "TRADE_SUCCESS"),
            ("shipped_at", "WAIT_BUYER_CONFIRM_GOODS"),
        ):
            if _passed(trades[column][row], now):
                return status
        paid_at = int(trades.paid_at[row])
        if not _passed(paid_at, now):
            return "WAIT_BUYER_PAY"
        if now - paid_at < JUST_PAID:
            return "TRADE_PAID"
        if trades.kind[row] == GROUP and now - paid_at < GROUP_FORMS:
            return "WAIT_CONFIRM"
        return "WAIT_SELLER_SEND_GOODS"

    def spell(self, row: int, updated_at: int, now: int) -> dict[str, Any]:
        """Return one trade as the list tells it at an instant.

        Args:
            row: The row in `world.youzan_trades`.
            updated_at: Its last change up to the instant, epoch seconds.
            now: The instant.
        """
        return {
            "order_info": self._order(row, updated_at, now),
            "buyer_info": self._buyer(row, now),
            "source_info": self._source(row),
            "channel_info": {},
            "pay_info": self._payment(row, now),
            "orders": self._lines.spell(row, self._tids[row]),
            "address_info": self._address(row),
            "remark_info": {"buyer_message": "", "trade_memo": "", "star": 0},
            "child_info": self._gifts(row, now),
            "out_order_info": {},
        }

    def spell_whole(self, row: int, updated_at: int, now: int) -> dict[str, Any]:
        """Return what `trade.get` tells: the trade, its promotions, refunds and parcels."""
        trades = self._trades
        told = self.spell(row, updated_at, now)
        told["pay_info"]["real_payment"] = told["pay_info"]["payment"]
        told["order_info"]["activity_type"] = 1
        off = int(trades.discount_fen[row] + trades.coupon_fen[row])
        return {
            "full_order_info": told,
            "order_promotion": {
                "item": [],
                "order": self._promotions(row),
                "item_discount_fee": "0.00",
                "order_discount_fee": yuan(off),
                "adjust_fee": "0.00",
            },
            "refund_order": [],
            "delivery_order": [],
        }

    def refunds_of(self, row: int, now: int) -> Ints:
        """Return the rows of `world.youzan_refunds` that exist for a trade."""
        first, last = np.searchsorted(self._refunded_trade, [row, row + 1])
        rows = self._refunds[first:last]
        return rows[ints(self._world.youzan_refunds.created_at)[rows] <= now]

    def _order(self, row: int, updated_at: int, now: int) -> dict[str, Any]:
        trades, status = self._trades, self.status(row, now)
        paid = _passed(trades.paid_at[row], now)
        created = int(trades.created_at[row])
        return {
            "tid": self._tids[row],
            "status": status,
            "status_str": STATUS_TEXTS[status],
            "type": int(trades.kind[row]),
            "created": clock_text(created),
            "update_time": clock_text(updated_at),
            "expired_time": clock_text(created + 3_600),
            "pay_time": _moment(trades.paid_at[row], now),
            "consign_time": _moment(trades.shipped_at[row], now),
            "confirm_time": "",
            "success_time": _moment(trades.completed_at[row], now),
            "pay_type": WEIXIN if paid else NOT_PAID,
            "pay_type_str": "WEIXIN" if paid else "",
            "express_type": SELF_FETCH if trades.kind[row] == QR_CODE else EXPRESS,
            "close_type": self._close_type(row, now),
            "refund_state": self._refund_state(row, now),
            "team_type": 1,
            "is_retail_order": False,
            "node_kdt_id": int(YOUZAN.kdt_id),
            "root_kdt_id": int(YOUZAN.kdt_id),
            "shop_name": YOUZAN.title,
            "order_tags": {
                "is_virtual": False,
                "is_member": bool(trades.customer[row] >= 0),
                "is_offline_order": bool(trades.kind[row] == QR_CODE),
                "is_payed": bool(paid),
                "is_secured_transactions": True,
                "is_postage_free": bool(trades.freight_fen[row] == 0),
                "is_refund": bool(len(self.refunds_of(row, now))),
            },
            "order_extra": {
                "is_from_cart": "false",
                "is_points_order": "0",
                "cash": 0,
                "buyer_name": "",
                "id_card_number": "",
                "id_card_name": "",
                "invoice_title": "",
            },
        }

    def _close_type(self, row: int, now: int) -> int:
        if _passed(self._trades.refunded_at[row], now):
            return REFUNDED_WHOLE
        return EXPIRED if _passed(self._trades.cancelled_at[row], now) else NOT_CLOSED

    def _refund_state(self, row: int, now: int) -> int:
        refunds, rows = self._world.youzan_refunds, self.refunds_of(row, now)
        if not len(rows):
            return 0
        settled = ints(refunds.completed_at)[rows]
        is_open = (settled < 0) | (settled > now)
        granted = rows[~is_open & (refunds.outcome[rows] == REFUNDED)]
        whole = int(refunds.amount_fen[granted].sum()) >= int(self._trades.order_fen[row])
        if is_open.any():
            asked = int(refunds.amount_fen[rows].sum()) >= int(self._trades.order_fen[row])
            return 11 if asked else 1
        return (12 if whole else 2) if len(granted) else 0

    def _buyer(self, row: int, now: int) -> dict[str, Any]:
        customer = int(self._trades.customer[row])
        if customer < 0:
            return {"yz_open_id": "", "buyer_phone": "", "outer_user_id": "", "fans_id": 0}
        customers, person = self._world.youzan_customers, self._trades.buyer[row : row + 1]
        told: dict[str, Any] = {
            "yz_open_id": self._world.yz_open_id(person)[0],
            "buyer_phone": mobile_of(self._world, customer, now),
            "outer_user_id": self._openid(customer),
            "fans_id": 0,
            "fans_type": 9,
            "fans_nickname": self._world.nickname(person)[0],
        }
        if customers.openid_kind[customer] != NO_OPENID and row % SHOWS_UNIONID == 0:
            told["unionid"] = self._world.unionid(person)[0]
        return told

    def _openid(self, customer: int) -> str:
        customers = self._world.youzan_customers
        kind = int(customers.openid_kind[customer])
        if kind == NO_OPENID:
            return ""
        appid = MINI_PROGRAM.appid if kind == MINI_PROGRAM_OPENID else OFFICIAL_ACCOUNT.appid
        return self._world.openid(appid, customers.person[customer : customer + 1])[0]

    def _source(self, row: int) -> dict[str, Any]:
        offline = bool(self._trades.kind[row] == QR_CODE)
        customer = int(self._trades.customer[row])
        kind = int(self._world.youzan_customers.openid_kind[customer]) if customer >= 0 else -1
        entrance = "merchant_xcx" if kind == MINI_PROGRAM_OPENID else "wx_gzh"
        return {
            "is_offline_order": offline,
            "book_key": "",
            "order_mark": "retail_scan_buy" if offline else "wx_shop",
            "source": {"platform": "wx", "wx_entrance": "direct_buy" if offline else entrance},
        }

    def _payment(self, row: int, now: int) -> dict[str, Any]:
        trades = self._trades
        paid = _passed(trades.paid_at[row], now)
        return {
            "total_fee": yuan(int(trades.product_fen[row])),
            "post_fee": yuan(int(trades.freight_fen[row])),
            "payment": yuan(int(trades.order_fen[row])),
            "transaction": [f"{self._tids[row][1:]}00"] if paid else [],
            "outer_transactions": [f"42000{self._tids[row][1:]}"] if paid else [],
            "phase_payments": [],
            "deduction_pay": 0,
            "deduction_real_pay": 0,
        }

    def _promotions(self, row: int) -> list[dict[str, Any]]:
        told = []
        for kind, column in (("meetReduce", "discount_fen"), ("coupon", "coupon_fen")):
            if fen := int(self._trades[column][row]):
                told.append({"promotion_type": kind, "discount_fee": yuan(fen)})
        return told

    def _address(self, row: int) -> dict[str, Any]:
        trades = self._trades
        if trades.kind[row] in (GIFT, QR_CODE):
            return {"receiver_name": "", "receiver_tel": "", "address_extra": "{}"}
        return {
            **self._receiver(int(trades.buyer[row]), int(trades.created_at[row])),
            "delivery_province": FULL_PROVINCES[int(trades.province_id[row])],
            "delivery_city": FULL_CITIES[int(trades.city_id[row])],
            "delivery_district": "示例区",
            "delivery_address": f"示例路{row % 300 + 1}号",
            "delivery_postal_code": "000000",
            "address_extra": json.dumps({"lon": 0.0, "lat": 0.0}),
            "self_fetch_info": "",
        }

    def _receiver(self, person: int, at: int) -> dict[str, str]:
        owner = np.array([person])
        phone = self._world.phone_at(owner, np.array([at]))[0]
        return {"receiver_name": self._world.name(owner)[0], "receiver_tel": str(phone)}

    def _gifts(self, row: int, now: int) -> dict[str, Any]:
        trades = self._trades
        if trades.kind[row] != GIFT or not _passed(trades.paid_at[row], now):
            return {}
        receiver = self._receiver(int(trades.receiver[row]), int(trades.created_at[row]))
        claimed = {
            "tid": f"{self._tids[row]}G",
            "user_name": receiver["receiver_name"],
            "user_tel": receiver["receiver_tel"],
            "address_detail": f"示例路{row % 300 + 1}号",
            "order_state": "CLAIMED",
            "items": [],
        }
        return {"gift_no": f"G{self._tids[row]}", "gift_type": 1, "child_orders": [claimed]}


def mobile_of(world: World, customer: int, now: int) -> str:
    """Return the mobile number that the shop knows of a customer at an instant, or nothing."""
    customers = world.youzan_customers
    changed = _passed(customers.mobile_2_at[customer], now)
    number = int((customers.mobile_2 if changed else customers.mobile)[customer])
    return str(number) if number >= 0 else ""


def _passed(at: Any, now: int) -> bool:
    return bool(0 <= int(at) <= now)


def _moment(at: Any, now: int) -> str:
    return clock_text(int(at)) if _passed(at, now) else ""
