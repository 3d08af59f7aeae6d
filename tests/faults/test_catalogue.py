"""Every fault of the catalogue has a test that exists, and no number is left out."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.faults.api_faults import FAULTS
from tests.faults.catalogue import API, CATALOGUE, Survived
from tests.faults.child import ROOT

FIRST, LAST = 1, 38


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    coroutines = (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef))
    return frozenset(one.name for one in (*functions, *coroutines))


def test_no_number_is_left_out() -> None:
    assert [entry.number for entry in CATALOGUE] == list(range(FIRST, LAST + 1))


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: f"{entry.number}")
def test_a_fault_has_a_test_that_exists(entry: Survived) -> None:
    assert entry.tests
    for test in entry.tests:
        path, _, name = test.partition("::")
        assert name in names_in(path), test


def test_faults_of_the_api_are_scripted_where_the_catalogue_says_so() -> None:
    scripted = {fault.number for fault in FAULTS}
    assert {entry.number for entry in CATALOGUE if API in entry.tests} == scripted
