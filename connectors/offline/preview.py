"""How a file would be read, told before anything is taken: for people who write mapping files.

Nothing is stored and nothing leaves the inbox. Samples are masked, since what is shown here ends
up in terminals, tickets and chats. The starting mapping is a draft; the format is described in the
package's docstring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from connectors.core.stream import Record, Rejected
from connectors.offline.draft import next_step
from connectors.offline.errors import UnusableFile
from connectors.offline.fields import pii
from connectors.offline.filenames import public_name
from connectors.offline.inbox import InboxFile
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout, Unknown, lay_out
from connectors.offline.mapping import DeclaredMapping
from connectors.offline.plan import FilePlan, form_declared, tables
from connectors.offline.reading import FileReading, Many
from connectors.offline.rows import Facts, Result
from connectors.offline.settings import Settings
from connectors.offline.table import Row
from connectors.offline.vocabulary import KINDS, Kind, shipped
from member_center.privacy import redact
from member_center.privacy.mask import mask
from member_center.privacy.normalise import Kind as PersonalKind
from member_center.privacy.normalise import normalise

ROWS = 20_000
SAMPLES = 3
_OTHERWISE = {None: "(not read)", "other": "(kept as other)", "answers": "(questions)"}
"""What becomes of columns without a meaning."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a file.

    Attributes:
        file: Its name.
        layouts: Its tables that would be taken.
        skipped: Its tables that would not.
        problem: Why nothing of it could be taken, if so.
        records: The first records of each kind, masked.
        refused: How many of the first rows would be refused, by reason.
        taken: How many of the first rows would be taken, by kind.
        is_whole: All rows were looked at, so totals below them were compared, too.
    """

    file: str
    layouts: tuple[Layout, ...]
    skipped: tuple[Unknown, ...]
    problem: UnusableFile | None
    records: tuple[dict[str, Any], ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    is_whole: bool = True


def preview(
    path: Path, settings: Settings, mappings: Sequence[DeclaredMapping], rows: int = ROWS
) -> Preview:
    """Read the first rows of a file as the intake would.

    Args:
        path: The file; it may lie anywhere.
        settings: Limits for opening files.
        mappings: Declared mappings.
        rows: How many rows of each table are read.
    """
    try:
        opened = tables(path, settings, form_declared(path.name, mappings))
        found = [lay_out(one, path.name, shipped(), mappings) for one in opened]
    except UnusableFile as problem:
        return Preview(public_name(path.name), (), (), problem)
    lines = _Counted(rows)
    layouts = tuple(lines.within(one) for one in found if isinstance(one, Layout))
    skipped = tuple(one for one in found if isinstance(one, Unknown))
    state = path.stat()
    file = InboxFile(path, path.name, state.st_size, state.st_mtime_ns)
    day = str(file.exported_on())
    facts = Facts("0" * 64, file.shown, str(file.day()), exported_on=day)
    samples: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for kind in KINDS:
        plan = FilePlan(layouts, tuple(one for one in skipped if not one.empty))
        reading = FileReading(plan, kind, facts, lambda kind, _: f"{kind} token")
        try:
            results = [one for _, some in reading.results() for one in _each(some)]
        except UnusableFile as problem:
            return Preview(file.shown, layouts, skipped, problem)
        if kind in plan.kinds:
            results += reading.notices()
        records = [one for one in results if isinstance(one, Record)]
        samples += [masked(kind, record.payload) for record in records[:SAMPLES]]
        taken[kind] += len(records)
        refused.update(_why(one) for one in results if isinstance(one, Rejected))
    return Preview(
        file.shown,
        layouts,
        skipped,
        None,
        tuple(samples),
        tuple(refused.most_common()),
        tuple(taken.items()),
        lines.is_whole,
    )


def _each(result: Result | Many) -> Sequence[Record | Rejected]:
    return [result] if isinstance(result, Record | Rejected) else result


def as_json(found: Preview) -> dict[str, Any]:
    """The preview for programs."""
    problem = found.problem
    return {
        "file": found.file,
        "problem": problem and {"reason": problem.reason, "next_step": problem.next_step},
        "tables": [_table(layout) for layout in found.layouts],
        "not_taken": [
            {
                "sheet": one.table.name,
                "labels": one.labels,
                "export": one.export and one.export.title,
            }
            for one in found.skipped
        ],
        "all_rows_read": found.is_whole,
        "taken": {kind: count for kind, count in found.taken if count},
        "refused_or_noticed": [{"reason": why, "rows": count} for why, count in found.refused],
        "samples": found.records,
    }


class _Counted:
    """Lets no table be read further than a number of rows."""

    def __init__(self, rows: int) -> None:
        self.is_whole = True
        self._rows = rows

    def within(self, layout: Layout) -> Layout:
        """The layout over the first rows of its table."""

        def rows() -> Iterator[Row]:
            all_rows = layout.table.rows()
            yield from islice(all_rows, self._rows)
            if next(all_rows, None) is not None:
                self.is_whole = False

        return replace(layout, table=replace(layout.table, rows=rows))


def _table(layout: Layout) -> dict[str, Any]:
    header = layout.header
    return {
        "sheet": layout.table.name,
        "encoding": layout.table.encoding or "workbook",
        "kind": header.kind,
        "header_row": header.last_row,
        "mapping": layout.declared,
        "day": header.day,
        "store": header.store,
        "columns": {
            column.name: [header.labels[place].text for place in column.places]
            for column in layout.mapped
        },
        "not_read": _left(layout),
    }


def masked(kind: Kind, payload: dict[str, Any]) -> dict[str, Any]:
    """A payload as anybody may see it: personal fields masked, phones in other texts too."""
    personal = pii(kind)
    return {
        name: [
            {key: _masked(personal.get(f"{name}[].{key}"), part) for key, part in item.items()}
            for item in value
        ]
        if isinstance(value, list)
        else _masked(personal.get(name), value)
        for name, value in payload.items()
        if name not in ("_file", "statements")
    }


def as_text(found: Preview) -> Iterator[str]:
    """The preview as lines for a terminal."""
    yield found.file
    if found.problem:
        yield f"  would go to quarantine: {found.problem.reason}"
        yield f"  {found.problem.next_step}"
    for layout in found.layouts:
        yield from _described(layout)
    for unknown in found.skipped:
        labels = f" (labels: {', '.join(unknown.labels)})" if unknown.labels else ""
        what = f"a {unknown.export.title}, not taken" if unknown.export else "not recognised"
        yield f"  table {unknown.table.name or unknown.table.index + 1}: {what}{labels}"
        yield f"    {unknown.export.advice if unknown.export else next_step(unknown)}"
    which = "rows" if found.is_whole else "of the first rows"
    for kind, count in found.taken:
        if count:
            yield f"  {count:,} {which} are {kind}"
    for why, count in found.refused:
        yield f"  {count:,} refused or noticed: {why}"
    for sample in found.records:
        yield "  " + ", ".join(f"{name}={value}" for name, value in sample.items())


def _described(layout: Layout) -> Iterator[str]:
    header = layout.header
    yield f"  {layout}"
    for column in layout.mapped:
        yield f"    {column.name:<16} {' | '.join(header.labels[p].text for p in column.places)}"
    what = _OTHERWISE[DECLARED[header.kind].rest]
    yield f"    {what:<16} {', '.join(_left(layout)) or 'none'}"


def _left(layout: Layout) -> list[str]:
    read = {place for column in layout.mapped for place in column.places}
    return [one.text for place, one in enumerate(layout.header.labels) if place not in read]


def _masked(personal: str | None, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if personal is None:
        return redact(value)
    normal = normalise(cast(PersonalKind, personal), value)
    return mask(cast(PersonalKind, personal), normal.value, normal.status)


def _why(one: Rejected) -> str:
    column = one.place.rpartition(" · column ")
    return f"{column[2]}: {one.reason}" if column[1] else one.reason
