"""What can go wrong between us and a platform, as a small tree of exceptions.

    ConnectorError
    ├── RetryableError      comes right by itself; the retry module tries again, later pulls go on
    │   ├── Unreachable     no connection to the host at all
    │   └── RateLimited     calls follow each other too fast; wait as the platform wants
    ├── TokenRejected       the access token is not valid (any more); refreshed once, then fatal
    ├── WindowTooLarge      more was asked for than the platform lists; ask for less at once
    ├── CursorRejected      the platform no longer accepts its own page cursor; restart the window
    ├── RecordUnavailable   this one record cannot be had; skip it, go on
    ├── NothingThere        said as an error, meant as an empty list
    ├── NotReady            the platform has not computed the figures yet; stop quietly
    ├── QuotaExhausted      the quota is used up; stop this stream until it resets
    └── FatalError          a person has to act
        └── UnknownCode     an error code that no table knows

Which platform code means which of these is data in each platform's ``error_table.yml``. A message
names cause, place and next step, and never carries a token, a secret, a query string or a body.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class ConnectorError(Exception):
    """Base of everything a connector raises on purpose.

    Attributes:
        stops_quietly: Whether the pull just ends here, with nothing for a person to do.
    """

    stops_quietly = False


class RetryableError(ConnectorError):
    """A fault that goes away by itself: busy, reset, timeout, garbled answer.

    Attributes:
        retry_after: Seconds the platform asked us to wait, if it did.
        waits: Seconds to wait before each further attempt, where the platform prescribes them;
            there are as many attempts as waits then, and the first.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, waits: Sequence[float] = ()
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.waits = tuple(waits)

    def given_up(self, message: str) -> RetryableError:
        """The same fault with another message."""
        return RetryableError(message, retry_after=self.retry_after)


class Unreachable(RetryableError):
    """No connection to a host came about, so nothing was asked of it.

    Attributes:
        host: Which one, with its port.
    """

    def __init__(self, message: str, *, host: str) -> None:
        super().__init__(message)
        self.host = host

    def given_up(self, message: str) -> Unreachable:
        """The same fault with another message."""
        return Unreachable(message, host=self.host)


class RateLimited(RetryableError):
    """Calls follow each other too fast, or too many are made at once.

    Attributes:
        too_many_at_once: Whether fewer calls should be in flight from now on.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        waits: Sequence[float] = (),
        too_many_at_once: bool = False,
    ) -> None:
        super().__init__(message, retry_after=retry_after, waits=waits)
        self.too_many_at_once = too_many_at_once


class TokenRejected(ConnectorError):
    """The platform refused the access token of a business call."""


class WindowTooLarge(ConnectorError):
    """More was asked for than the platform lists at once: a window, or a range of owners."""


class CursorRejected(ConnectorError):
    """The platform does not accept the page cursor that it gave out itself."""


class RecordUnavailable(ConnectorError):
    """One record cannot be fetched; the others can."""


class NothingThere(ConnectorError):
    """The platform says with an error code that a list is empty."""


class NotReady(ConnectorError):
    """The platform has not computed these figures yet; ask again later the same day."""

    stops_quietly = True


class QuotaExhausted(ConnectorError):
    """The quota of one API is used up, for today or for the hour.

    Attributes:
        until: When the quota resets, as an aware UTC instant.
    """

    stops_quietly = True

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class FatalError(ConnectorError):
    """Nothing gets better until a person acts.

    Attributes:
        variable: The environment variable to look at, if one is to blame.
        next_step: What to do, as one sentence.
    """

    def __init__(self, message: str, variable: str | None = None, *, next_step: str = "") -> None:
        self.variable = variable
        self.next_step = next_step
        super().__init__(f"{message} {next_step}".strip())


class UnknownCode(FatalError):
    """The platform answered a code that its error table does not know.

    Attributes:
        code: The code as text.
    """

    def __init__(self, message: str, *, code: str, next_step: str) -> None:
        super().__init__(message, next_step=next_step)
        self.code = code
