"""A second run changes nothing; a killed run ends where an undisturbed one ends."""

from __future__ import annotations

import os
import signal
import sqlite3
import time

import pytest

from member_center.serving import Manifest
from tests.e2e.brand import Home

pytestmark = pytest.mark.pipeline


def batches(home: Home) -> int:
    """Batches that the home's commit log holds; 0 before there is a log."""
    log = home.folder / "state.db"
    if not log.exists():
        return 0
    connection = sqlite3.connect(f"file:{log}?mode=ro", uri=True)
    try:
        return int(connection.execute("select count(*) from batches").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def test_a_second_run_changes_nothing(home: Home) -> None:
    before, landed = Manifest.read(home.current), batches(home)
    home.mdc("run")
    assert Manifest.read(home.current) == before
    assert batches(home) == landed


@pytest.mark.parametrize("after", [3, pytest.param(17, marks=pytest.mark.slow)])
def test_a_killed_run_ends_with_the_same_tables(home: Home, empty_home: Home, after: int) -> None:
    """The first case kills within the first source, the second goes on and is killed again."""
    kill_when(empty_home, batches(empty_home) + after)
    if after == 17:
        empty_home.mdc("run")
        expected = Manifest.read(home.current).tables
        found = Manifest.read(empty_home.current).tables
        differing = [name for name, t in expected.items() if t.digest != found[name].digest]
        assert differing == []


def kill_when(home: Home, enough: int) -> None:
    """Start a run and kill its whole process group once so many batches are committed."""
    process = home.start("run")
    deadline = time.monotonic() + 300
    while batches(home) < enough and process.poll() is None:
        assert time.monotonic() < deadline, "the pull never reached the batch to be killed at"
        os.sched_yield()
    assert process.poll() is None, "the run ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
