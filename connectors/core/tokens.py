"""The access token of one account, shared by all threads and processes.

One file a token, private to the user. Whoever finds no usable token asks the platform under a lock
that all processes share, and the others take what it got: however many start or are refused at
once, the platform is asked once. How it is asked is handed in; nothing here knows HTTP.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.core.state_file import StateFile

# The platform rotates a stable token 300 s before it dies; asking earlier returns the same one.
SAFETY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as the platform gave it out, with the seconds it still lives."""

    value: str
    expires_in: float

    def __repr__(self) -> str:
        return f"IssuedToken(***, expires_in={self.expires_in:g})"


class TokenCache:
    """Keeps one account's token in a private file until shortly before it expires.

    Args:
        path: The file; one per account and platform address.
        owner: What the token was issued for (address, appid, secret). A token that was cached for
            another owner is not used: a corrected secret takes effect at once.
        fetch: Asks the platform for the present token; is told the one it has just refused.
        now: The clock.
    """

    def __init__(
        self,
        path: Path,
        owner: str,
        fetch: Callable[[str | None], IssuedToken],
        now: Callable[[], datetime],
    ) -> None:
        self._file = StateFile(path)
        self._owner = hashlib.sha256(owner.encode()).hexdigest()[:32]
        self._fetch = fetch
        self._now = now

    def get(self) -> str:
        """Return a token that is valid as far as we know; ask the platform only if there is none.

        Raises:
            ConnectorError: As the platform's answer demands.
        """
        return self._usable() or self._renewed(rejected=None)

    def renew(self, rejected: str) -> str:
        """Return a token other than the one the platform has just refused.

        When another thread or process has renewed it meanwhile, theirs is returned and the
        platform is not asked again.
        """
        return self._renewed(rejected)

    def _renewed(self, rejected: str | None) -> str:
        with self._file.exclusive():
            known = self._usable()
            if known and known != rejected:
                return known
            issued = self._fetch(rejected)
            asked_at = self._now().timestamp()
            margin = min(SAFETY_SECONDS, issued.expires_in / 5)
            self._file.replace(
                {
                    "owner": self._owner,
                    "token": issued.value,
                    "asked_at": asked_at,
                    "good_until": asked_at + issued.expires_in - margin,
                }
            )
            return issued.value

    def _usable(self) -> str | None:
        state = self._file.read()
        return str(state["token"]) if self._is_good(state) else None

    def _is_good(self, state: dict[str, Any]) -> bool:
        try:
            asked_at, good_until = float(state["asked_at"]), float(state["good_until"])
        except (KeyError, TypeError, ValueError):
            return False
        # A token "asked for in the future" means that the clock was moved: its age is unknown.
        return (
            state.get("owner") == self._owner
            and bool(state.get("token"))
            and asked_at <= self._now().timestamp() < good_until
        )
