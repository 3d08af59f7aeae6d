"""The ledger counts what we call and remembers what is used up, for all processes of a home."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import connectors
from connectors.core.errors import QuotaExhausted
from connectors.core.platform_rules import Limits
from connectors.core.quota import FLUSH_CALLS, FLUSH_SECONDS, QuotaLedger
from tests.connectors.support import FakeClock

API = "/cgi-bin/user/get"
LIMITS = Limits(paths={API: {"day": 500}})
Open = Callable[..., QuotaLedger]


@pytest.fixture
def open_ledger(tmp_path: Path, clock: FakeClock) -> Open:
    """Opens the ledger as a new process would."""

    def opened(account: str = "host wx1") -> QuotaLedger:
        path = tmp_path / "tokens" / "quota.json"
        return QuotaLedger(path, account, clock.now, LIMITS, clock.monotonic)

    return opened


def test_calls_of_all_processes_add_up(open_ledger: Open) -> None:
    first, second = open_ledger(), open_ledger()
    for ledger in (first, second, second):
        ledger.count(API)
    first.flush()
    assert second.state(API).used == 3
    assert second.state(API).left == 497
    assert second.state("/other").used == 0
    assert second.state("/other").left is None


def test_counts_belong_to_an_account(open_ledger: Open) -> None:
    ledger = open_ledger()
    ledger.count(API)
    ledger.flush()
    assert open_ledger("host wx2").state(API).used == 0


def test_counts_begin_again_at_midnight_in_shanghai(open_ledger: Open, clock: FakeClock) -> None:
    clock.set("2026-03-10T23:59:59+08:00")
    ledger = open_ledger()
    ledger.count(API)
    ledger.flush()
    ledger.count(API)
    clock.advance(2)
    ledger.count(API)
    assert ledger.state(API).used == 1


def test_counting_writes_seldom(open_ledger: Open, clock: FakeClock, tmp_path: Path) -> None:
    path = tmp_path / "tokens" / "quota.json"
    ledger = open_ledger()
    for _ in range(FLUSH_CALLS - 1):
        ledger.count(API)
    assert not path.exists()
    ledger.count(API)
    assert json.loads(path.read_text())[f"host wx1 {API}"]["calls"] == FLUSH_CALLS
    clock.advance(FLUSH_SECONDS + 1)
    ledger.count(API)
    assert json.loads(path.read_text())[f"host wx1 {API}"]["calls"] == FLUSH_CALLS + 1


def test_a_ledger_that_is_let_go_writes_what_it_counted(open_ledger: Open) -> None:
    ledger = open_ledger()
    ledger.count(API)
    del ledger
    assert open_ledger().state(API).used == 1


def test_the_file_is_private_and_holds_no_secret(open_ledger: Open, tmp_path: Path) -> None:
    ledger = open_ledger()
    ledger.count(API)
    ledger.flush()
    path = tmp_path / "tokens" / "quota.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text()) == {f"host wx1 {API}": {"day": "2026-03-10", "calls": 1}}


def test_a_used_up_quota_stops_one_api_for_every_process(
    open_ledger: Open, clock: FakeClock
) -> None:
    error = open_ledger().exhaust(API)
    assert error.until == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    other = open_ledger()
    with pytest.raises(QuotaExhausted, match=r"2026-03-11 00:00.*goes on where this one stopped"):
        other.check(API)
    assert other.state(API).left == 0
    other.check("/other")
    clock.set("2026-03-11T00:00:00+08:00")
    other.check(API)
    assert other.state(API).left == 500


def test_counting_on_keeps_the_note_of_a_used_up_quota(open_ledger: Open) -> None:
    ledger = open_ledger()
    ledger.exhaust(API)
    ledger.count(API)
    ledger.flush()
    with pytest.raises(QuotaExhausted):
        open_ledger().check(API)


def test_an_hour_that_reaches_into_the_next_day_is_kept(
    open_ledger: Open, clock: FakeClock
) -> None:
    clock.set("2026-03-10T23:30:00+08:00")
    open_ledger().exhaust(API, for_an_hour=True)
    clock.set("2026-03-11T00:10:00+08:00")
    ledger = open_ledger()
    ledger.count(API)
    ledger.count("/other")
    ledger.flush()
    with pytest.raises(QuotaExhausted, match="2026-03-11 00:30"):
        ledger.check(API)
    clock.set("2026-03-11T00:30:00+08:00")
    ledger.check(API)


def test_what_the_platform_says_is_believed_over_the_documentation(
    open_ledger: Open, clock: FakeClock
) -> None:
    ledger = open_ledger()
    ledger.count(API)
    ledger.report(API, limit=2_000, used=40)
    ledger.count(API)
    assert (ledger.state(API).used, ledger.state(API).limit) == (41, 2_000)
    clock.advance(timedelta(days=1).total_seconds())
    assert (ledger.state(API).used, ledger.state(API).limit) == (0, 500)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"host wx1 /cgi-bin/user/get": "x"}'])
def test_a_damaged_file_is_as_good_as_none(open_ledger: Open, tmp_path: Path, content: str) -> None:
    folder = tmp_path / "tokens"
    folder.mkdir()
    (folder / "quota.json").write_text(content)
    ledger = open_ledger()
    ledger.check(API)
    ledger.count(API)
    assert ledger.state(API).used == 1


def test_a_note_from_a_clock_that_stood_wrong_stops_nobody(
    open_ledger: Open, clock: FakeClock
) -> None:
    clock.set("2027-03-10T12:00:00+08:00")
    open_ledger().exhaust(API)
    clock.set("2026-03-10T12:00:00+08:00")
    open_ledger().check(API)


def _count_many(path: Path, times: int) -> None:
    ledger = QuotaLedger(path, "host wx1", lambda: datetime(2026, 3, 10, 4, tzinfo=UTC), LIMITS)
    for number in range(times):
        ledger.count(API)
        if number % 20 == 0:
            ledger.flush()
    ledger.flush()


def test_no_count_is_lost_between_processes_that_write_at_once(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    path = tmp_path / "quota.json"
    workers = [fork.Process(target=_count_many, args=(path, 100)) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert json.loads(path.read_text())[f"host wx1 {API}"]["calls"] == 600


def test_no_connector_ever_clears_a_quota() -> None:
    sources = Path(connectors.__path__[0]).rglob("*.py")
    assert [path.name for path in sources if "clear_quota" in path.read_text("utf-8")] == []
