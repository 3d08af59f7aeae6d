"""One publish: copy the marts into a draft, describe them, and swap the pointer.

A table whose content is the same as in the current version is not written again: its Parquet file
is the same file, linked. When no table differs there is no new version.
"""

from __future__ import annotations

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
    current = versions.current()
    version = versions.new_name(now)
    with _reading(warehouse) as connection:
        found = tables(connection, "warehouse")
        if not found:
            raise ServingError("The warehouse has no table in `marts`. Run the dbt build first.")
        measured = {
            name: measure(connection, f'warehouse.{MARTS}."{name}"', columns)
            for name, columns in found.items()
        }
        if current and {n: t.digest for n, t in current.tables.items()} == {
            name: digest for name, (_, digest) in measured.items()
        }:
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
    )
    (draft / CONTRACT_FILE).write_text(contract_json(version, found, words), "utf-8")
    (draft / MANIFEST_FILE).write_text(manifest.to_json(), "utf-8")
    versions.finish(draft, version)
    return manifest


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
    file = draft / "parquet" / f"{name}.parquet"
    before = current.tables.get(name) if current else None
    same = before is not None and before.digest == digest
    if same and old is not None and before is not None:
        os.link(old / "parquet" / file.name, file)
        since = before.unchanged_since
    else:
        connection.execute(
            f'copy warehouse.{MARTS}."{name}" to {_quoted(file)} (format parquet, compression zstd)'
        )
        since = version
    return TableEntry(rows, digest, file.stat().st_size, since)


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
