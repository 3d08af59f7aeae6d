"""Lines of the brand's registry and event log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.core.daily_logs import LineRefused
from connectors.wechat_mini_program.logs import event_line, registry_line

TIME = 1_773_112_372_303


def raw(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode()


def test_a_line_is_kept_as_it_is_with_its_instant_to_the_millisecond() -> None:
    line = {"type": "track", "distinct_id": "o1", "event": "search", "time": TIME}
    record = event_line(line, raw(line))
    assert record.payload is line
    assert record.occurred_at == datetime(2026, 3, 10, 3, 12, 52, 303_000, tzinfo=UTC)


def test_the_same_line_twice_has_one_key_and_any_other_has_another() -> None:
    line = {"type": "profile_set", "distinct_id": "o1", "time": TIME, "properties": {"points": 1}}
    other = {**line, "properties": {"points": 2}}
    keys = {registry_line(one, raw(one)).key for one in (line, dict(line), other)}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)


@pytest.mark.parametrize(
    "damage",
    [
        {"distinct_id": None},
        {"distinct_id": ""},
        {"event": None},
        {"time": None},
        {"time": "yesterday"},
        {"time": 1_773_112_372},
        {"time": 10**30},
        {"time": -5},
        {"time": True},
    ],
    ids=str,
)
def test_a_line_that_names_nobody_or_no_time_is_refused(damage: dict[str, Any]) -> None:
    line = {"distinct_id": "o1", "event": "search", "time": TIME, **damage}
    with pytest.raises(LineRefused):
        event_line(line, raw(line))


def test_a_time_written_as_text_is_a_time() -> None:
    line = {"distinct_id": "o1", "time": str(TIME)}
    occurred_at = registry_line(line, raw(line)).occurred_at
    assert occurred_at == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=TIME)
