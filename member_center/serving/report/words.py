"""The Chinese and English names of the codes that the tables carry.

They stand in `words.yml`; a code without words is shown as it is, so a new stage or tag value
never breaks the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml


class Words(NamedTuple):
    """A code in two languages; `english` is empty when only the code itself is known."""

    chinese: str
    english: str = ""

    def __str__(self) -> str:
        return f"{self.chinese} {self.english}".strip()


@cache
def vocabulary() -> dict[str, dict[str, Words]]:
    """All words, by kind of code and code, in the order in which codes are shown."""
    text = (files(__package__) / "words.yml").read_text("utf-8")
    return {
        kind: {str(code): Words(*said) for code, said in codes.items()}
        for kind, codes in yaml.safe_load(text).items()
    }


def words(kind: str, code: str | None) -> Words:
    """What a code is called.

    Args:
        kind: A heading of `words.yml`, such as `activity_stage`.
        code: The code; None and unknown codes are shown as they are.
    """
    if code is None:
        return Words("–")
    return vocabulary().get(kind, {}).get(code, Words(code))


def place(kind: str, code: str) -> int:
    """Where a code stands in the order of its kind; unknown codes come last."""
    known = list(vocabulary().get(kind, {}))
    return known.index(code) if code in known else len(known)


def named(kind: str, codes: Iterable[str]) -> dict[str, Words]:
    """All codes of a kind, in their order, and behind them those found that have no words."""
    known = vocabulary().get(kind, {})
    return {**known, **{code: words(kind, code) for code in sorted(set(codes) - set(known))}}
