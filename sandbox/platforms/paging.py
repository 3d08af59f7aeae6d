"""The shop's `next_key`: a place in a list, bound to the parameters it was asked with.

The place is the (instant, row) of the last item given out, so that a list that changes between two
pages neither repeats nor loses what it already had.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from sandbox.platforms.columns import Ints
from sandbox.platforms.errors import PlatformError

FOREIGN_KEY = 606006
_SHAPE = struct.Struct(">qq8s")


def page_after(rows: Ints, at: Ints, size: int, body: Mapping[str, Any]) -> tuple[Ints, str, bool]:
    """Cut the asked page out of a list.

    Args:
        rows: The whole list, ordered by (`at`, row).
        at: The instant each row is ordered by.
        size: Rows a page.
        body: The request, with `next_key` from page 2 on.

    Returns:
        The rows of the page, the key of the next one, and `has_more`, which is true after every
        full page: the one after the last may be empty.

    Raises:
        PlatformError: 606006 for a key that belongs to other parameters.
    """
    mark = _fingerprint(body)
    begin = 0
    if key := body.get("next_key"):
        after, row = _read(str(key), mark)
        begin = int(np.sum((at < after) | ((at == after) & (rows <= row))))
    page = rows[begin : begin + size]
    if not len(page):
        return page, str(key or ""), False
    last = begin + len(page) - 1
    return page, _write(int(at[last]), int(rows[last]), mark), len(page) == size


def _fingerprint(body: Mapping[str, Any]) -> bytes:
    asked = {name: value for name, value in body.items() if name != "next_key"}
    written = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).digest()[:8]


def _write(at: int, row: int, mark: bytes) -> str:
    return base64.urlsafe_b64encode(_SHAPE.pack(at, row, mark)).decode()


def _read(key: str, mark: bytes) -> tuple[int, int]:
    try:
        at, row, written = _SHAPE.unpack(base64.urlsafe_b64decode(key))
    except (binascii.Error, struct.error, ValueError) as error:
        raise PlatformError(FOREIGN_KEY, "invalid next_key") from error
    if written != mark:
        raise PlatformError(FOREIGN_KEY, "next_key does not belong to these parameters")
    return at, row
