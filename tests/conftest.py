"""What holds for all tests: they can be interrupted, and what is dear to set up is set up once.

A shell starts background jobs with SIGINT ignored, and every child inherits that; the tests of
stopping would then wait for an end that never comes.

The suite runs in as many processes as there are cores. Tests that look at one built thing (a
warehouse, a brand that was run) go to one process together, or each process would build it anew;
what takes longest begins first.
"""

from __future__ import annotations

import signal
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
LONGEST_FIRST = ("tests/e2e", "warehouse")
BUILT_ONCE = ("warehouse", "undisturbed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class ByWhatIsBuilt(LoadScopeScheduling):
    """Hands out together what shares a built thing, and otherwise the tests of one file."""

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    config.option.loadscopereorder = False
    return ByWhatIsBuilt(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {shared: rank for rank, shared in enumerate(LONGEST_FIRST)}
    last = len(ranks)
    items.sort(key=lambda item: ranks.get(shared_by(item.nodeid.partition("::")[0]), last))


@cache
def shared_by(file: str) -> str:
    """What the tests of a file share with those of other files, or else the file itself.

    Args:
        file: From the root of the repository.
    """
    folder = file.rpartition("/")[0]
    if folder == "tests/e2e":
        return folder
    text = (ROOT / file).read_text("utf-8")
    return next((one for one in BUILT_ONCE if f"{one}: " in text), file)
