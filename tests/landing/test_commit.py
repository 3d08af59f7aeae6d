"""A page and its cursor are stored together; nothing lands twice; everything is private."""

from __future__ import annotations

import json
import math
import stat
from pathlib import Path
from typing import Any

import duckdb
import pytest

from member_center.landing import AccountChanged, Landing, LandingError, Receipt
from tests.landing.world import NOW, payloads, record, rows


@pytest.fixture
def landing(tmp_path: Path) -> Any:
    with Landing(tmp_path) as opened:
        yield opened


def commit(
    landing: Landing, records: list[Any], cursor: int = 1, remembers: Any = "all", **more: Any
) -> Receipt:
    where = {"source": "offline", "stream": "members", "account": "demo"} | more
    return landing.commit(
        **where, records=records, cursor={"page": cursor}, fetched_at=NOW, remembers=remembers
    )


def test_a_home_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LandingError, match="MDC_HOME"):
        Landing(tmp_path / "file" / "home")


def test_a_page_lands_with_its_cursor(landing: Landing, tmp_path: Path) -> None:
    assert landing.cursor("offline", "members") is None
    receipt = commit(landing, [record("a", 1, points=1), record("b", 2, points=2)])
    assert (receipt.batch_seq, receipt.landed, receipt.unchanged) == (1, 2, 0)
    assert landing.cursor("offline", "members") == {"page": 1}
    landing.write_index()
    naive = NOW.replace(tzinfo=None)
    first = rows(tmp_path)[0]
    assert first[:8] == (1, 0, "offline", "members", "demo", "a", naive.replace(minute=1), naive)
    assert json.loads(first[8]) == {"points": 1}


def test_an_empty_page_moves_the_cursor_without_a_file(landing: Landing, tmp_path: Path) -> None:
    assert commit(landing, [], cursor=7) == Receipt(None, 0, 0)
    assert landing.cursor("offline", "members") == {"page": 7}
    assert list(tmp_path.rglob("*.parquet")) == []


def test_batch_numbers_increase_over_all_streams(landing: Landing) -> None:
    numbers = [
        commit(landing, [record("a")], stream=stream).batch_seq
        for stream in ("members", "sales", "points")
    ]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize("remembers", ["all", "window"])
def test_an_unchanged_payload_does_not_land_again(landing: Landing, remembers: str) -> None:
    commit(landing, [record("a", points=1), record("b", points=2)], remembers=remembers)
    again = [record("a", points=1), record("b", points=3)]
    receipt = commit(landing, again, remembers=remembers)
    assert (receipt.landed, receipt.unchanged) == (1, 1)


def test_the_order_of_fields_is_no_change(landing: Landing) -> None:
    commit(landing, [record("a", x=1, y={"p": 1, "q": 2})])
    assert commit(landing, [record("a", y={"q": 2, "p": 1}, x=1)]).landed == 0


def test_a_value_that_returns_lands_again(landing: Landing, tmp_path: Path) -> None:
    for points in (1, 2, 1):
        commit(landing, [record("a", points=points)])
    landing.write_index()
    assert [payload["points"] for payload in payloads(tmp_path)] == [1, 2, 1]


def test_one_key_twice_in_a_page_lands_in_order(landing: Landing, tmp_path: Path) -> None:
    same_page = [record("a", points=1), record("a", points=2), record("a", points=2)]
    assert commit(landing, same_page).unchanged == 1
    landing.write_index()
    assert [(row[1], json.loads(row[8])["points"]) for row in rows(tmp_path)] == [(0, 1), (1, 2)]


def test_a_stream_that_remembers_nothing_lands_everything(landing: Landing) -> None:
    commit(landing, [record("a", points=1)], remembers="none")
    assert commit(landing, [record("a", points=1)], remembers="none").landed == 1
    assert list(landing.known_keys("offline", "members")) == ["a"]


def test_where_a_row_stood_in_a_file_is_no_change(landing: Landing, tmp_path: Path) -> None:
    commit(landing, [record("a", points=1, _file="f1", _row=3)])
    assert commit(landing, [record("a", points=1, _file="f2", _row=9)]).landed == 0
    assert commit(landing, [record("b", _track_id=1)]).landed == 1
    assert commit(landing, [record("b", _track_id=2)]).landed == 1
    landing.write_index()
    assert payloads(tmp_path)[0] == {"points": 1, "_file": "f1", "_row": 3}


def test_known_keys_are_those_of_the_stream(landing: Landing) -> None:
    commit(landing, [record("a", points=1), record("b")])
    commit(landing, [record("a", points=2), record("c")])
    commit(landing, [record("z")], stream="sales")
    assert sorted(landing.known_keys("offline", "members")) == ["a", "b", "c"]


def test_odd_values_land_as_json_that_every_reader_takes(landing: Landing, tmp_path: Path) -> None:
    odd = {
        "nan": math.nan,
        "big": 2**80,
        "half": "a\ud83d",
        "emoji": "😀",
        "control": "a\x00\x1fb",
        "day": NOW,
        "deep": [{"x": math.inf}],
    }
    commit(landing, [record("a", **odd)])
    landing.write_index()
    assert payloads(tmp_path)[0] == {
        "nan": "nan",
        "big": 2**80,
        "half": "a\ufffd",
        "emoji": "😀",
        "control": "a\x00\x1fb",
        "day": "2026-03-01 01:00:00+00:00",
        "deep": [{"x": "inf"}],
    }
    text = rows(tmp_path)[0][8]
    assert duckdb.execute("select json_valid(?), ? ->> '$.emoji'", [text, text]).fetchone() == (
        True,
        "😀",
    )


def test_another_account_is_refused(landing: Landing) -> None:
    commit(landing, [record("a")])
    with pytest.raises(AccountChanged, match="belongs to account demo, but other"):
        commit(landing, [record("b")], account="other")
    assert landing.cursor("offline", "members") == {"page": 1}


def test_an_instant_without_a_zone_is_refused(landing: Landing) -> None:
    naive = record("a")._replace(occurred_at=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        commit(landing, [naive])
    assert landing.cursor("offline", "members") is None


def test_everything_is_for_the_owner_alone(landing: Landing, tmp_path: Path) -> None:
    commit(landing, [record("a")])
    landing.write_index()
    with landing.lease("offline", "members"):
        modes = {
            path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode)
            for path in tmp_path.rglob("*")
        }
    assert {mode for path, mode in modes.items() if (tmp_path / path).is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if (tmp_path / path).is_file()} == {0o600}


def test_the_index_lists_what_readers_may_read(landing: Landing, tmp_path: Path) -> None:
    for page in range(3):
        commit(landing, [record(f"k{page}", page)])
    stray = tmp_path / "landing" / "offline" / "members" / "000000000004.parquet"
    stray.write_bytes(b"half a page")
    landing.withhold(2, "phones without digits")
    path = landing.write_index()
    listed = duckdb.read_parquet(str(path)).fetchall()
    minutes = [NOW.replace(tzinfo=None, minute=minute) for minute in (0, 2)]
    assert [(row[0], row[1], row[2], row[4]) for row in listed] == [
        ("offline", "members", 1, 1),
        ("offline", "members", 3, 1),
    ]
    assert [row[5] for row in listed] == minutes == [row[6] for row in listed]
    assert [row[5] for row in rows(tmp_path)] == ["k0", "k2"]
    landing.release(2)
    assert [row[5] for row in rows(tmp_path)] == ["k0", "k1", "k2"]


def test_the_index_of_an_empty_landing_is_an_empty_table(landing: Landing, tmp_path: Path) -> None:
    assert duckdb.read_parquet(str(landing.write_index())).fetchall() == []
    assert rows(tmp_path) == []


def test_checks_are_told_of_batches_once(landing: Landing) -> None:
    for page in range(3):
        commit(landing, [record(f"k{page}")])
    commit(landing, [record("z")], stream="sales")
    landing.withhold(2, "wrong")
    assert [batch.batch_seq for batch in landing.unchecked("offline", "members")] == [1, 3]
    landing.mark_checked(4, "offline", "members")
    assert landing.unchecked("offline", "members") == []
    assert [batch.batch_seq for batch in landing.unchecked("offline", "sales")] == [4]
    landing.release(2)
    assert [batch.batch_seq for batch in landing.unchecked("offline", "members")] == [2]


def test_a_batch_that_is_not_there_cannot_be_withheld(landing: Landing) -> None:
    with pytest.raises(LandingError, match="no batch 9"):
        landing.withhold(9, "why")


def test_the_summary_says_where_each_stream_stands(landing: Landing) -> None:
    commit(landing, [record("a", 5), record("b", 3)])
    commit(landing, [], cursor=4)
    (line,) = landing.summary()
    naive = NOW.replace(tzinfo=None)
    assert (line.batches, line.rows, line.files, line.unchecked) == (1, 2, 1, 1)
    assert (line.last_fetched_at, line.occurred_max) == (naive, naive.replace(minute=5))
    assert line.cursor == {"page": 4}
