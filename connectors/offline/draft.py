"""From a list that nobody knows to a mapping file: which kind it is nearest to, and what it lacks.

What a mapping file may say is in the package's docstring; how a file is read with one is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from connectors.offline.fields import FIELDS, HELPERS
from connectors.offline.kinds import DECLARED
from connectors.offline.labels import name_columns
from connectors.offline.layout import Unknown, first_rows
from connectors.offline.vocabulary import KINDS, Kind, shipped

if TYPE_CHECKING:
    from connectors.offline.preview import Preview

_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_NO_HEADER = (
    "# header_row: 0 means that no row holds labels and the columns are called 1, 2, 3 …; if one "
    "does,\n# write its number there and its labels under columns.\n"
)
_DRAFT_IT = "`mdc intake preview FILE --write` drafts a mapping that says what its columns are."


def nearest_kind(labels: Sequence[str]) -> tuple[Kind, dict[str, str]]:
    """The kind of list that gives most of some labels a meaning.

    Returns:
        The kind, and its columns that the labels name: canonical column to label.
    """
    named = name_columns(labels)
    columns = {kind: shipped().columns(kind, named) for kind in KINDS}
    kind = max(columns, key=lambda one: len(columns[one]))
    return kind, {name: named[places[0]].text for name, places in columns[kind].items()}


def next_step(unknown: Unknown) -> str:
    """What somebody can do about a table that is not recognised, in one sentence or two."""
    if not unknown.labels:
        return f"No row was found that is certainly a header. {_DRAFT_IT}"
    kind, columns = nearest_kind(unknown.labels)
    if not columns:
        return f"No label means anything here. {_DRAFT_IT}"
    lacking = " and ".join(_lacking(kind, columns)) or "a sign that it is no other list"
    nearest = f"Nearest to a {DECLARED[kind].title}"
    return f"{nearest}: it has {', '.join(columns)} and lacks {lacking}. {_DRAFT_IT}"


def starting_mapping(found: Preview) -> str:
    """A mapping file to begin with, for the first table of a file."""
    layout = next(iter(found.layouts), None)
    unknown = next((one for one in found.skipped if one.labels), None)
    header = ""
    if layout:
        kind, columns = layout.header.kind, {c.name: c.label for c in layout.mapped}
        labels = [one.text for one in layout.header.labels if not one.key.startswith("col_")]
    elif unknown:
        labels = list(unknown.labels)
        kind, columns = nearest_kind(labels)
    else:
        kind, columns, labels, header = "sales", {}, [], _NO_HEADER
    open_labels = [text for text in labels if text not in columns.values()]
    body: dict[str, Any] = {"kind": kind, "match": {"headers": labels[:4]}, "columns": columns}
    if not labels:
        open_labels = list(_shapes(found.skipped))
        stem = Path(found.file).stem
        body = {"kind": kind, "match": {"file": re.escape(stem)}, "header_row": 0, "columns": {}}
    known = [name for name in (*HELPERS[kind], *FIELDS[kind]) if name not in columns]
    return (
        "# A draft: see the docstring of connectors/offline/__init__.py for what may stand here.\n"
        f"{header}"
        f"# Labels without a meaning yet: {', '.join(open_labels) or 'none'}\n"
        f"# Columns without a label yet: {', '.join(known)}\n"
        + yaml.safe_dump(body, allow_unicode=True, sort_keys=False)
    )


def _lacking(kind: Kind, columns: dict[str, str]) -> Iterator[str]:
    """For each choice of columns that a list of the kind needs and these do not make, its names."""
    for choice in DECLARED[kind].needs:
        if not any(together <= columns.keys() for together in choice):
            names = [" with ".join(sorted(together - columns.keys())) for together in choice]
            yield " or ".join(names)


def _shapes(tables: Sequence[Unknown]) -> Iterator[str]:
    """The columns of a table without a header, by number, with the shape of a cell of each."""
    rows = first_rows(tables[0].table) if tables else []
    for number, cell in enumerate(rows[-1].cells if rows else (), start=1):
        yield f"{number} (such as {_DIGIT.sub('9', _LETTER.sub('x', cell[:20])) or 'nothing'})"
