"""Does a published version still hold what its manifest says?

Reads a version's Parquet files and its database and compares rows and digests. It repairs nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from member_center.serving.content import MARTS, Column, measure, tables
from member_center.serving.manifest import Manifest
from member_center.serving.publish import DATABASE_FILE


def verify(version_dir: Path) -> list[str]:
    """Compare a version's files with its manifest.

    Args:
        version_dir: Folder of a version, or the pointer `current`.

    Returns:
        One sentence for each difference; empty when all is as published.
    """
    folder = version_dir.resolve()
    manifest = Manifest.read(folder)
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        connection.execute("set timezone = 'UTC'")
        database = str(folder / DATABASE_FILE).replace("'", "''")
        connection.execute(f"attach '{database}' as published (read_only)")
        found = tables(connection, "published")
        differences = [
            f"{name} is not in the manifest." for name in found if name not in manifest.tables
        ]
        for name, entry in manifest.tables.items():
            columns = found.get(name, [])
            for label, relation in _copies(folder, name):
                said = _measured(connection, relation, columns)
                if said != (entry.rows, entry.digest):
                    differences.append(f"{name} in {label} differs from the manifest.")
        return differences
    finally:
        connection.close()


def _copies(folder: Path, name: str) -> list[tuple[str, str]]:
    file = str(folder / "parquet" / f"{name}.parquet").replace("'", "''")
    return [
        (DATABASE_FILE, f'published.{MARTS}."{name}"'),
        (f"parquet/{name}.parquet", f"read_parquet('{file}')"),
    ]


def _measured(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]
) -> tuple[int, str] | None:
    try:
        return measure(connection, relation, columns)
    except duckdb.Error:
        return None
