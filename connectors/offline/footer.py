"""Total rows: recognised, left out of the data, and held against the sum of the rows.

A total that does not agree is reported and nothing is refused: the rows may be right and the total
wrong, or the export may have been cut. Only the arithmetic of one table lives here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from connectors.offline.cells import GUARDS, BadValue, clean, narrow
from connectors.offline.numbers import parse, plain

SECTION = re.compile(r"小计|本页合计|本页小计")
GRAND = re.compile(r"合计|总计|总额|总交易单数")
_FOOTER = re.compile(
    r"(?:合计|总计|小计|本页合计|本页小计|总交易单数|总额)(?:$|[::(\d¥])|.{0,30}(?:合计|小计|总计)[::]?$"
    r"|共计?\d+|(?:制表|打印|导出|审核|复核|经办|注释?|备注|说明)(?:人|时间|日期|员)?[::]|#"
)
_COUNT = re.compile(r"共计?(\d+)(?![\d,.]*元|[,.]?\d)(?:条|行|单|笔|人|位|名|项)?")
_LAST_LETTERS = frozenset("计::")
_FIRST_LETTERS = frozenset("合总小本共制打导审复经注备说#")
_MAY_BEGIN = _FIRST_LETTERS | frozenset(GUARDS)
_MAY_END = _LAST_LETTERS | frozenset(GUARDS)
ROWS = "rows"
_TOLERANCE = Decimal("0.01")
_ZERO = Decimal(0)
_CORRECTED = " corrected"

Reader = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure that a total row states, beside what the rows above it make.

    Attributes:
        name: The canonical column, or ``rows``.
        stated: What the total row says.
        written: What the rows add up to as they are written.
        meant: The same with returns and void tickets taken for what they are.
        is_section: It speaks of the rows since the last subtotal only.
    """

    name: str
    stated: Decimal
    written: Decimal
    meant: Decimal
    is_section: bool = False

    @property
    def counted(self) -> Decimal:
        """What the rows make, in the reading that comes closer to what is stated."""
        return min(self.meant, self.written, key=lambda made: abs(self.stated - made))

    @property
    def agrees(self) -> bool:
        """Whether the rows make what is stated, in either reading."""
        return abs(self.stated - self.counted) <= _TOLERANCE

    def __str__(self) -> str:
        if self.name == ROWS:
            return f"the file says {self.stated:,} rows, there are {self.meant:,}"
        return (
            f"{self.name}: the row says {plain(self.stated)}, the rows above it add up to "
            f"{plain(self.meant)}"
        )


@dataclass(slots=True)
class Sums:
    """What the rows of a table add up to, so far.

    Attributes:
        section: Since the last subtotal, by canonical column.
        total: Since the beginning, without the open section.
        rows: Data rows, whether they were taken or refused.
        landed: What the records say that were made of them, by canonical column.
    """

    section: dict[str, Decimal] = field(default_factory=dict)
    total: dict[str, Decimal] = field(default_factory=dict)
    rows: int = 0
    landed: dict[str, Decimal] = field(default_factory=dict)

    def add(self, name: str, value: Decimal) -> None:
        """Count one value of one column, as it stands in the file."""
        self.section[name] = self.section.get(name, _ZERO) + value

    def correct(self, name: str, difference: Decimal) -> None:
        """Note that a counted value means something else: a return, a void ticket."""
        self.add(f"{name}{_CORRECTED}", difference)

    def land(self, name: str, value: str, unit: Decimal, times: int = 1) -> None:
        """Count a value of one column as the tables hold it: rounded to the smallest unit."""
        held = Decimal(value).quantize(unit, ROUND_HALF_UP)
        self.landed[name] = self.landed.get(name, _ZERO) + held * times

    def close_section(self) -> None:
        """Begin a new section after a subtotal."""
        for name, value in self.section.items():
            self.total[name] = self.total.get(name, _ZERO) + value
        self.section = {}

    def of(self, name: str, *, section: bool) -> tuple[Decimal, Decimal]:
        """The sum since the last subtotal or over all: as written, and as corrected."""
        written, corrections = (
            self.section.get(key, _ZERO) + (_ZERO if section else self.total.get(key, _ZERO))
            for key in (name, f"{name}{_CORRECTED}")
        )
        return written, written + corrections


@dataclass(frozen=True, slots=True)
class TableAccount:
    """What one table was found to hold.

    Attributes:
        index: Its number in the file.
        sums: What its rows add up to.
        columns: The columns that are added up.
        refused: Rows that were refused.
        left_out: Rows that are rightly no record, such as void tickets.
        claims: Row number and figure of everything that its total rows state.
    """

    index: int
    sums: Sums
    columns: Sequence[str]
    refused: int
    left_out: int
    claims: Sequence[tuple[int, Claim]]

    @property
    def landed(self) -> int:
        """Rows of which a record was made."""
        return self.sums.rows - self.refused - self.left_out


class Footer:
    """Recognises and checks the total rows of one table.

    Args:
        keys: Positions that are filled in every data row and empty in a total row.
        totals: Canonical column to position and reader, for the columns that are added up.
        own_labels: Labels of a footer that has a header of its own above its one row of values,
            as payment bills do: label to canonical column, or to ``rows``.
    """

    def __init__(
        self,
        keys: Sequence[int],
        totals: Mapping[str, tuple[int, Reader]],
        own_labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._keys = tuple(keys)
        self._totals = totals
        self._own_labels = own_labels
        self._awaited: dict[int, str] = {}

    @property
    def has_own_header(self) -> bool:
        """Whether the footer may begin with labels of its own, so that every row needs a look."""
        return bool(self._own_labels)

    def may_begin(self, first: str) -> bool:
        """A quick look at the first filled cell of a row: false when it is certainly data."""
        return not first or first[0] in _MAY_BEGIN or first[-1] in _MAY_END

    def matches(self, cells: Sequence[str]) -> bool:
        """Whether a row is no data but a total, a count or a signature."""
        if self._awaited or (self._own_labels and self._own_header(cells)):
            return True
        first = cells[0] or next(filter(None, cells), "")
        first = first.strip(GUARDS)
        if first[:1] not in _FIRST_LETTERS and first[-1:] not in _LAST_LETTERS:
            return False
        said = _compact(first)
        if not _FOOTER.match(said):
            return False
        return not any(
            clean(cells[key]) and _compact(cells[key]) != said
            for key in self._keys
            if key < len(cells)
        )

    def claims(self, cells: Sequence[str], sums: Sums) -> list[Claim]:
        """What a total row states, each figure beside what the rows above it make."""
        if self._own_labels and (header := self._own_header(cells)):
            self._awaited = header
            return []
        if self._awaited:
            return self._under_own_header(cells, sums)
        said = _compact(" ".join(cells))
        section = bool(SECTION.search(said))
        found = [
            Claim(name, stated, *sums.of(name, section=section), section)
            for name, (position, read) in self._totals.items()
            if (stated := _stated(cells, position, read)) is not None
        ]
        if not section and (count := _COUNT.search(said)):
            found.append(_of_rows(Decimal(count[1]), sums))
        if section or GRAND.search(said):
            sums.close_section()
        return found

    def _own_header(self, cells: Sequence[str]) -> dict[int, str]:
        named = {
            place: self._own_labels[said]
            for place, cell in enumerate(cells)
            if cell and (said := _compact(cell)) in self._own_labels
        }
        return named if len(named) > 1 else {}

    def _under_own_header(self, cells: Sequence[str], sums: Sums) -> list[Claim]:
        awaited, self._awaited = self._awaited, {}
        found = []
        for place, name in awaited.items():
            if (stated := _stated(cells, place, _read_number)) is None:
                continue
            _, meant = sums.of(name, section=False)
            found.append(
                _of_rows(stated, sums) if name == ROWS else Claim(name, stated, meant, meant)
            )
        return found


def _of_rows(stated: Decimal, sums: Sums) -> Claim:
    return Claim(ROWS, stated, Decimal(sums.rows), Decimal(sums.rows))


def _read_number(cell: str) -> str | None:
    value = parse(cell)
    return None if value is None else plain(value)


def _stated(cells: Sequence[str], position: int, read: Reader) -> Decimal | None:
    if position >= len(cells):
        return None
    try:
        text = read(cells[position])
    except BadValue:
        return None
    return Decimal(text) if text else None


def _compact(text: str) -> str:
    return "".join(narrow(clean(text)).split())
