"""Records of members' points: rows that the platform gives without an id and without a time.

A row is known by its place. Rows of a member are numbered so that the platform's order, from its
first row to its last, is the order of falling numbers: rows added in front count up, rows added
behind count down, so it does not matter at which end the platform writes. The key
``<openid>|<number>|<revision>|<what it says>`` tells what landed before: each row lands once, and
a row whose place later holds another is followed by its next revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from connectors.core.errors import RecordUnavailable
from connectors.core.stream import PullContext, Record, Rejected
from connectors.wechat_shop.per_member import Fetch, Found
from connectors.wechat_shop.programme import ProgrammeClient

WITHDRAWN = "withdrawn"
FEW = 4
"""New rows are at most this part of the list where old ones are taken as having been dropped."""
CHECK_IT = (
    "Compare the member's points in the shop's console; the rows as they are now have landed."
)


class Place(NamedTuple):
    """What landed last under a number."""

    revision: int
    said: str


Past = Mapping[int, Place]
"""A member's rows that landed before, by number."""


class MemberPoints:
    """Fetches the points of one member after the other.

    Args:
        client: The shop's endpoints.
    """

    def __init__(self, client: ProgrammeClient) -> None:
        self._client = client

    def open_flow(self, context: PullContext) -> Fetch:
        """Prepare one pull of the rows: note what landed before."""
        return partial(self._flow, _past(context.known_keys()))

    def open_balance(self, _context: PullContext) -> Fetch:
        """Prepare one pull of the balances."""
        return self._balance

    def _flow(self, past: Mapping[str, Past], openid: str) -> Found:
        try:
            # A null is no row; counting it would give all others another number.
            rows = [_as_object(row) for row in self._client.score_flow(openid) if row]
        except RecordUnavailable:
            return []
        known = past.get(openid, {})
        standing = {n: place.said for n, place in known.items() if place.said != WITHDRAWN}
        numbers, has_changed = numbered([said_by(row) for row in rows], standing)
        listed = dict(zip(numbers, rows, strict=True))
        fresh: list[Record | Rejected] = [
            _record(openid, number, known, said_by(row), row)
            for number, row in listed.items()
            if standing.get(number) != said_by(row)
        ]
        if has_changed:
            gone = sorted(standing.keys() - listed.keys())
            fresh += [_record(openid, number, known, WITHDRAWN, {}) for number in gone]
            fresh.append(_changed_past(openid, len(standing), len(rows)))
        return fresh

    def _balance(self, openid: str) -> Found:
        try:
            return [Record(openid, self._client.score(openid), None)]
        except RecordUnavailable:
            return []


def numbered(rows: Sequence[str], known: Mapping[int, str]) -> tuple[range, bool]:
    """Number the rows of a list so that those that landed before keep their numbers.

    Args:
        rows: What each says, as listed now.
        known: What those say that landed before and were not withdrawn, by number.

    Returns:
        The numbers, falling by one from row to row, and whether the past is not what it was.
    """
    if not known:
        return _falling_from(len(rows), len(rows)), False
    newest, before = max(known), [known[number] for number in sorted(known, reverse=True)]
    fewest = max(0, len(rows) - len(before))
    for added in (fewest, *range(fewest + 1, len(rows) // FEW + 1)):
        # Rows that grew old may be gone from the end, as long as most of the list is the same.
        if list(rows[added:]) == before[: len(rows) - added] and added < len(rows):
            return _falling_from(newest + added, len(rows)), False
    if list(rows[: len(before)]) == before:
        return _falling_from(newest, len(rows)), False
    return _falling_from(min(known) + len(rows) - 1, len(rows)), True


def said_by(row: Mapping[str, Any]) -> str:
    """Say in a few letters what a row says, whether its numbers came as numbers or as text."""
    return f"{row.get('score')}:{row.get('source')}"


def _past(keys: Iterable[str]) -> dict[str, dict[int, Place]]:
    past: dict[str, dict[int, Place]] = {}
    for key in keys:
        openid, number, revision, said = key.rsplit("|", 3)
        rows = past.setdefault(openid, {})
        rows[int(number)] = max(Place(int(revision), said), rows.get(int(number), Place(-1, "")))
    return past


def _record(openid: str, number: int, known: Past, said: str, row: Mapping[str, Any]) -> Record:
    revision = known[number].revision + 1 if number in known else 0
    payload = {"openid": openid, "number": number, "revision": revision, **row}
    payload["is_withdrawn"] = said == WITHDRAWN
    return Record(f"{openid}|{number}|{revision}|{said}", payload, None)


def _falling_from(first: int, size: int) -> range:
    return range(first, first - size, -1)


def _as_object(row: Any) -> dict[str, Any]:
    return row if isinstance(row, dict) else {"remark": str(row)}


def _changed_past(openid: str, before: int, now: int) -> Rejected:
    return Rejected(
        place=f"points of member {openid}, {before} rows before, {now} now",
        reason="The platform's earlier rows are not what they were when they were read.",
        next_step=CHECK_IT,
        payload={"openid": openid, "rows_before": before, "rows_now": now},
    )
