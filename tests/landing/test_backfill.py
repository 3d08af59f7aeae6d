"""Days pulled once more: beside the stream's own cursor, and through kills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from member_center.landing import Landing, rebuild_state
from member_center.landing.positions import BACKFILLS, Position
from tests.landing.world import Killed, Machine, MadeUpPage, bring, latest, record


@dataclass(frozen=True)
class Days:
    first: date
    last: date


JANUARY = Days(date(2026, 1, 1), date(2026, 1, 5))
FEBRUARY = Days(date(2026, 2, 1), date(2026, 2, 2))


class Figures:
    """One record a day; `restated` changes what the platform says of every day."""

    name = "members"
    remembers = "window"
    pii: dict[str, str] = {}  # noqa: RUF012 - a stream's declaration

    def __init__(self) -> None:
        self.restated = 0
        self.asked: list[str] = []
        self.quota: int | None = None

    def pages(self, cursor: dict[str, Any] | None, _context: Any) -> Iterator[MadeUpPage]:
        begin = date.fromisoformat(cursor["through"]) if cursor else date(2025, 12, 31)
        yield from self._from(begin, date(2026, 1, 8))

    def day_pages(
        self, days: Days, cursor: dict[str, Any] | None, _context: Any
    ) -> Iterator[MadeUpPage]:
        begin = date.fromisoformat(cursor["through"]) if cursor else days.first - timedelta(days=1)
        yield from self._from(begin, days.last)

    def _from(self, through: date, last: date) -> Iterator[MadeUpPage]:
        while through < last:
            through += timedelta(days=1)
            self.asked.append(f"{through:%m-%d}")
            payload = {"day": through.isoformat(), "said": self.restated}
            yield MadeUpPage([record(through.isoformat(), **payload)], {"through": f"{through}"})


def said(home: Path) -> list[int]:
    values = latest(home).items()
    return [int(text.split('"said":')[1].strip("}")) for _, text in sorted(values)]


def stored(home: Path) -> dict[str, Any] | None:
    with Landing(home) as landing:
        return landing.cursor("offline", "members")


def test_days_come_again_and_the_cursor_stays(tmp_path: Path) -> None:
    figures = Figures()
    result = bring(tmp_path, figures)
    assert result.cursor == stored(tmp_path) == {"through": "2026-01-08"}
    figures.restated, figures.asked = 7, []
    result = bring(tmp_path, figures, days=JANUARY)
    assert figures.asked == ["01-01", "01-02", "01-03", "01-04", "01-05"]
    assert (result.landed, result.cursor) == (5, {"through": "2026-01-08"})
    assert said(tmp_path) == [7, 7, 7, 7, 7, 0, 0, 0]
    assert stored(tmp_path) == {"through": "2026-01-08"}


def test_a_backfill_before_the_first_pull_leaves_that_one_whole(tmp_path: Path) -> None:
    figures = Figures()
    bring(tmp_path, figures, days=JANUARY)
    figures.asked = []
    bring(tmp_path, figures)
    assert figures.asked[0] == "01-01"
    assert stored(tmp_path) == {"through": "2026-01-08"}


def test_a_killed_backfill_goes_on_where_it_stopped_and_disturbs_no_pull(tmp_path: Path) -> None:
    figures = Figures()
    bring(tmp_path, figures)
    figures.restated = 7

    def dies(_page: object) -> None:
        if len(figures.asked) == 10:
            raise Killed

    with pytest.raises(Killed):
        bring(tmp_path, figures, dies, JANUARY)
    assert stored(tmp_path) == {
        "through": "2026-01-08",
        BACKFILLS: {"2026-01-01..2026-01-05": {"through": "2026-01-02"}},
    }
    bring(tmp_path, figures)
    bring(tmp_path, figures, days=FEBRUARY)
    figures.asked = []
    bring(tmp_path, figures, days=JANUARY)
    assert figures.asked == ["01-03", "01-04", "01-05"]
    assert stored(tmp_path) == {"through": "2026-01-08"}


def test_the_place_of_a_backfill_survives_the_loss_of_the_log(tmp_path: Path) -> None:
    figures = Figures()

    def dies(_page: object) -> None:
        if len(figures.asked) == 3:
            raise Killed

    with pytest.raises(Killed):
        bring(tmp_path, figures, dies, JANUARY)
    (tmp_path / "state.db").unlink()
    rebuild_state(tmp_path)
    figures.asked = []
    bring(tmp_path, figures, days=JANUARY)
    assert figures.asked == ["01-04", "01-05"]


def test_killed_at_any_step_of_the_disk_it_ends_with_the_same_rows(tmp_path: Path) -> None:
    with Machine(None).running() as machine:
        bring(tmp_path / "calm", Figures(), days=FEBRUARY)
    expected = latest(tmp_path / "calm")
    for step in range(1, len(machine.steps) + 1):
        home = tmp_path / f"killed-{step}"
        with pytest.raises(Killed), Machine(step).running():
            bring(home, Figures(), days=FEBRUARY)
        bring(home, Figures(), days=FEBRUARY)
        assert latest(home) == expected
        assert stored(home) == {}


def test_a_cursor_without_backfills_is_stored_as_it_is() -> None:
    assert Position.of({"page": 1}).stored() == {"page": 1}
    assert Position.of(None).own is None
    assert Position.of({}).own is None


@pytest.mark.parametrize("stored", ["text", 7, [1], {BACKFILLS: "x"}, {BACKFILLS: None}])
def test_a_cursor_of_any_shape_is_survived(stored: object) -> None:
    position = Position.of(stored)
    assert (position.own, position.backfills) == (None, {})
