"""The benchmark's own way to build the member tables, held to dbt's on every run of the tests."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from benchmarks import marts_build
from benchmarks.marts_data import SHAPE, UNTIL, Brand, Size
from benchmarks.marts_day import differing
from tests.dbt.conftest import AS_OF, Warehouse

pytestmark = pytest.mark.pipeline

SIZE = Size(members=1, lines=1, events=1, days=1)
DAYS = 1 + (date.fromisoformat(AS_OF) - UNTIL).days
FILLED_BY_DBT = {"marts.data_quality_results"}
"""Tables that dbt adds to when it has run its last test."""


def as_given(warehouse: Warehouse, home: Path) -> Brand:
    """A home with what the generator stands for, staging and identity, and no other table."""
    (home / "dbt" / "target").mkdir(parents=True)
    shutil.copy(warehouse.home / "warehouse.duckdb", home)
    shutil.copy(warehouse.home / "dbt" / "target" / "manifest.json", home / "dbt" / "target")
    (home / SHAPE).write_text(json.dumps({"size": asdict(SIZE), "days": DAYS}), "utf-8")
    brand = Brand.read(home)
    with duckdb.connect(str(brand.warehouse)) as connection:
        connection.execute("drop schema changes cascade; drop schema marts cascade")
        for node in marts_build.compiled(brand):
            if node["schema"] == "intermediate":
                kind = "view" if node["config"]["materialized"] == "view" else "table"
                connection.execute(f"drop {kind} intermediate.{node['name']}")
    return brand


def test_a_full_build_without_dbt_makes_the_tables_of_dbt(
    warehouse: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    brand = as_given(warehouse, tmp_path / "home")
    monkeypatch.setattr(sys, "argv", ["marts_build", str(brand.home)])
    assert marts_build.main() == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert {"fct_orders", "member_lifecycle_history", "member_tags"} <= tables.keys()
    other = differing(brand, replace(brand, home=warehouse.home))
    assert other.keys() - FILLED_BY_DBT == set(), other
