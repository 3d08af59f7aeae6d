"""Which values link nobody: the part of the identity rules that plain records can be judged by.

Read from a small YAML in the shape of the project's rules. Rules that need more than the records
(verified times, names, families) are the dbt project's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity_records import Records, quoted
from benchmarks.macros import Macros

KNOWN = ("blocked_values", "blocked_pattern", "most_members", "one_per_member")


class Limits:
    """Limits per identifier type.

    `blocked_values` and `blocked_pattern` name values that stand for nobody; `most_members` is how
    many holders one value may have before it is shared. Holders are told apart by the first other
    identifier of the record, in the order of the columns. `one_per_member: true` keeps two values
    of a type apart, whatever runs between them (`identity_separation`).

    Args:
        types: The limits of each type; an empty mapping lets every value link.
    """

    def __init__(self, types: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.types = {name: dict(limits or {}) for name, limits in (types or {}).items()}

    @classmethod
    def read(cls, path: Path | None, records: Records) -> Limits:
        """Read a rules file.

        Raises:
            ValueError: It names a type that no column has, or a limit that is not known here.
        """
        if path is None:
            return cls()
        import yaml  # a run without rules does without it

        limits = cls((yaml.safe_load(path.read_text("utf-8")) or {}).get("types"))
        types = {column.identifier_type for column in records.columns}
        for name, rules in limits.types.items():
            if name not in types:
                raise ValueError(f"{path.name}: no column has the type {name}")
            for unknown in set(rules) - set(KNOWN):
                raise ValueError(f"{path.name}: {name}.{unknown} is none of {', '.join(KNOWN)}")
        return limits

    @property
    def one_per_member(self) -> list[str]:
        """The types of which a member has one value."""
        return [name for name, rules in self.types.items() if rules.get("one_per_member")]

    def judge(self, connection: duckdb.DuckDBPyConnection, records: Records) -> None:
        """Make `withheld` (number, status) and `linking`: `numbers` without the withheld ones."""
        connection.execute("create temporary table withheld (number bigint, status varchar)")
        places = range(len(records.columns))
        if not self.types:
            connection.execute("create temporary view linking as select * from numbers")
            return
        self._withhold_blocked(connection, records)
        _make_linking(connection, len(places))
        self._withhold_shared(connection, records)
        _make_linking(connection, len(places))

    def _withhold_blocked(self, connection: duckdb.DuckDBPyConnection, records: Records) -> None:
        macros = Macros(connection)
        for name, rules in self.types.items():
            conditions = []
            if rules.get("blocked_pattern"):
                conditions.append(macros.call("matches", "value", rules["blocked_pattern"]))
            if rules.get("blocked_values"):
                listed = ", ".join(quoted(value) for value in rules["blocked_values"])
                conditions.append(f"value in ({listed})")
            if conditions:
                connection.execute(
                    f"insert into withheld select min(cell), 'blocked' from ({records.cells()})"
                    f" as cells where identifier_type = {quoted(name)}"
                    f" and ({' or '.join(conditions)}) group by value"
                )

    def _withhold_shared(self, connection: duckdb.DuckDBPyConnection, records: Records) -> None:
        places = range(len(records.columns))
        for name, rules in self.types.items():
            if "most_members" not in rules:
                continue
            held = " union all ".join(
                f"select number_{place} as number, {_first_other(place, len(places))} as holder"
                " from linking"
                for place in places
                if records.columns[place].identifier_type == name
            )
            connection.execute(
                f"insert into withheld select number, 'shared' from ({held}) as held"
                " where number is not null group by number"
                f" having count(distinct holder) > {int(rules['most_members'])}"
            )


def _make_linking(connection: duckdb.DuckDBPyConnection, columns: int) -> None:
    kept = ", ".join(
        f"case when withheld_{place}.number is null then number_{place} end as number_{place}"
        for place in range(columns)
    )
    joins = " ".join(
        f"left join withheld as withheld_{place}"
        f" on numbers.number_{place} = withheld_{place}.number"
        for place in range(columns)
    )
    connection.execute(
        "create or replace temporary table linking as"
        f" select numbers.row_number, {kept} from numbers {joins}"
    )


def _first_other(place: int, columns: int) -> str:
    others = ", ".join(f"number_{other}" for other in range(columns) if other != place)
    return f"coalesce({others})" if others else "null"
