"""Merging what a stream fetches into micro-batches worth a commit.

A platform answers in pages of one row or of ten thousand; landing one row at a time would drown
the log in files, so small pages are merged and carry the cursor of the last one. What was fetched
before a fault is handed over before the fault is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.core.errors import ConnectorError
from connectors.core.stream import Cursor, Page, Record, Rejected

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enough:
    """What is worth a commit: the dearer a page was, the sooner it is stored.

    Attributes:
        rows: Records and refused rows.
        pages: Pages of the platform, however empty.
    """

    rows: int = 100
    pages: int = 32


DEAR = Enough()
"""What suits calls that count against a quota."""


@dataclass(slots=True)
class _Batch:
    records: list[Record] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    cursor: Cursor = field(default_factory=dict)
    pages: int = 0

    def add(self, page: Page) -> None:
        self.records.extend(page.records)
        self.rejected.extend(page.rejected)
        self.cursor = page.cursor
        self.pages += 1

    def is_full(self, enough: Enough) -> bool:
        rows = len(self.records) + len(self.rejected)
        return rows >= enough.rows or self.pages >= enough.pages


def micro_batches(
    pages: Iterator[Page], source: str, stream: str, enough: Enough
) -> Iterator[Page]:
    """Merge pages until a commit is worth it.

    Args:
        pages: As fetched; each cursor is true once all rows up to it are stored.
        source: For the log line of each batch.
        stream: Likewise.
        enough: What is worth a commit.

    Raises:
        ConnectorError: The fault that ended the pages, after the rows fetched before it.
    """
    batch, number, started = _Batch(), 0, time.perf_counter()
    fault: ConnectorError | None = None
    while fault is None:
        try:
            page = next(pages, None)
        except ConnectorError as error:
            fault, page = error, None
        if page is not None:
            batch.add(page)
        if batch.pages and (page is None or batch.is_full(enough)):
            number += 1
            _log(batch, source, stream, number, time.perf_counter() - started)
            yield Page(batch.records, batch.cursor, batch.rejected)
            batch, started = _Batch(), time.perf_counter()
        if page is None:
            break
    if fault is not None:
        raise fault


def _log(batch: _Batch, source: str, stream: str, number: int, seconds: float) -> None:
    logger.info(
        "source=%s stream=%s page=%d rows=%d refused=%d seconds=%.2f",
        source,
        stream,
        number,
        len(batch.records),
        len(batch.rejected),
        seconds,
    )
