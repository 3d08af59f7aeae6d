"""What one answer lists whole: employees and tags. What is listed no more is told to be gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.keyed import Keyed, keyed_items
from connectors.core.stream import Cursor, Page, PullContext, Record, Remembers

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ListedStream(BaseStream):
    """A list that the platform gives in one answer.

    Attributes:
        ask: Fetches everything there is.
        key_field: Field that identifies a record; what is gone carries only it, and ``is_gone``.
    """

    ask: Callable[[], Keyed]
    key_field: str
    remembers: Remembers = "all"

    def fetch(self, _cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield what is there now, and what was there before."""
        found = self.ask()
        listed = {record.key for record in found.records}
        gone = [
            Record(key, {self.key_field: key, "is_gone": True}, None)
            for key in sorted(context.known_keys())
            if key not in listed
        ]
        state = {"finished_at": context.now().isoformat(timespec="seconds")}
        yield Page([*found.records, *gone], state, found.rejected)


def employees(userids: Sequence[str]) -> Keyed:
    """Make a record of each employee who may have customers."""
    return keyed_items(({"userid": userid} for userid in userids), "userid", "employees")


def tags(groups: Sequence[Row]) -> Keyed:
    """Make a record of each tag, with what its group is called beside it."""
    items = [
        {**tag, "group": {name: value for name, value in group.items() if name != "tag"}}
        for group in groups
        for tag in group.get("tag") or ()
        if isinstance(tag, dict)
    ]
    return keyed_items(items, "id", "tags")
