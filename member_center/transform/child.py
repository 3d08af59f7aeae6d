"""The dbt process itself: dbt's command line, for as long as the parent lives.

Started by `process.dbt_output` as `python -m member_center.transform.child <dbt arguments>`, and
imported by nobody. Its standard input is a pipe that only the parent holds open.
"""

from __future__ import annotations

import os
import sys
import threading

from dbt.cli.main import cli

ORPHANED = 70


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(ORPHANED)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cli(prog_name="dbt")
