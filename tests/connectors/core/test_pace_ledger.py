"""The limits hold for all processes of a home together, whatever becomes of the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.core.pace_ledger import PaceLedger, SlidingWindow
from connectors.core.pacer import Pacer
from connectors.core.platform_rules import Limits
from tests.connectors.support import FakeClock

PER_MINUTE = SlidingWindow("an account /a by minute", 20, 60)
LIMITS = Limits(per_api={"minute": 20})
ANOTHER_PROCESS = """
import json, sys, time
from pathlib import Path
from connectors.core.pace_ledger import PaceLedger
from connectors.core.pacer import Pacer
from connectors.core.platform_rules import Limits
counted = []

class Told(PaceLedger):
    def claim(self, windows, monotonic):
        read = []
        def clock():
            read.append(monotonic())
            return read[-1]
        wait = super().claim(windows, clock)
        if not wait:
            counted.append(read[-1])
        return wait

pacer = Pacer(Limits(per_api={"second": 60}), 8, time.monotonic, time.sleep, "an account",
              Told(Path(sys.argv[1])))
for _ in range(75):
    with pacer.turn("/a"):
        pass
print(json.dumps(counted))
"""


def most_within(began: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in began) for start in began)


def opened(folder: Path, clock: FakeClock, account: str = "an account") -> Pacer:
    """A pacer as another process would have it: nothing is shared but the file."""
    ledger = PaceLedger(folder / "pace.db")
    return Pacer(LIMITS, 8, clock.monotonic, clock.sleep, account, ledger)


def test_processes_that_take_turns_keep_a_minute_together(tmp_path: Path, clock: FakeClock) -> None:
    pacers, began = [opened(tmp_path, clock) for _ in range(3)], []
    for number in range(120):
        with pacers[number % 3].turn("/a"):
            began.append(clock.monotonic())
        clock.advance(0.4)
    assert most_within(began, 60) == 20
    assert began[-1] <= 6 * 62 + 120 * 0.4


def test_two_processes_at_once_keep_a_second_together(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path / "pace.db")],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in processes]
    each = [json.loads(one) for one in said]
    assert most_within(sorted(each[0] + each[1]), 1) <= 60


def test_accounts_and_apis_have_limits_of_their_own(tmp_path: Path, clock: FakeClock) -> None:
    for account in ("one", "other"):
        for path in ("/a", "/b"):
            for _ in range(20):
                with opened(tmp_path, clock, account).turn(path):
                    assert clock.slept == []


def test_the_file_is_private_and_made_by_the_first_limited_call(
    tmp_path: Path, clock: FakeClock
) -> None:
    file = tmp_path / "tokens" / "pace.db"
    ledger = PaceLedger(file)
    free = Pacer(Limits(per_api={"day": 1}), 8, clock.monotonic, clock.sleep, "a", ledger)
    with free.turn("/a"):
        assert not file.exists()
    assert ledger.claim([PER_MINUTE], lambda: 0.0) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "pace.db"
    file.write_bytes(b"no database at all" * 100)
    first = PaceLedger(file)
    assert [first.claim([PER_MINUTE], lambda: 1.0) for _ in range(20)] == [0.0] * 20
    assert first.claim([PER_MINUTE], lambda: 1.0) > 60 - 1
    assert [PaceLedger(file).claim([PER_MINUTE], lambda: 1.0) for _ in range(20)] == [0.0] * 20
    assert PaceLedger(file).claim([PER_MINUTE], lambda: 1.0) > 60 - 1


def test_where_nothing_can_be_written_a_process_paces_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ledger = PaceLedger(tmp_path / "file" / "pace.db")
    assert [ledger.claim([PER_MINUTE], lambda: 1.0) for _ in range(20)] == [0.0] * 20
    assert ledger.claim([PER_MINUTE], lambda: 1.0) > 60 - 1


@pytest.mark.parametrize("seconds_before", [100.0, 1e7])
def test_a_machine_that_was_started_anew_does_not_wait_for_its_past(
    tmp_path: Path, seconds_before: float
) -> None:
    ledger = PaceLedger(tmp_path / "pace.db")
    for _ in range(20):
        ledger.claim([PER_MINUTE], lambda: seconds_before)
    assert ledger.claim([PER_MINUTE], lambda: 3.0) == 0
