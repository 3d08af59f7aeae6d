"""Child processes: their output, their end, and that they do not outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from member_center.child import ORPHANED, THIS_MODULE, child

SLEEPER = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"
PARENT = """
import os, sys
from member_center.child import child
with child("sleeper", [], os.environ) as process:
    process.stdout.readline()
    print(process.pid, flush=True)
    sys.stdin.read()
"""


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_a_child_runs_a_module_with_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "echo.py").write_text("import sys\nprint(sys.argv[1:])\nraise SystemExit(3)\n")
    with child("echo", ["one", "two"], environment(tmp_path)) as process:
        assert list(process.stdout or ()) == ["['one', 'two']\n"]
        assert process.wait() == 3


def test_a_child_ends_with_the_block(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    with child("sleeper", [], environment(tmp_path)) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
    assert process.returncode == -signal.SIGTERM


def test_a_child_ends_when_its_input_closes(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    process = subprocess.Popen(
        [sys.executable, "-m", THIS_MODULE, "sleeper"],
        stdin=subprocess.PIPE,
        env=environment(tmp_path),
    )
    assert process.stdin
    process.stdin.close()
    assert process.wait(timeout=60) == ORPHANED


def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(tmp_path),
    )
    assert parent.stdout
    orphan = int(parent.stdout.readline())
    watcher = os.pidfd_open(orphan) if hasattr(os, "pidfd_open") else None
    parent.kill()
    parent.communicate()
    if watcher is not None:
        import select

        ended, _, _ = select.select([watcher], [], [], 30)
        os.close(watcher)
        assert ended, "the child is still running"
