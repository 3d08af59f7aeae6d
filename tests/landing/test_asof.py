"""Snapshots that say of which day they speak: an old one that comes late changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from member_center.landing import Landing
from member_center.landing.rebuild import rebuild_state
from member_center.landing.records import ProtectedRecord
from tests.landing.test_commit import commit
from tests.landing.world import record, rows


def told(points: int, day: int, key: str = "A1") -> ProtectedRecord:
    return record(key, points=points, _file="f", _snapshot_date=f"2024-05-{day:02}")


def keys(home: Path) -> list[str]:
    return [row[5] for row in rows(home)]


def test_an_older_day_lands_under_a_key_of_its_own(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        commit(landing, [told(5, 10)])
        commit(landing, [told(3, 2), told(1, 2, "B1")])
        landing.write_index()
    assert keys(tmp_path) == ["A1", "A1~late", "B1"]


def test_a_day_that_brought_nothing_new_counts_too(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        commit(landing, [told(5, 1)])
        assert commit(landing, [told(5, 10)]).landed == 0
        commit(landing, [told(3, 7)])
        assert commit(landing, [told(3, 7)]).landed == 0
        commit(landing, [told(3, 12)])
        landing.write_index()
    assert keys(tmp_path) == ["A1", "A1~late", "A1"]


def test_a_rebuilt_log_knows_the_days_that_landed(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        commit(landing, [told(5, 10)])
    (tmp_path / "state.db").unlink()
    rebuild_state(tmp_path)
    with Landing(tmp_path) as landing:
        commit(landing, [told(3, 2)])
        landing.write_index()
    assert keys(tmp_path) == ["A1", "A1~late"]


@pytest.mark.parametrize("day", ["2024-05-0\ud83d", "soon", "9999"])
def test_what_is_no_day_makes_nothing_late(tmp_path: Path, day: str) -> None:
    with Landing(tmp_path) as landing:
        commit(landing, [record("A1", points=1, _snapshot_date=day)])
        commit(landing, [told(3, 2)])
        landing.write_index()
    assert keys(tmp_path) == ["A1", "A1"]
