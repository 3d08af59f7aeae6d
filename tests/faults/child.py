"""What a child process of a fault test does: pull a home, told by its command line.

Called as `python -m tests.faults.child HOME ENV_FILE [STREAM…]`; prints the name of each stream
before it is pulled, so that the parent knows where it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.world import Home, api_streams, failures

ROOT = Path(__file__).parents[2]


def command(home: Home, *names: str) -> list[str]:
    """The command line that pulls streams of a home in another process."""
    return [
        sys.executable,
        "-m",
        "tests.faults.child",
        str(home.folder),
        str(home.env_file()),
        *names,
    ]


def home_of(folder: str, env_file: str) -> Home:
    """The home that a parent prepared, from the variables it wrote beside it."""
    lines = Path(env_file).read_text("utf-8").splitlines()
    return Home(Path(folder), dict(line.split("=", 1) for line in lines))


def pull(folder: str, env_file: str, *names: str) -> None:
    """Pull streams of a home once; the exit code says whether all came to their end."""
    home = home_of(folder, env_file)
    failed = {}
    for name in names or api_streams():
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        failed |= failures(home.pull(name))
    if failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    pull(*sys.argv[1:])
