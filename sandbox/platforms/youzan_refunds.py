"""Youzan's refunds: searched in Unix seconds where trades are searched in text, told one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from sandbox.accounts import YOUZAN
from sandbox.platforms.calendar import clock_text
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.timeline import Timeline
from sandbox.platforms.youzan_errors import YouzanError
from sandbox.platforms.youzan_gateway import YouzanCall, YouzanEndpoint, YouzanEndpoints
from sandbox.platforms.youzan_lines import line_number, yuan
from sandbox.platforms.youzan_params import number_range, page, text
from sandbox.world import World
from sandbox.world.vocabulary import EXCHANGE, EXCHANGED, REFUND, REFUNDED, REJECTED, RETURN
from sandbox.world.youzan import spell_refund_ids

VISIBLE_AFTER = 30
THREE_MONTHS = 92 * 86_400
PER_PAGE, MOST_PAGES, MOST_ROWS = 100, 100, 3_000
NOT_FOUND = 103011024
OPEN = {
    REFUND: "WAIT_SELLER_AGREE",
    RETURN: "WAIT_BUYER_RETURN_GOODS",
    EXCHANGE: "WAIT_SELLER_CONFIRM_GOODS",
}
SETTLED = {REFUNDED: "SUCCESS", EXCHANGED: "SUCCESS", REJECTED: "SELLER_REFUSE_BUYER"}
DEMANDS = {REFUND: 1, RETURN: 2, EXCHANGE: 3}
REASONS = {REFUND: 17, RETURN: 101, EXCHANGE: 51}


class YouzanRefunds:
    """Answers `youzan.trade.refund.search` and `youzan.trade.refund.get`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._refunds = world.youzan_refunds
        rows = np.arange(len(self._refunds))
        created, completed = ints(self._refunds.created_at), ints(self._refunds.completed_at)
        self._timeline = Timeline(len(rows), [(rows, created), (rows, completed)])
        self._ids = spell_refund_ids(self._refunds)
        self._rows = {number: row for row, number in enumerate(self._ids)}
        self._tids = world.youzan_tid(ints(self._refunds.order))

    def endpoints(self) -> YouzanEndpoints:
        """Return the endpoints of refunds."""
        return {
            "youzan.trade.refund.search/3.0.1": YouzanEndpoint(self._search),
            "youzan.trade.refund.get/3.0.1": YouzanEndpoint(self._get),
        }

    def _search(self, call: YouzanCall) -> dict[str, Any]:
        seen = call.now - VISIBLE_AFTER
        number, size = page(call.body, "page_no", "page_size", PER_PAGE)
        if number > MOST_PAGES or number * size > MOST_ROWS:
            raise YouzanError(141500101, "分页参数超出限制", {"total": 0, "refunds": []})
        rows = self._within(call, seen)
        shown = rows[(number - 1) * size : number * size].tolist()
        return {"total": len(rows), "refunds": [self._spell(row, seen) for row in shown]}

    def _within(self, call: YouzanCall, seen: int) -> Ints:
        """Return the refunds of the asked range, newest first; of three months without one."""
        updated = number_range(call.body, "update_time_start", "update_time_end")
        created = number_range(call.body, "create_time_start", "create_time_end")
        if updated is None and created is None:
            created = (call.now - THREE_MONTHS, call.now)
        if tid := call.body.get("tid"):
            created = (0, seen)
        at = ints(self._refunds.created_at)
        keep = at <= seen
        if created:
            keep &= (at >= created[0]) & (at <= created[1])
        if updated:
            changed = self._timeline.updated_at(seen)
            keep &= (changed >= updated[0]) & (changed <= updated[1])
            at = np.where(keep, changed, at)
        rows = np.flatnonzero(keep)
        if tid:
            rows = rows[np.array([self._tids[row] == text(tid) for row in rows], dtype=bool)]
        ordered: Ints = rows[np.lexsort((rows, at[rows]))][::-1]
        return ordered

    def _spell(self, row: int, now: int) -> dict[str, Any]:
        refunds = self._refunds
        return {
            "refund_id": self._ids[row],
            "status": self._status(row, now),
            "tid": self._tids[row],
            "kdt_id": int(YOUZAN.kdt_id),
            "return_goods": bool(refunds.kind[row] == RETURN),
            "reason": REASONS[int(refunds.kind[row])],
            "refund_fee": yuan(int(refunds.amount_fen[row])),
            "created": clock_text(int(refunds.created_at[row])),
            "modified": clock_text(int(self._timeline.updated_at(now)[row])),
            "cs_status": 1,
        }

    def _status(self, row: int, now: int) -> str:
        settled_at = int(self._refunds.completed_at[row])
        if not 0 <= settled_at <= now:
            return OPEN[int(self._refunds.kind[row])]
        return SETTLED.get(int(self._refunds.outcome[row]), "CLOSED")

    def _get(self, call: YouzanCall) -> dict[str, Any]:
        row = self._rows.get(text(call.body.get("refund_id", "")), -1)
        refunds = self._refunds
        if row < 0 or refunds.created_at[row] > call.now:
            raise YouzanError(NOT_FOUND, "退款单不存在", {})
        told = self._spell(row, call.now)
        kind = int(refunds.kind[row])
        done = told["status"] == "SUCCESS"
        return told | {
            "oid": line_number(self._world, int(refunds.line[row]), self._tids[row]),
            "version": int(self._timeline.updated_at(call.now)[row]) * 1_000,
            "refund_type": "EXCHANGE_GOODS" if kind == EXCHANGE else "BUYER_APPLY_REFUND",
            "demand": DEMANDS[kind],
            "demand_desc": "",
            "desc": "",
            "refund_success_time": clock_text(int(refunds.completed_at[row])) if done else "",
            "logistics": {},
        }
