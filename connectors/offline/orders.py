"""Orders of online shops out of files: one record an order.

The order number is the key, so a later export brings an order up to date. The goods of an order
stand in one cell and are read apart where their form allows; what a column without a meaning says
is kept, sealed. Which orders the shop's own connector knows is decided in the warehouse.
"""

from __future__ import annotations

import json
import re
from typing import Any

from connectors.core.stream import Record
from connectors.offline.cells import BadValue, narrow
from connectors.offline.footer import Sums
from connectors.offline.layout import Layout, take_rest
from connectors.offline.rows import Facts, Values
from connectors.offline.times import beijing_instant, whole_moment

_COUNTED = re.compile(
    r"\s*(?P<name>.+?)\s*"
    r"(?:\((?:数量|件数|x|\*|×)?[::]?\s*(?P<count>\d+)\s*件?\)|[x*×]\s*(?P<times>\d+)\s*件?)"
    r"\s*(?:[;,、|+/\n]+|$)",
    re.IGNORECASE | re.DOTALL,
)
_MOMENTS = ("created_at", "paid_at", "completed_at")


class Orders:
    """Makes order records of converted rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
    """

    def __init__(self, layout: Layout, facts: Facts) -> None:
        self._facts = facts
        self._constants = {"platform": layout.header.platform or "other", **layout.constants}
        store = layout.header.store or facts.store
        if store and "shop" not in layout.header.columns:
            self._constants.setdefault("shop", store)
        self._day = layout.header.day or facts.day

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one order; see ``rows.Kind``."""
        del sums
        rest = take_rest(values)
        values = {**self._constants, **values}
        number = values.get("order_no")
        if not number:
            raise BadValue("no order number", "Export with the order number (订单号).")
        for name in _MOMENTS:
            if name in values:
                values[name] = whole_moment(values[name])
        payload: dict[str, Any] = dict(values)
        if items := goods_of(values.get("goods", "")):
            payload["items"] = items
        if rest:
            payload["other"] = json.dumps(rest, ensure_ascii=False)
        payload |= {"_file": self._facts.short, "_row": row, "_snapshot_date": self._day}
        began = values.get("created_at") or values.get("paid_at")
        return Record(number, payload, beijing_instant(began) if began else None)


def goods_of(cell: str) -> list[dict[str, Any]]:
    """The goods of one order out of one cell, such as ``长寿花(数量:1);绿萝(数量:2)``.

    Returns:
        Number from 1, name and quantity of each; nothing when a part of the cell cannot be read
        that way.
    """
    text, place = narrow(cell), 0
    found: list[dict[str, Any]] = []
    while place < len(text):
        part = _COUNTED.match(text, place)
        if part is None:
            return []
        quantity = part["count"] or part["times"]
        found.append({"n": len(found) + 1, "name": part["name"].strip(), "quantity": quantity})
        place = part.end()
    return found
