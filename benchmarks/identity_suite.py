"""The identity benchmark on made-up records: each contestant a child process, medians of rounds.

What is measured, and on what, is said in `identity`; how records are made in `identity_data`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.identity_data import write_customers, write_graph
from benchmarks.measuring import Cost, alternating, machine, measure, median

LINKS = ("a=identifier", "b=identifier")
CUSTOMERS = ("email", "phone", "loyalty_id")


def run(members: int, rounds: int, memory: str) -> int:
    """Measure and print.

    Args:
        members: Size of the graph; customers come as that many records.
        rounds: How often each contestant runs, in turn.
        memory: Memory limit of the engine.

    Returns:
        0; 1 when a day, or a run short of memory, gave another map than the full run.
    """
    print(machine())
    with tempfile.TemporaryDirectory(prefix="identity-suite-") as name:
        folder = Path(name)
        links, day, customers = (folder / f"{one}.parquet" for one in ("links", "day", "customers"))
        write_graph(links, members, day)
        write_customers(customers, members)
        suite = _Suite(folder, rounds, memory)
        suite.customers(customers)
        suite.graph(links)
        same = suite.day(links, day) and suite.short_of_memory(links)
    print(machine())
    return int(not same)


class _Suite:
    def __init__(self, folder: Path, rounds: int, memory: str) -> None:
        self.folder = folder
        self.rounds = rounds
        self.memory = memory

    def customers(self, customers: Path) -> None:
        """Customer records with e-mail, phone and card."""
        targets = ("--record", "entity_id", "--records-map", self._file("records.parquet"))
        full = alternating(
            self.rounds, {"full": lambda: self._full([customers], CUSTOMERS, *targets)}
        )["full"]
        print(f"\nCustomers: {_counted(full[0])}")
        _print("map of identifiers and of records", full)

    def graph(self, links: Path) -> None:
        """A graph beside its floors."""
        costs = alternating(
            self.rounds,
            {
                "floor": lambda: self._floor(links, "floor.duckdb"),
                "map floor": lambda: self._floor(links, "floor.parquet"),
                "full": lambda: self._full([links], LINKS),
            },
        )
        print(f"\nGraph: {_counted(costs['full'][0])}")
        _print("floor, numbers in a table", costs["floor"])
        _print("floor, numbers as wide as the map", costs["map floor"])
        _print("map of identifiers", costs["full"], costs["floor"], "of the floor")
        _print("map of identifiers", costs["full"], costs["map floor"], "of the floor as wide")

    def day(self, links: Path, day: Path) -> bool:
        """A day with new links beside the full run over everything; whether they agree."""
        base, state = self.folder / "base.duckdb", self.folder / "state.duckdb"
        self._full([links], LINKS, "--state", str(base))
        changes = ("--state", str(state), "--changes", self._file("changes.parquet"))
        costs = alternating(
            self.rounds,
            {
                "full": lambda: self._full([links, day], LINKS),
                "day": lambda: self._after(base, state, [day], *changes),
            },
        )
        print(f"\nA day more: {_counted(costs['day'][0])}")
        _print("full run over all records", costs["full"])
        _print("the day alone", costs["day"], costs["full"], "of the full run")
        self._after(base, state, [day], *changes, "--map", self._file("day-map.parquet"))
        return self._same("map.parquet", "day-map.parquet")

    def short_of_memory(self, links: Path) -> bool:
        """The graph with a gigabyte; whether its map is the same."""
        self._full([links], LINKS)
        small = [
            self._run([links], LINKS, "--memory", "1GB", "--map", self._file("small-map.parquet"))
        ]
        print("\nThe graph with a memory limit of 1 GB")
        _print("map of identifiers", small)
        return self._same("map.parquet", "small-map.parquet")

    def _full(self, files: Sequence[Path], identifiers: Sequence[str], *more: str) -> Cost:
        return self._run(
            files, identifiers, "--memory", self.memory, "--map", self._file("map.parquet"), *more
        )

    def _after(self, base: Path, state: Path, files: Sequence[Path], *more: str) -> Cost:
        state.write_bytes(base.read_bytes())
        return self._run(files, LINKS, *more)

    def _run(self, files: Sequence[Path], identifiers: Sequence[str], *more: str) -> Cost:
        named = [sys.executable, "-m", "benchmarks.identity", *map(str, files)]
        return measure([*named, "--identifiers", *identifiers, *more], os.environ)

    def _floor(self, links: Path, target: str) -> Cost:
        program = [sys.executable, "-m", "benchmarks.programs.identity_floor"]
        return measure([*program, str(links), self._file(target), self.memory], os.environ)

    def _file(self, name: str) -> str:
        return str(self.folder / name)

    def _same(self, one: str, other: str) -> bool:
        maps = (f"from '{self._file(one)}'", f"from '{self._file(other)}'")
        differing = duckdb.sql(
            f"select count(*) from (({maps[0]} except {maps[1]})"
            f" union all ({maps[1]} except {maps[0]}))"
        ).fetchone()
        same = differing == (0,)
        print(f"  the maps are {'the same' if same else 'NOT the same'}")
        return same


def _counted(cost: Cost) -> str:
    said = cost.said
    return (
        f"{said['records']:,} records, {said['identifiers']:,} identifiers,"
        f" {said['members']:,} members, {said['rounds']} rounds"
    )


def _print(
    name: str, costs: Sequence[Cost], beside: Sequence[Cost] = (), compared: str = ""
) -> None:
    share = ""
    if beside:
        share = f"  {median(costs, 'cpu') / median(beside, 'cpu'):.3f} {compared}"
    print(
        f"  {name:34} CPU {median(costs, 'cpu'):7.2f} s  wall {median(costs, 'wall'):7.2f} s"
        f"  peak {median(costs, 'peak_mib'):6.0f} MiB{share}"
    )
