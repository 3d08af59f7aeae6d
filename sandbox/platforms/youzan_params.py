"""What a Youzan call may ask with: times in two notations, pages, and types that are not forgiven.

What belongs here: reading parameters. What does not: what is found with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.platforms.calendar import SHANGHAI
from sandbox.platforms.youzan_errors import YouzanError

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
Range = tuple[int, int]


def text_range(body: Mapping[str, Any], start: str, end: str, most: int) -> Range | None:
    """Read a pair of Beijing times; None when one of them is missing, which goes unnoticed.

    Raises:
        YouzanError: 5001 for anything but `yyyy-MM-dd HH:mm:ss`, 5000 for an end that is not after
            the start or too far from it.
    """
    if body.get(start) is None or body.get(end) is None:
        for name in (start, end):
            _instant(body.get(name))
        return None
    begin, last = _instant(body[start]), _instant(body[end])
    if begin is None or last is None or begin >= last:
        raise YouzanError(5000, "开始时间不能大于结束时间")
    if last - begin > most:
        raise YouzanError(5000, "查询时间跨度过大")
    return begin, last


def number_range(
    body: Mapping[str, Any], start: str, end: str, per_second: int = 1
) -> Range | None:
    """Read a pair of Unix times as epoch seconds; None when one of them is missing.

    Args:
        body: What was asked.
        start: Name of the first.
        end: Name of the last, included.
        per_second: 1 where the platform reads seconds, 1000 where it reads milliseconds.

    Raises:
        YouzanError: 5001 for anything but whole numbers.
    """
    if body.get(start) is None or body.get(end) is None:
        return None
    return whole(body[start]) // per_second, whole(body[end]) // per_second


def page(
    body: Mapping[str, Any], number: str, size: str, most: int, usual: int = 20
) -> tuple[int, int]:
    """Read page number and page size.

    Raises:
        YouzanError: 5001 for another type, 5000 for a size above the most or a page below 1.
    """
    asked, rows = whole(body.get(number, 1)), whole(body.get(size, usual))
    if rows > most:
        raise YouzanError(5000, f"每页最多显示{most}条数据")
    if asked < 1 or rows < 1:
        raise YouzanError(5000, "分页参数不合法")
    return asked, rows


def whole(value: object) -> int:
    """Read a whole number.

    Raises:
        YouzanError: 5001 for anything else; the gateway forgives no type.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise YouzanError(5001, "参数类型错误")
    return value


def text(value: object) -> str:
    """Read a text.

    Raises:
        YouzanError: 5001 for anything else.
    """
    if not isinstance(value, str):
        raise YouzanError(5001, "参数类型错误")
    return value


def _instant(value: object) -> int | None:
    if value is None:
        return None
    if not _INSTANT.fullmatch(text(value)):
        raise YouzanError(5001, "参数类型错误")
    try:
        moment = datetime.fromisoformat(text(value)).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise YouzanError(5001, "参数类型错误") from error
    return int(moment.timestamp())
