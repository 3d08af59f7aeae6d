"""What a table holds, in figures that two files can be compared by.

The digest does not depend on the order of rows, so a table that was rebuilt with the same content
is recognised as unchanged. DuckDB's own `hash()` is not used: it collides on structured text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

MARTS = "marts"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table: its name and DuckDB type."""

    name: str
    type: str


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[Column]]:
    """Tables of the schema `marts` and their columns, in their order.

    Args:
        connection: Has the database attached.
        database: Name under which it is attached.
    """
    rows = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = ? and schema_name = ? and not internal
            and table_name in (
                select table_name from duckdb_tables()
                where database_name = ? and schema_name = ?
            )
        order by table_name, column_index
        """,
        [database, MARTS, database, MARTS],
    ).fetchall()
    found: dict[str, list[Column]] = {}
    for table, column, data_type in rows:
        found.setdefault(table, []).append(Column(column, data_type))
    return found


def measure(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]
) -> tuple[int, str]:
    """Number of rows and content digest of a relation.

    Args:
        connection: Can read the relation.
        relation: SQL that stands after `from`.
        columns: Its columns; their names and types are part of the digest.
    """
    # Without the cast DuckDB would add up doubles, and the digest would depend on the row order.
    listed = ", ".join(f'"{column.name}"' for column in columns)
    query = f"""
        select count(*), coalesce(bit_xor(fingerprint), 0),
            coalesce(sum((fingerprint >> 64)::hugeint), 0)
        from (select md5_number(row({listed})::varchar) as fingerprint from {relation})
    """
    counted = connection.execute(query).fetchone()
    if counted is None:
        raise RuntimeError(f"counting {relation} gave no answer")
    shape = ",".join(f"{column.name}:{column.type}" for column in columns)
    text = f"{shape}|{counted[0]}|{counted[1]}|{counted[2]}"
    return int(counted[0]), hashlib.sha256(text.encode()).hexdigest()[:32]
