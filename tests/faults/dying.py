"""A process that dies at its n-th step that touches the disk, and a server that forks such ones.

SQLite is tested this way: let the n-th write be the last thing that happens, for every n until the
work completes. The process is killed by SIGKILL, so nothing tidies up behind it; a write that is
killed leaves half of its bytes. Forking spares the second that importing everything costs.

`python -m tests.faults.dying` is the server: a JSON object a line in, one out.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from member_center.landing.log import CommitLog
from member_center.privacy import Vault
from tests.faults.child import ROOT, home_of
from tests.faults.mortal import die_at
from tests.faults.world import Home, failures

STEPS = (
    (os, "write"),
    (os, "fsync"),
    (os, "replace"),
    (Path, "replace"),
    (Path, "rename"),
    (Path, "unlink"),
    (Path, "touch"),
    (CommitLog, "_commit"),
    (Vault, "put_many"),
)


@dataclass(frozen=True)
class Ended:
    """How a pull in a forked process ended."""

    was_killed: bool
    failed: dict[str, str]


class Forks:
    """Pulls homes in processes of their own, which die when they are told to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def pull(self, home: Home, *names: str, die_at: int = 0) -> Ended:
        """Pull streams; at the given step the process is killed, 0 lets it live."""
        asked = [str(home.folder), str(home.env_file()), list(names), die_at]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(*json.loads(self._process.stdout.readline()))


@contextmanager
def forks() -> Iterator[Forks]:
    """Start the server for the length of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.dying"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Forks(process)
    finally:
        process.communicate()


def serve() -> None:
    """Fork a process for each line that is read; tell how it ended."""
    for line in sys.stdin:
        folder, env_file, names, step = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _pull(folder, env_file, names, step, writer)
        os.close(writer)
        with os.fdopen(reader) as told:
            failed = told.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(json.dumps([killed, json.loads(failed or "{}")]) + "\n")
        sys.stdout.flush()


def _pull(folder: str, env_file: str, names: list[str], step: int, writer: int) -> None:
    tell = os.write
    failed = {"": "an unforeseen error"}
    try:
        die_at(step, STEPS)
        failed = failures(home_of(folder, env_file).pull(*names))
    finally:
        tell(writer, json.dumps(failed).encode())
        os._exit(0)


if __name__ == "__main__":
    serve()
