"""The sandbox as another process: started, waited for, and always stopped again.

What it serves is its own business; nothing of it is imported here.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from member_center.child import child
from member_center.cli.console import CommandFailed
from member_center.cli.environment import without_ours
from member_center.transform.project import REPOSITORY

READY = "# ready"
SANDBOX = "sandbox"


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
    options = ["serve", "--port=0", *arguments]
    with (
        log.open("w", encoding="utf-8") as complaints,
        child(SANDBOX, options, without_ours(), errors=complaints, folder=REPOSITORY) as process,
    ):
        yield _announced(process, log)


def write_exports(arguments: Sequence[str], inbox: Path) -> None:
    """Have the sandbox write its offline files into a folder.

    Args:
        arguments: Options that say which world, seen when.
        inbox: The folder.

    Raises:
        CommandFailed: It could not; its own words are in the message.
    """
    _write("exports", arguments, inbox)


def write_truth(arguments: Sequence[str], folder: Path) -> None:
    """Have the sandbox write who really is who into a folder; like `write_exports`."""
    _write("truth", arguments, folder)


def _write(what: str, arguments: Sequence[str], folder: Path) -> None:
    options = [what, f"--out={folder}", *arguments]
    with child(SANDBOX, options, without_ours(), folder=REPOSITORY) as process:
        said = "".join(process.stdout or ())
        code = process.wait()
    if code:
        raise CommandFailed(f"The sandbox wrote no {what}: {said.strip()[-1000:]}")


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
