"""企业微信: what all its endpoints share: refusals, call limits, opaque cursors, short pages.

An answer of this platform always carries `errcode`, and its refusals point to an error page of
their own. What a single endpoint answers is in the modules beside this one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sandbox.platforms.columns import Ints, pick
from sandbox.platforms.endpoint import Call, Endpoint, Handler
from sandbox.platforms.errors import PlatformError

TEXTS = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid userid",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40050: "invalid chatid",
    40058: "invalid Request Parameter",
    40096: "invalid external userid",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41054: "this user has not activated",
    42001: "access_token expired",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    48002: "api forbidden",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    81017: "too many members in visible range, owner_filter is needed",
    84061: "not external contact",
    84074: "no permission on this external contact",
    701008: "all userids are unlicensed",
}
MINUTE, HOUR = 60, 3_600
_SHAPE = struct.Struct(">qqq8s")
_OWN_CODES = {40001: 40014, 48001: 48002}
_SHORTEST, _EMPTY_OF = 40, 9


@dataclass(frozen=True, slots=True)
class WecomLimits:
    """How the sandbox's WeCom is set.

    Attributes:
        per_minute: Calls of one API in a minute; one more blocks it for 60 seconds.
        per_hour: Calls of one API in an hour; one more blocks it for 60 minutes.
        cursor_seconds: How long a page cursor is understood.
        visible_range: Employees above which chats are only listed by owner.
    """

    per_minute: int = 10_000
    per_hour: int = 150_000
    cursor_seconds: int = 600
    visible_range: int = 1_000


def refuse(error: PlatformError, rid: str) -> dict[str, Any]:
    """Build the body of a refusal as this platform words it."""
    text = TEXTS.get(error.errcode, error.text)
    hint = rid.replace("-", "")[:19]
    page = f"https://open.work.weixin.qq.com/devtool/query?e={error.errcode}"
    message = f"{text}, hint: [{hint}], from ip: 127.0.0.1, more info at {page}"
    return {"errcode": error.errcode, "errmsg": message}


def refuse_call(error: PlatformError, rid: str) -> dict[str, Any]:
    """As `refuse`, with the codes by which this platform calls the faults of a token."""
    code = _OWN_CODES.get(error.errcode, error.errcode)
    return refuse(PlatformError(code, error.text), rid)


def done(**fields: Any) -> dict[str, Any]:
    """Build the body of a success."""
    return {"errcode": 0, "errmsg": "ok", **fields}


class WecomGate:
    """Counts calls, and makes endpoints and pages in the platform's manner.

    Args:
        limits: How the sandbox's WeCom is set.
    """

    def __init__(self, limits: WecomLimits) -> None:
        self.limits = limits
        self._calls: dict[tuple[str, int], tuple[int, int]] = {}
        self._blocked: dict[str, int] = {}

    def endpoint(
        self,
        path: str,
        handler: Handler,
        method: Literal["GET", "POST"] = "POST",
        opens: Literal["wecom", "none"] = "wecom",
    ) -> Endpoint:
        """Declare an endpoint whose calls are counted."""

        def counted(call: Call) -> dict[str, Any]:
            self._spend(path, call.now)
            return handler(call)

        return Endpoint(counted, method, opens, refuse if opens == "none" else refuse_call)

    def page(self, call: Call, keys: Ints, most: int, usual: int | None = None) -> tuple[Ints, str]:
        """Cut the asked page out of a list, deliberately short now and then.

        Args:
            call: The request, with `limit` and `cursor`.
            keys: What identifies the rows, ascending; a list may change between two pages.
            most: Largest limit.
            usual: Limit when none is given.

        Returns:
            Places of the page in `keys`, and the next cursor, empty at the end.

        Raises:
            PlatformError: 40058 for a wrong limit, or a cursor that is foreign or too old.
        """
        limit = natural(call.body.get("limit", usual or most), most)
        mark = _fingerprint(call.body)
        after, number = -1, 0
        if cursor := call.body.get("cursor"):
            after, number = self._read(cursor, mark, call.now)
        begin = int(np.searchsorted(keys, after, side="right"))
        size = _shortened(limit, after + number)
        size = size or (0 if number % 2 else limit)
        places = np.arange(begin, min(begin + size, len(keys)))
        if begin + len(places) >= len(keys):
            return places, ""
        last = int(keys[places[-1]]) if len(places) else after
        return places, _write(last, number + 1, call.now, mark)

    def _read(self, cursor: object, mark: bytes, now: int) -> tuple[int, int]:
        try:
            packed = base64.urlsafe_b64decode(str(cursor) + "=")
            after, number, given_at, written = _SHAPE.unpack(packed)
        except (binascii.Error, struct.error, ValueError) as error:
            raise PlatformError(40058) from error
        if written != mark or now - given_at > self.limits.cursor_seconds:
            raise PlatformError(40058)
        return after, number

    def _spend(self, path: str, now: int) -> None:
        if now < self._blocked.get(path, 0):
            raise PlatformError(45009)
        for span, most in ((MINUTE, self.limits.per_minute), (HOUR, self.limits.per_hour)):
            period, calls = self._calls.get((path, span), (now // span, 0))
            calls = calls + 1 if period == now // span else 1
            self._calls[path, span] = (now // span, calls)
            if calls > most:
                self._blocked[path] = now + span
                raise PlatformError(45009)


def natural(value: object, most: int) -> int:
    """Return a whole number from 1 to the most that is allowed.

    Raises:
        PlatformError: 40058 when it is anything else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise PlatformError(40058)
    return value


def texts(body: Mapping[str, Any], field: str, most: int) -> list[str]:
    """Return a list of texts of the body; empty when it is not there.

    Raises:
        PlatformError: 40058 when it is no list of texts, or too long.
    """
    value = body.get(field) or []
    if not isinstance(value, list) or len(value) > most:
        raise PlatformError(40058)
    if not all(isinstance(one, str) for one in value):
        raise PlatformError(40058)
    return value


def days_between(call: Call, begin: str, end: str, most_days: int, oldest: int) -> tuple[int, int]:
    """Return two instants of the body that span whole days at most so far apart.

    Raises:
        PlatformError: 40058 when one is missing, the span too long, or it begins too long ago.
    """
    first, last = call.body.get(begin), call.body.get(end)
    if not isinstance(first, int) or not isinstance(last, int) or first > last:
        raise PlatformError(40058)
    if last - first > most_days * 86_400 or call.now - first > (oldest + 1) * 86_400:
        raise PlatformError(40058)
    return first, last


def _shortened(limit: int, salt: int) -> int:
    """Return how many rows this page really holds; 0 now and then, with more to come."""
    drawn = int(pick(np.array([abs(salt) + 1]), 911)[0])
    if drawn % _EMPTY_OF == 0:
        return 0
    return max(1, limit * (_SHORTEST + drawn % (101 - _SHORTEST)) // 100)


def _fingerprint(body: Mapping[str, Any]) -> bytes:
    asked = {name: value for name, value in body.items() if name not in ("cursor", "limit")}
    written = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).digest()[:8]


def _write(after: int, number: int, now: int, mark: bytes) -> str:
    packed = _SHAPE.pack(after, number, now, mark)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")
