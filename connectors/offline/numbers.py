"""Amounts, quantities and points as people and tills write them, turned into plain decimals.

Money leaves here as decimal text in yuan with at least two places, everything else as decimal
text without trailing zeros. Sums and business rules do not belong here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from connectors.offline.cells import BadValue, NumberText, clean, narrow

NumberReader = Callable[[str], str | None]

UNITS = {"元": Decimal(1), "万元": Decimal(10000), "万": Decimal(10000), "分": Decimal("0.01")}
"""Yuan in one unit, for the units that stand in headers and behind numbers."""

_CENT = Decimal("0.01")
_NOISE = Decimal("0.00001")  # what binary floating point leaves behind in computed cells
_CURRENCY = re.compile(r"^(?:[¥$£€]|rmb|cny|人民币)|(?:rmb|cny|[€£$])$")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,4}(?:,\d{4})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+|\d(?:\.\d+)?e[+-]?\d{1,2}")
_COUNTED = re.compile(r"(.*\d)\s*(?:件|个|瓶|盒|支|袋|条|双|台|套|份|只|包|张|罐|箱|次|笔|单|分)")
_COMPUTED = re.compile(r"\.\d{9,}$")  # nobody types nine decimals: a program has computed them
_COMMA_DECIMALS = re.compile(r"\D*(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}\D*")
_NO_COMMA_DECIMALS = re.compile(r"\D*(?:[\d,]*\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+)\D*")
_POINT_GROUPED = re.compile(r"\D*\d{1,3}(?:\.\d{3})+(?:,\d+)?\D*")
_NEXT_STEP = "Write a plain number such as 1234.50 and drop the file in again."


def money_reader(unit: str | None = None) -> NumberReader:
    """A reader for one column of money.

    Args:
        unit: Unit from the header (元, 万元, 分); yuan when there is none.
    """
    factor = UNITS.get(unit or "元", UNITS["元"])

    def read(cell: str) -> str | None:
        value = parse(cell, factor)
        return None if value is None else yuan(value)

    return read


def count_reader() -> NumberReader:
    """A reader for one column of quantities, points or counts."""

    def read(cell: str) -> str | None:
        text = narrow(clean(cell))
        value = parse(counted[1] if (counted := _COUNTED.fullmatch(text)) else text, UNITS["元"])
        return None if value is None else plain(value)

    return read


def writes_decimal_comma(cells: Iterable[str]) -> bool:
    """Whether numbers come from a program that writes 2,55 and 1.234,50, as in much of Europe.

    Args:
        cells: The numbers of a table, of all its columns: one program has written them.

    Returns:
        True where a cell can mean nothing else, and none has decimals behind a point or
        thousands behind a comma.
    """
    texts = [narrow(clean(cell)) for cell in cells]
    return any(map(_COMMA_DECIMALS.fullmatch, texts)) and not any(
        map(_NO_COMMA_DECIMALS.fullmatch, texts)
    )


def decimal_comma_reader(read: NumberReader) -> NumberReader:
    """The reader for numbers with a decimal comma; a number cell of a workbook is read as it is."""

    def read_with_comma(cell: str) -> str | None:
        text = narrow(clean(cell))
        if isinstance(cell, NumberText):
            return read(cell)
        if "." in text and not _POINT_GROUPED.fullmatch(text):
            raise BadValue("a decimal point, where other numbers have a comma", _NEXT_STEP)
        return read(text.replace(".", "").replace(",", "."))

    return read_with_comma


def parse(cell: str, factor: Decimal = UNITS["元"]) -> Decimal | None:
    """The number in a cell, times the factor of the column unless the cell names its own unit.

    Understands ``¥1,234.50``, ``1.2万``, ``(300)``, ``300-``, ``３００`` and the empty markers.

    Raises:
        BadValue: The cell holds something else than one number.
    """
    text = narrow(clean(cell)).lower().replace("−", "-").replace(" ", "")
    if not text:
        return None
    text, negative = _sign(text)
    for unit in ("万元", "万", "元", "分"):
        if text.endswith(unit):
            text, factor = text.removesuffix(unit), UNITS[unit]
            break
    text, inner = _sign(_CURRENCY.sub("", text))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        raise BadValue("not a number", _NEXT_STEP)
    try:
        value = Decimal(text) * factor
    except InvalidOperation:
        raise BadValue("not a number", _NEXT_STEP) from None
    if abs(value) >= 10**15:
        raise BadValue("a number too large to be meant", _NEXT_STEP)
    if isinstance(cell, NumberText) or _COMPUTED.search(text):
        value = _without_noise(value)
    return -value if negative != inner else value


def yuan(value: Decimal) -> str:
    """Decimal text with at least two places; more only when they are not zero."""
    rounded = value.quantize(_CENT, ROUND_HALF_EVEN)
    return f"{rounded if rounded == value else value.normalize():f}"


def plain(value: Decimal) -> str:
    """Decimal text without exponent and without trailing zeros."""
    return f"{value.normalize() + 0:f}"


def _sign(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1], True
    if text.startswith("-"):
        return text[1:], True
    if text.endswith("-") and len(text) > 1:
        return text[:-1], True
    return text.removeprefix("+"), False


def _without_noise(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.0001"))
    return rounded if abs(rounded - value) < _NOISE else value
