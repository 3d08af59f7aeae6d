"""A lost or damaged log is made anew from the files, and pulls go on from there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from member_center.landing import Landing, LeaseHeld, StateUnusable, rebuild_state
from tests.landing.test_compaction import fill, log_of
from tests.landing.world import (
    NOW,
    Killed,
    Machine,
    bring,
    files,
    latest,
    record,
    rows,
    small_stream,
)


def test_the_log_comes_back_from_the_files(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    before, names = rows(tmp_path), files(tmp_path)
    with Landing(tmp_path) as landing:
        log = log_of(landing)
        shapes = landing._log.rows("select * from shapes order by path, type")
    (tmp_path / "state.db").write_bytes(b"garbage" * 4096)
    rebuilt = rebuild_state(tmp_path)
    assert (rebuilt.batches, rebuilt.left_out) == (3, ())
    assert rebuilt.set_aside == tmp_path / "state.db.damaged-1"
    bring(tmp_path, small_stream())
    assert (rows(tmp_path), files(tmp_path)) == (before, names)
    with Landing(tmp_path) as landing:
        assert log_of(landing) == log
        assert landing._log.rows("select * from shapes order by path, type") == shapes
        assert sorted(landing.known_keys("offline", "members")) == ["m0", "m1", "m2", "m3", "m9"]
        known = [record("m9", 9, points=9)]
        assert landing.commit("offline", "members", "demo", known, {}, NOW, "all").unchanged == 1


def test_merged_and_split_files_are_understood(tmp_path: Path) -> None:
    landing = fill(tmp_path)
    leftover = tmp_path / "landing" / "offline" / "members" / "000000000003.parquet"
    kept = tmp_path / "kept.parquet"
    shutil.copy(leftover, kept)
    landing.compact("offline", "members", min_files=2)
    landing.withhold(5, "wrong")
    landing.release(5)
    landing.mark_checked(99)
    log, before = log_of(landing), rows(tmp_path)
    landing.close()
    shutil.copy(kept, leftover)
    rebuilt = rebuild_state(tmp_path)
    assert rebuilt.left_out == (leftover,)
    with Landing(tmp_path) as landing:
        assert landing.sweep() == [leftover]
        landing.mark_checked(99)
        landing.write_index()
        assert rows(tmp_path) == before
        assert log_of(landing) == log
        assert landing.cursor("offline", "members") == {"page": 11}


def test_a_page_killed_before_its_commit_does_not_get_in_the_way(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        landing.commit("offline", "members", "demo", [record("a")], {"page": 1}, NOW, "all")
        with Machine(4).running() as machine, pytest.raises(Killed):
            landing.commit("offline", "members", "demo", [record("b")], {"page": 2}, NOW, "all")
        assert machine.steps[-1] == "fsync"
        for page in (1, 2):
            landing.commit(
                "offline", "sales", "demo", [record(f"s{page}")], {"page": page}, NOW, "all"
            )
        landing.write_index()
        before = rows(tmp_path)
    (tmp_path / "state.db").unlink()
    rebuilt = rebuild_state(tmp_path)
    assert [path.parent.name for path in rebuilt.left_out] == ["members"]
    with Landing(tmp_path) as landing:
        landing.sweep()
        landing.write_index()
        assert landing.cursor("offline", "members") == {"page": 1}
        assert landing.cursor("offline", "sales") == {"page": 2}
    assert rows(tmp_path) == before


def test_files_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, pages=3).close()
    folder = tmp_path / "landing" / "offline"
    shutil.copy(folder / "members" / "000000000001.parquet", folder / "sales")
    (tmp_path / "state.db").unlink()
    with pytest.raises(StateUnusable, match="hold the same batches"):
        rebuild_state(tmp_path)


def test_what_a_torn_file_held_is_pulled_again(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    before = latest(tmp_path)
    torn = tmp_path / "landing" / "offline" / "members" / "000000000003.parquet"
    torn.write_bytes(torn.read_bytes()[:100])
    rebuilt = rebuild_state(tmp_path)
    assert (rebuilt.batches, rebuilt.left_out) == (2, (torn,))
    assert rebuilt.begin_again == ("offline/members",)
    assert (tmp_path / "quarantine" / "landing" / "offline" / "members" / torn.name).exists()
    bring(tmp_path, small_stream())
    assert latest(tmp_path) == before


@pytest.mark.parametrize("withheld", [1, 2, 3])
def test_what_a_person_withheld_stays_withheld(tmp_path: Path, withheld: int) -> None:
    bring(tmp_path, small_stream())
    with Landing(tmp_path) as landing:
        landing.withhold(withheld, "wrong prices")
    before = rows(tmp_path)
    state = tmp_path / "state.db"
    for damage in (state.read_bytes(), b"garbage" * 999):
        state.write_bytes(damage)
        rebuild_state(tmp_path)
        with Landing(tmp_path) as landing:
            landing.write_index()
            reasons = {b.batch_seq: b.withheld_because for b in landing.batches()}
        assert reasons == {1: None, 2: None, 3: None, withheld: "wrong prices"}
        assert rows(tmp_path) == before


def test_nobody_may_be_pulling(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    with (
        Landing(tmp_path) as landing,
        landing.lease("offline", "members"),
        pytest.raises(LeaseHeld),
    ):
        rebuild_state(tmp_path)
