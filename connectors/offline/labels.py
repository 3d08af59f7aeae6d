"""Column labels: from what stands in a header cell to a name that can be looked up.

``*手机号``, ``手 机 号``, ``手机号（必填）`` and ``手机号(phone)`` are one label. A unit in
brackets is kept: an amount in 万元 is not one in 元. What a label means: see ``vocabulary``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.offline.cells import clean, narrow
from connectors.offline.numbers import UNITS

MAX_LABEL = 60
_BLANK = re.compile(r"\s+")
_BRACKETED = re.compile(r"[(\[【{<《]([^)\]】}>》]*)[)\]】}>》]")
_UNIT_SUFFIX = re.compile(r"[/_:]?(万元|元|分)$")
_CALLED = re.compile(r"(?:vip(?:会员|客户)?|贵宾|顾客|客户|用户)(?=[^\W\d_a-z])")
_NUMBERING = re.compile(r"^(?:第?\d+[题、..::)）-]|q\d+[、..::)-]?)+")
_POLITE = re.compile(r"^(?:请问|请您?(?:填写|输入|留下|提供|选择)?|[您你]的?)+")
_ASKING = re.compile(r"(?:是(?:什么|多少|哪个)?|[??。!!])+$")


@dataclass(frozen=True, slots=True)
class Label:
    """One column of a table.

    Attributes:
        text: As it stands in the file, on one line; ``col_3`` when there is nothing.
        key: For looking up; the second column of one name ends in ``#2``.
        unit: 元, 万元 or 分, when the label says so.
    """

    text: str
    key: str
    unit: str | None = None


def label(cell: str) -> Label:
    """Read one header cell; the key is empty when the cell is."""
    text = " ".join(narrow(clean(cell)).split())[:MAX_LABEL]
    bare = _BLANK.sub("", text).replace("*", "").lower()
    units = [found for found in _BRACKETED.findall(bare) if found in UNITS]
    key = _BRACKETED.sub("", bare).strip(":;,.#") or bare
    if not units and (suffix := _UNIT_SUFFIX.search(key)) and suffix.start() > 1:
        units, key = [suffix[1]], key[: suffix.start()]
    return Label(text, key, units[0] if units else None)


def bare_question(key: str) -> str:
    """The key of a questionnaire's column without numbering and politeness.

    ``4、请填写您的手机号`` asks for what another export calls 手机号.
    """
    return _ASKING.sub("", _POLITE.sub("", _NUMBERING.sub("", key)))


def same_person(key: str) -> str | None:
    """The key with 会员 for another word for a member: ``顾客编号`` is ``会员编号``."""
    found = _CALLED.match(key)
    return f"会员{key[found.end() :]}" if found else None


def topic_of(question: str) -> str:
    """What a question is about; unlike a key it keeps what might be a unit (评分)."""
    return bare_question(_BRACKETED.sub("", _BLANK.sub("", narrow(clean(question)))).strip("*:"))


def name_columns(cells: Iterable[str]) -> list[Label]:
    """Labels for all columns: the nameless get ``col_n``, the second of a name ``#2``."""
    seen: Counter[str] = Counter()
    named = []
    for position, cell in enumerate(cells, start=1):
        found = label(cell)
        if not found.key:
            found = Label(f"col_{position}", f"col_{position}")
        seen[found.key] += 1
        if (times := seen[found.key]) > 1:
            found = Label(f"{found.text}#{times}", f"{found.key}#{times}", found.unit)
        named.append(found)
    return named
