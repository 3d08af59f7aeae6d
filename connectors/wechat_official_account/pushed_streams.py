"""The streams of pushes: from the callback's store and from the brand's own daily log.

WeChat gives an event out once, so both places are read to their ends, and a push that lies in both
has one key. The cursor holds a place in each. What the landing has is pruned from the store at the
next pull: the cursor that this pull was begun with is proof that it is durable there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.daily_logs import CHEAP_LINES, DailyLog
from connectors.core.errors import FatalError, RetryableError
from connectors.core.log_files import LogFiles, open_log_files
from connectors.core.retry import Retry
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected
from connectors.core.windows import Period, from_epoch
from connectors.wechat_official_account.callback.mending import open_store
from connectors.wechat_official_account.callback.store import (
    FILE,
    PushStore,
    StoreDamaged,
    StoredPush,
    StoreOfAnother,
    StoreUnusable,
)
from connectors.wechat_official_account.pushes import KINDS, Fingerprint, PushKind, record_of
from connectors.wechat_official_account.settings import Settings

RECEIVED = "received"
PUSHES_PER_PAGE = 2_000
KEPT = timedelta(days=1)
"""How long pushes stay in the store after they came: longer than any platform redelivers."""

Place = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PushedStream(BaseStream):
    """One kind of push, wherever it was kept.

    Attributes:
        store: The callback's file; there may be none.
        account: The appid.
        log: The brand's own daily log, if it keeps one.
    """

    store: Path | None
    account: str
    log: DailyLog | None
    enough: Enough = CHEAP_LINES

    @property
    def has_days(self) -> bool:
        """Only a log has days that can be read again."""
        return self.log is not None

    @property
    def window(self) -> str:
        """As it comes, or a file a day."""
        return self.log.window if self.log else "as it comes"

    @property
    def restatement(self) -> str:
        """How long a day's file may grow; what came in does not change."""
        return self.log.restatement if self.log else "nothing"

    def fetch_days(
        self, days: Period, cursor: Cursor | None, context: PullContext
    ) -> Iterator[Page]:
        """Yield the lines of some days' files once more."""
        if self.log is not None:
            yield from self.log.fetch_days(days, cursor, context)

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield what the callback received since, then what the log holds since."""
        logged = {name: place for name, place in (cursor or {}).items() if name != RECEIVED}
        received = {RECEIVED: cursor[RECEIVED]} if cursor and RECEIVED in cursor else {}
        for page in self._from_callback(received.get(RECEIVED), context):
            received = page.cursor
            yield Page(page.records, logged | received, page.rejected)
        if self.log is not None:
            for page in self.log.fetch(logged or None, context):
                yield Page(page.records, page.cursor | received, page.rejected)

    def _from_callback(self, place: Place | None, context: PullContext) -> Iterator[Page]:
        if self.store is None or not self.store.exists():
            return
        try:
            with closing(self._opened(self.store, context)) as store:
                yield from self._new(store, place, context)
        except StoreOfAnother as error:
            raise FatalError(str(error), next_step="Then pull again.") from error
        except StoreUnusable as error:
            raise RetryableError(str(error)) from error

    def _opened(self, path: Path, context: PullContext) -> PushStore:
        try:
            return PushStore(path, self.account)
        except StoreDamaged:
            return open_store(path, self.account, int(context.now().timestamp()))

    def _new(self, store: PushStore, place: Place | None, context: PullContext) -> Iterator[Page]:
        position = 0
        if place is not None and place["store"] == store.store_id:
            position = place["position"]
            before = context.now() - KEPT
            store.prune(self.name, position, int(before.timestamp()))
        while pushes := store.after(self.name, position, PUSHES_PER_PAGE):
            position = pushes[-1].position
            yield Page(
                [_record(push) for push in pushes if push.reason is None],
                {RECEIVED: {"store": store.store_id, "position": position}},
                [_rejected(push) for push in pushes if push.reason is not None],
            )


def pushed_streams(
    settings: Settings,
    source: str,
    received: Path | None,
    fingerprint: Fingerprint,
    now: Callable[[], datetime],
    retry: Retry,
) -> tuple[PushedStream, ...]:
    """Return a stream for each kind of push.

    Args:
        settings: The account's.
        source: Name of the source.
        received: Folder of the callback's store; None where there is no home.
        fingerprint: Stands for content in a key.
        now: The clock.
        retry: How patiently a log behind an address is asked.
    """
    variable = f"{settings.prefix}EVENT_LOG"
    files = open_log_files(settings.event_log, variable, now, retry)
    store = received / FILE if received and settings.has_callback else None
    return tuple(
        PushedStream(
            source=source,
            name=kind.stream,
            description=kind.description,
            pii={**kind.pii, "line": "text"},
            expected_every=kind.expected_every,
            # A push that lies in both places is landed once; one that lies in one needs no hash.
            remembers="window" if files and store else "none",
            configured=bool(files or store),
            setting=f"{variable} or {settings.prefix}CALLBACK_TOKEN",
            store=store,
            account=settings.appid,
            log=_log(source, kind, variable, files, fingerprint) if files else None,
        )
        for kind in KINDS
    )


def _log(
    source: str, kind: PushKind, variable: str, files: LogFiles, fingerprint: Fingerprint
) -> DailyLog:
    return DailyLog(
        source=source,
        name=kind.stream,
        description=kind.description,
        setting=variable,
        kind=kind.stream,
        files=files,
        parse=lambda push, _raw: record_of(push, kind, fingerprint),
    )


def _record(push: StoredPush) -> Record:
    payload = json.loads(push.payload)
    return Record(push.key, payload, from_epoch(payload.get("CreateTime")))


def _rejected(push: StoredPush) -> Rejected:
    return Rejected(
        place=f"callback, delivery {push.position}",
        reason=push.reason or "",
        next_step=push.next_step or "",
        payload=json.loads(push.payload),
    )
