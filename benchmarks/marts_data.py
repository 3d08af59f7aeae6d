"""A made-up brand of any size as the dbt project finds it right after staging and identity.

    python -m benchmarks.marts_data HOME [--scale 0.05] [--days 730]
    python -m benchmarks.marts_data HOME --add-days 1

The first call makes a home whose warehouse holds every staging and identity table of the project
(built by dbt over no records, hence with the project's own columns and types) and fills those that
the member tables are made from. At scale 1 that is 1 M members, 20 M order lines and 50 M events in
two years. The second call goes on in such a home: the next days' members, orders, behaviour, and
what changes in the days before (deliveries, refunds, behaviour that arrives late). Everything is a
pure function of a running number and of the seed: the same days give the same rows, however they
are reached. What lands on a day has the batch number 1000 + day. No landing, no clear or real
person: tokens and masks only. What is built on it, and how it is measured, is said in marts.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[1]
SQL = Path(__file__).parent / "marts_sql"
BRAND = "brand"
UNTIL = date(2026, 11, 22)
"""The business day of a new home's last records, whatever its size."""
STRETCH = 61
"""Days of behaviour that are written at a time, for the sake of memory."""
SHAPE = "brand.json"
"""What a home was made with, kept beside its warehouse."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a brand has, when `days` are over.

    Attributes:
        members: People with a `one_id`; three tenths are there on the first day.
        lines: Order lines, two an order on average; seven tenths of the orders are the shop's.
        events: Behaviour in the mini-program.
        days: Length of the history.
        seed: Another seed gives other people and other orders.
    """

    members: int = 1_000_000
    lines: int = 20_000_000
    events: int = 50_000_000
    days: int = 730
    seed: int = 1

    @classmethod
    def of_scale(cls, scale: float, days: int = 730) -> Size:
        """A part of the full size, over the same days."""
        return cls(int(1e6 * scale), int(2e7 * scale), int(5e7 * scale), days)

    def variables(self) -> dict[str, Any]:
        """The numbers that the SQL files draw from."""
        first = self.members * 3 // 10
        return {
            "seed": self.seed,
            "day_zero": UNTIL - timedelta(days=self.days - 1),
            "first_members": first,
            "members_a_day": (self.members - first) / self.days,
            "orders_a_day": self.lines / 2 / self.days,
            "events_a_day": self.events / self.days,
        }


@dataclass(slots=True)
class Brand:
    """A home with a made-up brand in it.

    Attributes:
        home: Its folder: `warehouse.duckdb`, and dbt's target and logs.
        size: What its rates follow from.
        days: Days that are in the warehouse.
        first_day: The first of them; later than 0 leaves out the beginning of the history.
    """

    home: Path
    size: Size
    days: int = 0
    first_day: int = 0

    @classmethod
    def read(cls, home: Path) -> Brand:
        """The brand that a home was made with."""
        told = json.loads((home / SHAPE).read_text("utf-8"))
        return cls(home, Size(**told.pop("size")), **told)

    @classmethod
    def empty(cls, home: Path, size: Size, first_day: int = 0) -> Brand:
        """Make a home whose staging and identity tables hold nothing yet.

        Args:
            home: Where; made if need be, without a warehouse so far.
            size: What the brand's rates follow from.
            first_day: Orders and behaviour before this day are left out, their members are not.
        """
        home.mkdir(parents=True, exist_ok=True)
        brand = cls(home, size, 0, first_day)
        everything_read = ("resource_type:seed", "staging", "+intermediate.identity")
        brand.dbt("build", "--resource-type", "model", "seed", "--select", *everything_read)
        return brand

    @classmethod
    def make(cls, home: Path, size: Size, first_day: int = 0) -> Brand:
        """Make a home and fill it to the end of the size's days; arguments as in `empty`."""
        brand = cls.empty(home, size, first_day)
        brand.add_days(size.days)
        return brand

    @property
    def as_of(self) -> date:
        """The business day of the last records."""
        day_zero: date = self.size.variables()["day_zero"]
        return day_zero + timedelta(days=self.days - 1)

    @property
    def warehouse(self) -> Path:
        """The file of the warehouse."""
        return self.home / "warehouse.duckdb"

    def add_days(self, days: int) -> None:
        """Let the next days happen."""
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute("set preserve_insertion_order = false; set timezone = 'UTC'")
            connection.execute("set threads = 2; set memory_limit = '3GB'")
            values = self.size.variables() | {"end_day": self.days + days}
            for name, value in values.items():
                connection.execute(f"set variable {name} = $value", {"value": value})
            _run(connection, "world")
            if not self.days:
                _run(connection, "products")
            connection.execute("set variable first_day = $day", {"day": self.days})
            _run(connection, "members")
            begun = max(self.days, self.first_day)
            connection.execute("set variable first_day = $day", {"day": begun})
            _run(connection, "orders")
            for first in range(begun, self.days + days, STRETCH):
                end = min(first + STRETCH, self.days + days)
                connection.execute(
                    f"set variable first_day = {first}; set variable end_day = {end}"
                )
                _run(connection, "events")
        self.days += days
        told = {"size": asdict(self.size), "days": self.days, "first_day": self.first_day}
        (self.home / SHAPE).write_text(json.dumps(told), "utf-8")

    def dbt(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Run the project's dbt over the home, for the brand's last business day.

        Args:
            arguments: Command and options.
            environment: What the environment holds besides what dbt needs.

        Raises:
            RuntimeError: dbt failed; what it wrote is in the message.
        """
        ran = subprocess.run(
            self.command(*arguments),
            env=self.environment() | dict(environment or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise RuntimeError(ran.stdout[-6000:] + ran.stderr[-2000:])

    def command(self, *arguments: str) -> list[str]:
        """The command line that runs dbt."""
        known = {"as_of": self.as_of.isoformat(), "brand": BRAND}
        dbt = str(Path(sys.executable).with_name("dbt"))
        flags = ["--quiet", "--no-use-colors", "--project-dir", str(ROOT / "dbt")]
        return [dbt, *arguments, *flags, "--vars", json.dumps(known)]

    def environment(self) -> dict[str, str]:
        """The environment that dbt needs."""
        return {
            **os.environ,
            "MDC_HOME": str(self.home),
            "MDC_NOW": f"{self.as_of.isoformat()}T18:00:00+00:00",
            "DBT_PROFILES_DIR": str(ROOT / "dbt"),
            "DBT_TARGET_PATH": str(self.home / "dbt" / "target"),
            "DBT_LOG_PATH": str(self.home / "dbt" / "logs"),
            "DO_NOT_TRACK": "1",
        }


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute((SQL / f"{name}.sql").read_text("utf-8"))


def main() -> int:
    """Make a home, or let days happen in one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--scale", type=float, default=0.05, help="1 is the full size")
    parser.add_argument("--days", type=int, default=730, help="length of the history")
    parser.add_argument("--first-day", type=int, default=0, help="leave out what was before")
    parser.add_argument("--add-days", type=int, default=0, help="go on in a home that is there")
    arguments = parser.parse_args()
    if arguments.add_days:
        brand = Brand.read(arguments.home)
        brand.add_days(arguments.add_days)
    else:
        size = Size.of_scale(arguments.scale, arguments.days)
        brand = Brand.make(arguments.home, size, arguments.first_day)
    sys.stdout.write(f"{arguments.home}: {brand.days} days, until {brand.as_of}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
