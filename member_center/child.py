"""Child processes that never outlive their parent, not even one that is killed with SIGKILL.

A dbt left behind would go on writing the warehouse; a sandbox would hold its port for ever. So a
child reads its standard input, which only the parent holds open, and ends at once when it closes.

`child()` starts one. The other half of this file is what runs in it: called as
`python -m member_center.child <module> <arguments>`, by `child()` and by nobody else.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

THIS_MODULE = "member_center.child"
ORPHANED = 70
STOP_SECONDS = 10


@contextmanager
def child(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    errors: IO[str] | None = None,
    folder: Path | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a Python module in another process for the length of the block at most.

    Args:
        module: As after `python -m`.
        arguments: Its command line.
        environment: The whole environment of the process.
        errors: Where its standard error goes; by default among its output.
        folder: Its working folder; by default this process's.

    Yields:
        The process; `stdout` gives its output as text. Who wants it to come to its own end waits
        for it; when the block is left it is asked to end, and made to when it does not.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, with what our code asks for
        [sys.executable, "-m", THIS_MODULE, module, *arguments],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors or subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(ORPHANED)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
