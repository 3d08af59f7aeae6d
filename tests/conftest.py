"""What holds for all tests: they can be interrupted, and what is dear to set up is set up once.

A shell starts background jobs with SIGINT ignored, and every child inherits that; the tests of
stopping would then wait for an end that never comes.

The suite runs in as many processes as there are cores. Tests that look at one built thing (a
warehouse, a brand that was run) stay in one process, or each process would build it anew.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

BUILT_ONCE = ("warehouse", "undisturbed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Function]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(process_of(item)))


def process_of(item: pytest.Function) -> str:
    """Tests with the same answer run in one process, in their order."""
    for fixture in BUILT_ONCE:
        if fixture in item.fixturenames:
            return fixture
    folder, _, file = item.location[0].rpartition("/")
    return folder if folder == "tests/e2e" else f"{folder}/{file}"
