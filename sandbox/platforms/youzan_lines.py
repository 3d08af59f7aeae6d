"""Youzan: the `orders` of a trade, one object per line of goods.

Sources disagree whether the lines' payments hold the freight; here they do in half of the trades.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sandbox.platforms.columns import ints
from sandbox.world import World


class LineDocuments:
    """Spells the lines of single trades."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._trade = ints(world.youzan_lines.order)

    def rows(self, trade: int) -> range:
        """Return the rows of `world.youzan_lines` that belong to a trade."""
        first, last = np.searchsorted(self._trade, [trade, trade + 1])
        return range(int(first), int(last))

    def spell(self, trade: int, tid: str) -> list[dict[str, Any]]:
        """Return the lines of a trade."""
        trades = self._world.youzan_trades
        freight = int(trades.freight_fen[trade]) if trades.lines_hold_freight[trade] else 0
        rows = self.rows(trade)
        return [
            self._line(row, line_number(self._world, row, tid), freight if row == rows[0] else 0)
            for row in rows
        ]

    def _line(self, row: int, oid: str, freight: int) -> dict[str, Any]:
        lines, products = self._world.youzan_lines, self._world.products
        product, quantity = int(lines.product[row]), int(lines.quantity[row])
        unit, real = int(lines.unit_fen[row]), int(lines.real_fen[row])
        sku = str(products.sku[product])
        specification = [{"k": "规格", "v": str(products.variant[product])}]
        return {
            "oid": oid,
            "item_id": int(products.product_id[product]),
            "sku_id": int(products.sku_id[product]),
            "root_item_id": int(products.product_id[product]),
            "root_sku_id": int(products.sku_id[product]),
            "outer_item_id": sku[:-1],
            "outer_sku_id": sku,
            "item_no": sku[:-1],
            "sku_no": sku,
            "sku_barcode": str(products.barcode[product]),
            "title": str(products.spu_name[product]),
            "num": quantity,
            "price": yuan(unit),
            "discount_price": yuan(real // quantity),
            "total_fee": yuan(real),
            "payment": yuan(real + freight),
            "points_price": "0",
            "sku_properties_name": json.dumps(specification, ensure_ascii=False),
            "item_type": 0,
            "is_present": False,
            "buyer_messages": "",
            "pic_path": f"https://shop.example/img/{sku}.jpg",
            "pre_sale_type": "",
            "is_cross_border": "0",
            "weight": "0",
            "item_tags": {"is_deliver_goods": False},
        }


def line_number(world: World, row: int, tid: str) -> str:
    """Return the platform's number of a line: digits of the trade, then of the line."""
    return f"{tid[3:18]}{int(world.youzan_lines.line_no[row]):03d}"


def yuan(fen: int) -> str:
    """Write fen as yuan, `9.80`."""
    return f"{fen // 100}.{fen % 100:02d}"
