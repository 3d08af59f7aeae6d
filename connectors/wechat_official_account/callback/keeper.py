"""Group commit: many deliveries become durable with one write to the disk.

Deliveries wait in a queue; one thread takes all that wait, protects them, stores them in one
transaction and only then says so. While the disk works on one batch, the next one gathers: the
slower the disk, the larger the batches. Personal data is replaced here, before anything is written.
HTTP does not belong here.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.core.daily_logs import LineRefused
from connectors.core.stream import Record
from connectors.wechat_official_account.callback.door import LOOK_AT_IT, Delivery, Unreadable
from connectors.wechat_official_account.callback.mending import open_store
from connectors.wechat_official_account.callback.refusals import NotStored
from connectors.wechat_official_account.callback.signature import Nonce
from connectors.wechat_official_account.callback.store import (
    Outcome,
    PushStore,
    Received,
    StoreUnusable,
)
from connectors.wechat_official_account.pushes import OTHERS, PushKind, kind_of, record_of
from member_center.landing.encoding import encode
from member_center.privacy import Guard, PrivacyError

logger = logging.getLogger(__name__)

MOST_WAITING = 4_000
"""Deliveries that may wait for the disk; further ones are refused at once, so that WeChat repeats
them when the disk has caught up."""
MOST_PER_BATCH = 500
MOST_AHEAD_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A delivery whose request waits to hear that it is durable."""

    delivery: Delivery
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Outcome]

    def say(self, outcome: Outcome | Exception) -> None:
        """Wake the request; called from the keeper's thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(self._settle, outcome)

    def _settle(self, outcome: Outcome | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class Keeper:
    """Makes deliveries durable; one per process.

    Args:
        path: The store's file.
        account: The appid.
        guard: Replaces personal data; used by the keeper's thread alone.
        seconds: The present instant in epoch seconds.

    Raises:
        StoreUnusable: The store cannot be opened.
    """

    def __init__(self, path: Path, account: str, guard: Guard, seconds: Callable[[], int]) -> None:
        self._path, self._account = path, account
        self._guard, self._seconds = guard, seconds
        self._store: PushStore | None = open_store(path, account, seconds())
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="callback-keeper", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many deliveries wait for the disk."""
        return self._queue.qsize()

    async def keep(self, delivery: Delivery) -> Outcome:
        """Make a delivery durable, and say what became of it once it is.

        Raises:
            NotStored: Too many wait already, or the disk refused.
        """
        if not self._thread.is_alive():
            raise NotStored("the keeper has ended; start the callback again")
        if self.waiting >= MOST_WAITING:
            raise NotStored("too many deliveries wait for the disk")
        loop = asyncio.get_running_loop()
        waiting = _Waiting(delivery, loop, loop.create_future())
        self._queue.put(waiting)
        return await waiting.answer

    def close(self) -> None:
        """Store what waits, then stop."""
        self._queue.put(None)
        self._thread.join()
        if self._store is not None:
            self._store.close()

    def _work(self) -> None:
        is_open = True
        while is_open:
            batch: list[_Waiting] = []
            waiting = self._queue.get()
            while waiting is not None:
                batch.append(waiting)
                if len(batch) == MOST_PER_BATCH or self._queue.empty():
                    break
                waiting = self._queue.get()
            is_open = waiting is not None
            if batch:
                self._keep(batch)

    def _keep(self, batch: Sequence[_Waiting]) -> None:
        answers: list[Outcome | Exception] = [NotStored("it could not be stored")] * len(batch)
        try:
            received = [self._received(waiting.delivery) for waiting in batch]
            self._guard.flush()
            answers[:] = self._opened().append(received, self._seconds())
        except (StoreUnusable, PrivacyError, OSError) as error:
            logger.error("%d deliveries were not stored: %s", len(batch), error)
            self._close_store()
        finally:
            for waiting, answer in zip(batch, answers, strict=True):
                waiting.say(answer)

    def _opened(self) -> PushStore:
        if self._store is None:
            self._store = open_store(self._path, self._account, self._seconds())
        return self._store

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _received(self, delivery: Delivery) -> Received:
        content = delivery.content
        if isinstance(content, Unreadable):
            return self._refused(delivery, content)
        try:
            return self._accepted(delivery.nonce, content)
        except LineRefused as error:
            reason = str(error)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            # One odd push must not keep those that wait beside it from being stored.
            reason = f"it cannot be handled ({type(error).__name__})"
        found = Unreadable(f"The push is refused: {reason}.", LOOK_AT_IT, encode(content)[0])
        return self._refused(delivery, found)

    def _accepted(self, nonce: Nonce, content: dict[str, Any]) -> Received:
        kind = kind_of(content)
        record = self._in_time(record_of(content, kind, self._guard.fingerprint))
        key = self._guard.scrub(record.key)
        return Received(nonce, kind.stream, key, self._protected(content, kind))

    def _in_time(self, record: Record) -> Record:
        """Refuse what is dated ahead: it would count as the newest for years."""
        at = record.occurred_at
        if at is not None and at.timestamp() > self._seconds() + MOST_AHEAD_SECONDS:
            raise LineRefused("its time lies more than a day ahead")
        return record

    def _refused(self, delivery: Delivery, found: Unreadable) -> Received:
        text = found.body.decode("utf-8", "backslashreplace")
        return Received(
            delivery.nonce,
            OTHERS.stream,
            f"unreadable|{self._guard.fingerprint(text)}",
            self._protected({"body": text}, OTHERS),
            found.reason,
            found.next_step,
        )

    def _protected(self, content: dict[str, Any], kind: PushKind) -> bytes:
        return encode(self._guard.protect(content, kind.pii))[0]
