"""What is done to any cell before its meaning matters: guards, invisible marks, empty markers.

Belongs here: what holds for every column. What a column means (a date, an amount, a card number)
is read in ``dates``, ``numbers`` and ``texts``.
"""

from __future__ import annotations

import re
import unicodedata

GUARDS = "".join(map(chr, range(33))) + "\x7f\x85\u2028\u2029\u3000\xa0\ufeff'`"
"""Stripped at both ends: blanks and controls, and the marks that keep Excel from guessing."""

_DASHES = ["", "-", "--", "---", "—", "——", "－", "/", "\\", "\\n"]
_WORDS = [
    "无",
    "空",
    "暂无",
    "未填写",
    "null",
    "none",
    "nil",
    "n/a",
    "na",
    "nan",
    "#n/a",
    "undefined",
]
EMPTY = frozenset([*_DASHES, *_WORDS])
"""What systems write for "nothing", in lower case."""

REPLACEMENT = "\ufffd"
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
)
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)


class NumberText(str):
    """The text of a cell that the workbook stores as a number, not as text.

    The difference matters: a number has lost its leading zeros and everything beyond 15 digits.
    """

    __slots__ = ()


class BadValue(ValueError):
    """A cell that cannot be read as its column requires.

    Attributes:
        next_step: What a person can do about it.
        instead: What stands in its place where the column is not essential, if anything does.
    """

    def __init__(self, reason: str, next_step: str, instead: str | None = None) -> None:
        super().__init__(reason)
        self.next_step = next_step
        self.instead = instead


def clean(cell: str) -> str:
    """The cell without guards, invisible marks and the ``="…"`` wrapping; ``""`` for nothing."""
    text = cell.strip(GUARDS)
    if text.startswith("=") and (wrapped := _FORMULA_TEXT.fullmatch(text)):
        text = wrapped[1].replace('""', '"').strip(GUARDS)
    if not text.isascii():
        text = text.translate(_INVISIBLE).strip(GUARDS)
    return "" if len(text) < 10 and text.lower() in EMPTY else text


def narrow(text: str) -> str:
    """Full-width digits, letters and punctuation as their half-width forms (NFKC)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
