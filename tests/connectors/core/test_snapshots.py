"""A list that shifts while it is walked, kills in the walk, and members who left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from connectors.core.batches import Enough
from connectors.core.errors import CursorRejected, QuotaExhausted, RetryableError, UnknownCode
from connectors.core.pagination import LastItem, Paginator
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Page, Record, Rejected
from tests.connectors.support import (
    FakeClock,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
    through_json,
)

PER_PAGE = 5


class Club:
    """Members in the order they joined; listed after the last one seen, like followers are."""

    def __init__(self, members: Sequence[str]) -> None:
        self.members = list(members)
        self.list_calls: list[str] = []
        self.detailed: list[str] = []
        self.gone: set[str] = set()

    def list_page(self, pages: Paginator) -> list[str]:
        self.list_calls.append(pages.key)
        if pages.key and pages.key not in self.members:
            raise CursorRejected("40003")
        start = self.members.index(pages.key) + 1 if pages.key else 0
        part = self.members[start : start + PER_PAGE]
        answer = {"data": {"openid": part}, "next_openid": part[-1]} if part else {"count": 0}
        pages.advance(answer)
        return part

    def details(self, members: Sequence[str]) -> list[Record | Rejected]:
        self.detailed.extend(members)
        return [
            Rejected(f"member {member}", "gone", "none", {})
            if member in self.gone
            else Record(member, {"subscribe": int(member in self.members)}, None)
            for member in members
        ]

    def stream(self, chunk: int = 2) -> SnapshotStream:
        return SnapshotStream(
            source="test",
            name="followers",
            description="Made-up members.",
            enough=Enough(rows=1),
            paginator=partial(LastItem, "/list"),
            list_page=self.list_page,
            details=self.details,
            chunk=chunk,
        )


@pytest.fixture
def club() -> Club:
    return Club([f"o{number:02}" for number in range(13)])


def test_everyone_is_walked_once(club: Club, clock: FakeClock) -> None:
    pages, cursor = drained(club.stream(), context(clock))
    assert keys(pages) == club.members
    assert cursor is not None
    assert "finished_at" in cursor


def test_a_kill_at_any_page_loses_nobody(club: Club, clock: FakeClock) -> None:
    expected = latest(drained(club.stream(), context(clock))[0])
    outcomes = latest_despite_kills(club.stream(), context(clock))
    assert len(outcomes) > 5
    assert all(outcome == expected for outcome in outcomes)


def test_a_killed_walk_does_not_fetch_again_what_is_stored(club: Club, clock: FakeClock) -> None:
    pulled = club.stream().pages(None, context(clock))
    stored = [next(pulled) for _ in range(4)]
    done = keys(stored)
    club.detailed.clear()
    drained(club.stream(), context(clock, known=done), stored[-1].cursor)
    assert not set(club.detailed) & set(done)
    assert set(club.detailed) | set(done) == set(club.members)


def test_whoever_left_is_fetched_after_the_walk(club: Club, clock: FakeClock) -> None:
    pages, _ = drained(club.stream(), context(clock, known=["left1", "left2", "o00"]))
    assert latest(pages)["left1"] == {"subscribe": 0}
    assert latest(pages)["left2"] == {"subscribe": 0}
    assert club.detailed.count("o00") == 1


def test_a_kill_among_those_who_left_goes_on_with_the_next(club: Club, clock: FakeClock) -> None:
    left = [f"left{number}" for number in range(5)]
    pulled = club.stream().pages(None, context(clock, known=left))
    stored = []
    for page in pulled:
        stored.append(page)
        if page.cursor.get("vanished_after") == "left1":
            break
    club.detailed.clear()
    drained(club.stream(), context(clock, known=left), stored[-1].cursor)
    assert club.detailed == ["left2", "left3", "left4"]


def test_someone_who_leaves_in_the_middle_shifts_nobody_out(club: Club, clock: FakeClock) -> None:
    pulled = club.stream().pages(None, context(clock, known=list(club.members)))
    stored = [next(pulled)]
    club.members.remove("o01")
    club.members.append("o99")
    stored.extend(pulled)
    outcome = latest(stored)
    assert set(club.members) <= set(outcome)


def test_a_next_openid_that_has_left_begins_the_walk_again(club: Club, clock: FakeClock) -> None:
    pulled = club.stream().pages(None, context(clock))
    stored = [next(pulled), next(pulled), next(pulled)]
    club.members.remove("o04")  # the one the next page would be asked after
    rest, _ = drained(club.stream(), context(clock, known=keys(stored)), stored[-1].cursor)
    assert latest([*stored, *rest])["o04"] == {"subscribe": 0}
    assert set(latest([*stored, *rest])) >= set(club.members)


def test_a_walk_that_is_always_refused_is_given_up_for_now(club: Club, clock: FakeClock) -> None:
    def refusing(_: Paginator) -> list[str]:
        raise CursorRejected("40003")

    club.list_page = refusing
    with pytest.raises(RetryableError, match="refusing its own cursor"):
        drained(club.stream(), context(clock))


def test_an_empty_list_is_a_snapshot_too(club: Club, clock: FakeClock) -> None:
    club.members.clear()
    pages, cursor = drained(club.stream(), context(clock, known=["o00"]))
    assert latest(pages) == {"o00": {"subscribe": 0}}
    assert cursor is not None


def test_what_is_gone_for_good_is_refused_once_not_at_every_pull(
    club: Club, clock: FakeClock
) -> None:
    club.gone = {"o03", "left"}
    pages, _ = drained(club.stream(), context(clock, known=["left"]))
    assert [one.place for page in pages for one in page.rejected] == ["member o03"]


def test_the_walk_after_a_finished_one_begins_anew(club: Club, clock: FakeClock) -> None:
    _, cursor = drained(club.stream(), context(clock))
    again, _ = drained(club.stream(), context(clock), through_json(cursor))
    assert keys(again) == club.members


def test_a_member_with_an_unknown_code_is_refused_and_the_walk_goes_on(
    club: Club, clock: FakeClock
) -> None:
    def details(members: Sequence[str]) -> list[Record | Rejected]:
        if "o05" in members:
            raise UnknownCode("the platform answered 777", code="777", next_step="Look it up.")
        return club.details(members)

    pages, cursor = drained(replace(club.stream(chunk=5), details=details), context(clock))
    assert keys(pages) == [one for one in club.members if one != "o05"]
    assert [one.payload["id"] for page in pages for one in page.rejected] == ["o05"]
    pages, _ = drained(club.stream(), context(clock), cursor)
    assert keys(pages) == club.members


@pytest.mark.parametrize("left", [3, 6])
def test_what_was_fetched_before_the_quota_ended_is_stored(
    club: Club, clock: FakeClock, left: int
) -> None:
    """The quota ends within the first page of the list, or within the second."""

    def details(members: Sequence[str]) -> list[Record | Rejected]:
        if club.members.index(members[0]) >= left:
            raise QuotaExhausted("no quota left today")
        return club.details(members)

    stream = replace(club.stream(chunk=5), details=details, at_once=1)
    stored: list[Page] = []
    with pytest.raises(QuotaExhausted):
        stored.extend(stream.pages(None, context(clock)))
    assert sorted(keys(stored)) == club.members[:left]
    club.detailed.clear()
    drained(club.stream(), context(clock, known=keys(stored)), stored[-1].cursor)
    assert club.detailed == club.members[left:]


def test_a_quota_that_is_spent_from_the_beginning_moves_nothing(
    club: Club, clock: FakeClock
) -> None:
    def details(_: Sequence[str]) -> list[Record | Rejected]:
        raise QuotaExhausted("no quota left today")

    pages = replace(club.stream(), details=details, at_once=1).pages(None, context(clock))
    with pytest.raises(QuotaExhausted):
        next(pages)
