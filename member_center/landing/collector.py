"""Python's garbage collector, told that a pull makes many objects and few cycles.

A page is tens of thousands of small objects that live until it is stored. At its usual rhythm the
collector looks through all of them again and again, for a fifth of the pull's time, and finds
nothing. Only that rhythm belongs here.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

PATIENT = (100_000, 20, 20)


@contextmanager
def patient_collector() -> Iterator[None]:
    """Let the collector look less often while the block runs; cycles still are collected."""
    usual = gc.get_threshold()
    gc.set_threshold(*PATIENT)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
