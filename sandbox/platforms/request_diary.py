"""What was refused under which request id, as `openapi/rid/get` tells it for seven days."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from sandbox.platforms.calendar import DAY
from sandbox.platforms.errors import PlatformError

KEPT = 7 * DAY
MOST_KEPT = 10_000
NOT_FOUND, INVALID, FOREIGN, EXPIRED = 76001, 76002, 76003, 76004
_SHAPE = re.compile(r"6[0-9a-f]{7}-[0-9a-f]{8}-[0-9a-f]{8}", re.ASCII)
_TOKEN = re.compile(r"(access_token=[^&]{0,12})[^&]*")
_SECRET = re.compile(r"(secret=)[^&]*")


@dataclass(frozen=True, slots=True)
class Refused:
    """One request that was refused.

    Attributes:
        appid: Whose it was; empty where no token was shown.
        invoked_at: When, epoch seconds.
        query: The query string, tokens cut short.
        request: What was posted.
        response: What was answered.
        client: The caller's address.
    """

    appid: str
    invoked_at: int
    query: str
    request: str
    response: str
    client: str


class RequestDiary:
    """The refused requests of this server."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, Refused] = OrderedDict()

    def note(self, rid: str, refused: Refused) -> None:
        """Keep a refused request under its id."""
        self._entries[rid] = refused
        while len(self._entries) > MOST_KEPT:
            self._entries.popitem(last=False)

    def tell(self, rid: object, appid: str, now: int) -> dict[str, Any]:
        """Tell an account what was refused under an id.

        Raises:
            PlatformError: 76002 for what is no id, 76001 for an unknown one, 76003 for another
                account's, 76004 after seven days.
        """
        if not isinstance(rid, str) or not _SHAPE.fullmatch(rid):
            raise PlatformError(INVALID, "invalid rid")
        entry = self._entries.get(rid)
        if entry is None:
            raise PlatformError(NOT_FOUND, "rid not found")
        if entry.appid not in ("", appid):
            raise PlatformError(FOREIGN, "rid belongs to another account")
        if now - entry.invoked_at > KEPT:
            raise PlatformError(EXPIRED, "rid expired")
        return {
            "invoke_time": entry.invoked_at,
            "cost_in_ms": 1,
            "request_url": entry.query,
            "request_body": entry.request,
            "response_body": entry.response,
            "client_ip": entry.client,
        }


def shown(query: str) -> str:
    """Return a query string with its access token cut short and secrets left out."""
    return _SECRET.sub(r"\1xxxx", _TOKEN.sub(r"\1xxxx", query))
