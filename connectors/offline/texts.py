"""Columns that are text even when they look like numbers: cards, tickets, phones, names, codes.

Phones stay as they were written (the privacy guard normalises them); what Excel has destroyed is
refused here, because only here it is known that the cell was a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from connectors.offline.cells import BadValue, NumberText, clean, narrow

TextReader = Callable[[str], str | None]

GENDERS = {
    "男": "男", "男性": "男", "男士": "男", "先生": "男", "m": "男", "male": "男",
    "女": "女", "女性": "女", "女士": "女", "小姐": "女", "f": "女",
    "female": "女", "其他": "未知", "其它": "未知", "未知": "未知",
    "保密": "未知", "u": "未知", "unknown": "未知",
}  # fmt: skip
"""Gender words that mean the same everywhere, and the word the project uses for each. Digits do
not mean the same everywhere, so none is here."""

MAX_TEXT = 2000
MAX_CODE = 64
EXACT_DIGITS = 15  # a workbook number keeps no more

_POWER = re.compile(r"[+-]?\d(?:\.(\d+)e\+?|e\+)(\d+)", re.IGNORECASE)
_FLOATED = re.compile(r"(\d+)\.0+")
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|#+)", re.IGNORECASE)
_SENTENCE = re.compile(r"[\s::;;,,。]")
_PHRASE = re.compile(r"[::;;,,。]")
_PHONE_PARTS = re.compile(r"[/、,;|\\\n]|\s+(?=1[3-9]\d{9})|和|或")
_AS_TEXT = (
    "Export again with this column as text (in Excel: format the column as 文本 before pasting), "
    "or mend the row and drop the file in again."
)


def read_code(cell: str) -> str | None:
    """A card, ticket or register number.

    Raises:
        BadValue: Digits are lost (scientific notation, more than 15 digits in a numeric cell), or
            the cell holds a sentence.
    """
    return _code(cell, _SENTENCE)


def read_article(cell: str) -> str | None:
    """The number of an article, which may be words: tills sell ``BANK CHARGES`` and ``A1 红``.

    Raises:
        BadValue: As with other codes, only that blanks alone make no sentence.
    """
    text = _code(cell, _PHRASE)
    return " ".join(text.split()) if text else None


def _code(cell: str, sentence: re.Pattern[str]) -> str | None:
    text = _exact(cell)
    if not text:
        return None
    if len(text) <= MAX_CODE and text.isascii() and text.isalnum():
        return text
    if len(text) > MAX_CODE or sentence.search(text):
        raise BadValue("not a number or code", "Check that the columns have not shifted.")
    return text


def read_phone(cell: str) -> str | None:
    """A phone as it was written, without guards.

    Raises:
        BadValue: Digits are lost, as in ``1.38E+10``.
    """
    return _exact(cell) or None


def split_phones(text: str) -> tuple[str, str | None]:
    """The first and the second of two phones in one cell, such as ``138…/139…``."""
    if len(text) < 15:
        return text, None
    parts = [part.strip() for part in _PHONE_PARTS.split(text)]
    whole = [part for part in parts if len(re.sub(r"\D", "", part)) >= 7]
    return (whole[0], whole[1]) if len(whole) == 2 else (text, None)


def read_text(cell: str) -> str | None:
    """Any other text: names, levels, goods, remarks.

    Raises:
        BadValue: The cell is longer than a cell of such a table can be.
    """
    text = clean(cell)
    if len(text) > MAX_TEXT:
        raise BadValue("text of more than 2,000 characters", "Check for a missing quotation mark.")
    return text or None


def read_flat_text(cell: str) -> str | None:
    """Text on one line, half-width: store names, payment methods, levels."""
    text = read_text(cell)
    return " ".join(narrow(text).split()) if text else None


def coded_reader(words: Mapping[str, str], declared: Mapping[str, str]) -> TextReader:
    """A reader for a column with a fixed set of meanings.

    Args:
        words: What is understood everywhere, in lower case.
        declared: What the mapping file of this export declares; wins over ``words``.

    Returns:
        Function from cell to meaning; raises ``BadValue`` for a value without a known meaning.
    """
    meant = {
        narrow(code).strip().lower(): words.get(value.lower(), value)
        for code, value in declared.items()
    }
    known = {**words, **meant}

    def read(cell: str) -> str | None:
        text = narrow(clean(cell)).lower()
        if not text:
            return None
        meaning = known.get(text) or known.get(_FLOATED.sub(r"\1", text))
        if meaning is None:
            raise BadValue(
                "a code whose meaning is not declared",
                "Declare it under `values:` in a mapping file; it is never guessed.",
                instead=words.get("unknown"),
            )
        return meaning

    return read


def _exact(cell: str) -> str:
    if cell.isascii() and cell.isalnum() and not cell.isalpha() and type(cell) is str:
        return cell
    text = narrow(clean(cell)).strip()
    if _EXCEL_ERROR.fullmatch(text):
        raise BadValue("an Excel error value", "Mend the formula and export again.")
    if found := _POWER.fullmatch(text):
        return _from_power(text, len(found[1] or ""), int(found[2]))
    if found := _FLOATED.fullmatch(text):
        text = found[1]
    if isinstance(cell, NumberText) and len(text.lstrip("-")) > EXACT_DIGITS:
        raise BadValue("more than 15 digits in a numeric cell: the last ones are lost", _AS_TEXT)
    return text


def _from_power(text: str, decimals: int, power: int) -> str:
    if decimals < power or power > EXACT_DIGITS:
        raise BadValue("scientific notation: the last digits are lost", _AS_TEXT)
    digits = re.sub(r"[^\d]", "", text.lower().split("e")[0])
    return digits[: power + 1]
