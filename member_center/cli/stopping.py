"""A command that is told to stop puts its things away first.

Ctrl-C does so by itself; SIGTERM (a service manager, `kill`) and SIGHUP (a closed terminal) would
end the process where it stands, and leave behind what it has started.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED_TO_STOP = (signal.SIGTERM, signal.SIGHUP)
CODE_OF_A_SIGNAL = 128


@contextmanager
def stopping_tidily() -> Iterator[None]:
    """Inside the block, signals to stop leave it like an error does, through every `finally`."""
    before = {number: signal.signal(number, _leave) for number in ASKED_TO_STOP}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(CODE_OF_A_SIGNAL + number)
