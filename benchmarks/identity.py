"""Who is one member: how fast the SQL of the dbt project answers, on any records.

    python -m benchmarks.identity FILE… --identifiers email phone loyalty_id --map map.parquet
        [--record entity_id --records-map records.parquet] [--rules rules.yml]
    python -m benchmarks.identity FILE… --identifiers a=id b=id --state s.duckdb --map map.parquet
    python -m benchmarks.identity DAY… --identifiers a=id b=id --state s.duckdb --changes c.parquet
    python -m benchmarks.identity [--members 100000] [--rounds 3]

With files (Parquet, or CSV with a header): every identifier gets the id of its member, written as
identifier_type, value, one_id, status. `NAME=TYPE` says that a column holds identifiers of a type;
several columns may hold the same. Values are trimmed, and empty ones are none. Ids come from a
member's earliest record and depend on nothing else. A state that exists is brought up to date with
the files, in place; `--changes` then tells who is new (identifier_type, value, one_id) and
which members are one now (one_id, old_one_id).

Without files: customers of the nearest rival's shape, a graph beside its floor (telling identifiers
apart, numbering both ends of each link, writing that down), a day with 1 % more links beside the
full run that it must equal, and a run that is short of memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import identity_state
from benchmarks.identity_engine import Resolver
from benchmarks.identity_limits import Limits
from benchmarks.identity_records import Column, open_records
from benchmarks.measuring import peak_mib


def main() -> int:
    """Resolve files, or measure on made-up ones."""
    arguments = _arguments()
    if not arguments.files:
        from benchmarks.identity_suite import run

        return run(arguments.members, arguments.rounds, arguments.memory)
    begun, wall = time.process_time(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="identity-") as scratch:
        connection = connect(Path(scratch), arguments.memory, _threads(arguments))
        try:
            said = _resolve(connection, arguments)
        except (ValueError, duckdb.Error) as error:
            sys.stderr.write(f"{error}\n")
            return 2
        connection.close()
    said["cpu"] = round(time.process_time() - begun, 2)
    said["wall"] = round(time.perf_counter() - wall, 2)
    said["peak_mib"] = round(peak_mib())
    sys.stdout.write(sentence(said) + "\n" + json.dumps(said) + "\n")
    return 0


def connect(scratch: Path, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into a folder when it must."""
    return duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(scratch),
            "preserve_insertion_order": False,
        }
    )


def sentence(said: dict[str, Any]) -> str:
    """The figures of a run in one line."""
    return (
        f"{said['records']:,} records, {said['identifiers']:,} identifiers,"
        f" {said['members']:,} members in {said['rounds']} rounds:"
        f" {said['cpu']} CPU s, {said['wall']} s wall, peak {said['peak_mib']} MiB"
    )


def _threads(arguments: argparse.Namespace) -> int:
    """As many as wanted; a day alone is too short for a second one to be worth its start."""
    is_day = bool(arguments.state and arguments.state.exists())
    threads: int = arguments.threads or (1 if is_day else 2)
    return threads


def _resolve(
    connection: duckdb.DuckDBPyConnection, arguments: argparse.Namespace
) -> dict[str, Any]:
    columns = [Column.parse(text) for text in arguments.identifiers or ()]
    if not columns:
        raise ValueError("name the columns: --identifiers NAME[=TYPE] …")
    if arguments.rules and arguments.state:
        raise ValueError("limits can take links away, which a state cannot follow: leave out one")
    if arguments.state and arguments.state.exists():
        return _bring_up_to_date(connection, columns, arguments)
    record = arguments.record if arguments.records_map else None
    records = open_records(connection, arguments.files, columns, record=record)
    limits = Limits.read(arguments.rules, records)
    resolver = Resolver(connection, records, limits)
    resolver.resolve()
    if arguments.state:
        identity_state.attach(connection, arguments.state)
        identity_state.keep(resolver)
    if arguments.map:
        resolver.write_map(arguments.map)
    if arguments.records_map:
        resolver.write_records(arguments.records_map, bool(arguments.record))
    return resolver.counts()


def _bring_up_to_date(
    connection: duckdb.DuckDBPyConnection, columns: list[Column], arguments: argparse.Namespace
) -> dict[str, Any]:
    identity_state.attach(connection, arguments.state)
    first_row = identity_state.rows_before(connection, columns)
    records = open_records(connection, arguments.files, columns, first_row)
    day = identity_state.Day(connection, records)
    day.resolve()
    if arguments.changes:
        day.write_changes(arguments.changes)
    if arguments.map:
        identity_state.write_map(connection, columns, arguments.map)
    return day.counts()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--identifiers", nargs="+", metavar="NAME[=TYPE]")
    parser.add_argument("--map", type=Path, help="Parquet file to write: identifier to member")
    parser.add_argument("--record", help="column that names records; else their row is their name")
    parser.add_argument("--records-map", type=Path, help="Parquet file to write: record to member")
    parser.add_argument("--rules", type=Path, help="YAML with limits: see identity_limits.py")
    parser.add_argument("--state", type=Path, help="DuckDB file kept from one day to the next")
    parser.add_argument("--changes", type=Path, help="Parquet file to write: what a day changed")
    parser.add_argument("--memory", default="8GB", help="memory limit of the engine")
    parser.add_argument("--threads", type=int, help="of the engine: 2, and for a day 1")
    parser.add_argument("--members", type=int, default=100_000, help="size of the made-up graph")
    parser.add_argument("--rounds", type=int, default=3, help="repetitions, medians are printed")
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    raise SystemExit(main())
