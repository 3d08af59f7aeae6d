"""No period holds more calls than the limits say, whoever makes them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.core.pace_ledger import PaceLedger, SlidingWindow
from connectors.core.pacer import Pacer
from connectors.core.platform_rules import Limits
from tests.connectors.support import FakeClock

PER_MINUTE = Limits(per_api={"minute": 20}, paths={"/slow*": {"minute": 5}, "/free": {"day": 1}})


def times_of(pacer: Pacer, clock: FakeClock, paths: Sequence[str], pause: float = 0) -> list[float]:
    """When each call began."""
    began = []
    for path in paths:
        with pacer.turn(path):
            began.append(clock.monotonic())
        clock.advance(pause)
    return began


def most_within(began: Sequence[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in began) for start in began)


@pytest.mark.parametrize("pause", [0, 0.3, 2.9])
def test_no_minute_holds_more_calls_than_the_limit(clock: FakeClock, pause: float) -> None:
    pacer = Pacer(PER_MINUTE, 8, clock.monotonic, clock.sleep)
    began = times_of(pacer, clock, ["/a"] * 100, pause)
    assert most_within(began, 60) == 20
    assert began[-1] <= 5 * 62 + 100 * pause


def test_each_api_has_its_own_limit(clock: FakeClock) -> None:
    pacer = Pacer(PER_MINUTE, 8, clock.monotonic, clock.sleep)
    times_of(pacer, clock, ["/a"] * 20 + ["/b"] * 20 + ["/slow/one"] * 5)
    assert clock.slept == []
    began = times_of(pacer, clock, ["/slow/one"])
    assert began[0] >= 60


def test_a_limit_of_the_account_counts_all_apis(clock: FakeClock) -> None:
    pacer = Pacer(Limits(per_account={"second": 10}), 8, clock.monotonic, clock.sleep)
    began = times_of(pacer, clock, ["/a", "/b", "/c"] * 20)
    assert most_within(began, 1) == 10


def test_a_daily_limit_holds_up_nobody(clock: FakeClock) -> None:
    pacer = Pacer(Limits(per_api={"day": 1}), 8, clock.monotonic, clock.sleep)
    assert times_of(pacer, clock, ["/a"] * 9) == [0.0] * 9


def test_a_refusal_holds_the_other_threads_too(clock: FakeClock) -> None:
    pacer = Pacer(Limits(), 8, clock.monotonic, clock.sleep)
    pacer.hold("/a", 20)
    assert times_of(pacer, clock, ["/b", "/a", "/a"]) == [0.0, 20.0, 20.0]


def test_threads_keep_the_limit_together() -> None:
    clock = FakeClock()
    lock = threading.Lock()
    counted: list[float] = []

    class Told(PaceLedger):
        def claim(self, windows: Sequence[SlidingWindow], monotonic: Callable[[], float]) -> float:
            read: list[float] = []
            wait = super().claim(windows, lambda: read.append(monotonic()) or read[-1])
            if not wait:
                counted.append(read[-1])
            return wait

    def sleep(seconds: float) -> None:
        with lock:
            clock.sleep(seconds)

    pacer = Pacer(PER_MINUTE, 4, clock.monotonic, sleep, ledger=Told())

    def call(_: int) -> None:
        with pacer.turn("/a"):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(call, range(60)))
    assert len(counted) == 60
    assert most_within(counted, 60) <= 20


def test_calls_in_flight_are_bounded_and_become_fewer() -> None:
    pacer = Pacer(Limits(at_once=4), 8, lambda: 0.0, lambda _: None)
    assert pacer.at_once == 4
    in_flight, most = 0, 0
    lock = threading.Lock()
    all_in = threading.Barrier(2)

    def call(_: int) -> None:
        nonlocal in_flight, most
        with pacer.turn("/a"):
            with lock:
                in_flight += 1
                most = max(most, in_flight)
            all_in.wait(10)
            with lock:
                in_flight -= 1

    pacer.slow_down()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(call, range(12)))
    assert most == 2
    for _ in range(5):
        pacer.slow_down()
    assert pacer.at_once == 1
