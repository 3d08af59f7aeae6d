"""RFM, life-cycle intervals and fifty tags in polars and pandas, over the facts of a built home.

Writes the facts as Parquet for them, runs each as a process of its own, and compares what they made
with the project's tables, row by row. What is printed stands in marts.py; the rivals themselves are
programs/marts_*.py and programs/lifecycle_*.py. RFM and the life cycle are the same tables on all
sides, column by column. Of the tags the rivals make fifty of the features; the project's table has
twice as many columns, and preferences and traits are tables on the way.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from benchmarks.marts_build import compiled
from benchmarks.marts_data import Brand
from benchmarks.measuring import ROOT, Cost, measure
from benchmarks.programs.marts_sql import END

TASKS = {
    "rfm": ("int_member_orders", "member_rfm"),
    "lifecycle": ("int_lifecycle_moves", "member_lifecycle_history"),
    "tags": (
        "int_member_orders",
        "int_member_preferences",
        "int_member_behaviour",
        "int_category_prices",
        "int_member_habits",
        "int_member_traits",
        "member_rfm",
        "member_features",
    ),
}
"""The project's models that make what a rival's task makes, and more."""

INLINED = {"int_member_orders": ("rfm",), "int_lifecycle_moves": ("lifecycle",)}
"""Models on the way that are no tables in a task, as they are none for a rival: their SQL stands
where their table would, so the engine makes what the task asks of them and nothing else."""

FACTS = {
    "orders": """
        select
            one_id, order_id, paid_at, paid_date, order_date, channel, store_name, order_scene,
            is_paid, is_purchase, is_gift, purchase_number,
            cast(paid_amount as double) as paid_amount,
            cast(refund_amount as double) as refund_amount,
            cast(net_amount as double) as net_amount,
            cast(gross_amount as double) as gross_amount,
            cast(discount_amount as double) as discount_amount,
            cast(last_refunded_at + interval '8' hour as date) as refunded_date
        from marts.fct_orders where one_id is not null""",
    "items": """
        select
            one_id, order_id, order_date, product_id, product_name, category,
            cast(quantity as double) as quantity, cast(unit_price as double) as unit_price,
            cast(item_amount as double) as item_amount
        from marts.fct_order_items where one_id is not null and is_purchase""",
    "events": """
        select one_id, event_type, category, event_date
        from marts.fct_events where one_id is not null""",
    "members": """
        select
            m.one_id, cast(m.first_seen_at + interval '8' hour as date) as first_seen_date,
            cast(a.registered_at + interval '8' hour as date) as registered_date,
            p.silent_after_days as silent, p.at_risk_after_days as at_risk,
            p.churned_after_days as churned
        from intermediate.int_member_profiles as m
        left join intermediate.int_member_accounts as a on m.one_id = a.one_id
        left join intermediate.int_member_paces as p on m.one_id = p.one_id""",
}

RESULTS = {
    "rfm": ("marts.member_rfm", ("one_id",)),
    "lifecycle": ("marts.member_lifecycle_history", ("one_id", "axis", "valid_from")),
    "tags": ("marts.member_features", ("one_id",)),
}
"""The project's table for a task, and its key."""


def write_facts(brand: Brand) -> Path:
    """Write the facts of a built home as Parquet; give the folder."""
    folder = brand.home / "facts"
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(brand.warehouse), read_only=True) as connection:
        connection.execute("set memory_limit = '3GB'; set threads = 2")
        connection.execute("set preserve_insertion_order = false")
        for name, sql in FACTS.items():
            file = folder / f"{name}.parquet"
            connection.execute(f"copy ({sql}) to '{file}' (format parquet, compression zstd)")
    return folder


def write_sql(brand: Brand) -> None:
    """Write the project's statements for every task beside the facts."""
    models = list(compiled(brand))
    for task, names in TASKS.items():
        statements, inlined = [], {}
        for model in (one for one in models if one["name"] in names):
            sql = model["compiled_code"]
            for relation, its_sql in inlined.items():
                sql = sql.replace(relation, f"({its_sql})")
            if task in INLINED.get(model["name"], ()):
                inlined[model["relation_name"]] = sql
            else:
                statements.append(f"create or replace table {model['relation_name']} as {sql}")
        (brand.home / "facts" / f"{task}.sql").write_text(END.join(statements), "utf-8")


def ours(brand: Brand, task: str, memory: str) -> Cost:
    """The project's models of a task; the home's tables are made anew."""
    program = str(ROOT / "benchmarks/programs/marts_sql.py")
    folder = str(brand.home / "facts")
    command = [sys.executable, program, task, folder, str(brand.warehouse), memory]
    return measure(command, os.environ)


def rival(brand: Brand, name: str, python: str, task: str) -> Cost:
    """A rival's program for a task, by the interpreter that has its library."""
    programs = ROOT / "benchmarks/programs"
    program = [str(programs / f"marts_{name}.py"), task]
    if task == "lifecycle":
        program = [str(programs / f"lifecycle_{name}.py")]
    folder = brand.home / "facts"
    return measure([python, *program, str(folder), brand.as_of.isoformat()], os.environ)


def differing(brand: Brand, name: str, task: str) -> int:
    """How many rows only one side has, or has otherwise; numbers may differ by 0.011.

    Floats of the rivals and decimals of the project round quotients of money differently.
    """
    relation, key = RESULTS[task]
    theirs = f"read_parquet('{brand.home}/facts/{task}_{name}.parquet')"
    with duckdb.connect(str(brand.warehouse), read_only=True) as connection:
        kinds = {
            row[0]: row[1] for row in connection.execute(f"describe from {relation}").fetchall()
        }
        known = [row[0] for row in connection.execute(f"describe from {theirs}").fetchall()]
        unequal = [_unequal(column, kinds[column]) for column in known if column in kinds]
        joined = " and ".join(
            f"ours.{column} = cast(theirs.{column} as {kinds[column]})" for column in key
        )
        found = connection.execute(
            f"select count(*) from {relation} as ours full outer join {theirs} as theirs"
            f" on {joined} where {' or '.join(unequal)}"
        ).fetchone()
    return int(found[0]) if found else 0


def _unequal(column: str, kind: str) -> str:
    if kind in {"VARCHAR", "DATE", "BOOLEAN"}:
        return f"ours.{column} is distinct from cast(theirs.{column} as {kind})"
    far = f"abs(cast(ours.{column} as double) - cast(theirs.{column} as double)) > 0.011"
    there = f"(ours.{column} is null) <> (theirs.{column} is null or isnan(theirs.{column}))"
    return f"(coalesce({far}, false) or {there})"
