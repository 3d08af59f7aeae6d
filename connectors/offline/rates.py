"""Rates of discount as people write them: 0.85, 8.5折, 85折, 八五折, 85%, 不打折.

Only what a cell says is read here. Which of two readings a line means, and what follows for its
money, is the business of ``discounts``.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from connectors.offline.cells import BadValue, clean, narrow
from connectors.offline.numbers import NumberReader, money_reader, plain

_DIGITS = {digit: str(number) for number, digit in enumerate("零一二三四五六七八九")}
_SPOKEN = re.compile(f"[{''.join(_DIGITS)}]{{1,2}}折")
_IN_TENTHS = re.compile(r"(\d{1,2}(?:\.\d+)?)折")
_IN_HUNDREDTHS = re.compile(r"(\d{1,3}(?:\.\d+)?)%")
_FULL_PRICE = frozenset(["无", "无折扣", "不打折", "未打折", "原价", "全价", "正价"])


def reduction_reader(unit: str | None = None) -> NumberReader:
    """A reader of yuan taken off, for a column in which rates may stand as well."""
    read = money_reader(unit)
    return lambda cell: None if rate_text(cell) else read(cell)


def rate_text(cell: str) -> str | None:
    """The rate that a cell certainly is: ``0.85`` of 8.5折, 85折 or 八五折, ``85%`` as it is."""
    text = "".join(narrow(clean(cell)).split())
    if text in _FULL_PRICE:
        return "1"
    if _IN_HUNDREDTHS.fullmatch(text):
        return text
    if _SPOKEN.fullmatch(text):
        text = "".join(_DIGITS.get(one, one) for one in text)
    if not (tenths := _IN_TENTHS.fullmatch(text)):
        return None
    rate = Decimal(tenths[1])
    return plain(rate / (10 if rate <= 10 else 100))


def rate_reader(*, is_rate: bool) -> NumberReader:
    """A reader of rates.

    Args:
        is_rate: The column holds nothing else, so that a bare number is a rate, too.
    """

    def read(cell: str) -> str | None:
        if (found := rate_text(cell)) or not is_rate:
            return found
        text = narrow(clean(cell)).strip()
        try:
            return plain(Decimal(text)) if text else None
        except InvalidOperation:
            raise BadValue("not a rate", "Write a rate such as 0.85 or 8.5折.") from None

    return read
