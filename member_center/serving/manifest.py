"""The manifest of a published version: what it holds, from which run, and how to check it.

Only the record and its JSON form belong here. Who writes it and who compares against it do not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST_FILE = "manifest.json"


class ServingError(Exception):
    """A version cannot be published, read or rolled back. Says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of a version.

    Attributes:
        rows: Number of rows.
        digest: Hex digest of the rows and the column types, whatever the order of the rows.
        bytes: Size of its Parquet file.
        unchanged_since: The version that first held exactly this content.
        sha256: Hash of its Parquet file, as hex; empty in versions of older programs.
    """

    rows: int
    digest: str
    bytes: int
    unchanged_since: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One published version.

    Attributes:
        version: Its folder name; sorts by time.
        run_id: The run that published it.
        as_of: Business day (Asia/Shanghai) for which stages and tags hold, ISO form.
        published_at: Instant in UTC, ISO form.
        previous: The version that was current before, if any.
        tables: Entry of every table, by name.
        database_sha256: Hash of the DuckDB file, as hex; empty in versions of older programs.
    """

    version: str
    run_id: str
    as_of: str
    published_at: str
    previous: str | None
    tables: Mapping[str, TableEntry]
    database_sha256: str = ""

    @property
    def changed(self) -> list[str]:
        """Names of the tables whose content is new in this version."""
        return [name for name, t in self.tables.items() if t.unchanged_since == self.version]

    def to_json(self) -> str:
        """The manifest as it stands in `manifest.json`."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a version folder.

        Raises:
            ServingError: The folder holds no readable manifest.
        """
        try:
            data: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
            tables = {name: TableEntry(**entry) for name, entry in data.pop("tables").items()}
            return cls(**data, tables=tables)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ServingError(
                f"{folder.name} has no readable manifest ({type(error).__name__}). "
                "Roll back to another version: `mdc serving list`, `mdc serving rollback`."
            ) from error
