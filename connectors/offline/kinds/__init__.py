"""The kinds of list that the inbox takes: one YAML file here declares one kind.

A kind is a stream of the source. Its file says what it is called, from which columns it is known,
which labels stand for a column, how each column is read and what of it is personal::

    title: points statement (积分明细)      # for people
    description: One plain sentence for the UI.
    expected_every: 30                    # days
    record: statements                    # the maker in ``reading`` that turns rows into records
    precedence: 60                        # asked in falling order; the most particular kind first
    needs: [[changed_at], [change, gained+spent]]   # of each list one; ``+`` means both
    signs: [收货人, 买家付款时间]            # besides, one of these labels must be there, if given
    not_beside: [sales.ticket_no]         # no such column: then it is the other kind
    key: [member_no]                      # empty in a total row, filled in a data row
    rest: other                           # what becomes of columns without a meaning, if anything
    footer: {总交易单数: rows, 手续费总金额: fee}   # labels of a footer that has its own header
    also_personal: {other: text}          # personal paths besides the columns' own
    platforms: {youzan: [归属店铺, 全部商品名称]}   # two such labels: an export of that platform
    spends: [兑换, 抵现]                   # what makes an amount without a sign a negative one
    gives_back: [撤销, 退还]               # and what makes it positive all the same
    columns:
      change: {form: count, essential: true, totalled: true, labels: [变动积分数, 变动积分]}

Labels are compared after NFKC, without spaces, asterisks and bracketed suffixes, in lower case;
their order is precedence. The order of columns is that of the payload. A ``helper`` is read for the
sake of another column. Reading cells and making records does not belong here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from typing import Any, Literal

from connectors.core.shipped import shipped_yaml

Form = Literal[
    "article",
    "clock",
    "code",
    "coded",
    "count",
    "day",
    "flat",
    "moment",
    "money",
    "phone",
    "rate",
    "reduction",
    "text",
]
Kind = str
"""Name of a kind, which is the name of its stream and of its YAML file."""


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column of a kind.

    Attributes:
        form: Which reader.
        essential: A bad value refuses the row; otherwise the value is left out and reported.
        personal: Kind of personal data for the privacy guard, if it is any.
        totalled: A total row is reconciled with the sum of this column.
        helper: Read for the sake of another column; does not stand in the payload.
        coalesced: Read from the next column of the same meaning when the first is empty. Money,
            dates and numbers are not: a second column of the word often means something else.
        labels: What stands above such a column in exports, the preferred one first.
        beside: Read from the column of this field, too, when it has none of its own.
        words: For a coded column: what is written, in lower case, to what it means.
    """

    form: Form
    essential: bool = False
    personal: str | None = None
    totalled: bool = False
    helper: bool = False
    coalesced: bool = False
    labels: tuple[str, ...] = ()
    beside: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind as its file declares it; the keys are explained in the package's docstring."""

    name: Kind
    title: str
    description: str
    expected_every: timedelta
    record: str
    precedence: int
    needs: tuple[tuple[frozenset[str], ...], ...]
    columns: Mapping[str, Field]
    key: tuple[str, ...]
    signs: frozenset[str] = frozenset()
    not_beside: tuple[tuple[Kind, str], ...] = ()
    rest: str | None = None
    loose_labels: bool = False
    footer: Mapping[str, str] = field(default_factory=dict)
    also_personal: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spends: tuple[str, ...] = ()
    gives_back: tuple[str, ...] = ()

    @property
    def fields(self) -> Mapping[str, Field]:
        """The columns that stand in the payload, in its order."""
        return {name: one for name, one in self.columns.items() if not one.helper}

    def platform(self, labels: Iterable[str]) -> str | None:
        """Of which platform an export with labels of these keys is, if they tell."""
        keys = set(labels)
        return next(
            (name for name, words in self.platforms.items() if len(keys & set(words)) > 1), None
        )

    def makes(self, columns: Mapping[str, Any]) -> bool:
        """Whether these canonical columns are enough for a list of this kind."""
        given = columns.keys()
        several = len(columns) > 1 or self.rest == "answers"
        return several and all(
            any(together <= given for together in choice) for choice in self.needs
        )


def _declared(name: Kind, content: Mapping[str, Any]) -> Declared:
    rest = dict(content)
    return Declared(
        name=name,
        expected_every=timedelta(days=rest.pop("expected_every")),
        needs=tuple(
            tuple(frozenset(one.split("+")) for one in choice) for choice in rest.pop("needs")
        ),
        columns={column: _field(one) for column, one in rest.pop("columns").items()},
        key=tuple(rest.pop("key")),
        signs=frozenset(rest.pop("signs", ())),
        not_beside=tuple(tuple(one.split(".")) for one in rest.pop("not_beside", ())),
        spends=tuple(rest.pop("spends", ())),
        gives_back=tuple(rest.pop("gives_back", ())),
        **rest,
    )


def _field(content: Mapping[str, Any]) -> Field:
    words = {
        str(said).lower(): meaning
        for meaning, all_said in content.get("words", {}).items()
        for said in all_said
    }
    given = {name: value for name, value in content.items() if name not in ("words", "labels")}
    return Field(labels=tuple(map(str, content["labels"])), words=words, **given)


def _load() -> dict[Kind, Declared]:
    found = {}
    for path in sorted(files(__package__).iterdir(), key=lambda path: path.name):
        name, _, suffix = path.name.rpartition(".")
        if suffix == "yml":
            found[name] = _declared(name, shipped_yaml(__package__, path.name))
    return found


DECLARED: Mapping[Kind, Declared] = _load()
KINDS: tuple[Kind, ...] = tuple(DECLARED)
BY_PRECEDENCE: tuple[Kind, ...] = tuple(
    sorted(DECLARED, key=lambda kind: -DECLARED[kind].precedence)
)
"""The kinds in the order in which a header is held against them."""
