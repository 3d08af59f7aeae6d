"""What a platform says when it refuses: error codes, their texts, and the request id.

A refusal is HTTP 200 with `errcode` in the body. Codes that only one endpoint uses are raised
there with their own text; the texts here are those that several platforms share.
"""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40032: "invalid openid list size",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45159: "invalid tag id",
    47001: "data format error",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    61500: "date format error",
    61501: "date range error",
    61503: "data is not ready, please try later",
    76021: "cgi_path not found",
    76022: "could not use this cgi_path, no permission",
}


class PlatformError(Exception):
    """A request is refused with an errcode.

    Args:
        errcode: The platform's number.
        text: Replaces the shared text of that number.
    """

    def __init__(self, errcode: int, text: str | None = None) -> None:
        self.errcode = errcode
        self.text = text or TEXTS.get(errcode, "system error")
        super().__init__(f"{errcode} {self.text}")


class RequestIds:
    """Hands out request ids in the platform's shape, `6xxxxxxx-xxxxxxxx-xxxxxxxx`."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self, now: int) -> str:
        """Return an id that no earlier request of this server had."""
        digest = hashlib.sha256(f"{now}|{next(self._numbers)}".encode()).hexdigest()
        return f"6{digest[:7]}-{digest[7:15]}-{digest[15:23]}"


def refusal(error: PlatformError, rid: str) -> dict[str, Any]:
    """Build the body of a refusal."""
    return {"errcode": error.errcode, "errmsg": f"{error.text} rid: {rid}"}
