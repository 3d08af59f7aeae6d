"""The child process that dbt runs in, and the promise that it never outlives its parent.

A run that is killed with SIGKILL must not leave a dbt behind that goes on writing the warehouse.
So the child reads its standard input, which only this process holds open, and ends at once when
it closes. dbt runs in a child at all because here it would keep the warehouse file locked.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

CHILD = "member_center.transform.child"


@contextmanager
def dbt_output(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Iterable[str]]:
    """Run dbt and read what it writes, errors among it.

    Args:
        arguments: dbt's command line, without `dbt`.
        environment: The whole environment of the child.

    Yields:
        Its lines, until it has ended. When the block is left early, dbt is killed.
    """
    child = subprocess.Popen(  # noqa: S603 - our own module, arguments are built by the runner
        [sys.executable, "-m", CHILD, *arguments],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        yield child.stdout or ()
        child.wait()
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()
