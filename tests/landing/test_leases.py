"""One puller per stream; the right to pull dies with the process that holds it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from member_center.landing import Landing, LeaseHeld

HOLDER = """
import sys, signal
from pathlib import Path
from member_center.landing import Landing

with Landing(Path(sys.argv[1])) as landing, landing.lease("offline", "members"):
    print("held", flush=True)
    signal.pause()
"""


def test_a_second_puller_gets_a_clear_error(tmp_path: Path) -> None:
    with Landing(tmp_path) as first, Landing(tmp_path) as second:
        with first.lease("offline", "members"):
            with (
                pytest.raises(LeaseHeld, match="offline/members is being pulled"),
                second.lease("offline", "members"),
            ):
                pass
            with second.lease("offline", "sales"):
                pass
        with second.lease("offline", "members"):
            pass


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    with Landing(tmp_path) as landing:
        with pytest.raises(LeaseHeld), landing.lease("offline", "members"):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
        with landing.lease("offline", "members"):
            pass
