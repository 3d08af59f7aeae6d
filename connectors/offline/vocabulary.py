"""What column labels mean: the synonyms that ship with the project, and which of them make a list.

The words themselves stand in ``synonyms.yml``. Declared mapping files are read in ``mapping``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import yaml

from connectors.offline.labels import Label, label

Kind = Literal["members", "sales"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Columns = dict[str, tuple[int, ...]]
"""Canonical column to the positions it is read from, the preferred one first."""

COALESCED = frozenset({"phone", "name", "level", "open_store", "store"})
"""Read from the next column of the same meaning when the first is empty. Money, dates and numbers
are not: another column of the same word often means something else."""

TICKET_LIKE = ("ticket_no", "register")
"""A list with one of these is a list of sales, whichever members are named in it."""


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
    """

    meanings: Mapping[Kind, Mapping[str, tuple[str, int]]]
    not_taken: Sequence[NotTaken] = ()
    header_words: Sequence[str] = ()

    def columns(self, kind: Kind, labels: Sequence[Label]) -> Columns:
        """Which canonical columns these labels give, and from which positions."""
        found: dict[str, list[tuple[int, int]]] = {}
        for position, named in enumerate(labels):
            if meaning := self.meanings[kind].get(named.key):
                found.setdefault(meaning[0], []).append((meaning[1], position))
        return {
            name: tuple(position for _, position in sorted(places))[: _places(name)]
            for name, places in found.items()
        }

    def recognise(self, labels: Iterable[Label]) -> NotTaken | None:
        """The export that is not taken, when these are its labels."""
        keys = {named.key for named in labels}
        return next((export for export in self.not_taken if export.labels <= keys), None)


@cache
def shipped() -> Vocabulary:
    """The vocabulary of ``synonyms.yml``."""
    words = yaml.safe_load(files(__package__).joinpath("synonyms.yml").read_text("utf-8"))
    return Vocabulary(
        {kind: meanings(words[kind]) for kind in KINDS},
        tuple(
            NotTaken(
                entry["title"], frozenset(label(w).key for w in entry["labels"]), entry["advice"]
            )
            for entry in words["not_taken"]
        ),
        words["header_words"],
    )


def meanings(words: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, int]]:
    """Turn canonical → labels around: label key → canonical column and precedence."""
    return {
        label(word).key: (canonical, rank)
        for canonical, synonyms in words.items()
        for rank, word in enumerate(synonyms)
    }


def makes(kind: Kind, columns: Columns) -> bool:
    """Whether these columns are enough for a list of that kind."""
    if kind == "sales":
        dated = "sold_at" in columns or "sold_on" in columns
        valued = "amount" in columns or {"unit_price", "quantity"} <= columns.keys()
        itemised = columns.keys() & {"ticket_no", "sku", "product_name", "quantity"}
        return dated and valued and bool(itemised)
    identified = "member_no" in columns or "phone" in columns
    return identified and len(columns) > 1


def looks_like_header(labels: Sequence[Label]) -> bool:
    """Whether a row that means nothing to us is at least made of labels and not of data.

    Only such a row may be shown to anybody: one with names or phones in it must not be.
    """
    texts = [named.text for named in labels if not named.key.startswith("col_")]
    if len(texts) < 2 or any(sum(c.isdigit() for c in text) > 2 for text in texts):
        return False
    words = shipped().header_words
    spoken = sum(any(word in text for word in words) for text in texts)
    return spoken * 2 >= len(texts)


def _places(name: str) -> int | None:
    return None if name in COALESCED else 1
