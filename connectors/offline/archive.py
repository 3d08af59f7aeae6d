"""Where files go when the inbox is done with them: sealed into the archive or the quarantine.

Every step can be repeated: a kill leaves the file in the inbox, or sealed and still in the inbox,
and the next run ends the work. The clear file is removed last. Deciding which files are done does
not belong here.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.offline.errors import UnusableFile
from connectors.offline.inbox import InboxFile

logger = logging.getLogger(__name__)

SealFile = Callable[[Path, Path], None]
MAX_NAME = 80
_UNSAFE = re.compile(r"[^\w.\-()]+")


@dataclass(frozen=True, slots=True)
class Note:
    """What is remembered of a taken file, so that its refused rows can be mended.

    Attributes:
        sha: SHA-256 of its bytes, hex.
        file: Its name for messages.
        day: The day it speaks for.
        store: The store in its name, if the settings look for one.
        modified_ns: Time of its last change, nanoseconds since the epoch.
        tables: By number of the table: its name, day, store, mapping and epoch.
        sealed_name: Its name in the inbox, sealed, base64.
        series: Digest of its name without marks of repetition.
    """

    sha: str
    file: str
    day: str
    store: str | None
    modified_ns: int
    tables: dict[str, dict[str, Any]]
    sealed_name: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """The two places a file can end in.

    Attributes:
        archive: Folder of taken files, ``<sha256>.sealed`` with a ``.json`` beside it.
        quarantine: Folder of refused files, ``<name>-<sha8>.sealed`` with a ``.json`` beside it.
        seal_file: Encrypts one file into another.
        seal: Encrypts bytes.
    """

    archive: Path
    quarantine: Path
    seal_file: SealFile
    seal: Callable[[bytes], bytes]

    def holds(self, sha: str) -> bool:
        """Whether a file of this content was taken before."""
        return self._sealed(sha).exists()

    def note_of(self, short: str) -> Note | None:
        """The note about a taken file, by the first digits of its hash."""
        for path in self.archive.glob(f"{short}*.json"):
            try:
                return Note(**json.loads(path.read_text("utf-8")))
            except (ValueError, TypeError):
                logger.error("%s is damaged: what it notes of a taken file is lost", path.name)
        return None

    def note(self, note: Note, name: str) -> None:
        """Remember a file that is being taken; its name lies sealed."""
        path = self._sealed(note.sha).with_suffix(".json")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        named = replace(note, sealed_name=self._sealed_name(name))
        write(path, json.dumps(asdict(named), ensure_ascii=False))

    def keep(self, file: InboxFile, sha: str) -> None:
        """Seal a taken file into the archive and remove it from the inbox."""
        if not file.is_unchanged():
            logger.warning("%s was changed after it was read; it is read again", file.shown)
            return
        if not self.holds(sha):
            self._seal(file.path, self._sealed(sha))
        file.path.unlink(missing_ok=True)

    def refuse(self, file: InboxFile, sha: str, problem: UnusableFile, at: datetime) -> None:
        """Seal an unusable file into the quarantine, say why beside it, and remove it.

        Args:
            file: The file.
            sha: SHA-256 of its bytes.
            problem: Why it cannot be used.
            at: Aware instant, for the report.
        """
        if not file.is_unchanged():
            return
        name = f"{_safe(file.shown)}-{sha[:8]}"
        self._seal(file.path, self.quarantine / f"{name}.sealed")
        report = {
            "file": file.shown,
            "sha256": sha,
            "sealed_name": self._sealed_name(file.name),
            "bytes": file.size,
            "refused_at": at.isoformat(),
            "reason": problem.reason,
            "next_step": problem.next_step,
            "headers": problem.headers,
        }
        write(self.quarantine / f"{name}.json", json.dumps(report, ensure_ascii=False, indent=2))
        file.path.unlink(missing_ok=True)

    def _sealed_name(self, name: str) -> str:
        return base64.b64encode(self.seal(name.encode("utf-8", "surrogateescape"))).decode()

    def _sealed(self, sha: str) -> Path:
        return self.archive / f"{sha}.sealed"

    def _seal(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.seal_file(source, target)


def seal_in_memory(seal: Callable[[bytes], bytes]) -> SealFile:
    """A file sealer made of one that seals bytes; the whole file passes through memory."""

    def seal_file(source: Path, target: Path) -> None:
        write(target, seal(source.read_bytes()))

    return seal_file


def write(path: Path, content: bytes | str) -> None:
    """Write a small file durably and whole, readable by its owner alone."""
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(path.name + ".tmp")
    descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip("._")[-MAX_NAME:] or "file"
