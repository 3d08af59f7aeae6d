"""Drift lands and is reported: new, renamed, retyped and missing fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from member_center.landing import Landing, ShapeChange
from member_center.landing.shapes import ShapeReader
from tests.landing.world import NOW, record


@pytest.fixture
def commit(tmp_path: Path) -> Any:
    """Commits a payload (often enough to be trusted) and returns what changed in shape."""
    landing = Landing(tmp_path)
    keys = iter(range(10_000))

    def commit(*payloads: dict[str, Any], times: int = 30) -> tuple[ShapeChange, ...]:
        records = [record(f"k{next(keys)}", **payload) for payload in payloads * times]
        receipt = landing.commit("shop", "orders", "wx", records, {}, NOW, "none")
        assert receipt.landed == len(records)
        return receipt.shape_changes

    yield commit
    landing.close()


USUAL = {"id": 1, "price": {"total": 10, "lines": [{"sku": "a", "n": 1}]}, "note": None}


def test_the_first_batch_is_what_later_ones_are_compared_with(commit: Any) -> None:
    assert commit(USUAL) == ()
    assert commit(USUAL) == ()


def test_a_new_field_is_reported_once_at_any_depth(commit: Any) -> None:
    commit(USUAL)
    drifted = USUAL | {
        "gift": True,
        "price": {"total": 1, "lines": [{"sku": "a", "n": 1, "w": "x"}]},
    }
    assert commit(USUAL, drifted) == (
        ShapeChange("new", "gift", "", "boolean"),
        ShapeChange("new", "price.lines[].w", "", "string"),
    )
    assert commit(drifted) == ()


def test_a_renamed_field_is_new_and_missing(commit: Any) -> None:
    commit(USUAL)
    renamed = {"order_id": 1} | {name: USUAL[name] for name in ("price", "note")}
    assert commit(renamed) == (
        ShapeChange("missing", "id", "number", ""),
        ShapeChange("new", "order_id", "", "number"),
    )


@pytest.mark.parametrize(
    ("value", "after"), [("1", "string"), ([1], "array"), ({"v": 1}, "object"), (True, "boolean")]
)
def test_a_retyped_field_is_reported(commit: Any, value: Any, after: str) -> None:
    commit(USUAL)
    changes = commit(USUAL | {"id": value})
    assert ShapeChange("retyped", "id", "number", after) in changes
    assert str(changes[-1]) == f"id was number, is now also {after}"


def test_whole_and_broken_numbers_are_one_type_and_null_is_none(commit: Any) -> None:
    commit(USUAL)
    assert commit(USUAL | {"id": 1.5}, USUAL | {"id": None}) == ()
    assert commit(USUAL | {"note": "text"}) == ()


def test_an_object_that_became_null_loses_nothing_by_itself(commit: Any) -> None:
    commit(USUAL)
    assert commit(USUAL | {"price": None}) == ()
    assert commit(USUAL | {"price": {"total": 1}}) == (
        ShapeChange("missing", "price.lines", "array", ""),
    )


def test_an_optional_field_is_not_missing(commit: Any) -> None:
    commit(USUAL, {name: USUAL[name] for name in ("id", "price")})
    assert commit({name: USUAL[name] for name in ("id", "price")}) == ()


def test_a_protected_value_is_one_type_whatever_it_masks(commit: Any) -> None:
    commit({"phone": {"token": "ph1_a", "mask": "138****0000", "status": "valid"}})
    assert commit({"phone": {"token": None, "mask": "138****0000", "status": "masked"}}) == ()


def test_two_kinds_of_items_in_one_list_are_both_seen() -> None:
    seen = ShapeReader().observe([{"a": [{"x": 1}, {"y": "t"}, 3]}, {"a": []}])
    assert seen == {
        ("", "object"): 2,
        ("a", "array"): 2,
        ("a[]", "object"): 1,
        ("a[]", "number"): 1,
        ("a[].x", "number"): 1,
        ("a[].y", "string"): 1,
    }
