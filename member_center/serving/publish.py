"""One publish: copy the marts into a draft, describe them, and swap the pointer.

A table whose content is the same as in the current version is not written again: its Parquet file
is the same file, linked. When no table differs there is no new version.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from member_center.serving.content import MARTS, Column, measure, tables
from member_center.serving.contract import (
    CONTRACT_FILE,
    Description,
    contract_json,
    descriptions,
)
from member_center.serving.manifest import MANIFEST_FILE, Manifest, ServingError, TableEntry
from member_center.serving.versions import Versions

DATABASE_FILE = "member_center.duckdb"
RUN_RECORDS = frozenset({"data_quality_results"})
"""Tables that tell of runs only: alone they make no new version, they go with the next."""


def publish(
    warehouse: Path,
    serving_dir: Path,
    *,
    run_id: str,
    as_of: date,
    now: datetime,
    dbt_manifest: Path | None = None,
    keep: int = 5,
) -> Manifest:
    """Publish the marts of a warehouse as a new version, unless nothing differs.

    Args:
        warehouse: The DuckDB file; opened read-only, so no writer may hold it.
        serving_dir: The home's `serving/`.
        run_id: Written into the manifest.
        as_of: Business day (Asia/Shanghai) for which the marts were built.
        now: Aware instant; names the version.
        dbt_manifest: Where the descriptions of tables and columns come from.
        keep: Versions that stay.

    Returns:
        The manifest of the version that is current afterwards: the new one, or the one that was
        current already and holds the same content.

    Raises:
        ServingError: The warehouse is missing or holds no marts.
    """
    if not warehouse.exists():
        raise ServingError(f"There is no warehouse at {warehouse}. Run `mdc run` first.")
    versions = Versions(serving_dir, keep)
    current = versions.usable()
    version = versions.new_name(now)
    with _reading(warehouse) as connection:
        found = tables(connection, "warehouse")
        if not found:
            raise ServingError("The warehouse has no table in `marts`. Run the dbt build first.")
        measured = {
            name: measure(connection, f'warehouse.{MARTS}."{name}"', columns)
            for name, columns in found.items()
        }
        digests = {name: digest for name, (_, digest) in measured.items()}
        if current and _holds(versions, current, digests):
            return current
        draft = versions.draft(version)
        words = descriptions(dbt_manifest) if dbt_manifest else {}
        _write_database(connection, draft / DATABASE_FILE, found, words)
        old = versions.path(current.version) if current else None
        entries = {
            name: _write_table(connection, draft, old, current, version, name, *measured[name])
            for name in found
        }
    manifest = Manifest(
        version=version,
        run_id=run_id,
        as_of=as_of.isoformat(),
        published_at=now.astimezone(UTC).isoformat(),
        previous=current.version if current else None,
        tables=entries,
        database_sha256=_sha256(draft / DATABASE_FILE),
    )
    (draft / CONTRACT_FILE).write_text(contract_json(version, found, words), "utf-8")
    (draft / MANIFEST_FILE).write_text(manifest.to_json(), "utf-8")
    versions.finish(draft, version)
    return manifest


def _holds(versions: Versions, current: Manifest, digests: Mapping[str, str]) -> bool:
    """Whether the current version has this content, in files that are as they were written."""
    published = {name: table.digest for name, table in current.tables.items()}
    if published.keys() != digests.keys() or any(
        published[name] != digest for name, digest in digests.items() if name not in RUN_RECORDS
    ):
        return False
    folder = versions.path(current.version)
    return is_as_written(folder / DATABASE_FILE, current.database_sha256) and all(
        is_as_written(parquet_file(folder, name), table.sha256)
        for name, table in current.tables.items()
    )


def is_as_written(file: Path, sha256: str) -> bool:
    """Whether a published file is there, with this hash; an empty hash is not compared."""
    return file.is_file() and sha256 in ("", _sha256(file))


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def parquet_file(folder: Path, table: str) -> Path:
    """Where a table lies in the folder of a version."""
    return folder / "parquet" / f"{table}.parquet"


@contextmanager
def _reading(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach {_quoted(warehouse)} as warehouse (read_only)")
        yield connection
    finally:
        connection.close()


def _write_database(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    found: Mapping[str, list[Column]],
    words: Mapping[str, Description],
) -> None:
    connection.execute(f"attach {_quoted(file)} as published")
    connection.execute(f"create schema published.{MARTS}")
    for name, columns in found.items():
        target = f'published.{MARTS}."{name}"'
        connection.execute(f'create table {target} as from warehouse.{MARTS}."{name}"')
        said = words.get(name, Description())
        connection.execute(f"comment on table {target} is {_quoted(said.text)}")
        for column in columns:
            text = _quoted(said.columns.get(column.name, ""))
            connection.execute(f'comment on column {target}."{column.name}" is {text}')
    connection.execute("detach published")


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    draft: Path,
    old: Path | None,
    current: Manifest | None,
    version: str,
    name: str,
    rows: int,
    digest: str,
) -> TableEntry:
    file = parquet_file(draft, name)
    before = current.tables.get(name) if current else None
    same = before is not None and before.digest == digest
    since = before.unchanged_since if same and before is not None else version
    sha256 = before.sha256 if before is not None else ""
    if same and old is not None and is_as_written(parquet_file(old, name), sha256):
        os.link(parquet_file(old, name), file)
    else:
        connection.execute(
            f'copy warehouse.{MARTS}."{name}" to {_quoted(file)} (format parquet, compression zstd)'
        )
    return TableEntry(rows, digest, file.stat().st_size, since, _sha256(file))


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
