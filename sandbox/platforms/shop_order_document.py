"""微信小店: the `order` object of `order/get`, with masked receiver and prices in fen.

Spelling only; which order is in what state is decided in `shop_orders.py`. Field names that the
platform itself misspells (`merchant_receieve_price`) stay misspelled.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from sandbox.accounts import OFFICIAL_ACCOUNT, SHOP
from sandbox.platforms.addresses import FULL_CITIES, FULL_PROVINCES
from sandbox.platforms.columns import Flags, ints
from sandbox.platforms.masking import masked_name, masked_phone
from sandbox.platforms.shop_gifts import NOBODY, Gifts
from sandbox.world import World
from sandbox.world.table import Table
from sandbox.world.vocabulary import REFUNDED

MERCHANT_COUPON = 1
ARTICLE_SCENE = 6
OFFICIAL_ACCOUNT_TYPE = 2


class OrderDocuments:
    """Spells single orders."""

    def __init__(self, world: World, gifts: Gifts) -> None:
        self._world = world
        self._gifts = gifts
        self._first_line = _starts(world.shop_lines, len(world.shop_orders))
        self._aftersales = np.argsort(ints(world.shop_aftersales.order), kind="stable")
        self._aftersale_order = ints(world.shop_aftersales.order)[self._aftersales]

    def bought_by(self, rows: np.ndarray[Any, Any], openid: str) -> Flags:
        """Return which of these orders belong to a shop openid."""
        asked = self._world.decode_openid(SHOP.appid, [openid])[0]
        return np.asarray(self._world.shop_orders.openid_id[rows] == asked)

    def spell(self, row: int, status: int, updated_at: int, now: int) -> dict[str, Any]:
        """Return one order as the platform tells it at an instant.

        Args:
            row: The row in `world.shop_orders`.
            status: Its status code at the instant.
            updated_at: Its last change up to the instant, epoch seconds.
            now: The instant.
        """
        orders = self._world.shop_orders
        aftersales = self._aftersales_of(row, now)
        order: dict[str, Any] = {
            "order_id": str(orders.order_no[row]),
            "create_time": int(orders.created_at[row]),
            "update_time": updated_at,
            "status": status,
            **self._gifts.people(row, now),
            **self._gifts.describe(row),
            "is_flash_sale_order": False,
        }
        order["order_detail"] = self._detail(row, aftersales, now)
        order["aftersale_detail"] = self._aftersale_detail(aftersales, now)
        return order

    def _detail(self, row: int, aftersales: list[int], now: int) -> dict[str, Any]:
        orders = self._world.shop_orders
        lines = range(self._first_line[row], self._first_line[row + 1])
        coupon = int(orders.coupon[row])
        return {
            "product_infos": [self._line(row, line, aftersales, now) for line in lines],
            "pay_info": self._payment(row, now),
            "price_info": self._price(row),
            "delivery_info": self._delivery(row, lines, now),
            "ext_info": {
                "customer_notes": "",
                "merchant_notes": "",
                "confirm_receipt_time": _passed(orders.completed_at[row], now),
                "finder_id": "",
                "live_id": "",
                "order_scene": int(orders.source[row]),
            },
            "coupon_info": {"user_coupon_id": self._coupon_number(coupon)},
            "commission_infos": [],
            "settle_info": {"predict_commission_fee": 0, "commission_fee": 0},
            "source_infos": self._sources(row, lines),
            "refund_info": {"refund_freight": 0},
        }

    def _line(self, row: int, line: int, aftersales: list[int], now: int) -> dict[str, Any]:
        lines, products = self._world.shop_lines, self._world.products
        product, quantity = int(lines.product[line]), int(lines.quantity[line])
        unit, real = int(lines.unit_fen[line]), int(lines.real_fen[line])
        open_count, done_count = self._returned(line, aftersales, now)
        order_no, coupon = (
            self._world.shop_orders.order_no[row],
            self._world.shop_orders.coupon[row],
        )
        off = unit * quantity - real
        return {
            "product_id": str(products.product_id[product]),
            "sku_id": str(products.sku_id[product]),
            "thumb_img": f"https://shop.example/img/{products.sku[product]}.jpg",
            "title": str(products.spu_name[product]),
            "sku_cnt": quantity,
            "sale_price": unit,
            "market_price": int(products.market_fen[product]),
            "real_price": real,
            "estimate_price": real,
            "change_price": 0,
            "is_change_price": False,
            "is_discounted": off > 0,
            "on_aftersale_sku_cnt": open_count,
            "finish_aftersale_sku_cnt": done_count,
            "sku_code": str(products.sku[product]),
            "sku_attrs": [{"attr_key": "规格", "attr_value": str(products.variant[product])}],
            "out_product_id": "",
            "out_sku_id": str(products.barcode[product]),
            "extra_service": {"seven_day_return": 1, "freight_insurance": 0},
            "use_deduction": False,
            "deduction_price": 0,
            "order_product_coupon_info_list": self._line_coupons(int(coupon), off),
            "merchant_discounted_price": off,
            "finder_discounted_price": 0,
            "vip_discounted_price": 0,
            "bulkbuy_discounted_price": 0,
            "cash_coupon_discounted_price": 0,
            "is_free_gift": False,
            "product_unique_id": f"{order_no}_{int(lines.line_no[line]):03d}",
        }

    def _line_coupons(self, coupon: int, off: int) -> list[dict[str, Any]]:
        if coupon < 0 or not off:
            return []
        number = self._coupon_number(coupon)
        template = str(10_001 + int(self._world.coupons.template[coupon]))
        info = {"user_coupon_id": number, "coupon_type": MERCHANT_COUPON, "discounted_price": off}
        return [{**info, "coupon_id": template}]

    def _coupon_number(self, coupon: int) -> str:
        return str(self._world.coupons.coupon_no[coupon]) if coupon >= 0 else ""

    def _payment(self, row: int, now: int) -> dict[str, Any]:
        orders = self._world.shop_orders
        order_no, paid_at = int(orders.order_no[row]), _passed(orders.paid_at[row], now)
        payment: dict[str, Any] = {"payment_method": int(orders.pay_method[row])}
        if paid_at:
            payment |= {
                "prepay_id": f"wxdemo{order_no}",
                "prepay_time": int(orders.created_at[row]),
                "pay_time": paid_at,
                "transaction_id": f"42000{order_no:023d}" if orders.pay_method[row] == 1 else "",
            }
        return payment

    def _price(self, row: int) -> dict[str, Any]:
        orders = self._world.shop_orders
        product, freight = int(orders.product_fen[row]), int(orders.freight_fen[row])
        paid = int(orders.order_fen[row])
        off = product + freight - paid
        return {
            "product_price": product,
            "order_price": paid,
            "freight": freight,
            "discounted_price": off,
            "is_discounted": off > 0,
            "original_order_price": product + freight,
            "estimate_product_price": product - off,
            "change_down_price": 0,
            "change_freight": 0,
            "is_change_freight": False,
            "use_deduction": False,
            "deduction_price": 0,
            "merchant_receieve_price": paid,
            "merchant_discounted_price": off,
            "finder_discounted_price": 0,
            "vip_discounted_price": 0,
            "bulkbuy_discounted_price": 0,
            "cash_coupon_discounted_price": 0,
        }

    def _delivery(self, row: int, lines: range, now: int) -> dict[str, Any]:
        orders, products = self._world.shop_orders, self._world.products
        shipped_at = _passed(orders.shipped_at[row], now)
        bought = [(int(self._world.shop_lines.product[one]), one) for one in lines]
        goods = [
            {
                "product_id": str(products.product_id[product]),
                "sku_id": str(products.sku_id[product]),
                "product_cnt": int(self._world.shop_lines.quantity[line]),
            }
            for product, line in bought
        ]
        parcel = {
            "waybill_id": f"DEMO{int(orders.order_no[row]) % 10**12:012d}",
            "delivery_id": "DEMO",
            "delivery_name": "示例快递",
            "delivery_time": shipped_at,
            "deliver_type": 1,
            "product_infos": goods,
        }
        return {
            "address_info": self._address(row, self._gifts.receiver(row, now)),
            "delivery_product_info": [parcel] if shipped_at else [],
            "ship_done_time": shipped_at,
            "deliver_method": 0,
            "address_under_review": None,
        }

    def _address(self, row: int, receiver: int) -> dict[str, Any]:
        orders = self._world.shop_orders
        if receiver == NOBODY:
            return {}
        person = np.array([receiver])
        phone = int(self._world.phone_at(person, orders.created_at[row : row + 1])[0])
        place = f"{orders.city_id[row]}|{receiver}".encode()
        return {
            "user_name": masked_name(self._world.name(person)[0]),
            "postal_code": "",
            "province_name": FULL_PROVINCES[int(orders.province_id[row])],
            "city_name": FULL_CITIES[int(orders.city_id[row])],
            "county_name": "示例区",
            "detail_info": "示例路**号**室",
            "national_code": "",
            "tel_number": masked_phone(phone),
            "house_number": "",
            "virtual_order_tel_number": "",
            "tel_number_ext_info": {
                "real_tel_number": masked_phone(phone),
                "virtual_tel_number": "",
                "virtual_tel_expire_time": 0,
                "has_delay_times": 0,
            },
            "use_tel_number": 0,
            "hash_code": hashlib.sha256(place).hexdigest()[:32],
        }

    def _sources(self, row: int, lines: range) -> list[dict[str, Any]]:
        if int(self._world.shop_orders.source[row]) != ARTICLE_SCENE:
            return []
        products = self._world.shop_lines.product[lines.start : lines.stop]
        return [
            {
                "sku_id": str(sku_id),
                "account_type": OFFICIAL_ACCOUNT_TYPE,
                "account_id": OFFICIAL_ACCOUNT.original_id,
                "sale_channel": 0,
                "account_nickname": OFFICIAL_ACCOUNT.title,
                "content_id": "",
            }
            for sku_id in self._world.products.sku_id[products].tolist()
        ]

    def _aftersales_of(self, row: int, now: int) -> list[int]:
        """Return the rows of `world.shop_aftersales` that exist for an order at an instant."""
        left, right = np.searchsorted(self._aftersale_order, [row, row + 1], side="left")
        rows = self._aftersales[left:right]
        return [int(one) for one in rows if self._world.shop_aftersales.created_at[one] <= now]

    def _aftersale_detail(self, aftersales: list[int], now: int) -> dict[str, Any]:
        table = self._world.shop_aftersales
        unsettled = [one for one in aftersales if not _passed(table.completed_at[one], now)]
        return {
            "aftersale_order_list": [
                {"aftersale_order_id": str(table.aftersale_no[one])} for one in aftersales
            ],
            "on_aftersale_order_cnt": len(unsettled),
        }

    def _returned(self, line: int, aftersales: list[int], now: int) -> tuple[int, int]:
        """Count the pieces of a line under after-sale, and those that were refunded."""
        table = self._world.shop_aftersales
        unsettled = refunded = 0
        for one in aftersales:
            if table.line[one] != line:
                continue
            if not _passed(table.completed_at[one], now):
                unsettled += int(table.quantity[one])
            elif table.outcome[one] == REFUNDED:
                refunded += int(table.quantity[one])
        return unsettled, refunded


def _starts(lines: Table, orders: int) -> list[int]:
    starts: list[int] = np.searchsorted(lines.order, np.arange(orders + 1), side="left").tolist()
    return starts


def _passed(at: Any, now: int) -> int:
    """Return an instant that has passed, or 0."""
    return int(at) if 0 <= at <= now else 0
