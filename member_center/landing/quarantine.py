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
            self._append(source, stream, b"".join(lines), at)
        return refused

    def mend(self, source: str, stream: str, places: Sequence[str], at: datetime) -> None:
        """Close refused rows that came back mended.

        Args:
            source: Name of the source.
            stream: Name of the stream.
            places: ``_file``, ``_table`` and ``_row`` of their payloads, with spaces between.
            at: Aware instant.
        """
        if places:
            line, _ = encode({"mended": list(places), "mended_at": at.isoformat()})
            self._append(source, stream, line + b"\n", at)

    def rows(
        self, source: str | None = None, stream: str | None = None
    ) -> Iterator[QuarantinedRow]:
        """All refused rows that were not mended, oldest day first; torn lines are passed over."""
        for folder in sorted(self.directory.glob(f"{source or '*'}/{stream or '*'}")):
            entries = [one for path in sorted(folder.glob("*.jsonl")) for one in _entries(path)]
            mended = {place for entry in entries for place in entry.get("mended", ())}
            for entry in entries:
                if "id" in entry and _place(entry["payload"]) not in mended:
                    entry.pop("id")
                    yield QuarantinedRow(source=folder.parent.name, stream=folder.name, **entry)

    def _append(self, source: str, stream: str, lines: bytes, at: datetime) -> None:
        day = at.astimezone(SHANGHAI).date().isoformat()
        path = self.directory / source / stream / f"{day}.jsonl"
        make_private_directory(path.parent)
        append_durably(path, lines)

    def _identities(self, source: str, stream: str) -> set[str]:
        known = self._seen.get((source, stream))
        if known is None:
            paths = self.directory.glob(f"{source}/{stream}/*.jsonl")
            known = {e["id"] for path in paths for e in _entries(path) if "id" in e}
            self._seen[source, stream] = known
        return known


def _place(payload: dict[str, Any]) -> str:
    """Where a refused row of a file stood; nothing that can be mended stands nowhere."""
    return " ".join(str(payload.get(name, "")) for name in ("_file", "_table", "_row"))


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
