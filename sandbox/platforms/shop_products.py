"""微信小店: the product list, which ends without saying so, and single products with their SKUs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from sandbox.platforms.calendar import day_of, start_of
from sandbox.platforms.columns import Flags, Ints, ints, pick
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.paging import page_after
from sandbox.platforms.shop_windows import page_size
from sandbox.world import World
from sandbox.world.vocabulary import CATEGORIES

FAMILY: Final = "shop"
MOST_PER_PAGE, USUAL_PER_PAGE = 30, 10
BAD_ARGS, NOT_FOUND = 10020051, 10020052
ON_SALE = 5
ONLINE, DRAFT, BOTH = 1, 2, 3
FIRST_CATEGORY = 1_208
TOP_CATEGORY = "1200"
NO_BRAND = "2100000000"


class ShopProducts:
    """Answers `/channels/ec/product/*`; every product of the world is on sale once it is listed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._skus = world.products
        ids, first = np.unique(ints(self._skus.product_id), return_index=True)
        self._ids: Ints = ids
        self._listed_at = ints(self._skus.listed_at)[first]
        self._sold_until = lru_cache(maxsize=4)(self._sold_before)

    def endpoints(self) -> Endpoints:
        """Return the endpoints of products."""
        return {
            "/channels/ec/product/list/get": Endpoint(self._list, "POST", FAMILY),
            "/channels/ec/product/get": Endpoint(self._get, "POST", FAMILY),
        }

    def _list(self, call: Call) -> dict[str, Any]:
        size = page_size(call.body, MOST_PER_PAGE, USUAL_PER_PAGE)
        status = call.body.get("status", ON_SALE)
        rows = np.flatnonzero(self._listed_at <= call.now) if status == ON_SALE else self._none
        page, key, _ = page_after(rows, rows, size, call.body)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "product_ids": [str(one) for one in self._ids[page].tolist()],
            "next_key": key,
            "total_num": len(rows),
        }

    def _get(self, call: Call) -> dict[str, Any]:
        asked, data_type = call.text("product_id", BAD_ARGS), call.body.get("data_type", ONLINE)
        if not asked.isdecimal() or data_type not in (ONLINE, DRAFT, BOTH):
            raise PlatformError(BAD_ARGS, "invalid args")
        row = np.flatnonzero((self._ids == int(asked)) & (self._listed_at <= call.now))
        if not len(row):
            raise PlatformError(NOT_FOUND, "product not found")
        told = self._spell(int(row[0]), call.now)
        names = {ONLINE: ("product",), DRAFT: ("edit_product",), BOTH: ("product", "edit_product")}
        return {"errcode": 0, "errmsg": "ok", **dict.fromkeys(names[data_type], told)}

    def _spell(self, row: int, now: int) -> dict[str, Any]:
        skus = np.flatnonzero(ints(self._skus.product_id) == self._ids[row])
        first = int(skus[0])
        category, title = int(self._skus.category[first]), str(self._skus.spu_name[first])
        cats = [{"cat_id": TOP_CATEGORY}, {"cat_id": str(FIRST_CATEGORY + category)}]
        image = f"https://shop.example/img/{self._ids[row]}.jpg"
        return {
            "product_id": str(self._ids[row]),
            "out_product_id": "",
            "title": title,
            "short_title": title[:10],
            "head_imgs": [image],
            "desc_info": {"imgs": [image], "desc": ""},
            "deliver_method": 0,
            "express_info": {"template_id": "1", "weight": 500},
            "extra_service": {"seven_day_return": 1, "freight_insurance": 0},
            "status": ON_SALE,
            "edit_status": 4,
            "min_price": int(self._skus.price_fen[skus].min()),
            "cats": cats,
            "cats_v2": cats,
            "attrs": [{"attr_key": "类目", "attr_value": CATEGORIES[category]}],
            "spu_code": str(self._skus.sku[first])[:-1],
            "brand_id": NO_BRAND,
            "product_type": 1,
            "edit_time": int(self._listed_at[row]),
            "total_sold_num": int(self._sold(now)[skus].sum()),
            "skus": [self._sku(int(sku)) for sku in skus],
        }

    def _sku(self, row: int) -> dict[str, Any]:
        return {
            "sku_id": str(self._skus.sku_id[row]),
            "out_sku_id": str(self._skus.barcode[row]),
            "thumb_img": f"https://shop.example/img/{self._skus.sku[row]}.jpg",
            "sale_price": int(self._skus.price_fen[row]),
            "stock_num": 200 + int(pick(np.array([row]), 7)[0]) % 800,
            "sku_code": str(self._skus.sku[row]),
            "sku_attrs": [{"attr_key": "规格", "attr_value": str(self._skus.variant[row])}],
            "status": ON_SALE,
            "bar_code": str(self._skus.barcode[row]),
        }

    def _sold(self, now: int) -> Ints:
        return self._sold_until(day_of(now))

    def _sold_before(self, day: int) -> Ints:
        """Count the pieces of each SKU that were paid before a Shanghai day."""
        paid_at = ints(self._world.shop_orders.paid_at)
        is_sold: Flags = (paid_at >= 0) & (paid_at < start_of(day))
        lines = np.flatnonzero(is_sold[self._world.shop_lines.order])
        product, quantity = self._world.shop_lines.product, self._world.shop_lines.quantity
        counts = np.bincount(product[lines], weights=quantity[lines], minlength=len(self._skus))
        return counts.astype(np.int64)

    @property
    def _none(self) -> Ints:
        return np.zeros(0, dtype=np.int64)
