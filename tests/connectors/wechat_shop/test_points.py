"""Rows of points, which come without an id and without a time: each lands once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.core.stream import Page, Stream
from connectors.wechat_shop import Settings, connect
from connectors.wechat_shop.points import numbered
from connectors.wechat_shop.programme import MEMBERS, SCORE_FLOW
from tests.connectors.support import (
    APPID,
    BASE_URL,
    SECRET,
    FakeClock,
    FakePlatform,
    context,
    drained,
    keys,
    latest,
)

Row = tuple[int | str, int]


class Ledger:
    """One member's points, pulled again and again; `landed` is what landing would hold."""

    def __init__(self, stream: Stream, clock: FakeClock, platform: FakePlatform) -> None:
        self.rows: list[Row] = []
        self.landed: dict[str, dict[str, Any]] = {}
        self._stream, self._clock = stream, clock
        platform.on(MEMBERS, {"errcode": 0, "list": [{"openid": "a"}], "total_num": 1})
        platform.on(SCORE_FLOW, self.page)

    def page(self, body: dict[str, Any]) -> dict[str, Any]:
        begin = (body["page_num"] - 1) * body["page_size"]
        part = self.rows[begin : begin + body["page_size"]]
        rows = [{"score": score, "source": source, "remark": "r"} for score, source in part]
        return {"errcode": 0, "list": rows, "total_num": len(self.rows)}

    def pull(self) -> list[Page]:
        pages, _ = drained(self._stream, context(self._clock, known=self.landed))
        self.landed |= latest(pages)
        return pages

    def standing(self) -> list[Any]:
        """The scores that staging would show, in the platform's order."""
        rows: dict[int, dict[str, Any]] = {}
        for row in sorted(self.landed.values(), key=lambda one: one["revision"]):
            rows[row["number"]] = row
        ordered = [rows[number] for number in sorted(rows, reverse=True)]
        return [int(row["score"]) for row in ordered if not row["is_withdrawn"]]


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock, platform: FakePlatform) -> Ledger:
    settings = Settings(_env_file=None, appid=APPID, secret=SECRET, base_url=BASE_URL)
    source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
    flow = next(one for one in source.streams if one.name == "member_points")
    return Ledger(flow, clock, platform)


def refused(pages: list[Page]) -> list[str]:
    return [one.reason for page in pages for one in page.rejected]


def test_rows_added_in_front_land_once(ledger: Ledger) -> None:
    ledger.rows = [(10, 2), (10, 2), (100, 9)]
    assert len(keys(ledger.pull())) == 3
    assert keys(ledger.pull()) == []
    ledger.rows = [(-6, 5), (10, 2), *ledger.rows]
    assert len(keys(ledger.pull())) == 2
    assert ledger.standing() == [-6, 10, 10, 10, 100]


def test_rows_added_behind_land_once(ledger: Ledger) -> None:
    ledger.rows = [(100, 9), (10, 2)]
    ledger.pull()
    ledger.rows += [(-6, 5)]
    assert len(keys(ledger.pull())) == 1
    assert ledger.standing() == [100, 10, -6]


def test_a_number_that_becomes_a_text_is_the_same_row(ledger: Ledger) -> None:
    ledger.rows = [(10, 2), (100, 9)]
    ledger.pull()
    ledger.rows = [("10", 2), ("100", 9)]
    assert keys(ledger.pull()) == []


def test_rows_over_several_pages(ledger: Ledger) -> None:
    ledger.rows = [(number, 1) for number in range(450, 0, -1)]
    ledger.pull()
    ledger.rows = [(451, 1), *ledger.rows]
    assert len(keys(ledger.pull())) == 1
    assert ledger.standing() == list(range(451, 0, -1))


def test_old_rows_that_the_platform_drops_stay(ledger: Ledger) -> None:
    ledger.rows = [(number, 1) for number in range(12, 0, -1)]
    ledger.pull()
    ledger.rows = [(13, 1), *ledger.rows[:-2]]
    assert refused(ledger.pull()) == []
    assert ledger.standing() == list(range(13, 0, -1))


def test_a_changed_past_is_reported_once_and_the_rows_are_as_they_are_now(ledger: Ledger) -> None:
    ledger.rows = [(5, 1), (10, 2), (100, 9)]
    ledger.pull()
    ledger.rows = [(5, 1), (20, 2), (100, 9)]
    pages = ledger.pull()
    assert len(refused(pages)) == 1
    assert len(keys(pages)) == 1
    assert ledger.standing() == [5, 20, 100]
    assert refused(ledger.pull()) == []


def test_rows_withdrawn_from_a_changed_past_are_gone(ledger: Ledger) -> None:
    ledger.rows = [(5, 1), (10, 2), (100, 9)]
    ledger.pull()
    ledger.rows = [(7, 7)]
    assert len(refused(ledger.pull())) == 1
    assert ledger.standing() == [7]
    ledger.rows = [(8, 1), (7, 7)]
    assert refused(ledger.pull()) == []
    assert ledger.standing() == [8, 7]


@pytest.mark.parametrize(
    ("rows", "known", "numbers", "has_changed"),
    [
        ("", "", [], False),
        ("cba", "", [3, 2, 1], False),
        ("dcba", "cba", [4, 3, 2, 1], False),
        ("aaaa", "aaa", [4, 3, 2, 1], False),
        ("abc", "ab", [2, 1, 0], False),
        ("axa", "aaa", [3, 2, 1], True),
        ("", "a", [], True),
    ],
)
def test_numbering(rows: str, known: str, numbers: list[int], has_changed: bool) -> None:
    before = {len(known) - place: row for place, row in enumerate(known)}
    found, changed = numbered(rows, before)
    assert (list(found), changed) == (numbers, has_changed)
