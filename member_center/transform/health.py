"""The newest figures of identity, read once dbt has let go of the warehouse file.

They are computed in dbt (`member_identity_health`); here they only become numbers that a run can
show beside its table, so that the Dagster UI draws each of them over time.
"""

from __future__ import annotations

from pathlib import Path

import duckdb


def identity_health(warehouse: Path) -> dict[str, float]:
    """The figures of the current entry, by metric and, where there are parts, part.

    Args:
        warehouse: The DuckDB file, with the table built; opened read-only and closed again.

    Returns:
        For example `members` or `refused_links/phone_moved` to its value.
    """
    connection = duckdb.connect(str(warehouse), read_only=True)
    try:
        rows = connection.execute(
            """
            select metric || case when segment = '' then '' else '/' || segment end, value
            from marts.member_identity_health
            where is_current
            order by all
            """
        ).fetchall()
    finally:
        connection.close()
    return {str(name): float(value) for name, value in rows}
