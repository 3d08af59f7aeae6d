"""Compaction changes files, never content; a kill in between is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest

from member_center.landing import Landing, compaction
from tests.landing.world import NOW, Killed, Machine, files, record, rows


def fill(home: Path, pages: int = 12) -> Landing:
    """Two streams page by page in turn, all checked, indexed."""
    landing = Landing(home)
    for page in range(pages):
        for stream in ("members", "sales"):
            records = [record(f"{page}-{n}", page, page=page) for n in range(3)]
            landing.commit("offline", stream, "demo", records, {"page": page}, NOW, "all")
    landing.mark_checked(2 * pages)
    landing.write_index()
    return landing


def log_of(landing: Landing) -> list[tuple[object, ...]]:
    return [
        (b.batch_seq, b.stream, b.rows, b.occurred_min, b.occurred_max, b.is_checked)
        for b in landing.batches()
    ]


def test_rows_and_log_stay_and_files_go(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    before, log_before, names = rows(tmp_path), log_of(landing), files(tmp_path)
    assert landing.compact("offline", "members", min_files=4) == 12
    assert rows(tmp_path) == before
    assert log_of(landing) == log_before
    assert len(files(tmp_path)) == len(names) - 11
    assert landing.sweep() == []
    assert landing.verify() == []
    assert landing.cursor("offline", "members") == {"page": 11}


def test_few_files_are_left_alone(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    names = files(tmp_path)
    assert landing.compact("offline", "members", min_files=13) == 0
    assert files(tmp_path) == names


def test_a_merged_file_holds_no_more_than_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = fill(tmp_path)
    before = rows(tmp_path)
    monkeypatch.setattr(compaction, "MERGED_ROWS", 10)
    assert landing.compact("offline", "members", min_files=2) == 12
    assert [batch.file for batch in landing.batches("offline", "members")] == [
        f"landing/offline/members/{first:012d}-{first + 4:012d}.0.parquet"
        for first in (1, 7, 13, 19)
        for _ in range(3)
    ]
    assert landing.compact("offline", "members", min_files=2) == 0
    assert rows(tmp_path) == before


def test_unchecked_and_withheld_batches_are_left_alone(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    landing.withhold(9, "wrong")
    landing.commit("offline", "members", "demo", [record("new")], {"page": 12}, NOW, "all")
    landing.write_index()
    before = rows(tmp_path)
    assert landing.compact("offline", "members", min_files=2) == 11
    assert rows(tmp_path) == before
    named = {batch.batch_seq: batch.file for batch in landing.batches("offline", "members")}
    assert named[9].endswith("000000000009.parquet")
    assert named[25].endswith("000000000025.parquet")
    landing.release(9)
    assert len(rows(tmp_path)) == len(before) + 3


def test_a_compacted_batch_can_be_withheld_and_released(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    before = rows(tmp_path)
    landing.compact("offline", "members", min_files=2)
    landing.withhold(5, "wrong")
    assert rows(tmp_path) == [row for row in before if row[0] != 5]
    assert landing.sweep() == []
    landing.release(5)
    assert rows(tmp_path) == before


def test_compacting_again_merges_what_came_since(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    landing.compact("offline", "members", min_files=2)
    for page in range(12, 15):
        landing.commit(
            "offline", "members", "demo", [record(f"{page}")], {"page": page}, NOW, "all"
        )
    landing.mark_checked(99)
    landing.write_index()
    before = rows(tmp_path)
    assert landing.compact("offline", "members", min_files=4) == 4
    assert rows(tmp_path) == before


def test_killed_at_the_nth_step_for_every_n(tmp_path: Path) -> None:
    n, died = 0, True
    while died:
        n += 1
        home = tmp_path / str(n)
        landing = fill(home, pages=3)
        before = rows(home)
        died = False
        with Machine(n).running():
            try:
                landing.compact("offline", "members", min_files=2)
            except Killed:
                died = True
        landing.close()
        with Landing(home) as landing:
            landing.sweep()
            assert rows(home) == before, f"killed at step {n}"
            landing.write_index()
            landing.compact("offline", "members", min_files=2)
            assert rows(home) == before
            assert len(files(home)) == 1 + 1 + 3
    assert n > 10


@pytest.mark.parametrize("stream", ["members", "sales"])
def test_known_payloads_stay_known(tmp_path: Path, stream: str) -> None:
    landing = fill(tmp_path)
    landing.compact("offline", stream, min_files=2)
    again = [record(f"3-{n}", 3, page=3) for n in range(3)]
    receipt = landing.commit("offline", stream, "demo", again, {"page": 12}, NOW, "all")
    assert receipt.landed == 0
