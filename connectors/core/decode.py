"""Turning the bytes of a platform into JSON without losing or bending anything.

Whole numbers stay whole (order ids exceed 2^53), NaN and infinities are refused, control
characters and emoji in nicknames survive. Only decoding belongs here; what an answer means is the
client's business.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

import orjson

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_HALVED = re.compile("[\ud800-\udfff]")
_OUTLINE = bytes.maketrans(b"0123456789-:,[ \t\r\n", b"00000000000:::::::")
_BEYOND_64_BITS = b":" + b"0" * 20
"""The outline of a number, with its sign, that may be too long for 64 bits."""


class NotJsonError(ValueError):
    """The bytes are not the JSON object that was expected; the message holds none of them."""


def json_object(body: bytes, *, lenient: bool = False) -> dict[str, Any]:
    """Decode one JSON object.

    Args:
        body: UTF-8 text, with or without a byte order mark.
        lenient: Put U+FFFD where bytes are not UTF-8, instead of refusing the whole object: one
            damaged nickname must not hold up a page for ever.

    Raises:
        NotJsonError: Says in which way the bytes are not a JSON object.
    """
    if (found := _quickly(body)) is not None:
        return found
    try:
        text = body.decode("utf-8-sig", errors="replace" if lenient else "strict")
    except UnicodeDecodeError as error:
        fault = f"not UTF-8 at byte {error.start} of {len(body)}"
    else:
        return _parsed(text)
    raise NotJsonError(fault)


def _quickly(body: bytes) -> dict[str, Any] | None:
    """What nearly every answer takes: a strict parser, a quarter of the time; None if it objects.

    Of whole numbers beyond 64 bits it makes rounded ones, so it is not shown what may be such a
    number: searching the outline for one takes less time than any pattern.
    """
    if _BEYOND_64_BITS in body.translate(_OUTLINE):
        return None
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _parsed(text: str) -> dict[str, Any]:
    fault = ""
    value: Any = None
    try:
        value = json.loads(text, strict=False, parse_constant=_refused, parse_float=_finite)
    except json.JSONDecodeError as error:
        fault = f"not JSON at character {error.pos} of {len(text)}"
    except (ValueError, RecursionError) as error:
        fault = f"JSON that cannot be represented ({type(error).__name__})"
    if fault:
        raise NotJsonError(fault)
    if not isinstance(value, dict):
        raise NotJsonError(f"JSON, but {type(value).__name__} instead of an object")
    # An escaped half of a surrogate pair parses, yet no file could hold it.
    return _whole(value) if "\\ud" in text.casefold() else value


def _refused(_constant: str) -> NoReturn:
    raise ValueError("not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("too large a number")
    return number


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALVED.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return value
