r"""Exports of tills and CRM systems, dropped into the inbox as files.

    inbox ─► sniff, decode ─► header, mapping ─► rows ─► one record a row
                  │                 │              └► refused rows, with place, reason, next step
                  └─────────────────┴► refused files, sealed into the quarantine

Most exports are understood by their column labels (``kinds/*.yml``). One that is not gets a
**mapping file**: ``mappings/*.yml`` under the home, or in the folder ``OFFLINE_MAPPINGS``.
``python -m connectors.offline preview FILE`` shows how a file would be read and writes a first
mapping. Everything but ``kind`` and ``match`` may be left out::

    kind: members                  # any of ``kinds``
    match:                         # all that are given must hold
      file: '^hq_.*\.csv$'          # regular expression on the path within the inbox
      sheet: 会员                   # regular expression on the name of the sheet
      headers: [客编, 等第]          # labels that must all be in one row
    header_row: 4                  # row number of the header as an editor shows it; 0: there is
                                   # none, the columns are called 1, 2, 3 … (needs match: file)
    encoding: latin-1              # of text that is neither UTF-8 nor GB18030 (needs match: file)
    delimiter: "^"                 # of text; " " for any number of blanks (needs match: file)
    columns:                       # canonical column: label, labels in precedence, or with unit
      member_no: 客编
      phone: [手机1, 手机2]
      purchase_amount: {label: 消费, unit: 万元}
    values:                        # what codes mean; digits for a gender are never guessed
      gender: {1: 男, 2: 女, 0: 未知}
      type: {XS: sale, TH: return}
    constants: {store: 南京路店}     # what the file does not say
    synonyms: true                 # still find undeclared columns by their labels
    ignore: false                  # true: take nothing from such tables and do not report them

Canonical columns are those of the kind's file in ``kinds``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from connectors.core.stream import Source, Stream
from connectors.offline.accounts import Accounts
from connectors.offline.archive import Archive, SealFile, seal_in_memory
from connectors.offline.deliveries import FilesStream
from connectors.offline.plan import Plans
from connectors.offline.settings import Settings
from connectors.offline.streams import Intake, inbox_streams

__all__ = ["Settings", "connect"]

TICKET_LINES = "digests of ticket lines"


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    inbox: Path,
    archive: Path,
    quarantine: Path,
    seal: Callable[[bytes], bytes],
    token: Callable[[str, str], str],
    seal_file: SealFile | None = None,
    fingerprint: Callable[[str], str] | None = None,
    brand: str = "brand",
) -> Source:
    """The offline source over one inbox; opens no file.

    Args:
        settings: Limits, patterns, and where mapping files lie.
        state_dir: Where a stream may note what it has done; nothing personal.
        now: The clock; returns an aware UTC instant.
        inbox: Where people drop files.
        archive: Where taken files go, sealed.
        quarantine: Where unusable files go, sealed, each with its reason.
        seal: Encrypts bytes.
        token: Keyed token of a clear value: kind and value.
        seal_file: Encrypts one file into another with little memory; instead of ``seal``.
        fingerprint: Keyed digest that is kept nowhere, to key the digests of ticket lines.
            A token takes its place when there is none.
        brand: The account of this source.
    """
    accounts = Accounts(state_dir / "offline_files")
    sealed = Archive(archive, quarantine, seal_file or seal_in_memory(seal), seal)
    intake = Intake(
        settings=settings,
        inbox=inbox,
        mappings=settings.mappings or inbox.parent / "mappings",
        marks=state_dir / "offline",
        archive=sealed,
        token=token,
        now=now,
        plans=Plans(settings, sealed.note_of),
        pepper=lambda: (fingerprint or partial(token, "text"))(TICKET_LINES).encode()[:64],
        accounts=accounts,
    )
    streams: tuple[Stream, ...] = (*inbox_streams(intake), FilesStream(accounts))
    return Source("offline", "Stores and CRM (offline exports)", brand, streams)
