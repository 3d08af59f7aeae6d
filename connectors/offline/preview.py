"""How a file would be read, told before anything is taken: for people who write mapping files.

Nothing is stored and nothing leaves the inbox. Samples are masked, since what is shown here ends
up in terminals, tickets and chats. The starting mapping is a draft; the format is described in the
package's docstring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import yaml

from connectors.core.stream import Record, Rejected
from connectors.offline.errors import UnusableFile
from connectors.offline.fields import FIELDS, pii
from connectors.offline.inbox import InboxFile
from connectors.offline.layout import Layout, Unknown, lay_out
from connectors.offline.mapping import DeclaredMapping
from connectors.offline.plan import FilePlan, tables
from connectors.offline.reading import FileReading
from connectors.offline.rows import Facts
from connectors.offline.settings import Settings
from connectors.offline.vocabulary import KINDS, Kind, shipped
from member_center.privacy import redact
from member_center.privacy.mask import mask
from member_center.privacy.normalise import Kind as PersonalKind
from member_center.privacy.normalise import normalise

ROWS = 1000
SAMPLES = 3


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
    """

    file: str
    layouts: tuple[Layout, ...]
    skipped: tuple[Unknown, ...]
    problem: UnusableFile | None
    records: tuple[dict[str, Any], ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()


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
        found = [lay_out(one, path.name, shipped(), mappings) for one in tables(path, settings)]
    except UnusableFile as problem:
        return Preview(path.name, (), (), problem)
    layouts = tuple(one for one in found if isinstance(one, Layout))
    skipped = tuple(one for one in found if isinstance(one, Unknown))
    state = path.stat()
    file = InboxFile(path, path.name, state.st_size, state.st_mtime_ns)
    facts = Facts("0" * 64, file.shown, str(file.day()))
    samples: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for kind in KINDS:
        reading = FileReading(FilePlan(layouts), kind, facts, lambda kind, _: f"{kind} token")
        try:
            results = [result for _, result in islice(reading.results(), rows)]
        except UnusableFile as problem:
            return Preview(path.name, layouts, skipped, problem)
        records = [one for one in results if isinstance(one, Record)]
        samples += [masked(kind, record.payload) for record in records[:SAMPLES]]
        taken[kind] += len(records)
        refused.update(_why(one) for one in results if isinstance(one, Rejected))
    return Preview(
        path.name,
        layouts,
        skipped,
        None,
        tuple(samples),
        tuple(refused.most_common()),
        tuple(taken.items()),
    )


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
        if name != "_file"
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
    for kind, count in found.taken:
        if count:
            yield f"  {count:,} of the first rows are {kind}"
    for why, count in found.refused:
        yield f"  {count:,} refused or noticed: {why}"
    for sample in found.records:
        yield "  " + ", ".join(f"{name}={value}" for name, value in sample.items())


def starting_mapping(found: Preview) -> str:
    """A mapping file to begin with, for the first table of a file."""
    layout = next(iter(found.layouts), None)
    unknown = next((one for one in found.skipped if one.labels), None)
    if layout:
        kind, columns = layout.header.kind, {c.name: c.label for c in layout.mapped}
        labels = [one.text for one in layout.header.labels if not one.key.startswith("col_")]
    else:
        kind, columns = "members", {}
        labels = list(unknown.labels) if unknown else []
    open_labels = [text for text in labels if text not in columns.values()]
    body: dict[str, Any] = {"kind": kind, "match": {"headers": labels[:4]}, "columns": columns}
    if not labels:
        body["match"], body["header_row"] = {"file": Path(found.file).stem}, 1
    known = [name for name in FIELDS[kind] if name not in columns]
    return (
        "# A draft: see the docstring of connectors/offline/__init__.py for what may stand here.\n"
        f"# Labels without a meaning yet: {', '.join(open_labels) or 'none'}\n"
        f"# Columns without a label yet: {', '.join(known)}\n"
        + yaml.safe_dump(body, allow_unicode=True, sort_keys=False)
    )


def _described(layout: Layout) -> Iterator[str]:
    header = layout.header
    yield f"  {layout}"
    read = {place for column in layout.mapped for place in column.places}
    for column in layout.mapped:
        yield f"    {column.name:<16} {' | '.join(header.labels[p].text for p in column.places)}"
    left = [one.text for place, one in enumerate(header.labels) if place not in read]
    yield f"    {'(not read)':<16} {', '.join(left) or 'none'}"


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
