"""Payloads of one form as text, fingerprint and shape, made field by field.

A distinct value is written as JSON once and stands in the text of every record that holds it. The
outcome is, byte for byte, what ``encoding`` and ``shapes`` make of the same payloads one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from member_center.landing.asof import DAY_FIELD
from member_center.landing.columns import by_code, counted, joined, pieces
from member_center.landing.encoding import FILE_FIELD, fingerprint
from member_center.landing.records import ValuesByCode
from member_center.landing.shapes import ROOT, kind_of, pairs_below

Fields = Sequence[tuple[str, ValuesByCode]]


def can_encode_columns(fields: Fields) -> bool:
    """Whether field by field can be said what these payloads say.

    Not so for payloads that speak of a day, that have no field in common, or of which some are out
    of a file and some are not.
    """
    full = {name for name, column in fields if None not in column.values}
    names = {name for name, _ in fields}
    says_something = any(not name.startswith("_") for name in full)
    is_of_one_origin = FILE_FIELD in full or FILE_FIELD not in names
    return says_something and DAY_FIELD not in names and is_of_one_origin


def encode_columns(fields: Fields) -> tuple[pa.StringArray, list[bytes]]:
    """Text and fingerprint of each payload; see ``encoding.encode``."""
    is_of_a_file = any(name == FILE_FIELD for name, _ in fields)
    members = [(name, column, _members(name, column, 0)) for name, column in fields]
    said = [
        (name, _members(name, column, orjson.OPT_SORT_KEYS) if _is_nested(column) else texts)
        for name, column, texts in members
        if not (is_of_a_file and name.startswith("_"))
    ]
    said.sort(key=lambda member: member[0].encode())
    canonical = pieces(_objects([texts for _, texts in said]))
    return _objects([texts for *_, texts in members]), list(map(fingerprint, canonical))


def _objects(members: Sequence[pa.StringArray]) -> pa.StringArray:
    """The payloads as JSON: each member behind a comma, the first of which becomes a brace."""
    return pc.binary_replace_slice(joined(members, "}"), 0, 1, "{")


def _members(name: str, column: ValuesByCode, option: int) -> pa.StringArray:
    label = b",%b:" % orjson.dumps(name)
    return by_code(
        [
            b"" if value is None else label + orjson.dumps(value, option=option)
            for value in column.values
        ],
        column.codes,
    )


def _is_nested(column: ValuesByCode) -> bool:
    return not {str, int, type(None)}.issuperset(map(type, column.values))


def observe_columns(fields: Fields, length: int) -> Counter[tuple[str, str]]:
    """In how many payloads each path occurs with each type; see ``shapes.ShapeReader``."""
    observed = Counter({(ROOT, "object"): length})
    for name, column in fields:
        times: Counter[Any] = Counter()
        if {str} == set(map(type, column.values)):
            times[str] = length
        else:
            for value, records in zip(column.values, counted(column), strict=True):
                times[kind_of(value)] += records
        del times[type(None)]
        for kind, records in times.items():
            if records:
                observed.update(dict.fromkeys(pairs_below(name, kind), records))
    return observed
