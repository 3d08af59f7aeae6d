"""Youzan's trades: the list with its windows and pages, and single trades.

The trade object itself is spelled in `youzan_trade_document.py`. A trade shows in the list half a
minute after it changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.timeline import Timeline
from sandbox.platforms.youzan_errors import YouzanError
from sandbox.platforms.youzan_gateway import YouzanCall, YouzanEndpoint, YouzanEndpoints
from sandbox.platforms.youzan_params import page, text, text_range
from sandbox.platforms.youzan_trade_document import MOMENTS, TYPES, TradeDocuments
from sandbox.world import World

VISIBLE_AFTER = 30
THREE_MONTHS = 92 * 86_400
PER_PAGE, MOST_PAGES = 100, 100
NOTHING: Mapping[str, Any] = {"full_order_info_list": [], "total_results": 0}
FILTERS = (
    ("start_update", "end_update", "updated"),
    ("start_created", "end_created", "created_at"),
    ("start_pay", "end_pay", "paid_at"),
    ("start_success", "end_success", "completed_at"),
)


class YouzanTrades:
    """Answers `youzan.trades.sold.get` and `youzan.trade.get`."""

    def __init__(self, world: World, documents: TradeDocuments) -> None:
        self._trades = world.youzan_trades
        self._world = world
        self._documents = documents
        rows = np.arange(len(self._trades))
        refunds = world.youzan_refunds
        moments = [(rows, ints(self._trades[name])) for name in MOMENTS]
        moments += [
            (ints(refunds.order), ints(refunds[at])) for at in ("created_at", "completed_at")
        ]
        self._timeline = Timeline(len(rows), moments)
        self._rows = {tid: row for row, tid in enumerate(world.youzan_tid(rows))}

    def endpoints(self) -> YouzanEndpoints:
        """Return the endpoints of trades."""
        return {
            "youzan.trades.sold.get/4.0.4": YouzanEndpoint(self._list),
            "youzan.trade.get/4.0.2": YouzanEndpoint(self._get),
        }

    def updated_at(self, now: int) -> Ints:
        """Return the last change of every trade up to an instant."""
        return self._timeline.updated_at(now)

    def _list(self, call: YouzanCall) -> dict[str, Any]:
        seen = call.now - VISIBLE_AFTER
        number, size = page(call.body, "page_no", "page_size", PER_PAGE)
        if number > MOST_PAGES:
            raise YouzanError(5000, "页码最大为100", NOTHING)
        rows = self._asked_for(self._within(call.body, seen), call.body, seen)
        shown = rows[(number - 1) * size : number * size].tolist()
        updated = self._timeline.updated_at(seen)
        return {
            "full_order_info_list": [
                {"full_order_info": self._documents.spell(row, int(updated[row]), seen)}
                for row in shown
            ],
            "total_results": len(rows),
            "paginator": {
                "page": number,
                "page_size": size,
                "total_count": len(rows),
                "has_next": number * size < len(rows),
            },
        }

    def _within(self, body: Mapping[str, Any], seen: int) -> Ints:
        """Return the trades inside every asked range, newest first by the first range."""
        asked = [
            (column, found)
            for start, end, column in FILTERS
            if (found := text_range(body, start, end, THREE_MONTHS))
        ]
        updated = self._timeline.updated_at(seen)
        known = np.flatnonzero(ints(self._trades.created_at) <= seen)
        at = ints(self._trades.created_at)[known]
        for number, (column, (begin, end)) in enumerate(asked):
            moment = updated if column == "updated" else ints(self._trades[column])
            keep = (moment[known] >= begin) & (moment[known] <= min(end, seen))
            known, at = known[keep], at[keep]
            if number == 0:
                at = moment[known]
        ordered: Ints = known[np.lexsort((known, at))][::-1]
        return ordered

    def _asked_for(self, rows: Ints, body: Mapping[str, Any], seen: int) -> Ints:
        if tid := body.get("tid"):
            rows = rows[rows == self._rows.get(text(tid), -1)]
        if buyer := body.get("yz_open_id"):
            person = self._world.decode_yz_open_id([text(buyer)])[0]
            rows = rows[(self._trades.buyer[rows] == person) & (person >= 0)]
        if status := body.get("status"):
            told = [self._documents.status(row, seen) for row in rows.tolist()]
            rows = rows[np.array([one == text(status) for one in told], dtype=bool)]
        if kind := body.get("type"):
            rows = rows[self._trades.kind[rows] == TYPES.get(text(kind), -1)]
        return rows

    def _get(self, call: YouzanCall) -> dict[str, Any]:
        row = self._rows.get(text(call.body.get("tid", "")), -1)
        if row < 0 or self._trades.created_at[row] > call.now:
            raise YouzanError(5000, "trade not found", {"full_order_info": {}, "refund_order": []})
        updated = int(self._timeline.updated_at(call.now)[row])
        return self._documents.spell_whole(row, updated, call.now)
