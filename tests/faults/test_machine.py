"""Deliver, repeat, reorder, correct, crash, run, in any order, against a tiny reference model.

Records come from a scripted platform, files are put into the inbox. The model is two dicts; what
staging would show must be equal to them whenever everything that was delivered has been run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from connectors.core.stream import Page, Record, Source
from tests.faults.world import NOW, Home
from tests.landing.world import Killed, Machine

VARIABLES = {"MDC_START_DATE": "2026-02-14", "MDC_BRAND": "demo"}
KEYS = st.sampled_from("abcd")
VALUES = st.integers(0, 3)
CARDS = st.lists(
    st.tuples(st.sampled_from(["C01", "C02", "C03"]), st.integers(0, 9)),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
)


@dataclass
class Deliveries:
    """A platform that hands out what was delivered to it, two records a page."""

    said: list[tuple[str, int]] = field(default_factory=list)
    name: str = "deliveries"
    pii: Mapping[str, str] = field(default_factory=dict)
    remembers: str = "all"
    description: str = "What was delivered."
    expected_every: timedelta = timedelta(days=1)
    configured: bool = True

    def pages(self, cursor: dict[str, Any] | None, context: object) -> Iterator[Page]:
        done = cursor["done"] if cursor else 0
        while done < len(self.said):
            page = self.said[done : done + 2]
            done += len(page)
            yield Page([Record(key, {"value": value}, NOW) for key, value in page], {"done": done})


class WholeHome(RuleBasedStateMachine):
    """One home, one platform, one inbox; and what a person would expect of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.folder.name) / "home", VARIABLES)
        self.stream = Deliveries()
        self.records: dict[str, int] = {}
        self.cards: dict[str, str] = {}
        self.exports: list[str] = []
        self.files = 0
        self.is_run = True

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(batch=st.lists(st.tuples(KEYS, VALUES), min_size=1, max_size=5))
    def deliver(self, batch: list[tuple[str, int]]) -> None:
        """New records, old ones again, and corrections: the last word counts."""
        self.stream.said += batch
        self.records |= dict(batch)
        self.is_run = False

    @precondition(lambda self: self.stream.said)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """The platform says again what it last said of some keys, in another order."""
        again = data.draw(st.permutations(sorted(self.records.items())))
        self.stream.said += again[:3]
        self.is_run = False

    @rule(rows=CARDS)
    def drop_an_export(self, rows: list[tuple[str, int]]) -> None:
        """A member list of the next day: a card's newest row counts."""
        lines = "".join(f"{card},样本{card},{points}\n" for card, points in rows)
        if lines in self.exports:
            return  # an old export under a new name is no news, see `drop_it_again`
        self.files += 1
        self._drop(f"会员卡号,姓名,积分\n{lines}", self.files)
        self.exports.append(lines)
        self.cards |= {card: str(points) for card, points in rows}

    @precondition(lambda self: self.exports)
    @rule(renamed=st.booleans())
    def drop_it_again(self, renamed: bool) -> None:
        """The newest export once more: the same content changes nothing, whatever its name."""
        self.files += renamed
        self._drop(f"会员卡号,姓名,积分\n{self.exports[-1]}", self.files)

    @rule()
    def run(self) -> None:
        self._run()
        self.is_run = True

    @rule(step=st.integers(1, 60), after=st.booleans())
    def crash(self, step: int, after: bool) -> None:
        try:
            with Machine(step, after=after).running():
                self._run()
        except Killed:
            return
        self.is_run = True

    @rule()
    def lose_the_log(self) -> None:
        (self.home / "state.db").unlink(missing_ok=True)
        self.is_run = False

    @invariant()
    def staging_shows_what_was_delivered(self) -> None:
        if not self.is_run:
            return
        found = self._latest()
        assert {k: p["value"] for (s, k), p in found.items() if s == "deliveries"} == self.records
        cards = {p["member_no"]: str(p["points"]) for (s, _), p in found.items() if s == "members"}
        assert cards == self.cards

    def _drop(self, text: str, number: int) -> None:
        inbox = self.home / "inbox"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / f"会员_202603{number:02d}.csv").write_text(text, "utf-8")
        self.is_run = False

    def _run(self) -> None:
        with self.home.opened() as runtime:
            source = Source("wechat_shop", "Scripted", "demo", (self.stream,))
            runtime.pull(source, self.stream)
            offline = runtime.source("offline")
            runtime.pull(offline, next(s for s in offline.streams if s.name == "members"))
            runtime.landing.write_index()

    def _latest(self) -> dict[tuple[str, str], dict[str, Any]]:
        index = self.home / "landing" / "index.parquet"
        if not index.exists():
            return {}
        listed = duckdb.sql(f"select distinct file from '{index}'").fetchall()
        if not listed:
            return {}
        rows = duckdb.read_parquet([str(self.home / file) for (file,) in listed])
        ordered = rows.order("batch_seq, position").project("stream, record_key, payload")
        return {(s, k): json_of(text) for s, k, text in ordered.fetchall()}


def json_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


SHORT = settings(
    max_examples=8,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestWholeHome = WholeHome.TestCase
TestWholeHome.settings = SHORT


@pytest.mark.faults
def test_a_whole_home_for_long() -> None:
    run_state_machine_as_test(
        WholeHome, settings=settings(SHORT, max_examples=60, stateful_step_count=25)
    )
