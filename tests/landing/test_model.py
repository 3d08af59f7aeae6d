"""Deliver, repeat, correct, crash, compact, withhold, rebuild, in any order: a list in memory says
what readers must see.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from member_center.landing import Landing, rebuild_state
from member_center.landing.records import ProtectedRecord
from tests.landing.world import NOW, Killed, Machine, record, rows

pages = st.lists(
    st.builds(
        lambda key, value: record(key, value=value), st.sampled_from("abc"), st.integers(0, 2)
    ),
    max_size=4,
)
streams = st.sampled_from(["members", "sales"])


class LandingModel(RuleBasedStateMachine):
    """Two streams of one home against what a plain list remembers of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.landing = Landing(self.home)
        self.landed: list[tuple[int, int, str, str, dict[str, Any]]] = []
        self.latest: dict[tuple[str, str], dict[str, Any]] = {}
        self.cursors: dict[str, dict[str, int] | None] = {}
        self.withheld: set[int] = set()
        self.last_page: dict[str, list[ProtectedRecord]] = {}
        self.page = 0

    def teardown(self) -> None:
        self.landing.close()
        self.folder.cleanup()

    @rule(stream=streams, page=pages)
    def deliver(self, stream: str, page: list[ProtectedRecord]) -> None:
        self._commit(stream, page)
        self._expect(stream, page)

    @rule(stream=streams)
    def repeat(self, stream: str) -> None:
        page = self.last_page.get(stream, [])
        self._commit(stream, page)
        self._expect(stream, page)

    @rule(stream=streams, page=pages, step=st.integers(1, 8), after=st.booleans())
    def crash(self, stream: str, page: list[ProtectedRecord], step: int, after: bool) -> None:
        try:
            with Machine(step, after=after).running():
                self._commit(stream, page)
        except Killed:
            self._reopen()
            self.landing.sweep()
        if self.landing.cursor("offline", stream) == {"page": self.page}:
            self._expect(stream, page)

    @rule(stream=streams)
    def compact(self, stream: str) -> None:
        self.landing.mark_checked(10_000)
        self.landing.write_index()
        self.landing.compact("offline", stream, min_files=2)

    @precondition(lambda self: self.landed)
    @rule(data=st.data())
    def withhold(self, data: st.DataObject) -> None:
        batch_seq = data.draw(st.sampled_from(sorted({row[0] for row in self.landed})))
        self.landing.withhold(batch_seq, "wrong")
        self.withheld.add(batch_seq)

    @precondition(lambda self: self.withheld)
    @rule()
    def release(self) -> None:
        self.landing.release(self.withheld.pop())

    @rule()
    def restart(self) -> None:
        self._reopen()
        self.landing.sweep()

    @precondition(lambda self: self.landed)
    @rule()
    def lose_the_log(self) -> None:
        """Empty pages are forgotten, so a cursor may fall back; nothing else may."""
        self.landing.sweep()
        self.landing.close()
        (self.home / "state.db").unlink()
        rebuild_state(self.home)
        self._reopen()
        self.cursors = {stream: self.landing.cursor("offline", stream) for stream in self.cursors}

    @invariant()
    def readers_see_what_landed(self) -> None:
        self.landing.write_index()
        seen = [(r[0], r[1], r[3], r[5], json.loads(r[8])) for r in rows(self.home)]
        assert seen == [row for row in self.landed if row[0] not in self.withheld]

    @invariant()
    def cursors_are_those_of_the_last_page(self) -> None:
        for stream, cursor in self.cursors.items():
            assert self.landing.cursor("offline", stream) == cursor

    def _commit(self, stream: str, page: list[ProtectedRecord]) -> None:
        self.page += 1
        cursor = {"page": self.page}
        self.landing.commit("offline", stream, "demo", page, cursor, NOW, "all")

    def _expect(self, stream: str, page: list[ProtectedRecord]) -> None:
        self.cursors[stream], self.last_page[stream] = {"page": self.page}, page
        changed = []
        for one in page:
            if self.latest.get((stream, one.key)) != one.payload:
                self.latest[stream, one.key] = one.payload
                changed.append(one)
        batch_seq = max((row[0] for row in self.landed), default=0) + 1
        self.landed += [
            (batch_seq, place, stream, one.key, one.payload) for place, one in enumerate(changed)
        ]

    def _reopen(self) -> None:
        self.landing.close()
        self.landing = Landing(self.home)


TestLandingModel = LandingModel.TestCase
TestLandingModel.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
