"""The stream of points: every change of a member's points, told without any id.

A member's changes are asked for only when the balance in the customer list is not the one that was
there when they were asked for last. That balance lands beside the changes, as a record of its own
whose key names it: what has landed is the memory. A change is known by what it says and, among
equal ones of the same second, by its number, so asking for it again lands nothing new.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from connectors.core.stream import PullContext, Record
from connectors.core.windows import Window, start_of
from connectors.youzan.numbered import SETTLES_AFTER
from connectors.youzan.per_customer import Ask, PerCustomerStream, Row
from connectors.youzan.values import epoch_seconds, instant, whole

BALANCE = "balance"
UNSETTLED = "?"
ONE_DAY = 86_400
# A balance that no change has led to yet: what is told late is told within days.
TOLD_LATE = 7 * ONE_DAY
SPAN = 31 * ONE_DAY
LOOK_BACK = 365 * ONE_DAY
TELLING = ("amount", "current", "expired_at", "biz_value", "description")
"""What tells the changes of one member and second apart: they have no id."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member had when the changes were read last.

    Attributes:
        points: The balance; None when the changes read then did not lead to it yet.
        read_until: Epoch second up to which they were read.
    """

    points: int | None
    read_until: int


@dataclass(frozen=True, kw_only=True)
class PointsStream(PerCustomerStream):
    """Changes of points, and the balance that each reading of them led to."""

    def begin(self, context: PullContext) -> Ask:
        """Remember the balances that have landed, and ask whose has moved."""
        balances = landed_balances(context.known_keys())
        now = int(context.now().timestamp())
        earliest = max(int(start_of(context.start).timestamp()), now - LOOK_BACK + ONE_DAY)
        return partial(self._changes, balances, Window(earliest, now - SETTLES_AFTER))

    def _changes(self, balances: dict[str, Balance], reach: Window, row: Row) -> Sequence[Record]:
        yz_open_id, points = str(row["yz_open_id"]), whole(row.get("points"))
        known = balances.get(yz_open_id)
        if points is None or (known is not None and known.points == points):
            return []
        joined = epoch_seconds(row.get("created_member_at")) or epoch_seconds(row.get("created_at"))
        overlap = TOLD_LATE if known and known.points is None else ONE_DAY
        begin = max(reach.start, (known.read_until if known else joined or 0) - overlap)
        windows = [
            self._window(yz_open_id, Window(start, min(start + SPAN, reach.end)))
            for start in range(begin, reach.end, SPAN)
        ]
        items = [item for window in windows for item in window]
        was_before = known is None and begin == reach.start
        settled = (was_before or not points) if not items else _leads_to(items, points)
        told = {"yz_open_id": yz_open_id, "points": points, "read_until": reach.end}
        key = f"{BALANCE}|{yz_open_id}|{reach.end}|{points if settled else UNSETTLED}"
        return [*change_records(yz_open_id, windows), Record(key, told, instant(reach.end))]

    def _window(self, yz_open_id: str, window: Window) -> list[Row]:
        """Read all pages of a window; it ends in the past, so nothing enters it meanwhile."""
        found: list[Row] = []
        number = 1
        while True:
            page = self.client.points(yz_open_id, window, number)
            found += [item for item in page.items if isinstance(item, dict)]
            if not page.items or (page.total is not None and len(found) >= page.total):
                return found
            number += 1


def landed_balances(keys: Iterable[str]) -> dict[str, Balance]:
    """Read the latest balance of each member out of the keys that have landed."""
    latest: dict[str, Balance] = {}
    for key in keys:
        if not key.startswith(f"{BALANCE}|"):
            continue
        _, yz_open_id, read_until, points = key.split("|")
        found = Balance(whole(points), int(read_until))
        if yz_open_id not in latest or latest[yz_open_id].read_until <= found.read_until:
            latest[yz_open_id] = found
    return latest


def change_records(yz_open_id: str, windows: Iterable[Iterable[Row]]) -> list[Record]:
    """Make a record of each change, once, however many windows showed it.

    Equal changes are counted within one window: two windows share the second in which they meet,
    and each of them shows all of that second.
    """
    records: dict[str, Record] = {}
    for items in windows:
        seen: Counter[str] = Counter()
        for item in items:
            digest = hashlib.sha256(_said_by(item).encode()).hexdigest()[:16]
            seen[digest] += 1
            at = epoch_seconds(item.get("created_at")) or 0
            key = f"{yz_open_id}|{at}|{digest}|{seen[digest]}"
            payload = {**item, "yz_open_id": yz_open_id}
            records[key] = Record(key, payload, instant(item.get("created_at")))
    return list(records.values())


def _said_by(item: Row) -> str:
    """What a change says, whether its numbers came as text, and whatever fields are new beside."""
    told = [item.get(name) for name in TELLING]
    return "\x1f".join("" if one is None else str(one) for one in told)


def _leads_to(items: Sequence[Row], points: int) -> bool:
    """Whether the newest change says the balance; one that is told late does not yet."""
    last = max(epoch_seconds(item.get("created_at")) or 0 for item in items)
    newest = [one for one in items if (epoch_seconds(one.get("created_at")) or 0) == last]
    return any(whole(one.get("current")) in (None, points) for one in newest)
