"""The member tables at scale: a full build, its floor, and the same in other engines.

    python -m benchmarks.marts [--scale 0.05] [--days 730] [--polars /path/to/python] [--day]

Makes a brand (marts_data.py; scale 1 is 1 M members, 20 M order lines, 50 M events in two years)
and measures on it, each in a process of its own, in CPU seconds, since walls hang on neighbours:

* the SQL of a full build, as dbt compiled it, without dbt: every table from staging and identity
  on, and the largest memory it took under the limit that the project's profile sets;
* the same tables written by hand, the shortest way, over the same inputs, row for row the same;
* RFM, life-cycle intervals and fifty tags in pandas and, when an interpreter with
  requirements-polars.txt is named, in polars, and whether they came to the same;
* with `--day`, one more day: what lands goes into the tables in place, beside a full build of that
  day in a copy, with the rows in which any table differs.

Returns 1 when any of them came to other rows.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import marts_day
from benchmarks.marts_data import Brand, Size
from benchmarks.marts_rivals import TASKS, differing, ours, rival, write_facts, write_sql
from benchmarks.measuring import Cost, machine, measure

CHAINS = {
    "fct_orders": (
        "int_orders__ticket_standings",
        "int_orders__current_tickets",
        "int_orders__sale_lines",
        "int_orders__ticket_lines",
        "int_orders__youzan_lines",
        "int_orders__lines",
        "int_orders__shop_orders",
        "int_orders__youzan_orders",
        "int_orders__file_orders",
        "int_orders__store_tickets",
        "int_orders__refunds",
        "fct_orders",
    ),
    "fct_order_items": ("fct_order_items",),
    "fct_events": ("fct_events",),
    "member_rfm": TASKS["rfm"],
    "member_lifecycle_history": TASKS["lifecycle"],
    "lifecycle_daily": ("lifecycle_daily",),
    "member_features": tuple(set(TASKS["tags"]) - {"int_member_orders", "member_rfm"}),
}
"""A table by hand, and the project's models that make it from the same inputs; each model once."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=0.05, help="1 is the full size")
    parser.add_argument("--days", type=int, default=730, help="length of the history")
    parser.add_argument("--polars", help="an interpreter that has requirements-polars.txt")
    parser.add_argument("--memory", default="3GB", help="memory limit of the engine")
    parser.add_argument("--home", type=Path, help="where to make the brand, or one that is made")
    parser.add_argument("--day", action="store_true", help="and a day's increment")
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="marts-") as scratch:
        home = arguments.home or Path(scratch) / "home"
        brand = _brand(home, Size.of_scale(arguments.scale, arguments.days))
        wrong = _full_build(brand, arguments.memory)
        rivals = {"pandas": sys.executable}
        if arguments.polars:
            rivals["polars"] = arguments.polars
        wrong += _side_by_side(brand, rivals, arguments.memory)
        if arguments.day:
            wrong += _a_day(brand, arguments.memory)
    print(machine())
    return int(wrong > 0)


def _brand(home: Path, size: Size) -> Brand:
    brand = Brand.read(home) if (home / "brand.json").exists() else Brand.make(home, size)
    brand.dbt("compile")
    counted = f"{brand.size.members:,} members, {brand.size.lines:,} order lines"
    print(f"\n{counted}, {brand.size.events:,} events in {brand.days} days")
    return brand


def _full_build(brand: Brand, memory: str) -> int:
    """The project's SQL and, table by table, the same by hand; gives the rows that differ."""
    build = measure(_program(brand, memory), os.environ)
    tables = build.said["tables"]
    print(
        f"Full build: {_cost(build)}; SQL of {len(tables)} tables {sum(tables.values()):.1f} CPU s"
    )
    for name, cpu in sorted(tables.items(), key=lambda table: -table[1])[:12]:
        print(f"  {cpu:8.2f}  {name}")
    by_hand = measure([*_program(brand, memory), "--by-hand", "--compare"], os.environ)
    print(f"By hand: peak {by_hand.peak_mib:.0f} MiB")
    mine, floor = 0.0, 0.0
    for name, chain in CHAINS.items():
        own, other = sum(tables[one] for one in chain), by_hand.said["tables"][name]
        mine, floor = mine + own, floor + other
        rows = by_hand.said["differing"][name]
        print(f"  {name:25} {own:7.2f} : {other:7.2f} = {own / other:5.2f}, {rows} rows differ")
    print(f"  {'together':25} {mine:7.2f} : {floor:7.2f} = {mine / floor:5.2f}")
    return sum(by_hand.said["differing"].values())


def _side_by_side(brand: Brand, rivals: dict[str, str], memory: str) -> int:
    """Every task by the project and by each rival; gives the rows that differ."""
    write_facts(brand)
    write_sql(brand)
    wrong = 0
    for task in TASKS:
        print(f"{task}: the project {_cost(ours(brand, task, memory))}")
        for name, python in rivals.items():
            cost = rival(brand, name, python, task)
            rows = differing(brand, name, task)
            print(f"  {name} {_cost(cost)}, {rows} rows differ")
            wrong += rows
    return wrong


def _a_day(brand: Brand, memory: str) -> int:
    """One more day in the tables in place, and built anew; gives the rows that differ."""
    marts_day.let_a_day_land(brand)
    increment = marts_day.go_on(brand, memory)
    beside, whole = marts_day.build_anew(brand, memory)
    day, anew = (cost.said["tables"] for cost in (increment, whole))
    for name, cost in (("A day's increment", increment), ("The same day anew", whole)):
        print(f"{name}: {_cost(cost)}, SQL {sum(cost.said['tables'].values()):.2f} CPU s")
    print(f"  share of SQL {sum(day.values()) / sum(anew.values()):.3f}")
    for name, cpu in sorted(day.items(), key=lambda table: -table[1])[:12]:
        print(f"  {cpu:8.2f} of {anew[name]:8.2f}  {name}")
    differing = marts_day.differing(brand, beside)
    print(f"  {sum(differing.values())} rows differ {differing or ''}")
    return sum(differing.values())


def _program(brand: Brand, memory: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.marts_build", str(brand.home), "--memory", memory]


def _cost(cost: Cost) -> str:
    return f"{cost.cpu:.1f} CPU s, {cost.wall:.1f} s wall, peak {cost.peak_mib:.0f} MiB"


if __name__ == "__main__":
    raise SystemExit(main())
