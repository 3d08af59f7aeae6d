"""Going on past a record that cannot be had.

One such record must not hold up all others for ever. What the platform says it does not have is
refused. What it answers with a code that nobody knows is refused with the code, and asked for again
by later pulls; the same on many records in a row is no odd record but an odd platform, and stops
the stream.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from connectors.core.errors import RecordUnavailable, UnknownCode
from connectors.core.stream import Record, Rejected

logger = logging.getLogger(__name__)

MOST_IN_A_ROW = 5
MOST_WAITING = 200
MOST_PULLS = 14

Found = Sequence[Record | Rejected]


class Postponed(Rejected):
    """A record that is refused for now and asked for again; its payload's ``id`` says which."""


class OddRecords:
    """Counts unknown answers in a row; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0

    def one(self, what: str, fetch: Callable[[str], Record | Rejected], key: str) -> Found:
        """Fetch one record, or refuse it for now.

        Args:
            what: Names the stream in the refusal.
            fetch: Fetches a record by its key.
            key: The record's key.

        Raises:
            UnknownCode: Too many records in a row were answered like this.
        """
        return self.some(what, lambda keys: [fetch(keys[0])], [key])

    def some(
        self, what: str, fetch: Callable[[Sequence[str]], Found], keys: Sequence[str]
    ) -> Found:
        """Fetch some records at once; when that is answered oddly, halve until the odd one is left.

        Raises:
            UnknownCode: Too many records in a row were answered like this.
        """
        if not keys:
            return []
        try:
            found = fetch(keys)
        except (RecordUnavailable, UnknownCode) as error:
            if len(keys) == 1:
                return [self._refused(what, keys[0], error)]
            half = len(keys) // 2
            return [*self.some(what, fetch, keys[:half]), *self.some(what, fetch, keys[half:])]
        with self._lock:
            self._in_a_row = 0
        return found

    def _refused(self, what: str, key: str, error: RecordUnavailable | UnknownCode) -> Rejected:
        if isinstance(error, RecordUnavailable):
            return Rejected(
                place=f"{what} {key}",
                reason=str(error),
                next_step="Look it up in the platform's console; its next change brings it again.",
                payload={"id": key},
            )
        with self._lock:
            self._in_a_row += 1
            if self._in_a_row >= MOST_IN_A_ROW:
                self._in_a_row = 0
                raise error
        return Postponed(
            place=f"{what} {key}",
            reason=str(error),
            next_step="Nothing, if it comes by itself: later pulls ask for it again.",
            payload={"id": key, "code": error.code},
        )


def waiting_after(waiting: Mapping[str, int], asked: Sequence[str], found: Found) -> dict[str, int]:
    """The keys to ask for again, with how many pulls asked for each, after some were asked for.

    Args:
        waiting: As it was.
        asked: Keys that were asked for just now.
        found: What came.
    """
    still = [str(one.payload["id"]) for one in found if isinstance(one, Postponed)]
    now = {key: pulls for key, pulls in waiting.items() if key not in set(asked)}
    for key in still:
        pulls = waiting.get(key, 0) + 1
        if pulls > MOST_PULLS:
            logger.warning(
                "%s is not asked for any more after %d pulls; see quarantine", key, pulls
            )
        else:
            now[key] = pulls
    return dict(list(now.items())[-MOST_WAITING:])
