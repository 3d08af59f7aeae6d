"""Attempts and time are bounded, and only what is retryable is retried."""

from __future__ import annotations

import pytest

from connectors.core.errors import FatalError, RetryableError, Unreachable
from connectors.core.retry import Attempt
from tests.connectors.support import FakeClock


def failing(times: int, error: Exception) -> tuple[list[Attempt], object]:
    seen: list[Attempt] = []

    def call(attempt: Attempt) -> str:
        seen.append(attempt)
        if len(seen) <= times:
            raise error
        return "done"

    return seen, call


def test_waits_grow_until_the_call_succeeds(clock: FakeClock) -> None:
    seen, call = failing(3, RetryableError("busy"))
    assert clock.retry().call(call, "/a") == "done"
    assert clock.slept == [1.0, 3.0, 9.0]
    assert [attempt.number for attempt in seen] == [1, 2, 3, 4]


def test_the_last_attempt_knows_that_it_is(clock: FakeClock) -> None:
    seen, call = failing(9, RetryableError("busy"))
    with pytest.raises(RetryableError, match="busy"):
        clock.retry(attempts=3).call(call, "/a")
    assert [attempt.is_last for attempt in seen] == [False, False, True]


def test_what_is_fatal_is_not_repeated(clock: FakeClock) -> None:
    seen, call = failing(9, FatalError("wrong secret"))
    with pytest.raises(FatalError):
        clock.retry().call(call, "/a")
    assert len(seen) == 1


def test_a_wait_longer_than_the_time_left_is_not_begun(clock: FakeClock) -> None:
    seen, call = failing(9, RetryableError("busy", retry_after=3600))
    with pytest.raises(RetryableError):
        clock.retry(seconds=300).call(call, "/a")
    assert len(seen) == 1
    assert clock.slept == []


def test_slow_attempts_use_up_the_time_too(clock: FakeClock) -> None:
    def slow(_: Attempt) -> None:
        clock.advance(200)
        raise RetryableError("no answer in time")

    with pytest.raises(RetryableError):
        clock.retry(seconds=300).call(slow, "/a")
    assert clock.monotonic() < 500


def test_our_own_waits_are_capped(clock: FakeClock) -> None:
    _, call = failing(6, RetryableError("busy"))
    clock.retry(attempts=7, longest_wait=10.0).call(call, "/a")
    assert clock.slept == [1.0, 3.0, 9.0, 10.0, 10.0, 10.0]


def test_a_host_that_was_waited_for_in_vain_gets_one_try_for_a_while(clock: FakeClock) -> None:
    retry = clock.retry()

    def tries(host: str) -> int:
        seen, call = failing(9, Unreachable("nobody answers.", host=host))
        with pytest.raises(Unreachable, match="the next pull goes on"):
            retry.call(call, "/a")
        return len(seen)

    assert [tries("a"), tries("a"), tries("b")] == [5, 1, 5]
    clock.advance(retry.down_seconds)
    assert tries("a") == 5
