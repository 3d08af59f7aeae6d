"""Vouchers of the customers, and the activities that hand them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.keyed import keyed_items
from connectors.core.stream import Cursor, Page, PullContext, Record, Remembers
from connectors.youzan.client import YouzanClient
from connectors.youzan.per_customer import Ask, PerCustomerStream, Row
from connectors.youzan.values import instant


@dataclass(frozen=True, kw_only=True)
class CouponsStream(PerCustomerStream):
    """Vouchers as each customer holds them, keyed by kind and number of the voucher."""

    def begin(self, _context: PullContext) -> Ask:
        """Ask everybody: nothing says whose vouchers have changed."""
        return self._vouchers

    def _vouchers(self, row: Row) -> Sequence[Record]:
        yz_open_id = str(row["yz_open_id"])
        found: list[Any] = []
        number = 1
        while True:
            page = self.client.vouchers(yz_open_id, number)
            found += page.items
            if not page.items or (page.total is not None and len(found) >= page.total):
                return [one for item in found if (one := _voucher(yz_open_id, item))]
            number += 1


@dataclass(frozen=True, kw_only=True)
class ActivitiesStream(BaseStream):
    """Coupon activities as they are now, keyed by their number."""

    client: YouzanClient
    remembers: Remembers = "all"

    def fetch(self, _cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield one page per page of the list."""
        read, number = 0, 1
        while True:
            page = self.client.activities(number)
            keyed = keyed_items(page.items, "id", f"coupon activities page {number}")
            read += len(page.items)
            done = {"finished_at": context.now().isoformat(timespec="seconds")}
            yield Page(keyed.records, done, keyed.rejected)
            if not page.items or (page.total is not None and read >= page.total):
                return
            number += 1


def _voucher(yz_open_id: str, item: Any) -> Record | None:
    identity = item.get("voucher_identity") if isinstance(item, dict) else None
    if not isinstance(identity, dict) or identity.get("coupon_id") in (None, ""):
        return None
    kind = identity.get("coupon_type") or 0
    payload = {**item, "yz_open_id": yz_open_id}
    return Record(f"{kind}|{identity['coupon_id']}", payload, instant(item.get("send_at")))
