"""A home into which files are delivered, and its store sales as the tables would show them.

The staging models are compiled by dbt once; here their SQL is run over the landing of any home,
so that many small homes can be tried in a test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import cast

import duckdb

from tests.connectors.offline.test_landing import home_of

MODELS = (
    "stg_offline__members",
    "stg_offline__sales",
    "stg_offline__ticket_statements",
    "int_orders__ticket_standings",
    "int_orders__current_tickets",
    "int_orders__sale_lines",
    "int_orders__ticket_contradictions",
)
_FILES = re.compile(r"read_parquet\(\[[^]]*?/landing/offline/(\w+)/[^]]*\]\)")
Line = tuple[str | None, str, Decimal, Decimal]
"""Ticket number, article, quantity, amount."""


@dataclass
class Delivered:
    """One home."""

    home: Path
    compiled: Mapping[str, str]
    now: int = 1_717_000_000
    results: list[object] = field(default_factory=list)

    def deliver(self, name: str, content: str | bytes, *, at: int | None = None) -> None:
        """Drop a file, a minute after the one before (or at a given time), and pull."""
        self.now += 60
        path = self.home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (at or self.now,) * 2)
        self.pull()

    def pull(self) -> None:
        """Pull members and sales to their end."""
        runtime = home_of(self.home)
        source = runtime.source("offline")
        for stream in source.streams:
            if stream.name in ("members", "sales"):
                self.results.append(runtime.pull(source, stream))
        runtime.landing.close()
        runtime.vault.close()

    def table(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query over the staging models."""
        with duckdb.connect() as connection:
            connection.execute(
                "attach ':memory:' as warehouse; create schema warehouse.staging;"
                " create schema warehouse.intermediate"
            )
            for model in MODELS:
                schema = "staging" if model.startswith("stg_") else "intermediate"
                connection.execute(f"create table warehouse.{schema}.{model} as {self._sql(model)}")
            return connection.execute(query).fetchall()

    def sales(self) -> list[Line]:
        """The lines that count, in order."""
        rows = self.table(
            "select ticket_no, product_code, quantity, amount"
            " from warehouse.intermediate.int_orders__sale_lines order by all"
        )
        return cast(list[Line], rows)

    def _sql(self, model: str) -> str:
        def files(found: re.Match[str]) -> str:
            folder = self.home / "landing" / "offline" / found[1]
            if any(folder.glob("*.parquet")):
                return f"read_parquet('{folder}/*.parquet')"
            return found[0]

        return _FILES.sub(files, self.compiled[model])


def compiled_models(target: Path) -> Iterator[tuple[str, str]]:
    """The SQL of the models in a dbt target folder."""
    for model in MODELS:
        (path,) = target.glob(f"compiled/*/models/**/{model}.sql")
        yield model, path.read_text("utf-8")
