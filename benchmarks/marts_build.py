"""One process that makes member tables in a home from SQL alone, and says what each of them cost.

    python -m benchmarks.marts_build HOME [--memory 3GB] [--only TABLE…]
    python -m benchmarks.marts_build HOME --go-on
    python -m benchmarks.marts_build HOME --by-hand

The first runs the SQL that dbt compiled for this home, in order and without dbt: what is left is
the engine's work. The second does so with SQL that was compiled to go on from the tables in place
(marts_day.py). The third runs the same tables written by hand (marts_sql/by_hand), each over
what the project has built before it; with `--compare` it counts the rows that differ as well. The
last line is a JSON object: `tables` (name to CPU seconds), `differing` (name to rows), `peak_mib`.
What the figures mean, and who else is measured, is said in marts.py.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.increments import IncrementMacros
from benchmarks.marts_data import SQL, Brand
from benchmarks.measuring import peak_mib

BY_HAND = SQL / "by_hand"
MARK = "the day"
"""What marks the changes of the one run that goes on."""

TELLING_CHANGES = ("increment", "compared")
"""Materializations that note which keys a run has changed."""


def main() -> int:
    """Build, by the project's SQL or by hand, and print what it cost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--memory", default="3GB", help="memory limit of the engine")
    parser.add_argument("--only", nargs="+", metavar="TABLE", help="else all of them")
    parser.add_argument("--go-on", action="store_true", help="from the tables in place")
    parser.add_argument("--by-hand", action="store_true", help="the SQL written by hand instead")
    parser.add_argument("--compare", action="store_true", help="with what the project built")
    arguments = parser.parse_args()
    brand = Brand.read(arguments.home)
    with connect(brand, arguments.memory) as connection:
        if arguments.by_hand:
            said = _by_hand(connection, arguments.only, arguments.compare)
        else:
            said = _project(connection, brand, arguments.only, arguments.go_on)
    sys.stdout.write(json.dumps(said | {"peak_mib": round(peak_mib())}) + "\n")
    return 0


def connect(brand: Brand, memory: str) -> duckdb.DuckDBPyConnection:
    """The home's warehouse as the project's profile opens it."""
    connection = duckdb.connect(
        str(brand.warehouse),
        config={"threads": 2, "memory_limit": memory, "preserve_insertion_order": False},
    )
    connection.execute("set timezone = 'UTC'")
    connection.execute("set variable as_of = $day", {"day": brand.as_of})
    for schema in ("intermediate", "marts", "changes", "by_hand"):
        connection.execute(f"create schema if not exists {schema}")
    return connection


def compiled(brand: Brand) -> Iterator[dict[str, Any]]:
    """The models that SQL makes from staging and identity, parents first, as dbt compiled them.

    Those fitted in Python, and what follows from them, are left out: SQL is what is measured.
    """
    manifest = json.loads((brand.home / "dbt/target/manifest.json").read_text("utf-8"))
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and not is_given(node)
    }
    parents = {key: set(node["depends_on"]["nodes"]) & set(nodes) for key, node in nodes.items()}
    fitted: set[str] = set()
    for key in TopologicalSorter(parents).static_order():
        if nodes[key]["language"] == "python" or parents[key] & fitted:
            fitted.add(key)
        else:
            yield nodes[key]


def given_increments(brand: Brand) -> list[dict[str, Any]]:
    """The models that the generator stands for and whose changes others ask for."""
    manifest = json.loads((brand.home / "dbt/target/manifest.json").read_text("utf-8"))
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and is_given(node)
        and node["config"]["materialized"] in TELLING_CHANGES
    ]


def is_given(node: dict[str, Any]) -> bool:
    """Whether the generator stands for this model."""
    return node["fqn"][1] == "staging" or node["fqn"][1:3] == ["intermediate", "identity"]


def _project(
    connection: duckdb.DuckDBPyConnection, brand: Brand, only: list[str] | None, goes_on: bool
) -> dict[str, Any]:
    tables = {}
    macros = IncrementMacros(connection)
    if not goes_on:
        for node in given_increments(brand):
            macros.turn_to(node["schema"], node["name"], node["config"], MARK)
            macros.note_nothing()
    for node in compiled(brand):
        if only and node["name"] not in only:
            continue
        macros.turn_to(node["schema"], node["name"], node["config"], MARK)
        begun = os.times()
        connection.execute("begin")
        _build(connection, node, macros, goes_on)
        connection.execute("commit")
        tables[node["name"]] = _cpu_since(begun)
    return {"tables": tables}


def _build(
    connection: duckdb.DuckDBPyConnection,
    node: dict[str, Any],
    macros: IncrementMacros,
    goes_on: bool,
) -> None:
    """What the model's materialization does, without what dbt keeps for later runs."""
    kind = node["config"]["materialized"]
    if kind == "increment" and goes_on:
        macros.go_on(node["compiled_code"])
        return
    is_compared = kind == "compared" and goes_on
    if is_compared:
        macros.keep_former()
    made = "view" if kind == "view" else "table"
    name = f"{node['schema']}.{node['name']}"
    connection.execute(f"create or replace {made} {name} as {node['compiled_code']}")
    if is_compared:
        macros.note_other()
    elif kind in TELLING_CHANGES:
        macros.note_nothing()


def _by_hand(
    connection: duckdb.DuckDBPyConnection, only: list[str] | None, compare: bool
) -> dict[str, Any]:
    tables, differing = {}, {}
    for file in sorted(BY_HAND.glob("*.sql")):
        name = file.stem
        if only and name not in only:
            continue
        sql = f"create or replace table by_hand.{name} as {file.read_text('utf-8')}"
        tables[name] = _cpu_of(connection, sql)
        if compare:
            differing[name] = _differing(connection, name)
    return {"tables": tables, "differing": differing}


def _differing(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """How many rows only one of the two tables has, in the columns written by hand."""
    described = connection.execute(f"describe by_hand.{name}").fetchall()
    columns = ", ".join(column for column, *_ in described)
    ours = f"select {columns} from marts.{name}"
    theirs = f"select {columns} from by_hand.{name}"
    found = connection.execute(
        f"select count(*) from (({ours} except all {theirs}) union all"
        f" ({theirs} except all {ours}))"
    ).fetchone()
    return int(found[0]) if found else 0


def _cpu_of(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    begun = os.times()
    connection.execute(sql)
    return _cpu_since(begun)


def _cpu_since(begun: os.times_result) -> float:
    ended = os.times()
    return round(ended.user + ended.system - begun.user - begun.system, 3)


if __name__ == "__main__":
    raise SystemExit(main())
