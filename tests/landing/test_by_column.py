"""What lands of columns is, byte for byte, what lands of the same payloads one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from connectors.core.columns import Column, RecordColumns
from member_center.landing.by_column import can_encode_columns, encode_columns, observe_columns
from member_center.landing.columns import pieces
from member_center.landing.encoding import encode, encode_all
from member_center.landing.pull import _protected
from member_center.landing.records import ProtectedColumns
from member_center.landing.shapes import ShapeReader
from member_center.privacy import Guard
from tests.landing.world import NOW

PII = {"phone": "phone", "cashier": "name"}
VALUES = some.one_of(
    some.none(),
    some.text(max_size=12),
    some.integers(-(10**12), 10**12),
    some.sampled_from(
        [
            "13912345678",
            "ring 13912345678 now",
            "金丝雀@example.com",
            "11010519491231002X",
            "0086-139-1234-5678",
            {"z": "139 1234 5678", "a": ["x", 1]},
            [{"n": 2, "m": None}],
        ]
    ),
)
NAMES = ("sold_at", "phone", "cashier", "手机", "_row", "note")
ROWS = some.lists(some.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)), min_size=1, max_size=12)


class Vault:
    """Forgets what it is given."""

    def put_many(self, values: Any) -> None:
        list(values)


def columns_of(rows: list[dict[str, Any]]) -> RecordColumns:
    fields = [(name, Column([row[name] for row in rows], range(len(rows)))) for name in NAMES]
    fields.append(("store", Column.constant("S", len(rows))))
    fields.append(("_file", Column.constant("abc", len(rows))))
    keys = [f"k{place}" for place in range(len(rows))]
    return RecordColumns(keys, Column.constant(NOW, len(rows)), fields)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_text_hash_and_shape_are_the_same_by_column_and_by_row(rows: list[dict[str, Any]]) -> None:
    columns = columns_of(rows)
    by_row = Guard("t" * 40, 1, Vault()).protect_all((one.payload for one in columns), PII)
    protected = _protected(columns, Guard("t" * 40, 1, Vault()), PII)
    if not isinstance(protected, ProtectedColumns):
        blank = [row["phone"] for row in rows] + [row["cashier"] for row in rows]
        assert any(isinstance(one, str) and not one.strip() for one in blank)
        return
    texts, hashes = encode_columns(protected.fields)
    one_by_one = list(map(encode, *by_row))
    assert list(zip(pieces(texts), hashes, strict=True)) == one_by_one
    assert list(zip(*encode_all(*by_row), strict=True)) == one_by_one
    observed = observe_columns(protected.fields, len(rows))
    assert +observed == +ShapeReader().observe(by_row.payloads)


@pytest.mark.parametrize(
    ("fields", "can"),
    [
        ({"a": ["x", "y"]}, True),
        ({"a": ["x", None], "b": [None, "y"]}, False),
        ({"a": ["x", "y"], "_snapshot_date": ["2024-05-01"] * 2}, False),
        ({"a": ["x", "y"], "_file": ["f", None]}, False),
        ({"a": ["x", "y"], "_file": ["f", "f"]}, True),
    ],
)
def test_what_columns_cannot_say_goes_row_by_row(fields: dict[str, list[Any]], can: bool) -> None:
    assert can_encode_columns([(n, Column.of(values)) for n, values in fields.items()]) is can


def test_a_sales_export_goes_by_column() -> None:
    """Else nothing would fail, and all of it would take twice as long."""
    columns = columns_of([dict.fromkeys(NAMES, "x") | {"phone": "13912345678"}] * 3)
    protected = _protected(columns, Guard("t" * 40, 1, Vault()), PII)
    assert isinstance(protected, ProtectedColumns)
    assert "13912345678" not in json.dumps([column.values for _, column in protected.fields])
