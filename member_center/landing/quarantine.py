"""Where refused rows wait for a person: JSON lines per stream and day, and sealed whole files.

Rows arrive already protected. A row is written once, however often a pull is repeated. Deciding
what to refuse does not belong here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from member_center.landing.encoding import encode
from member_center.landing.files import append_durably, make_private_directory

QUARANTINE = "quarantine"
NOTICE = "Notice:"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused row: where it stood, why it was refused, what to do, and its protected content."""

    place: str
    reason: str
    next_step: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A refused row as it lies in quarantine; ``refused_at`` is an ISO instant with offset."""

    source: str
    stream: str
    refused_at: str
    place: str
    reason: str
    next_step: str
    payload: dict[str, Any]


class Quarantine:
    """The refused rows of one home.

    Args:
        home: The folder that holds ``quarantine/``; made when the first row arrives.
    """

    def __init__(self, home: Path) -> None:
        self.directory = home / QUARANTINE
        self._seen: dict[tuple[str, str], set[str]] = {}

    def add(self, source: str, stream: str, rows: Sequence[Refused], at: datetime) -> int:
        """Store refused rows durably; return how many rows were refused that were not there yet.

        A notice lies there too, but nothing was refused by it.
        """
        if not rows:
            return 0
        seen = self._identities(source, stream)
        lines, refused = [], 0
        for row in rows:
            identity = _identity(row)
            if identity not in seen:
                seen.add(identity)
                refused += not is_notice(row.reason)
                entry = {"id": identity, "refused_at": at.isoformat(), **asdict(row)}
                lines.append(encode(entry)[0] + b"\n")
        if lines:
            day = at.astimezone(SHANGHAI).date().isoformat()
            path = self.directory / source / stream / f"{day}.jsonl"
            make_private_directory(path.parent)
            append_durably(path, b"".join(lines))
        return refused

    def rows(
        self, source: str | None = None, stream: str | None = None
    ) -> Iterator[QuarantinedRow]:
        """All refused rows, oldest day first; a line torn by a crash is passed over."""
        for path in sorted(self.directory.glob(f"{source or '*'}/{stream or '*'}/*.jsonl")):
            for entry in _entries(path):
                entry.pop("id")
                yield QuarantinedRow(
                    source=path.parent.parent.name, stream=path.parent.name, **entry
                )

    def _identities(self, source: str, stream: str) -> set[str]:
        known = self._seen.get((source, stream))
        if known is None:
            paths = self.directory.glob(f"{source}/{stream}/*.jsonl")
            known = {entry["id"] for path in paths for entry in _entries(path)}
            self._seen[source, stream] = known
        return known


def is_notice(reason: str) -> bool:
    """Whether a row in quarantine only tells something about what was taken in."""
    return reason.startswith(NOTICE)


def _identity(row: Refused) -> str:
    content = encode(asdict(row))[1]
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().splitlines():
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
