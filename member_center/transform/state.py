"""What the warehouse was built from: the home's `build.json`, and what landing holds now.

The file tells the next run how much it may leave alone. Before dbt overwrites something, its entry
is forgotten; only a build that succeeded writes it back. So after a kill or a failure the next run
rebuilds at least what was touched. What follows from a state is decided in `plan`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

STATE_FILE = "build.json"

StreamKey = str
"""`<source>.<stream>`, as dbt selects it."""


@dataclass(frozen=True, slots=True)
class BuildState:
    """One successful build of the warehouse, less what has been forgotten since.

    Attributes:
        code: Fingerprint of the dbt project and its variables; empty when nothing may be relied on.
        as_of: Business day (Asia/Shanghai) the build holds for, ISO form.
        streams: Fingerprint of the landed batches each stream's tables were built from.
        build_id: Run that built last.
        published_id: Run whose build was published last.
        is_whole: Whether the warehouse is one consistent build; False while dbt writes.
        warehouse: Mark of the warehouse file that the build left.
        through: The highest batch that the build could read; 0 before anything had landed.
    """

    code: str = ""
    as_of: str = ""
    streams: Mapping[StreamKey, str] = field(default_factory=dict)
    build_id: str = ""
    published_id: str = ""
    is_whole: bool = False
    warehouse: str = ""
    through: int = 0

    @classmethod
    def read(cls, home: Path) -> BuildState:
        """The state of a home; an empty one when there is none, or none that can be read."""
        try:
            return cls(**json.loads((home / STATE_FILE).read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return cls()

    def write(self, home: Path) -> None:
        """Keep this state, in one step and durably."""
        draft = home / f".{STATE_FILE}.tmp"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=2, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(home / STATE_FILE)

    @property
    def needs_publishing(self) -> bool:
        """Whether the warehouse is whole and readers do not have it yet."""
        return self.is_whole and self.build_id != self.published_id


def warehouse_mark(warehouse: Path) -> str:
    """Tells a warehouse file from an older copy of itself; empty when there is none."""
    if not warehouse.exists():
        return ""
    seen = warehouse.stat()
    return f"{seen.st_size}-{seen.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class Landed:
    """What landing holds for readers.

    Attributes:
        streams: Fingerprint of every stream's committed batches, by `<source>.<stream>`.
        through: The highest of their batches; 0 when nothing has landed.
        earlier: The same fingerprints, of the batches that the last build could have read.
    """

    streams: Mapping[StreamKey, str]
    through: int = 0
    earlier: Mapping[StreamKey, str] = field(default_factory=dict)


def landed_streams(index: Path, since: int = 0) -> Landed:
    """What landing holds now, and which of it there was up to an earlier batch.

    Only the batches count, not the files they lie in: compaction changes nothing.

    Args:
        index: The landing's `index.parquet`.
        since: The highest batch of the earlier build.
    """
    if not index.exists():
        return Landed({})
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        rows = connection.execute(
            """
            select
                source || '.' || stream as name,
                md5(string_agg(batch, ',' order by batch_seq)),
                max(batch_seq),
                md5(string_agg(batch, ',' order by batch_seq) filter (where batch_seq <= $since))
            from (
                select *, concat_ws(' ', batch_seq, rows, fetched_at) as batch
                from read_parquet($index)
            )
            group by name
            order by name
            """,
            {"index": str(index), "since": since},
        ).fetchall()
    finally:
        connection.close()
    return Landed(
        streams={name: mark for name, mark, _, _ in rows},
        through=max((last for _, _, last, _ in rows), default=0),
        earlier={name: mark for name, _, _, mark in rows if mark is not None},
    )
