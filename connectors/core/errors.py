"""What can go wrong between us and a platform, as a small tree of exceptions.

    ConnectorError
    ├── RetryableError      comes right by itself; the retry module tries again, later pulls go on
    │   └── Unreachable     no connection to the host at all
    ├── TokenRejected       the access token is not valid (any more); refreshed once, then fatal
    ├── WindowTooLarge      the window holds more than the platform lists; halve it
    ├── CursorRejected      the platform no longer accepts its own page cursor; restart the window
    ├── RecordUnavailable   this one record cannot be had; skip it, go on
    ├── NotReady            the platform has not computed the figures yet; stop quietly
    ├── QuotaExhausted      the day's quota is used up; stop this stream until it resets
    └── FatalError          a person has to act

Which platform code means which of these is data in ``error_table.yml``. A message names cause,
place and next step, and never carries a token, a secret, a query string or a body.
"""

from __future__ import annotations

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
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after

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


class TokenRejected(ConnectorError):
    """The platform refused the access token of a business call."""


class WindowTooLarge(ConnectorError):
    """The date window holds more records than the platform is willing to list."""


class CursorRejected(ConnectorError):
    """The platform does not accept the page cursor that it gave out itself."""


class RecordUnavailable(ConnectorError):
    """One record cannot be fetched; the others can."""


class NotReady(ConnectorError):
    """The platform has not computed these figures yet; ask again later the same day."""

    stops_quietly = True


class QuotaExhausted(ConnectorError):
    """The daily quota of one API is used up.

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
