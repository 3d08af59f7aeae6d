"""Members that hold two values of a type of which a person has one, taken apart.

Uses the pass of the dbt project (`separated_members.sql`): links are taken firmest first, in the
order of the columns, and what stands between two values goes with the nearer one. Only the
identifiers of such members are looked at. Who is one member otherwise is `identity_engine`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from benchmarks.identity_records import Records, quoted
from benchmarks.macros import Macros

NAME = "apart"


def separate(
    connection: duckdb.DuckDBPyConnection, macros: Macros, records: Records, types: Sequence[str]
) -> None:
    """Make `separated` (number, member): the eldest identifier of their member, as numbers.

    Args:
        connection: Has `linking` and the components of its records.
        macros: Run over it.
        records: What `linking` was made of.
        types: Types of which a member has one value.
    """
    connection.execute(f"create temporary table placed as {_placed(records)}")
    connection.execute(
        "create temporary table crowded as select distinct component from (select component,"
        f" identifier_type from placed where identifier_type in ({_listed(types)})"
        " group by component, identifier_type having count(distinct number) > 1) as crowds"
    )
    connection.execute(
        f"create temporary table {NAME}__input as with placed as (select placed.* from placed"
        " inner join crowded on placed.component = crowded.component)"
        " select distinct 'node' as part, number as node_a, null as node_b,"
        " number as rank_or_value, null as mark from placed"
        " union all select distinct 'link', firmest, number, place + 1, null from placed"
        " where firmest <> number"
        " union all select distinct 'mark', number, null, number, identifier_type from placed"
        f" where identifier_type in ({_listed(types)})"
    )
    nodes = macros.call("count_rows", f"{NAME}__input")
    macros.call("separate_members", NAME, nodes)
    rows = macros.call("separated_rows", NAME)
    connection.execute(
        f"create temporary table separated as select node as number, member_number as member"
        f" from ({rows}) as nodes"
    )


def _placed(records: Records) -> str:
    """Each cell that may link, with its record's component and the record's firmest cell."""
    places = range(len(records.columns))
    numbers = [f"number_{place}" for place in places]
    firmest = f"coalesce({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]
    return " union all ".join(
        f"select coalesce(hooked.component, linking.row_number) as component, linking.row_number,"
        f" {place} as place, {quoted(column.identifier_type)} as identifier_type,"
        f" number_{place} as number, {firmest} as firmest from linking"
        " left join people__hooked as hooked on linking.row_number = hooked.node"
        f" where number_{place} is not null"
        for place, column in zip(places, records.columns, strict=True)
    )


def _listed(types: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in types)
