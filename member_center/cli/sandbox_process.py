"""The sandbox as another process: started, waited for, and always stopped again.

What it serves is its own business; nothing of it is imported here.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from member_center.cli.console import CommandFailed
from member_center.cli.environment import without_ours
from member_center.transform.project import REPOSITORY

READY = "# ready"
STOP_SECONDS = 10
COMMAND = [sys.executable, "-m", "sandbox"]


@contextmanager
def running_sandbox(arguments: Sequence[str], log: Path) -> Iterator[dict[str, str]]:
    """Serve a made-up world on a free loopback port for the length of the block.

    Args:
        arguments: Options that say which world, seen when.
        log: File for what the sandbox complains about.

    Yields:
        The variables that point connectors at it.

    Raises:
        CommandFailed: It ended before it was ready.
    """
    with log.open("w", encoding="utf-8") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own module with our own options
            [*COMMAND, "serve", "--port=0", "--with-parent", *arguments],
            cwd=REPOSITORY,
            env=without_ours(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
    try:
        yield _announced(process, log)
    finally:
        _stop(process)


def write_exports(arguments: Sequence[str], inbox: Path) -> None:
    """Have the sandbox write its offline files into a folder.

    Args:
        arguments: Options that say which world, seen when.
        inbox: The folder.

    Raises:
        CommandFailed: It could not; its own words are in the message.
    """
    done = subprocess.run(  # noqa: S603 - our own module with our own options
        [*COMMAND, "exports", f"--out={inbox}", *arguments],
        cwd=REPOSITORY,
        env=without_ours(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"The sandbox wrote no exports: {done.stderr.strip()[-1000:]}")


def _announced(process: subprocess.Popen[str], log: Path) -> dict[str, str]:
    variables: dict[str, str] = {}
    for line in process.stdout or ():
        if line.startswith(READY):
            # Nobody reads on; an unread pipe would fill up and stop the sandbox.
            threading.Thread(target=_drain, args=(process,), daemon=True).start()
            return variables
        name, is_variable, value = line.strip().partition("=")
        if is_variable:
            variables[name] = value
    said = log.read_text("utf-8").strip()[-1000:]
    raise CommandFailed(f"The sandbox ended before it was ready. It said: {said or 'nothing'}")


def _drain(process: subprocess.Popen[str]) -> None:
    for _ in process.stdout or ():
        pass


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
