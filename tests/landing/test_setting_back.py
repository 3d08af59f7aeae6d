"""A withheld batch asked for again: the window comes back, and nothing is left out as known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from member_center.landing import Landing, LandingError, LeaseHeld, compaction
from tests.landing.test_backfill import JANUARY, Figures
from tests.landing.world import MadeUpPage, bring, latest, record


@dataclass
class Log:
    """A page per number; `wrong` numbers are told wrongly."""

    last: int = 6
    wrong: set[int] = field(default_factory=set)
    remembers: str = "window"
    name: str = "members"
    pii: dict[str, str] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def pages(self, cursor: dict[str, Any] | None, _context: Any) -> Iterator[MadeUpPage]:
        for number in range((cursor or {"done": 0})["done"] + 1, self.last + 1):
            self.asked.append(number)
            said = "wrong" if number in self.wrong else "right"
            yield MadeUpPage([record(str(number), said=said)], {"done": number})


def said(home: Path) -> str:
    """First letters of what readers see, in the order of the numbers."""
    values = sorted((int(key), text) for (_, key), text in latest(home).items())
    return "".join("w" if "wrong" in text else "r" for _, text in values)


def again(home: Path, *numbers: int) -> None:
    with Landing(home) as landing:
        for number in numbers:
            landing.pull_again(number)
            landing.withhold(number, "wrong")
        landing.write_index()


@pytest.mark.parametrize("remembers", ["window", "all", "none"])
def test_the_window_of_a_withheld_batch_is_pulled_again(tmp_path: Path, remembers: str) -> None:
    log = Log(wrong={4}, remembers=remembers)
    bring(tmp_path, log)
    assert said(tmp_path) == "rrrwrr"
    again(tmp_path, 4)
    assert said(tmp_path) == "rrrrr"
    log.wrong, log.asked = set(), []
    bring(tmp_path, log)
    assert log.asked == [4, 5, 6]
    assert said(tmp_path) == "rrrrrr"


def test_even_the_same_content_lands_again_for_the_checks_to_see(tmp_path: Path) -> None:
    log = Log(wrong={4})
    bring(tmp_path, log)
    again(tmp_path, 4)
    result = bring(tmp_path, log)
    assert (result.landed, result.unchanged) == (1, 2)
    assert said(tmp_path) == "rrrwrr"


def test_the_first_batch_sets_the_stream_back_to_its_start(tmp_path: Path) -> None:
    log = Log()
    bring(tmp_path, log)
    again(tmp_path, 1)
    log.asked = []
    bring(tmp_path, log)
    assert log.asked == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("numbers", [(2, 5), (5, 2), (2, 3), (2, 2)])
def test_of_several_batches_the_earliest_decides(tmp_path: Path, numbers: tuple[int, int]) -> None:
    log = Log()
    bring(tmp_path, log)
    for number in numbers:
        again(tmp_path, number)
    log.asked = []
    bring(tmp_path, log)
    assert log.asked == [2, 3, 4, 5, 6]
    assert said(tmp_path) == "rrrrrr"


def test_batches_that_were_merged_still_know_their_cursors(tmp_path: Path) -> None:
    log = Log(last=12)
    bring(tmp_path, log)
    with Landing(tmp_path) as landing:
        landing.mark_checked(6)
        assert landing.compact("offline", "members", min_files=2) == 6
        landing.mark_checked(12)
        assert landing.compact("offline", "members", min_files=2) == 7
    again(tmp_path, 4)
    log.asked = []
    bring(tmp_path, log)
    assert log.asked == list(range(4, 13))
    assert len(said(tmp_path)) == 12


def test_a_cursor_that_was_too_long_to_keep_is_replaced_by_an_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "CURSORS_BYTES", 3 * len('{"done": 1}'))
    log = Log(last=9)
    bring(tmp_path, log)
    with Landing(tmp_path) as landing:
        landing.mark_checked(3)
        assert landing.compact("offline", "members", min_files=2) == 3
        landing.mark_checked(8)
        landing.withhold(9, "not merged")
        assert landing.compact("offline", "members", min_files=2) == 6
    again(tmp_path, 5)
    log.asked = []
    bring(tmp_path, log)
    assert (log.asked[0], log.asked[-1]) == (1, 9)
    again(tmp_path, 8)
    log.asked = []
    bring(tmp_path, log)
    assert log.asked == [8, 9]


def test_a_batch_of_a_backfill_sets_the_backfill_back_alone(tmp_path: Path) -> None:
    figures = Figures()
    bring(tmp_path, figures)
    figures.restated = 7
    bring(tmp_path, figures, days=JANUARY)
    again(tmp_path, 10)
    figures.asked = []
    bring(tmp_path, figures)
    assert figures.asked == []
    bring(tmp_path, figures, days=JANUARY)
    assert figures.asked == ["01-02", "01-03", "01-04", "01-05"]


def test_a_stream_that_is_being_pulled_is_left_alone(tmp_path: Path) -> None:
    bring(tmp_path, Log())
    with (
        Landing(tmp_path) as landing,
        landing.lease("offline", "members"),
        Landing(tmp_path) as other,
        pytest.raises(LeaseHeld),
    ):
        other.pull_again(4)


def test_an_unknown_batch_is_said(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing, pytest.raises(LandingError, match="no batch 9"):
        landing.pull_again(9)
