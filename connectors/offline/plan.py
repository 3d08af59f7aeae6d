"""What a file in the inbox is good for: its tables, and the kinds of list they hold.

One look at the first rows of every table, no more. Rows are read in ``rows``; what becomes of the
file afterwards is decided in ``streams`` and done in ``archive``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.offline.archive import Note
from connectors.offline.delimited import open_delimited
from connectors.offline.errors import UnusableFile
from connectors.offline.inbox import InboxFile
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout, Unknown, lay_out
from connectors.offline.mapping import DeclaredMapping
from connectors.offline.markup import open_markup
from connectors.offline.mending import is_mended, mended_layouts
from connectors.offline.settings import Settings
from connectors.offline.sniff import Form, sniff
from connectors.offline.table import Table
from connectors.offline.vocabulary import KINDS, Kind, shipped
from connectors.offline.workbook import open_workbook

NoteOf = Callable[[str], Note | None]
_MAP_IT = (
    "Write a mapping file for it (`mdc intake preview FILE --write` makes a "
    "first one), or export with the usual column names; then restore the file from quarantine."
)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """How a file is to be read.

    Attributes:
        layouts: The tables that are taken.
        skipped: The tables that are not.
        mends: The file whose refused rows these are, mended; None for a file of its own.
    """

    layouts: tuple[Layout, ...]
    skipped: tuple[Unknown, ...] = ()
    mends: Note | None = None

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of list in the file; none for an empty file."""
        return frozenset(layout.header.kind for layout in self.layouts)

    def of(self, kind: Kind) -> list[Layout]:
        """The tables of one kind, in the order of the file."""
        return [layout for layout in self.layouts if layout.header.kind == kind]


class Plans:
    """Plans of the files in the inbox, kept while two streams look at the same files.

    Args:
        settings: Limits for opening files.
        note_of: The note about a file that was taken before, by the first digits of its hash.
    """

    def __init__(self, settings: Settings, note_of: NoteOf) -> None:
        self._settings = settings
        self._note_of = note_of
        self._mappings: Sequence[DeclaredMapping] = ()
        self._found: dict[InboxFile, FilePlan] = {}

    def of(self, file: InboxFile, mappings: Sequence[DeclaredMapping]) -> FilePlan:
        """The plan of a file under the present mappings.

        Raises:
            UnusableFile: No table in it can be read, or the file must not be opened at all.
        """
        if mappings != self._mappings:
            self._found.clear()
            self._mappings = mappings
        if file not in self._found:
            self._found[file] = plan_file(file, self._settings, mappings, self._note_of)
        return self._found[file]

    def forget(self, file: InboxFile) -> None:
        """Let a plan go, and the memory of its readers with it."""
        self._found.pop(file, None)


def plan_file(
    file: InboxFile,
    settings: Settings,
    mappings: Sequence[DeclaredMapping],
    note_of: NoteOf,
) -> FilePlan:
    """Decide how a file is read.

    Raises:
        UnusableFile: No table in it can be read, or the file must not be opened at all.
    """
    if file.size > settings.max_file_mb << 20:
        raise UnusableFile(
            f"The file has {file.size >> 20:,} MB, more than the {settings.max_file_mb:,} MB "
            "allowed (OFFLINE_MAX_FILE_MB).",
            "Export it in parts, or raise the limit.",
        )
    opened = tables(file.path, settings, form_declared(file.name, mappings))
    if opened and is_mended(opened[0]):
        note, layout = mended_layouts(opened[0], note_of, mappings)
        return FilePlan((layout,), mends=note)
    found = [lay_out(table, file.name, shipped(), mappings) for table in opened]
    layouts = tuple(one for one in found if isinstance(one, Layout))
    skipped = tuple(one for one in found if isinstance(one, Unknown) and not one.empty)
    if not layouts and any(not one.ignored for one in skipped):
        raise _unusable(skipped)
    return FilePlan(layouts, skipped)


def form_declared(file: str, mappings: Sequence[DeclaredMapping]) -> DeclaredMapping | None:
    """The mapping that says how the text of a file is written; it is known by the file's name."""
    forms = (one for one in mappings if one.encoding or one.delimiter)
    return next((one for one in forms if one.names(file)), None)


def tables(path: Path, settings: Settings, declared: DeclaredMapping | None = None) -> list[Table]:
    """The tables of a file, whatever its form.

    Args:
        path: The file.
        settings: Limits for opening files.
        declared: Says how its text is written, if that is declared.

    Raises:
        UnusableFile: The file is no table, protected, damaged, or larger than the limits.
    """
    form = sniff(path)
    if form is Form.EMPTY:
        return []
    if form is Form.WORKBOOK:
        return open_workbook(path, settings)
    if form is Form.MARKUP:
        return open_markup(path)
    if declared:
        return open_delimited(path, declared.encoding, declared.delimiter)
    return open_delimited(path)


def kinds_in_order(plan: FilePlan) -> list[Kind]:
    """The kinds of a plan in the order in which the streams are declared."""
    return [kind for kind in KINDS if kind in plan.kinds]


def _unusable(skipped: Sequence[Unknown]) -> UnusableFile:
    headers = {one.table.name or "the table": one.labels for one in skipped if one.labels}
    if export := next((one.export for one in skipped if one.export), None):
        return UnusableFile(f"This is a {export.title}, which is not taken.", export.advice)
    if not headers:
        return UnusableFile(
            "No row among the first 15 was recognised as a header.",
            "Export with a header row, or name its row in a mapping file (`header_row`).",
        )
    known = sorted(DECLARED.values(), key=lambda one: one.precedence)
    return UnusableFile(
        "The columns make no list that is known: " + ", ".join(one.title for one in known) + ".",
        _MAP_IT,
        headers,
    )
