"""The made-up brand, and the member tables made from it by four ways that must agree."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from benchmarks import marts
from benchmarks.marts_data import Brand, Size

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

SIZE = Size(members=2000, lines=40_000, events=100_000, days=200)


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tables and no rows."""
    home = tmp_path_factory.mktemp("brand") / "empty"
    Brand.empty(home, SIZE)
    return home


def filled(empty_home: Path, name: str, *stretches: int, size: Size = SIZE) -> Brand:
    """A brand in a copy of the empty home, in which so many days happened, one after the other."""
    home = empty_home.with_name(name)
    shutil.copytree(empty_home, home)
    brand = Brand(home, size)
    for days in stretches:
        brand.add_days(days)
    return brand


def staged(brand: Brand) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that the generator fills, sorted by their text."""
    with duckdb.connect(str(brand.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where estimated_size > 0"
        ).fetchall()
        return {
            table: sorted(connection.execute(f"from {table}").fetchall(), key=repr)
            for (table,) in tables
        }


def test_days_give_the_same_rows_however_they_are_reached(empty_home: Path) -> None:
    whole, parts = filled(empty_home, "whole", 201), filled(empty_home, "parts", 150, 50, 1)
    assert whole.as_of == parts.as_of
    ours, theirs = staged(whole), staged(parts)
    assert ours.keys() == theirs.keys()
    assert [table for table, rows in ours.items() if rows != theirs[table]] == []
    assert len(ours["staging.stg_wechat_mini_program__events"]) > 99_000


def test_another_seed_gives_another_brand(empty_home: Path) -> None:
    other = filled(empty_home, "other", 20, size=replace(SIZE, seed=2))
    same = filled(empty_home, "same", 20)
    orders = "staging.stg_wechat_shop__orders"
    assert staged(other)[orders] != staged(same)[orders]


def test_project_hand_written_sql_pandas_and_a_day_agree(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    brand = filled(empty_home, "measured", 200)
    monkeypatch.setattr(sys, "argv", ["marts", "--home", str(brand.home), "--day"])
    assert marts.main() == 0
    printed = capsys.readouterr().out
    assert "Full build" in printed
    assert printed.count(" 0 rows differ") == len(marts.CHAINS) + len(marts.TASKS) + 1
