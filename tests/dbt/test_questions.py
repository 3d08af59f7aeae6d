"""The questions that public tables say they answer, asked: every query runs on the warehouse."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.pipeline

CHINESE = re.compile(r"[一-鿿]")


def questions(warehouse: Warehouse) -> list[tuple[str, dict[str, Any]]]:
    """Every declared question with the table that declares it."""
    return [
        (str(node["name"]), question)
        for node in warehouse.manifest["nodes"].values()
        if node["resource_type"] == "model"
        for question in node["config"]["meta"].get("questions", [])
    ]


def test_every_question_is_asked_in_both_languages(warehouse: Warehouse) -> None:
    unclear = [
        (table, question)
        for table, question in questions(warehouse)
        if set(question) != {"en", "zh", "sql"}
        or not question["en"].endswith("?")
        or not CHINESE.search(question["zh"])
    ]
    assert questions(warehouse)
    assert unclear == []


def test_every_question_is_answered_by_its_own_table(warehouse: Warehouse) -> None:
    """A query may join other tables; without the one it stands at, it answers for another."""
    elsewhere = [
        (table, question["en"])
        for table, question in questions(warehouse)
        if not re.search(rf"\bmarts\.{table}\b", question["sql"])
    ]
    assert elsewhere == []


def test_no_query_is_about_one_day_of_the_made_up_brand(warehouse: Warehouse) -> None:
    """Copied for a brand of another year, a query with a date in it would find nothing."""
    dated = [
        (table, question["en"])
        for table, question in questions(warehouse)
        if re.search(r"'\d{4}-\d{2}", question["sql"])
    ]
    assert dated == []


def test_every_query_runs(warehouse: Warehouse) -> None:
    broken = []
    for table, question in questions(warehouse):
        try:
            warehouse.rows(question["sql"])
        except duckdb.Error as error:
            broken.append((table, question["en"], str(error)))
    assert broken == []
