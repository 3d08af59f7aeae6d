"""`mdc streams`: what the rooms know of each stream, on one screen and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connectors.core.platform_rules import Limits
from connectors.core.quota import QuotaLedger
from connectors.core.stream import Source
from connectors.core.time_windows import TimeWindowStream
from connectors.core.windows import Period
from member_center.cli import standings as room
from member_center.landing.positions import Position
from member_center.landing.records import ProtectedRecord
from member_center.runtime import Runtime, open_runtime
from tests.cli.conftest import Mdc

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
API = "/made/up/list"


@pytest.fixture
def ledger(home: Path) -> QuotaLedger:
    limits = Limits(paths={API: {"day": 500}})
    return QuotaLedger(home / "tokens" / "quota.json", "host shop-1", lambda: NOW, limits)


@pytest.fixture
def made_up(ledger: QuotaLedger, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The only source there is: one stream of changes."""
    stream = TimeWindowStream(
        source="made_up",
        name="orders",
        description="Made-up orders, each time they change, from a made-up API.",
        span=7 * 86_400,
        list_page=lambda *_: [],
        detail=lambda _: ProtectedRecord("x", {}, None),  # type: ignore[arg-type, return-value]
        apis=(API, "/made/up/detail"),
    )
    source = Source("made_up", "Made up", "shop-1", (stream,), quota=ledger.state)
    monkeypatch.setattr(room, "declared_sources", lambda: [source])
    monkeypatch.setattr(Runtime, "source", lambda *_: source)
    monkeypatch.setattr(Runtime, "is_configured", lambda *_: True)
    return source


def stands_at(position: Position) -> None:
    record = ProtectedRecord("1", {"id": "1"}, NOW)
    open_runtime().landing.commit(
        "made_up", "orders", "shop-1", [record], position.stored(), NOW, "none"
    )


@pytest.mark.usefixtures("made_up")
def test_json_tells_cursor_lag_window_restatement_and_quota(mdc: Mdc, ledger: QuotaLedger) -> None:
    stands_at(Position({"until": int(NOW.timestamp()) - 3 * 3_600, "span": 86_400}))
    for _ in range(3):
        ledger.count(API)
    (orders,) = json.loads(mdc("streams", "--json").stdout)
    assert orders["complete_until"] == "2026-03-01 22:00:00+00:00"
    assert (orders["lag"], orders["lag_seconds"]) == ("3 h", 10_800)
    assert (orders["window"], orders["restatement"]) == ("7 days", "last 15 min")
    assert orders["has_days"] is True
    assert orders["quota"][0] == {
        "api": API,
        "used": 3,
        "limit": 500,
        "left": 497,
        "used_up_until": None,
    }
    assert orders["quota"][1]["left"] is None


@pytest.mark.usefixtures("made_up")
def test_the_table_fits_120_columns_and_shows_the_scarcest_quota(
    mdc: Mdc, ledger: QuotaLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    stands_at(Position({"until": int(NOW.timestamp()) - 3 * 86_400, "span": 86_400}))
    said = mdc("streams").stdout
    assert "500 of 500" in said
    assert "2026-02-27 09:00" in said
    assert "3 days" in said
    assert max(map(len, said.splitlines())) <= 120
    ledger.exhaust(API)
    assert "none until 00:00" in mdc("streams").stdout


@pytest.mark.usefixtures("made_up")
def test_a_backfill_that_was_not_finished_is_shown_with_how_to_go_on(mdc: Mdc) -> None:
    position = Position({"until": int(NOW.timestamp()), "span": 86_400})
    position.move(Period(date(2026, 1, 1), date(2026, 1, 31)), {"until": 1_767_300_000})
    stands_at(position)
    said = mdc("streams").stdout
    assert "mdc pull made_up orders --from 2026-01-01 --to 2026-01-31" in said
    (orders,) = json.loads(mdc("streams", "--json").stdout)
    assert orders["backfills"] == ["2026-01-01..2026-01-31"]


@pytest.mark.usefixtures("made_up")
def test_a_stream_that_was_never_pulled_says_so(mdc: Mdc) -> None:
    assert "never pulled" in mdc("streams").stdout
    assert "Made-up orders" in mdc("streams", "--describe").stdout


@pytest.mark.usefixtures("made_up")
def test_a_cursor_that_nobody_understands_does_not_hide_the_list(mdc: Mdc) -> None:
    stands_at(Position({"until": "soon"}))
    (orders,) = json.loads(mdc("streams", "--json").stdout)
    assert orders["cursor"] == '{"until": "soon"}'
