"""What column labels mean: the labels of the declared kinds, and which of them make a list.

The words themselves stand in ``kinds/*.yml`` and ``not_taken.yml``. A brand's own mapping files are
read in ``mapping``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from connectors.core.shipped import shipped_yaml
from connectors.offline.kinds import BY_PRECEDENCE, DECLARED, KINDS, Kind
from connectors.offline.labels import Label, bare_question, label, same_person

__all__ = ["BY_PRECEDENCE", "KINDS", "Columns", "Kind", "NotTaken", "Vocabulary", "shipped"]

BEHIND_DECLARED = 500
Columns = dict[str, tuple[int, ...]]
"""Canonical column to the positions it is read from, the preferred one first."""


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LATIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An export that is recognised and left alone."""

    title: str
    labels: frozenset[str]
    advice: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Label keys and their meaning, one table a kind.

    Attributes:
        meanings: By kind: label key to canonical column and precedence, 0 first.
        not_taken: Exports to recognise and refuse.
        header_words: Words of which labels are made, to know a header that means nothing to us.
        header_words_latin: The same in English, in small letters.
    """

    meanings: Mapping[Kind, Mapping[str, tuple[str, int]]]
    not_taken: Sequence[NotTaken] = ()
    header_words: Sequence[str] = ()
    header_words_latin: frozenset[str] = frozenset()

    def columns(self, kind: Kind, labels: Sequence[Label]) -> Columns:
        """Which canonical columns these labels give, and from which positions."""
        found: dict[str, list[tuple[int, int]]] = {}
        loose = DECLARED[kind].loose_labels
        for position, named in enumerate(labels):
            meaning = self.meanings[kind].get(named.key)
            if meaning is None and loose:
                meaning = self.meanings[kind].get(bare_question(named.key))
            if meaning is None and (same := same_person(named.key)):
                meaning = self._said_of_a_member(kind, same)
            if meaning:
                found.setdefault(meaning[0], []).append((meaning[1], position))
        return {
            name: tuple(position for _, position in sorted(places))[: _places(kind, name)]
            for name, places in found.items()
        }

    def _said_of_a_member(self, kind: Kind, key: str) -> tuple[str, int] | None:
        """What a label means that calls the member otherwise; labels as declared go before it."""
        meaning = self.meanings[kind].get(key)
        return meaning and (meaning[0], meaning[1] + BEHIND_DECLARED)

    def is_shipped_list(self, kind: Kind, labels: Sequence[Label], columns: Columns) -> bool:
        """Whether a header that nobody has declared is of this kind and of no other."""
        declared = DECLARED[kind]
        if not declared.makes(columns):
            return False
        keys = {named.key for named in labels}
        if declared.signs and not keys & {label(sign).key for sign in declared.signs}:
            return False
        if declared.rest == "answers" and not rest_places(labels, columns):
            return False
        return not any(name in self.columns(other, labels) for other, name in declared.not_beside)

    def recognise(self, labels: Iterable[Label]) -> NotTaken | None:
        """The export that is not taken, when these are its labels."""
        keys = {named.key for named in labels}
        return next((export for export in self.not_taken if export.labels <= keys), None)


@cache
def shipped() -> Vocabulary:
    """The vocabulary of the declared kinds."""
    words = shipped_yaml(__package__, "not_taken.yml")
    return Vocabulary(
        {
            kind: meanings({name: one.labels for name, one in declared.columns.items()})
            for kind, declared in DECLARED.items()
        },
        tuple(
            NotTaken(
                entry["title"], frozenset(label(w).key for w in entry["labels"]), entry["advice"]
            )
            for entry in words["not_taken"]
        ),
        words["header_words"],
        frozenset(words["header_words_latin"]),
    )


def meanings(words: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, int]]:
    """Turn canonical → labels around: label key → canonical column and precedence."""
    return {
        label(word).key: (canonical, rank)
        for canonical, synonyms in words.items()
        for rank, word in enumerate(synonyms)
    }


def rest_places(labels: Sequence[Label], columns: Columns) -> list[int]:
    """Positions of the columns that have a label and no meaning."""
    read = {place for places in columns.values() for place in places}
    return [
        place
        for place, named in enumerate(labels)
        if place not in read and not named.key.startswith("col_")
    ]


def looks_like_header(labels: Sequence[Label]) -> bool:
    """Whether a row that means nothing to us is at least made of labels and not of data.

    Only such a row may be shown to anybody: one with names or phones in it must not be.
    """
    texts = [named.text for named in labels if not named.key.startswith("col_")]
    if len(texts) < 2 or any(sum(c.isdigit() for c in text) > 2 for text in texts):
        return False
    spoken = sum(_speaks_of_a_column(text) for text in texts)
    return spoken * 2 >= len(texts)


def _speaks_of_a_column(text: str) -> bool:
    """Whether a cell holds a word of which labels are made, in English a whole one."""
    if any(word in text for word in shipped().header_words):
        return True
    parted = _CAMEL.sub("_", text).lower()
    return not shipped().header_words_latin.isdisjoint(_LATIN_WORD.findall(parted))


def _places(kind: Kind, name: str) -> int | None:
    declared = DECLARED[kind].columns.get(name)
    return None if declared and declared.coalesced else 1
