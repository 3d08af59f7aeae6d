"""Identity alone, run after run, on small worlds: dbt's own SQL without dbt's minutes.

The models are compiled once; each run executes their SQL in order over an in-memory database whose
statements the test wrote, and publishes what the next run compares with. What a source's records
state, and dbt itself, are tested elsewhere.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.macros import Macros
from tests.dbt.conftest import Warehouse, run_dbt

NOW = "2026-01-01T00:00:00+00:00"
START = datetime.fromisoformat("2026-06-01")
ORDER = 16
PUBLISHED = tuple(
    f"member_identity_{name}" for name in ("changes", "health", "history", "links", "redirects")
)
GIVEN = re.compile(r"int_identity__(\w+_statements|\w+_evidence|known_openids|decision_log)")
LEFT_OUT = re.compile(r"int_identity__paths|member_identity_(paths|decisions|suspects)")


@dataclass(frozen=True)
class Said:
    """What one landed record says: an identifier, and those it names beside it."""

    kind: str
    value: str
    unionid: str | None = None
    user: str | None = None
    card: str | None = None
    phone: str | None = None
    name: str | None = None
    is_verified: bool = False

    def statement(self, place: int) -> dict[str, Any]:
        """The row of a statement model, landed at a place."""
        seen_at = START - timedelta(days=400) + timedelta(days=place)
        return {
            "source": "offline" if self.kind in ("member_card", "phone") else "wechat_mini_program",
            "stream": "hand_made",
            "subject_type": self.kind,
            "subject_scope": SCOPES[self.kind],
            "subject_value": self.value,
            "unionid": self.unionid,
            "brand_user_id": self.user,
            "member_card": self.card,
            "phone": self.phone,
            "phone_status": "valid" if self.phone or self.kind == "phone" else None,
            "name_token": self.name,
            "is_verified": self.is_verified,
            "first_record_key": f"record-{place}",
            "first_seen_at": seen_at,
            "last_seen_at": seen_at,
            "first_landed_order": place * ORDER,
            "last_landed_order": place * ORDER,
            "record_count": 1,
        }


SCOPES = {"mp_openid": "app", "oa_openid": "account", "member_card": "testbrand", "phone": ""}

Identifier = tuple[str, str]
Members = dict[Identifier, str | None]


@dataclass(frozen=True)
class Model:
    """A compiled model: where it goes, how it is made, and of what."""

    schema: str
    name: str
    materialized: str
    sql: str
    most_identifiers: int


@dataclass
class IdentitySql:
    """The compiled models of identity, in the order in which they build on one another.

    Attributes:
        folder: Where a run publishes; the compiled SQL reads the last version there.
        models: What a run executes.
        tests: SQL of the tests on jumps, by name.
        inputs: Name and columns of the tables that stand for what records said.
    """

    folder: Path
    models: list[Model]
    tests: dict[str, str]
    inputs: dict[str, dict[str, str]]

    @property
    def version(self) -> Path:
        """Folder of the Parquet files that were published last."""
        return self.folder / "serving" / "current" / "parquet"


def compiled_identity(warehouse: Warehouse, folder: Path) -> IdentitySql:
    """Compile the models against a home where everything has been published, with no rows in it.

    Args:
        warehouse: A whole build; gives the columns, and spares dbt parsing anew.
        folder: An empty folder.
    """
    parsed = warehouse.home / "dbt" / "target" / "partial_parse.msgpack"
    (folder / "dbt" / "target").mkdir(parents=True)
    shutil.copy(parsed, folder / "dbt" / "target")
    sql = IdentitySql(folder, [], {}, {})
    sql.version.mkdir(parents=True)
    with duckdb.connect(str(warehouse.home / "warehouse.duckdb"), read_only=True) as reader:
        for table in PUBLISHED:
            file = sql.version / f"{table}.parquet"
            reader.execute(f"copy (from marts.{table} limit 0) to '{file}' (format parquet)")
        paths = ("path:models/intermediate/identity", "path:models/marts/identity")
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("MDC_NOW", NOW)
            manifest = run_dbt(folder, "compile", "--select", *paths).manifest
        for node in manifest["nodes"].values():
            if node["name"].startswith("no_jump_in_"):
                sql.tests[node["name"]] = node["compiled_code"]
        for node in _in_order(manifest["nodes"]):
            if GIVEN.fullmatch(node["name"]):
                columns = reader.execute(f"describe intermediate.{node['name']}").fetchall()
                sql.inputs[node["name"]] = {column[0]: column[1] for column in columns}
            elif not LEFT_OUT.fullmatch(node["name"]):
                config = node["config"]
                sql.models.append(
                    Model(
                        schema=node["schema"],
                        name=node["name"],
                        materialized=config["materialized"],
                        sql=node["compiled_code"],
                        most_identifiers=config.get("most_identifiers", 0),
                    )
                )
    return sql


def _in_order(nodes: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The models of identity, parents first."""
    wanted = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "model" and node["fqn"][2] == "identity"
    }
    done: set[str] = set()

    def visit(key: str) -> Iterator[dict[str, Any]]:
        if key in wanted and key not in done:
            done.add(key)
            for parent in wanted[key]["depends_on"]["nodes"]:
                yield from visit(parent)
            yield wanted[key]

    for key in sorted(wanted):
        yield from visit(key)


@dataclass
class Runs:
    """Runs over one landing that grows; every run publishes.

    Attributes:
        sql: The compiled models.
        count: How many runs there were; each is a day after the one before.
    """

    sql: IdentitySql
    count: int = 0
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        self.connection.execute("set threads = 1; set timezone = 'UTC'")
        self.connection.execute("attach ':memory:' as warehouse")
        for schema in ("intermediate", "marts"):
            self.connection.execute(f"create schema warehouse.{schema}")
        for name, columns in self.sql.inputs.items():
            described = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self.connection.execute(f"create table warehouse.intermediate.{name} ({described})")
        self.forget_published()

    def forget_published(self) -> None:
        """Take every published row away, as if nothing had ever been published."""
        for table in PUBLISHED:
            file = self.sql.version / f"{table}.parquet"
            self.connection.execute(f"create or replace table emptied as from '{file}' limit 0")
            self.connection.execute(f"copy emptied to '{file}' (format parquet)")

    @property
    def now(self) -> datetime:
        """The instant of the last run, UTC."""
        return START + timedelta(days=self.count)

    def land(self, records: Sequence[Said]) -> None:
        """Let landing hold exactly these records, in this order."""
        table = "warehouse.intermediate.int_identity__account_statements"
        self.connection.execute(f"delete from {table}")
        columns = list(self.sql.inputs["int_identity__account_statements"])
        rows = [
            [record.statement(place).get(column) for column in columns]
            for place, record in enumerate(records, start=1)
        ]
        self.connection.executemany(
            f"insert into {table} values ({', '.join('?' for _ in columns)})", rows
        )

    def decide(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Let the log of decisions hold exactly these."""
        name = "int_identity__decision_log"
        self.connection.execute(f"delete from warehouse.intermediate.{name}")
        columns = list(self.sql.inputs[name])
        for row in rows:
            self.connection.execute(
                f"insert into warehouse.intermediate.{name}"
                f" values ({', '.join('?' for _ in columns)})",
                [row.get(column) for column in columns],
            )

    def run(self, records: Sequence[Said]) -> Members:
        """Build identity from these records, publish it, and give the members."""
        self.count += 1
        self.land(records)
        self.build()
        self.publish()
        return self.members()

    def build(self) -> None:
        """Execute every model for the present instant."""
        macros = Macros(self.connection)
        self.connection.execute("use warehouse.intermediate")
        for model in self.sql.models:
            query = made_of(model, model.sql.replace(NOW, self.now.isoformat()), macros)
            self.connection.execute(
                f"create or replace table warehouse.{model.schema}.{model.name} as {query}"
            )

    def jumps(self) -> dict[str, str]:
        """What the tests on jumps say of the present tables, by name; empty when all pass."""
        said = {}
        for name, query in self.sql.tests.items():
            try:
                self.rows(query)
            except duckdb.InvalidInputException as error:
                said[name] = str(error)
        return said

    def publish(self) -> None:
        """Make what was built the version that the next run compares with."""
        for table in PUBLISHED:
            file = self.sql.version / f"{table}.parquet"
            self.connection.execute(f"copy warehouse.marts.{table} to '{file}' (format parquet)")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query; tables are called `marts.…` and `intermediate.…`."""
        self.connection.execute("use warehouse.marts")
        return self.connection.execute(query).fetchall()

    def members(self) -> Members:
        """The member of every identifier, None for nobody."""
        return {
            (kind, value): one_id
            for kind, value, one_id in self.rows(
                "select identifier_type, value, one_id from intermediate.int_identity__map"
            )
        }


def made_of(model: Model, query: str, macros: Macros) -> str:
    """The query that makes a model's table: its own, or what its materialization leaves behind."""
    if model.materialized == "connected_components":
        macros.call("contract_edges", model.name, query)
        return str(macros.call("resolved_components", model.name))
    if model.materialized == "separated_members":
        macros.call("scratch_table", f"{model.name}__input", query)
        macros.call("separate_members", model.name, model.most_identifiers)
        return str(macros.call("separated_rows", model.name))
    return query
