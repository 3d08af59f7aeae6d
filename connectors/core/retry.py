"""The one place where anything is tried again.

Only a ``RetryableError`` is; attempts and total time are bounded; a wait that the platform asks
for is honoured as long as it fits into the time that is left. Sleep and clock are injected, so
tests take no time. Deciding *what* is retryable is the error table's and the session's work.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import tenacity

from connectors.core.errors import RetryableError, Unreachable

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which try this is, counted from 1, and whether another may follow."""

    number: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Retry:
    """How often, how long and how patiently to try again.

    Attributes:
        attempts: Most tries of one call.
        seconds: Most seconds from the first try to the start of the last.
        first_wait: Seconds before the second try; each further wait is three times as long.
        longest_wait: Cap of a wait that we choose ourselves.
        sleep: Waits so many seconds.
        monotonic: Seconds that only grow.
        down_seconds: How long a host that could not be reached in spite of all tries gets one try
            a call only; a run of twenty streams must not wait twenty times.
        jitter: A factor between 0.5 and 1 that keeps parallel callers apart.
    """

    attempts: int = 5
    seconds: float = 300.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    down_seconds: float = 600.0
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = field(default=lambda: random.uniform(0.5, 1.0))  # noqa: S311 - no secret
    _down: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def call(self, function: Callable[[Attempt], Result], what: str) -> Result:
        """Call the function until it returns, fails for good, or the bounds are met.

        Args:
            function: Is told which attempt it is.
            what: Names the call in log lines, without query string.

        Raises:
            RetryableError: The last one, when attempts or time ran out.
        """
        started = self.monotonic()
        # Nearly every call succeeds at once, and needs none of the machinery for those that do not.
        try:
            return function(Attempt(1, is_last=self.attempts == 1))
        except RetryableError as error:
            fault = error
        return self._again(function, what, started, fault)

    def _again(
        self,
        function: Callable[[Attempt], Result],
        what: str,
        started: float,
        first: RetryableError,
    ) -> Result:
        """Go on after a first attempt that met a fault."""
        number = 0

        def attempt() -> Result:
            nonlocal number
            number += 1
            if number == 1:
                raise first
            return function(Attempt(number, number >= self.attempts))

        def is_enough(state: tenacity.RetryCallState) -> bool:
            spent = max(self.monotonic() - started, state.idle_for)
            return (
                state.attempt_number >= self._most_attempts(_error(state))
                or spent + state.upcoming_sleep > self.seconds
                or self._is_known_down(_error(state))
            )

        retrying = tenacity.Retrying(
            stop=is_enough,
            wait=self._wait,
            retry=tenacity.retry_if_exception_type(RetryableError),
            sleep=self.sleep,
            before_sleep=lambda state: _log(state, what, self._most_attempts(_error(state))),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except RetryableError as error:
            fault = error
        if isinstance(fault, Unreachable) and not self._is_known_down(fault):
            self._down[fault.host] = self.monotonic()
        tries = f"{number} attempt{'s' * (number > 1)}"
        raise fault.given_up(
            f"{fault} Given up for now after {tries}; the next pull goes on from here."
        )

    def _most_attempts(self, error: BaseException | None) -> int:
        if isinstance(error, RetryableError) and error.waits:
            return len(error.waits) + 1
        return self.attempts

    def _is_known_down(self, error: BaseException | None) -> bool:
        if not isinstance(error, Unreachable) or error.host not in self._down:
            return False
        return self.monotonic() - self._down[error.host] < self.down_seconds

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = _error(state)
        if isinstance(error, RetryableError) and error.retry_after is not None:
            return error.retry_after
        if isinstance(error, RetryableError) and error.waits:
            return error.waits[min(state.attempt_number, len(error.waits)) - 1]
        grown = self.first_wait * 3.0 ** (state.attempt_number - 1)
        return min(grown, self.longest_wait) * self.jitter()


PATIENT = Retry()
"""What a pull uses: five attempts within five minutes."""


def _error(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _log(state: tenacity.RetryCallState, what: str, attempts: int) -> None:
    logger.warning(
        "%s: attempt %d of %d failed, next in %.1f s: %s",
        what,
        state.attempt_number,
        attempts,
        state.upcoming_sleep,
        _error(state),
    )
