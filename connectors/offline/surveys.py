"""Surveys and feedback forms: one record a response, with its answers one below the other.

Any questionnaire lands without a mapping: a column without another meaning is a question. What
kind of question it is, is read off its answers once a table: options stay readable, since they are
what a brand wants to count; what somebody has written in words of their own is personal text, and
so is everything below a question that asks who or where somebody is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.core.stream import Record
from connectors.offline.cells import BadValue, clean, narrow
from connectors.offline.footer import Sums
from connectors.offline.labels import topic_of
from connectors.offline.layout import Layout, take_rest
from connectors.offline.occurrences import Occurrences
from connectors.offline.rows import Facts, Values
from connectors.offline.times import beijing_instant, whole_moment
from connectors.offline.vocabulary import rest_places

SEPARATORS = ("┋", ";", "|", "\n", "、", ",")
"""Between the options of one answer, the surest first."""

LONGEST_OPTION = 30
MOST_OPTIONS = 60
SURELY_REPEATED = 8
"""From so many answers on, options of which no two are alike are no options."""

_WHO = re.compile(
    r"姓名|名字|称呼|小名|昵称|联系|电话|手机|微信号|qq|邮箱|e-?mail|地址|住址|身份证|证件|账号|openid",
    re.IGNORECASE,
)
_IN_OWN_WORDS = re.compile(r"建议|意见|反馈内容|留言|补充|描述|说明|吐槽|想对|原话|评语|详细|备注")
_SENTENCE = re.compile(r"[。!?…~]|,.*,|.{12,},")
_CONTACT = re.compile(r"\d{6,}|@|https?:", re.IGNORECASE)
_RATING = re.compile(r"(10|\d)(?:\.\d)?\s*[分星颗]?")
_NUMBER = re.compile(r"-?\d{1,5}(?:\.\d+)?")
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
_FILLED_IN = re.compile(r"[〖【](.*?)[〗】]\s*$", re.DOTALL)
_SKIPPED = frozenset({"(空)", "(跳过)", "(未作答)", "(未填)"})
_PLAIN_SHEET = re.compile(r"sheet\d*|工作表\d*|", re.IGNORECASE)
_FILE_NOISE = re.compile(
    r"\.[A-Za-z]{2,4}$|_?\d+份|(?<![A-Za-z])[\d_\-]{4,}|^[_\-\s]+|[_\-\s]+$|按(?:文本|序号|选项)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a table.

    Attributes:
        text: As it stands above its column.
        kind: ``choice``, ``choices``, ``rating``, ``number`` or ``text``.
        separator: Between the options of one answer, for ``choices``.
    """

    text: str
    kind: str
    separator: str = ""

    @property
    def topic(self) -> str:
        """What is asked about, without numbering and politeness."""
        return topic_of(self.text)


class Surveys:
    """Makes response records of converted rows of one table.

    Args:
        layout: How the table is read; the table is read once more, to know its questions.
        facts: About the file.
        occurrences: Shared by the tables of one file.
    """

    def __init__(self, layout: Layout, facts: Facts, occurrences: Occurrences) -> None:
        self._facts = facts
        self._occurrences = occurrences
        self._constants = dict(layout.constants)
        self._title = title_of(layout, facts)
        self._questions = questions_of(layout)
        self._first = next(iter(self._questions), "")

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one response; see ``rows.Kind``."""
        del sums
        said = take_rest(values)
        told = {name: value for name, value in values.items() if _said(value)}
        values = {**self._constants, **told}
        if "submitted_at" not in values:
            raise BadValue("no time of the response", "Export with the time (提交时间).")
        values["submitted_at"] = whole_moment(values["submitted_at"])
        found = [
            {"n": number, "question": question.text, "topic": question.topic, **answer}
            for number, (name, question) in enumerate(self._questions.items(), start=1)
            if name in said
            for answer in answers_of(question, said[name])
        ]
        answers = [{"place": place, **answer} for place, answer in enumerate(found, start=1)]
        identity = self._identity(values)
        key = identity.hex()[:32]
        if "response_no" not in values:
            key, _ = self._occurrences.number(identity)
        payload = {
            "survey": self._title,
            **values,
            "answers": answers,
            "_file": self._facts.short,
            "_row": row,
        }
        return Record(key, payload, beijing_instant(values["submitted_at"]))

    def _identity(self, values: Values) -> bytes:
        parts = (self._first, values.get("response_no", ""), values["submitted_at"])
        return hashlib.sha256("\x1f".join(parts).encode()).digest()


def questions_of(layout: Layout) -> dict[str, Question]:
    """The questions of a table by the name of their column, in its order."""
    header = layout.header
    places = rest_places(header.labels, header.columns)
    seen: list[dict[str, int]] = [{} for _ in places]
    for row in layout.table.rows():
        if row.number <= header.last_row:
            continue
        for place, found in zip(places, seen, strict=True):
            if place < len(row.cells) and (cell := _said(row.cells[place])):
                found[cell] = found.get(cell, 0) + 1
    return {
        header.labels[place].text: _judged(_whole_label(layout, place), found)
        for place, found in zip(places, seen, strict=True)
    }


def answers_of(question: Question, cell: str) -> list[dict[str, str]]:
    """The answers that one cell gives: one for each option, or one in the person's own words.

    Returns:
        ``kind`` with ``answer`` (readable, its ``number`` beside it if it is one) or ``text``
        (personal); an option with something filled in gives both, as two answers.
    """
    cell = _said(cell)
    if question.kind == "text":
        return [{"kind": "text", "text": cell}] if cell else []
    parts = cell.split(question.separator) if question.separator else [cell]
    found = []
    for part in map(str.strip, parts):
        option, filled_in = part, None
        if own := _FILLED_IN.search(part):
            option, filled_in = part[: own.start()].strip(), own[1].strip()
        if option and (_CONTACT.search(option) or len(option) > 2 * LONGEST_OPTION):
            found.append({"kind": "text", "text": option})
        elif option:
            found.append(_readable(question.kind, " ".join(narrow(option).split())))
        if filled_in:
            found.append({"kind": "text", "text": filled_in})
    return found


def title_of(layout: Layout, facts: Facts) -> str:
    """What a questionnaire is called: its title row, its sheet, or its file."""
    sheet = layout.table.name
    if layout.header.title:
        return layout.header.title
    if not _PLAIN_SHEET.fullmatch(sheet):
        return sheet
    stem = facts.shown.rpartition("/")[2]
    before = ""
    while before != stem:
        before, stem = stem, _FILE_NOISE.sub("", stem)
    return stem or facts.shown


def _readable(kind: str, option: str) -> dict[str, str]:
    number = _DIGITS.match(option) if kind in ("rating", "number") else None
    return {"kind": kind, "answer": option, **({"number": number[0]} if number else {})}


def _said(cell: str) -> str:
    text = clean(cell)
    return "" if narrow(text) in _SKIPPED else text


def _judged(text: str, seen: dict[str, int]) -> Question:
    asks = topic_of(text)
    if _WHO.search(asks) or _IN_OWN_WORDS.search(asks) or not seen:
        return Question(text, "text")
    cells = [narrow(_FILLED_IN.sub("", cell)) for cell in seen]
    if all(_RATING.fullmatch(cell) for cell in cells):
        return Question(text, "rating")
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return Question(text, "number")
    times = list(seen.values())
    for separator in SEPARATORS:
        if any(separator in cell for cell in cells):
            options = [cell.split(separator) for cell in seen]
            if _are_options(options, times):
                return Question(text, "choices", separator)
    return Question(text, "choice" if _are_options([[cell] for cell in seen], times) else "text")


def _are_options(answers: Sequence[Iterable[str]], times: Sequence[int]) -> bool:
    counted: dict[str, int] = {}
    for options, often in zip(answers, times, strict=True):
        for option in options:
            bare = narrow(_FILLED_IN.sub("", option)).strip()
            if len(bare) > LONGEST_OPTION or _SENTENCE.search(bare) or _CONTACT.search(bare):
                return False
            if bare:
                counted[bare] = counted.get(bare, 0) + often
    all_told = sum(counted.values())
    if len(counted) > MOST_OPTIONS or not counted:
        return False
    return all_told < SURELY_REPEATED or len(counted) * 2 <= all_told + 1


def _whole_label(layout: Layout, place: int) -> str:
    """A question as it stands in the file: labels are cut, questions may be long."""
    text = layout.header.labels[place].text
    raw = " ".join(narrow(clean(layout.header.raw[place])).split())
    return raw if raw.startswith(text) else text
