"""The floor of identity: what strings cost before and after any graph is looked at.

Tells the identifiers of a file of links apart, numbers both ends of each link by two joins, and
writes identifier and number: into a table of a DuckDB file, or into a Parquet file with the columns
and the width of the map that the engine writes. No members are found.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.measuring import peak_mib

AS_TABLE = "create table written as select identifier, number from numbered"
AS_MAP = """
    copy (
        select
            'identifier' as identifier_type,
            identifier as value,
            concat('m_', lpad(cast(number as varchar), 20, '0')) as one_id,
            'linked' as status
        from numbered
    ) to '{target}' (
        format parquet, parquet_version v2, dictionary_size_limit 64, compression lz4_raw
    )
"""


def main(links: str, target: str, memory: str) -> None:
    """Run it once over a Parquet file with the columns a and b."""
    Path(target).unlink(missing_ok=True)
    as_map = target.endswith(".parquet")
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": memory,
        "preserve_insertion_order": False,
    }
    with duckdb.connect(":memory:" if as_map else target, config=config) as connection:
        ends = f"select a as end from '{links}' union all select b from '{links}'"
        connection.execute(
            "create temporary table numbered as select identifier, row_number() over () as number"
            f" from (select distinct ends.end as identifier from ({ends}) as ends)"
        )
        connection.execute(
            "create temporary table edges as select low.number as a, high.number as b"
            f" from '{links}' as links inner join numbered as low on links.a = low.identifier"
            " inner join numbered as high on links.b = high.identifier"
        )
        connection.execute(AS_MAP.format(target=target) if as_map else AS_TABLE)
        connection.execute("checkpoint")
    print(json.dumps({"peak_mib": peak_mib()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
