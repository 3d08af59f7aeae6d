"""A day after a full build: the project's increment beside a full build of the same day.

Lets one more day happen in a home that is built, has the tables in place go on from what landed,
builds everything anew in a copy, and compares every table row by row. What is printed stands in
marts.py; how a model goes on is in increments.py.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace

import duckdb

from benchmarks.increments import noted_columns
from benchmarks.marts_build import MARK, compiled, given_increments
from benchmarks.marts_data import Brand
from benchmarks.measuring import Cost, measure

MAP = "int_identity__map"


def let_a_day_land(brand: Brand) -> int:
    """Let the next day happen, and note what it changed as the models that are left out would.

    Returns:
        The batch that the tables in place were built through.
    """
    through, last_day = 999 + brand.days, brand.as_of.isoformat()
    with duckdb.connect(str(brand.warehouse)) as connection:
        connection.execute("create schema if not exists changes")
        connection.execute(f"create table changes.former as from intermediate.{MAP}")
    brand.add_days(1)
    built = {"MDC_BUILT_THROUGH": str(through), "MDC_BUILT_FOR": last_day}
    brand.dbt("compile", environment={**built, "MDC_RUN_MARK": MARK})
    with duckdb.connect(str(brand.warehouse)) as connection:
        for node in given_increments(brand):
            config, name = node["config"], node["name"]
            keys = ", ".join(noted_columns(config))
            changed = f"from staging.{name} where landed_seq > {through}"
            if name == MAP:
                keys = ", ".join(config["key"])
                columns = ", ".join([*config["key"], *config["compared"]])
                now, then = f"select {columns} from intermediate.{MAP}", "changes.former"
                before = f"select {columns} from {then}"
                changed = f"from (({now} except {before}) union all ({before} except {now}))"
            connection.execute(
                f"create or replace table changes.{name} as"
                f" select distinct {keys}, '{MARK}' as run_id {changed}"
            )
        connection.execute("drop table changes.former")
    return through


def go_on(brand: Brand, memory: str) -> Cost:
    """The tables in place take what landed."""
    return _built(brand, memory, "--go-on")


def build_anew(brand: Brand, memory: str) -> tuple[Brand, Cost]:
    """Everything built for the same day in a copy of the home, which is returned as well."""
    beside = replace(brand, home=brand.home / "anew")
    shutil.rmtree(beside.home, ignore_errors=True)
    (beside.home / "dbt/target").mkdir(parents=True)
    shutil.copy(brand.warehouse, beside.warehouse)
    shutil.copy(brand.home / "brand.json", beside.home)
    parsed = brand.home / "dbt/target/partial_parse.msgpack"
    shutil.copy(parsed, beside.home / "dbt/target")
    beside.dbt("compile")
    return beside, _built(beside, memory)


def differing(brand: Brand, beside: Brand) -> dict[str, int]:
    """Rows that only one of two homes has, by table that has any."""
    found = {}
    with duckdb.connect(str(brand.warehouse), read_only=True) as connection:
        connection.execute("set memory_limit = '3GB'; set threads = 2")
        connection.execute(f"attach '{beside.warehouse}' as anew (read_only)")
        for node in compiled(brand):
            name = f"{node['schema']}.{node['name']}"
            if node["config"]["materialized"] == "view":
                continue
            columns = ", ".join(f'"{one}"' for one in _columns(connection, f"anew.{name}"))
            ours, theirs = f"select {columns} from {name}", f"select {columns} from anew.{name}"
            more = f"(select count(*) from anew.{name}) - (select count(*) from {name})"
            row = connection.execute(
                f"select count(*), {more} from ({ours} except all {theirs})"
            ).fetchone()
            only_ours, more_theirs = row or (0, 0)
            if only_ours or more_theirs:
                found[name] = int(2 * only_ours + more_theirs)
    return found


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {relation}").fetchall()]


def _built(brand: Brand, memory: str, *more: str) -> Cost:
    program = ["-m", "benchmarks.marts_build", str(brand.home), "--memory", memory, *more]
    return measure([sys.executable, *program], os.environ)
