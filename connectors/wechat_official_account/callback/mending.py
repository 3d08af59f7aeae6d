"""Opening the store, whatever became of its file: a damaged one is set aside, not mourned.

What can still be read is taken over into a new file, and the damaged one stays beside it for
whoever wants to look. The new store has a new id, so pulls read it from its start; what had landed
before lands under the same keys again and changes nothing.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from connectors.wechat_official_account.callback.signature import Nonce
from connectors.wechat_official_account.callback.store import PushStore, Received, StoreDamaged

logger = logging.getLogger(__name__)

SIDE_FILES = ("", "-wal", "-shm")
ROWS_AT_A_TIME = 500


def open_store(path: Path, account: str, now: int) -> PushStore:
    """Open the store of an account, whole.

    Args:
        path: The file; made when missing.
        account: The appid whose pushes it holds.
        now: Epoch seconds.

    Raises:
        StoreUnusable: It cannot be written, or holds another account's pushes.
    """
    try:
        store = PushStore(path, account)
        try:
            store.check()
        except StoreDamaged:
            store.close()
            raise
    except StoreDamaged as error:
        logger.error("%s", error)
    else:
        return store
    aside = _set_aside(path, now)
    store = PushStore(path, account)
    taken = sum(_take_over(store, batch, now) for batch in _readable(aside))
    logger.error("%s is begun anew with %d pushes of the damaged %s", path, taken, aside.name)
    return store


def _set_aside(path: Path, now: int) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{now}")
    for suffix in SIDE_FILES:
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(path.with_name(aside.name + suffix))
    return aside


def _readable(aside: Path) -> Iterator[list[tuple[str, str, bytes, str | None, str | None]]]:
    """Yield the rows of a damaged file up to the first page that cannot be read."""
    query = "select stream, record_key, payload, reason, next_step from pushes order by position"
    with closing(sqlite3.connect(aside)) as connection:
        try:
            rows = connection.execute(query)
            while batch := rows.fetchmany(ROWS_AT_A_TIME):
                yield batch
        except sqlite3.DatabaseError as error:
            logger.warning("%s cannot be read any further: %s", aside, error)


def _take_over(
    store: PushStore, batch: list[tuple[str, str, bytes, str | None, str | None]], now: int
) -> int:
    # Nonces of this instant that nobody can sign: the rows came in by an earlier door.
    received = [
        Received(Nonce(now, f"taken over: {stream} {key}"), stream, key, payload, reason, step)
        for stream, key, payload, reason, step in batch
    ]
    return store.append(received, now).count("stored")
