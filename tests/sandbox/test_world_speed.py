"""Large worlds stay quick and small: generation is vectorised, not person by person."""

from __future__ import annotations

import resource
import sys
import time
from datetime import date

import pytest

from sandbox.world import World

UNTIL = date(2026, 3, 1)


def seconds(people: int) -> float:
    started = time.process_time()
    World(people, 180, 1, UNTIL)
    return time.process_time() - started


def test_the_usual_world_is_there_at_once() -> None:
    seconds(100)
    assert seconds(2_000) < 2


@pytest.mark.slow
def test_a_hundredfold_world_takes_no_more_than_a_hundredfold_time() -> None:
    assert seconds(200_000) < 40


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in kilobytes on Linux")
def test_a_million_people_fit_into_six_gigabytes() -> None:
    assert seconds(1_000_000) < 300
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
    assert peak < 6 * 1024**3
