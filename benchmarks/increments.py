"""The project's increments, run without dbt: one model at a time goes on from its table in place.

What the materializations `increment` and `compared` do between dbt's hooks, by their own macros
(dbt/macros/incremental). Which models there are, in which order, and what landed is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import duckdb

from benchmarks.macros import Macros

PLACES = ("landed_seq", "landed_position")
"""By what rows are replaced when a model does not say."""


@dataclass
class Relation:
    """What dbt calls `this`."""

    schema: str = ""
    identifier: str = ""

    def __str__(self) -> str:
        return f"warehouse.{self.schema}.{self.identifier}"


class Config(dict[str, Any]):
    """What dbt calls `config`."""

    def require(self, name: str) -> Any:
        """A setting that must be there."""
        return self[name]


def noted_columns(config: Mapping[str, Any]) -> list[str]:
    """The columns that `changed` gives of a model with this config."""
    return list(config.get("noted") or config.get("key") or PLACES)


class IncrementMacros(Macros):
    """The macros of increments, with the names of dbt that they use, for one model at a time.

    Args:
        connection: Where they run; the database with the tables is called `warehouse`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.this, self.config, self.mark = Relation(), Config(), ""
        super().__init__(connection, ("dialect", "identity", "incremental"))
        self._environment.globals.update(
            changes_of=lambda this: f"warehouse.changes.{this.identifier}",
            is_increment=lambda: True,
            run_mark=lambda: self.mark,
        )

    def _names_of_dbt(self) -> dict[str, Any]:
        adapter = SimpleNamespace(
            dispatch=self._dispatch,
            create_schema=lambda _: None,
            get_columns_in_relation=self._columns,
        )
        names = super()._names_of_dbt()
        return {**names, "adapter": adapter, "this": self.this, "config": self.config}

    def _columns(self, relation: Relation) -> list[SimpleNamespace]:
        described = self._connection.execute(f"describe {relation}").fetchall()
        return [SimpleNamespace(name=row[0]) for row in described]

    def turn_to(self, schema: str, name: str, config: Mapping[str, Any], mark: str) -> None:
        """Let the macros speak of this model and run; what they know is kept, so it is changed."""
        self.this.schema, self.this.identifier = schema, name
        self.config.clear()
        self.config.update(config)
        self.mark = mark

    def go_on(self, sql: str) -> None:
        """Take what changed into the table of the model that was turned to.

        Args:
            sql: Its query, compiled to go on.
        """
        self.call("make_room", sql, noted_columns(self.config))
        news = f"{self.this.identifier}__news"
        self._connection.execute(self.call("insert_rows", self.this, news))
        self.call("drop_scratch_table", news)

    def keep_former(self) -> None:
        """Keep what a `compared` table holds, before it is built anew."""
        columns = self.call("compared_columns")
        query = f"select {columns} from {self.this}"
        self.call("scratch_table", f"{self.this.identifier}__former", query)

    def note_other(self) -> None:
        """Note what is other than what was kept."""
        former = f"{self.this.identifier}__former"
        rows = self.call("differing_rows", self.call("compared_columns"), self.this, former)
        self.call("note_changes", noted_columns(self.config), rows)
        self.call("drop_scratch_table", former)

    def note_nothing(self) -> None:
        """Note, for those who ask, that nothing changed."""
        nothing = f"select * from {self.this} where 1 = 0"
        self.call("note_changes", noted_columns(self.config), nothing)
