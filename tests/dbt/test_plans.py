"""How the engine would run the models: none may take a way whose cost grows with the square."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.pipeline


def test_no_outer_join_compares_every_row_with_every_other(warehouse: Warehouse) -> None:
    """`left join … on a.kind = 'x' and a.key = b.key` does: the condition on one side belongs into
    the key, as `case when a.kind = 'x' then a.key end = b.key`."""
    squares = {}
    with duckdb.connect(str(warehouse.home / "warehouse.duckdb"), read_only=True) as connection:
        for node in warehouse.manifest["nodes"].values():
            if node["resource_type"] == "model" and node["language"] == "sql":
                plan = _plan(connection, node["compiled_code"])
                found = [step["extra_info"] for step in plan if _is_square(step)]
                squares |= {node["name"]: found} if found else {}
    assert squares == {}


def _plan(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    told = connection.execute(f"explain (format json) {sql}").fetchall()[0][1]
    return [step for root in json.loads(told) for step in _steps(root)]


def _steps(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield step
    for child in step["children"]:
        yield from _steps(child)


def _is_square(step: dict[str, Any]) -> bool:
    is_nested = step["name"].strip() in {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN"}
    return is_nested and step["extra_info"].get("Join Type") in {"LEFT", "RIGHT", "FULL"}
