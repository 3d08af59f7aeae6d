"""Row counts of built tables, read once dbt has let go of the warehouse file.

Only counts belong here; what is published from the tables is the serving room's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb


def row_counts(warehouse: Path, relations: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Number of rows of every (schema, table) that is a table of the warehouse.

    Views are left out: counting one reads all of landing.

    Args:
        warehouse: The DuckDB file; opened read-only and closed again.
        relations: Schema and table names; those that do not exist as tables are left out.
    """
    wanted = set(relations)
    connection = duckdb.connect(str(warehouse), read_only=True)
    try:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
        counts = {}
        for schema, table in sorted(wanted.intersection((str(s), str(t)) for s, t in tables)):
            counted = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
            counts[schema, table] = int(counted[0]) if counted else 0
    finally:
        connection.close()
    return counts
