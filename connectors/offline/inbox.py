"""Which files in the inbox are ready to be read, and what they are called in public.

Only names, sizes and times are looked at here. What is inside a file is not this module's
business, and neither is what becomes of it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import time
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from connectors.offline.dates import SHANGHAI
from connectors.offline.filenames import public_name
from connectors.offline.tickets import letters

logger = logging.getLogger(__name__)

UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", ".swp")
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_DAY_IN_NAME = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0?[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d)"
)

_AGAIN = re.compile(
    r"(?:[\s_.\-]*(?:[(\[]\d{1,2}[)\]]|(?:的)?副本\d*|修正版?|更正版?|修订版?|已?更新|重导|重新导出|改后?|最终版?"
    r"|新版|copy|corrected|correction|fixed|final|revised|v\d{1,2}|rev\d{1,2}))+$"
)
"""What people and browsers add to the name of a file that they save once more."""

_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A regular file in the inbox, as it was when it was found ready.

    Attributes:
        path: Where it lies.
        name: Its path within the inbox.
        size: Bytes.
        modified_ns: Time of last change, nanoseconds since the epoch.
    """

    path: Path
    name: str
    size: int
    modified_ns: int

    @property
    def shown(self) -> str:
        """The name for messages: phone numbers and names of people in it are masked."""
        return public_name(self.name)

    def day(self) -> date:
        """The Shanghai day that the file speaks for.

        A day in its name, or the end of a month in its name, or the day of its last change.
        """
        changed = self._changed().date()
        if day := _day_in(self.name):
            return day
        if found := _MONTH_IN_NAME.search(self.name):
            year, month = int(found[1]), int(found[2])
            return min(changed, date(year, month, monthrange(year, month)[1]))
        return changed

    def named_day(self) -> date | None:
        """The day in its name, if there is one."""
        return _day_in(self.name)

    def exported_on(self) -> date:
        """The Shanghai day on which it was exported: a day in its name, or that of its last change.

        A month in a name says what a list is about, not when it was made.
        """
        return _day_in(self.name) or self._changed().date()

    def modified_at(self) -> str:
        """The time of its last change in Shanghai, as text that sorts."""
        return self._changed().isoformat(sep=" ", timespec="microseconds")[:26]

    def series(self) -> str:
        """Digest of the name without marks of repetition: ``a (1).csv`` is ``a.csv`` again."""
        stem = unicodedata.normalize("NFKC", Path(self.name).stem).lower()
        bare = _AGAIN.sub("", stem)
        return letters(hashlib.blake2b((bare or stem).encode(), digest_size=8).digest())

    def _changed(self) -> datetime:
        return datetime.fromtimestamp(self.modified_ns / 1e9, UTC).astimezone(SHANGHAI)

    def is_unchanged(self) -> bool:
        """Whether it still has the size and the time it was found with."""
        found = _look(self.path, self.name)
        return found == self


def ready(
    inbox: Path,
    settle_seconds: float,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> list[InboxFile]:
    """Files that nobody is still writing, oldest business day first.

    Symbolic links, dotfiles, Excel's lock files (``~$…``) and the temporaries of download and
    transfer programs are passed over. Files changed a moment ago are looked at again after
    ``settle_seconds``; those that moved in between wait for the next run.

    Args:
        inbox: The folder; sub-folders count, a missing one is empty.
        settle_seconds: How long a file has to lie still.
        clock: The machine's clock, seconds since the epoch; not the business clock, because it
            is compared with the times of files.
        sleep: How to wait.
    """
    files = list(_candidates(inbox))
    still_before = clock() - settle_seconds
    young = [file for file in files if not 0 < file.modified_ns / 1e9 <= still_before]
    if young and settle_seconds:
        sleep(settle_seconds)
        moving = {file.name for file in young if not file.is_unchanged()}
        for name in sorted(moving):
            logger.info("a file is still being written and waits for the next run: %s", name)
        files = [file for file in files if file.name not in moving]
    return sorted(files, key=lambda file: (file.day(), file.modified_ns, file.name))


def is_candidate(name: str) -> bool:
    """Whether a file of this name can be an export at all."""
    lower = name.lower()
    return not (name.startswith((".", "~$")) or lower.endswith(UNFINISHED) or lower in SYSTEM_FILES)


def _day_in(name: str) -> date | None:
    for found in reversed(list(_DAY_IN_NAME.finditer(name))):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            logger.debug("digits in a file name look like a date and are none")
    return None


def _candidates(inbox: Path) -> Iterator[InboxFile]:
    for folder, folders, names in os.walk(inbox, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(filter(is_candidate, names)):
            path = Path(folder) / name
            if found := _look(path, path.relative_to(inbox).as_posix()):
                yield found


def _look(path: Path, name: str) -> InboxFile | None:
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return InboxFile(path, name, seen.st_size, seen.st_mtime_ns)
