"""The loop: protect, store, refuse, stop quietly, go on from the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from member_center.landing import (
    AccountChanged,
    Landing,
    PullResult,
    Quarantine,
    Refused,
    ShapeChange,
)
from member_center.privacy import Vault
from tests.landing.world import (
    VAULT_KEY,
    MadeUpPage,
    MadeUpStream,
    bring,
    payloads,
    record,
    rows,
    small_stream,
)

PHONES = [f"1380000{n:04d}" for n in range(4)] + ["13900000007"]


def everything_below(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_a_pull_says_what_it_did(tmp_path: Path) -> None:
    seen: list[int] = []
    result = bring(tmp_path, small_stream(), on_page=lambda page: seen.append(len(page.records)))
    assert result == PullResult(
        pages=4,
        records=7,
        landed=6,
        unchanged=1,
        rejected=1,
        cursor={"page": 4},
        shape_changes=(),
        stopped_because=None,
    )
    assert seen == [4, 1, 0, 2]
    again = bring(tmp_path, small_stream())
    assert (again.pages, again.landed, again.cursor) == (0, 0, {"page": 4})


def test_no_clear_personal_data_rests_below_the_home(tmp_path: Path) -> None:
    stream = small_stream()
    stream.content.append([record("13800000003", note="ring 138-0000-0002", phone=None)])
    bring(tmp_path, stream)
    content = everything_below(tmp_path)
    for clear in [*PHONES, "138-0000-0002", *(f"样本{n}" for n in range(4))]:
        assert clear.encode() not in content
    vault = Vault(tmp_path, VAULT_KEY)
    first = payloads(tmp_path)[0]
    assert vault.reveal(first["phone"]["token"]) == "+8613800000000"
    assert vault.reveal(first["name"]["token"]) == "样本0"
    assert rows(tmp_path)[-1][5].startswith("ph1_")


def test_refused_rows_lie_in_quarantine_once(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    (tmp_path / "state.db").unlink()
    for path in (tmp_path / "landing").rglob("*.parquet"):
        path.unlink()
    assert bring(tmp_path, small_stream()).rejected == 0
    (row,) = Quarantine(tmp_path).rows("offline", "members")
    assert (row.place, row.reason, row.next_step) == ("row 7", "no key", "add one")
    assert row.payload["phone"]["mask"] == "139****0007"


class NoFiguresYet(Exception):
    stops_quietly = True


class Stopping(MadeUpStream):
    error: Exception = NoFiguresYet("the figures of yesterday come at eight")

    def pages(self, cursor: dict[str, Any] | None, context: Any) -> Iterator[MadeUpPage]:
        yield from super().pages(cursor, context)
        raise self.error


def test_a_stream_that_is_not_ready_stops_quietly(tmp_path: Path) -> None:
    result = bring(tmp_path, Stopping([[record("a")]]))
    assert result.stopped_because == "the figures of yesterday come at eight"
    assert (result.landed, result.cursor) == (1, {"page": 1})


def test_other_errors_go_through_and_what_landed_stays(tmp_path: Path) -> None:
    stream = Stopping([[record("a")]])
    stream.error = RuntimeError("the platform is gone")
    with pytest.raises(RuntimeError, match="gone"):
        bring(tmp_path, stream)
    with Landing(tmp_path) as landing:
        assert landing.cursor("offline", "members") == {"page": 1}


def test_a_changed_account_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        one = [record("a")]
        landing.commit("offline", "members", "other", one, {"page": 1}, one[0].occurred_at, "all")
    asked: list[object] = []

    class Asked(MadeUpStream):
        def pages(self, cursor: dict[str, Any] | None, context: Any) -> Iterator[MadeUpPage]:
            asked.append(cursor)
            return super().pages(cursor, context)

    with pytest.raises(AccountChanged, match="belongs to account other, but demo"):
        bring(tmp_path, Asked([[record("b")]]))
    assert asked == []


def test_a_stream_is_told_what_landed_before(tmp_path: Path) -> None:
    told: list[set[str]] = []

    class Curious(MadeUpStream):
        def pages(self, cursor: dict[str, Any] | None, context: Any) -> Iterator[MadeUpPage]:
            told.append(set(context.known_keys()))
            assert context.now().tzinfo is not None
            yield from super().pages(None, context)

    bring(tmp_path, Curious([[record("a"), record("b")]]))
    bring(tmp_path, Curious([[record("c")]]))
    assert told == [set(), {"a", "b"}]


def test_a_first_pull_learns_which_fields_come_and_go(tmp_path: Path) -> None:
    first = [[record(f"{n}", x=1, w=1) for n in range(20)], [record("b", x=1, y=2)]]
    assert bring(tmp_path, MadeUpStream(first)).shape_changes == ()
    more = [*first, [record("c", x=1, z=3)]]
    assert bring(tmp_path, MadeUpStream(more)).shape_changes == (
        ShapeChange("new", "z", "", "number"),
    )


def test_a_line_torn_by_a_crash_does_not_spoil_the_next(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    (path,) = (tmp_path / "quarantine").rglob("*.jsonl")
    path.write_bytes(path.read_bytes() + b'{"id": "cut')
    stream = MadeUpStream(
        [*small_stream().content, [record("x")]],
        refused=(),
    )
    quarantine = Quarantine(tmp_path)
    refused = Refused("row 8", "no date", "add one", {})
    assert quarantine.add("offline", "members", [refused], record("x").occurred_at) == 1
    assert [row.place for row in Quarantine(tmp_path).rows()] == ["row 7", "row 8"]
    assert bring(tmp_path, stream).landed == 1


class OneAhead(MadeUpStream):
    """Notes what is known of its pages when it is asked for the next one."""

    reads_ahead = True

    def __init__(self, fault: Exception | None = None) -> None:
        super().__init__([[record(f"m{n}", n, points=n)] for n in range(4)])
        self.known: list[set[str]] = []
        self.fault = fault

    def pages(self, cursor: dict[str, Any] | None, context: Any) -> Iterator[MadeUpPage]:
        for page in super().pages(cursor, context):
            yield page
            self.known.append(set(context.known_keys()))
        if self.fault is not None:
            raise self.fault


def test_a_stream_that_reads_ahead_knows_the_keys_of_all_pages_before(tmp_path: Path) -> None:
    seen: list[int] = []
    stream = OneAhead()
    result = bring(tmp_path, stream, on_page=lambda page: seen.append(page.cursor["page"]))
    assert stream.known == [{f"m{n}" for n in range(upto)} for upto in range(1, 5)]
    assert seen == [1, 2, 3, 4]
    assert (result.pages, result.landed, result.cursor) == (4, 4, {"page": 4})


def test_what_came_before_a_fault_is_stored_by_a_stream_that_reads_ahead(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="gone"):
        bring(tmp_path, OneAhead(TimeoutError("gone")))
    with Landing(tmp_path) as landing:
        assert landing.cursor("offline", "members") == {"page": 4}
        landing.write_index()
    assert len(rows(tmp_path)) == 4
