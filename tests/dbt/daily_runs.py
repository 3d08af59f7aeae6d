"""The tables that go on from what they were, run after run: dbt's own SQL without dbt's minutes.

The models that facts are made from are compiled twice, once to be built wholly and once to go on
from the table in place; each run executes their SQL in order over an in-memory database whose
landing the test wrote. What a model means, and dbt itself, are tested elsewhere.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.increments import IncrementMacros
from tests.dbt.conftest import AS_OF, Warehouse, run_dbt
from tests.dbt.identity_runs import Model, made_of
from tests.dbt.landing_files import EPOCH, Landed

PLACE = -424242
"""Stands in the compiled SQL for the batch that a run goes on from."""

PLACE_DAY = "1066-10-14"
"""Stands in the compiled SQL for the business day that a run goes on from."""

FIRST_DAY = date.fromisoformat("2026-01-10")
DAYS_A_RUN = 25

READ = re.compile(r"read_parquet\(\[[^]]*?/landing/(\w+)/(\w+)/[^]]*\]\)")
RUN_MARK = re.compile(r"run_id = '[^']*'")
COLUMNS = (
    "batch_seq bigint, position integer, source varchar, stream varchar, account varchar,"
    " record_key varchar, occurred_at timestamp, fetched_at timestamp, payload varchar,"
    " payload_hash varchar"
)


@dataclass(frozen=True)
class DailyModel:
    """A model compiled both ways.

    Attributes:
        whole: How it is built wholly.
        increment: SQL that goes on from the table in place; equal to `whole`'s for other models.
        config: Its dbt config.
    """

    whole: Model
    increment: str
    config: dict[str, Any]


@dataclass
class DailySql:
    """The compiled models that lead to the facts, parents first.

    Attributes:
        models: What a run executes.
        warehouse: A built file; gives the seeds.
    """

    models: list[DailyModel]
    warehouse: Path

    @property
    def streams(self) -> set[str]:
        """Every landed stream that some model reads, as `<source>__<stream>`."""
        return {
            "__".join(found) for model in self.models for found in READ.findall(model.whole.sql)
        }

    @property
    def tables(self) -> list[str]:
        """Every table that a run leaves."""
        return [
            f"{model.whole.schema}.{model.whole.name}"
            for model in self.models
            if model.whole.materialized != "view"
        ]


def compiled_facts(warehouse: Warehouse, folder: Path) -> DailySql:
    """Compile the increments and all they are made from.

    Args:
        warehouse: A whole build; its manifest holds the SQL that builds everything wholly.
        folder: An empty folder; becomes a home in which the warehouse is one to go on from.
    """
    (folder / "dbt" / "target").mkdir(parents=True)
    shutil.copy(warehouse.home / "dbt" / "target" / "partial_parse.msgpack", folder / "dbt/target")
    shutil.copy(warehouse.home / "warehouse.duckdb", folder)
    (folder / "landing").symlink_to(warehouse.home / "landing")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MDC_BUILT_THROUGH", str(PLACE))
        environment.setenv("MDC_BUILT_FOR", PLACE_DAY)
        going_on = run_dbt(folder, "compile", "--select", "+config.materialized:increment")
    nodes = {key: node for key, node in going_on.manifest["nodes"].items() if is_compiled(node)}
    whole = warehouse.manifest["nodes"]
    return DailySql(
        [
            DailyModel(_model(whole[key]), node["compiled_code"], node["config"])
            for key, node in _in_order(nodes)
        ],
        warehouse.home / "warehouse.duckdb",
    )


def is_compiled(node: dict[str, Any]) -> bool:
    """Whether dbt compiled this node, and it is a model."""
    return node["resource_type"] == "model" and "compiled_code" in node


def _model(node: dict[str, Any]) -> Model:
    config = node["config"]
    return Model(
        schema=node["schema"],
        name=node["name"],
        materialized=config["materialized"],
        sql=node["compiled_code"],
        most_identifiers=config.get("most_identifiers", 0),
    )


def _in_order(nodes: dict[str, dict[str, Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
    done: set[str] = set()

    def visit(key: str) -> Iterable[tuple[str, dict[str, Any]]]:
        if key in nodes and key not in done:
            done.add(key)
            for parent in nodes[key]["depends_on"]["nodes"]:
                yield from visit(parent)
            yield key, nodes[key]

    for key in sorted(nodes):
        yield from visit(key)


@dataclass
class DailyRuns:
    """Runs over one landing that grows.

    Attributes:
        sql: The compiled models.
        count: How many runs there were.
        through: The highest batch that was built.
    """

    sql: DailySql
    count: int = 0
    through: int = 0
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        self.macros = IncrementMacros(self.connection)
        self.connection.execute("set threads = 1; set timezone = 'UTC'")
        self.connection.execute("attach ':memory:' as warehouse")
        self.connection.execute(f"attach '{self.sql.warehouse}' as built (read_only)")
        for schema in ("landing", "staging", "intermediate", "marts", "changes", "reference"):
            self.connection.execute(f"create schema warehouse.{schema}")
        for (seed,) in self.connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'built' and schema_name = 'reference'"
        ).fetchall():
            self.connection.execute(
                f"create table warehouse.reference.{seed} as from built.reference.{seed}"
            )
        for stream in self.sql.streams:
            self.connection.execute(f"create table warehouse.landing.{stream} ({COLUMNS})")

    def run(self, records: Sequence[Landed]) -> None:
        """Land these records after all others and go on from the tables in place."""
        self.count += 1
        last = self.land(records)
        for model in self.sql.models:
            whole = model.whole
            self.macros.turn_to(whole.schema, whole.name, model.config, f"run {self.count}")
            self._build(model, is_first=self.count == 1)
        self.through = last

    @property
    def as_of(self) -> date:
        """The business day of the last run."""
        return FIRST_DAY + timedelta(days=DAYS_A_RUN * self.count)

    def land(self, records: Sequence[Landed]) -> int:
        """Give every stream one more batch with its records; returns the highest number."""
        streams: dict[str, list[Landed]] = {}
        for record in records:
            streams.setdefault(f"{record.source}__{record.stream}", []).append(record)
        seq = self.through
        for stream, landed in streams.items():
            if stream not in self.sql.streams:
                continue
            seq += 1
            self.connection.executemany(
                f"insert into warehouse.landing.{stream} values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
                [
                    [
                        seq,
                        place,
                        one.source,
                        one.stream,
                        one.account,
                        one.key,
                        one.occurred_at,
                        EPOCH + timedelta(days=365, minutes=seq),
                        json.dumps(one.payload),
                    ]
                    for place, one in enumerate(landed)
                ],
            )
        return seq

    def differences(self) -> dict[str, int]:
        """Build everything wholly beside; how many rows are other, by table that has any."""
        self.connection.execute("create or replace schema warehouse.kept")
        for table in self.sql.tables:
            name = table.split(".")[1]
            self.connection.execute(f"create table warehouse.kept.{name} as from warehouse.{table}")
        for model in self.sql.models:
            self._build_wholly(model)
        return {table: count for table in self.sql.tables if (count := self._other_rows(table))}

    def _other_rows(self, table: str) -> int:
        one, other = f"from warehouse.{table}", f"from warehouse.kept.{table.split('.')[1]}"
        either = f"({one} except all {other}) union all ({other} except all {one})"
        found = self.connection.execute(f"select count(*) from ({either})").fetchall()
        return int(found[0][0])

    def _build(self, model: DailyModel, *, is_first: bool) -> None:
        kind = model.whole.materialized
        if kind == "increment" and not is_first:
            self.connection.execute("use warehouse.intermediate")
            self.macros.go_on(self._said(model.increment))
            return
        goes_on = kind == "compared" and not is_first
        if goes_on:
            self.macros.keep_former()
        self._build_wholly(model)
        if goes_on:
            self.macros.note_other()
        elif kind in ("compared", "increment"):
            self.macros.note_nothing()

    def _build_wholly(self, model: DailyModel) -> None:
        self.connection.execute("use warehouse.intermediate")
        kind = "view" if model.whole.materialized == "view" else "table"
        name = f"warehouse.{model.whole.schema}.{model.whole.name}"
        query = made_of(model.whole, self._said(model.whole.sql), self.macros)
        self.connection.execute(f"create or replace {kind} {name} as {query}")

    def _said(self, sql: str) -> str:
        """A compiled query for the landing and the moment of this run."""
        placed = READ.sub(r"warehouse.landing.\1__\2", sql).replace(str(PLACE), str(self.through))
        former = self.as_of - timedelta(days=DAYS_A_RUN)
        placed = placed.replace(AS_OF, self.as_of.isoformat())
        placed = placed.replace(PLACE_DAY, former.isoformat())
        return RUN_MARK.sub(f"run_id = 'run {self.count}'", placed)
