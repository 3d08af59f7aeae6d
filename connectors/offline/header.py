"""Finding the header: which of the first rows are labels, and of what kind of list.

A candidate is one row or two rows read together. It scores three for every canonical column it
gives and two for how full it is; enough columns to make a list are required. What stands above
the header tells the day and sometimes the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.offline.cells import BadValue, clean, narrow
from connectors.offline.dates import date_reader
from connectors.offline.kinds import DECLARED
from connectors.offline.labels import Label, label, name_columns
from connectors.offline.table import SCANNED_ROWS, Row
from connectors.offline.vocabulary import BY_PRECEDENCE, Columns, Kind, Vocabulary

HIT_SCORE = 3
FILL_SCORE = 2
MAX_COLUMNS = 1000
_AS_OF = re.compile(
    r"(?:导出|制表|打印|截止|截至|统计|报表|生成|查询)?(?:日期|时间|日)[::至到]?"
    r"(20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})"
)
_STORE = re.compile(r"(?:门店|店铺|分店|店名)(?:名称)?[::]([^\s::,,;;]{2,40})")
_WHOSE = {
    "member_no": re.compile(
        r"(?:会员卡号|会员号|会员编号|vip卡号|卡号)\s*:\s*([A-Za-z0-9-]{3,32})", re.IGNORECASE
    ),
    "phone": re.compile(r"(?:手机号码?|手机|电话)\s*:\s*(\+?[\d* -]{7,20}\d)"),
    "name": re.compile(r"(?:会员姓名|会员名称|姓名|会员)\s*:\s*([^\s:;,()]{1,20})"),
}
_read_date = date_reader()


@dataclass(frozen=True, slots=True)
class Header:
    """What was found at the top of a table.

    Attributes:
        kind: What the table is a list of.
        labels: One for every column.
        columns: Canonical column to positions.
        last_row: Number of the last row of the header; data begins below.
        raw: That row as it stands in the file, at least as wide as the labels: it tells how wide
            a row may be, and is known again when a page break repeats it.
        day: The day the title speaks of (``YYYY-MM-DD``), if it does.
        store: The store the title names, if it does.
        title: The first words above the header, if there are any.
        whose: Card, phone and name that stand above the header, by canonical column.
    """

    kind: Kind
    labels: tuple[Label, ...]
    columns: Columns
    last_row: int
    raw: tuple[str, ...]
    day: str | None = None
    store: str | None = None
    title: str | None = None
    whose: Mapping[str, str] = field(default_factory=dict)

    @property
    def platform(self) -> str | None:
        """The platform whose export this is, if its labels tell."""
        return DECLARED[self.kind].platform(named.key for named in self.labels)


def find_header(
    rows: Sequence[Row],
    vocabulary: Vocabulary,
    *,
    kinds: Sequence[Kind] = BY_PRECEDENCE,
    at_row: int | None = None,
    declared: bool = False,
) -> Header | None:
    """The best header among the first rows of a table.

    Args:
        rows: The first rows; at most ``SCANNED_ROWS`` are looked at.
        vocabulary: What labels mean.
        kinds: The kinds that may be found; of those a row may be, the first one counts.
        at_row: Number of the row that is known to be the header.
        declared: A mapping file says what the list is, so what else it looks like proves nothing.
    """
    best: tuple[float, Header] | None = None
    for row, labels in _candidates(rows[:SCANNED_ROWS], vocabulary, kinds, at_row):
        for kind in kinds:
            columns = vocabulary.columns(kind, labels)
            if declared and not DECLARED[kind].makes(columns):
                continue
            if not declared and not vocabulary.is_shipped_list(kind, labels, columns):
                continue
            score = HIT_SCORE * len(columns) + FILL_SCORE * _fill(labels)
            if best is None or score > best[0]:
                raw = (*row.cells, *[""] * (len(labels) - len(row.cells)))
                best = score, Header(kind, tuple(labels), columns, row.number, raw)
            break
    return _with_title(best[1], rows) if best else None


def numbered_header(rows: Sequence[Row], kind: Kind, vocabulary: Vocabulary) -> Header | None:
    """The header of a table that has none: its columns are called 1, 2, 3 ….

    Returns:
        None if the columns that are declared make no list of the kind.
    """
    width = max(len(_trimmed(row.cells)) for row in rows)
    labels = [Label(str(number), str(number)) for number in range(1, width + 1)]
    columns = vocabulary.columns(kind, labels)
    if not DECLARED[kind].makes(columns):
        return None
    return Header(kind, tuple(labels), columns, 0, ("",) * width)


def label_rows(rows: Sequence[Row]) -> list[list[Label]]:
    """The first rows, read as if each were a header."""
    return [name_columns(row.cells[:MAX_COLUMNS]) for row in rows[:SCANNED_ROWS]]


def _candidates(
    rows: Sequence[Row], vocabulary: Vocabulary, kinds: Sequence[Kind], at_row: int | None
) -> Iterator[tuple[Row, list[Label]]]:
    known = {key for kind in kinds for key in vocabulary.meanings[kind]}
    for position, row in enumerate(rows):
        if at_row is None or row.number == at_row:
            yield row, name_columns(_trimmed(row.cells))
        below = rows[position + 1] if position + 1 < len(rows) else None
        if below and (at_row is None or below.number == at_row):
            yield below, name_columns(_joined(row, below, known))


def _joined(above: Row, below: Row, known: set[str]) -> list[str]:
    """Two rows of labels as one: 消费 over 次数 is 消费次数 if that means something."""
    upper = [clean(cell) for cell in _trimmed(above.cells)]
    lower = [clean(cell) for cell in _trimmed(below.cells)]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    joined, group = [], ""
    for top, bottom in zip(upper, lower, strict=True):
        group = top or group
        together = group + bottom
        joined.append(together if bottom and label(together).key in known else bottom or top)
    return joined


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells[:MAX_COLUMNS])
    while kept and not clean(kept[-1]):
        kept.pop()
    return kept


def _fill(labels: Sequence[Label]) -> float:
    named = sum(not found.key.startswith("col_") for found in labels)
    return named / len(labels) if labels else 0.0


def _with_title(header: Header, rows: Sequence[Row]) -> Header:
    day = store = title = None
    whose: dict[str, str] = {}
    for row in rows:
        if row.number >= header.last_row:
            break
        cells = [narrow(clean(cell)) for cell in row.cells if cell]
        text = " ".join(cells)
        title = title or next(filter(None, cells), None)
        day = day or _day(text)
        store = store or (found[1] if (found := _STORE.search(text)) else None)
        for name, pattern in _WHOSE.items():
            if name not in whose and (said := pattern.search(text)):
                whose[name] = said[1]
    return replace(header, day=day, store=store, title=title, whose=whose)


def _day(text: str) -> str | None:
    days = _AS_OF.findall(text.replace(" ", ""))
    try:
        return _read_date(days[-1]) if days else None
    except BadValue:
        return None
