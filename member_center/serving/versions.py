"""The folder of published versions and the one pointer that says which is current.

A version is a folder that never changes once it has its name. `current` is a symbolic link that
is replaced in one step, so a reader sees the old version or the new one and nothing between.
What stands inside a version is not this module's business.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from member_center.serving.manifest import Manifest, ServingError

logger = logging.getLogger(__name__)

DRAFT_PREFIX = ".draft-"
NAME = re.compile(r"\d{8}T\d{6}Z-\d{3,}")


class Versions:
    """The versions under one `serving/` folder.

    Args:
        folder: The home's `serving/`; made when missing.
        keep: How many versions stay, the current one among them.
    """

    def __init__(self, folder: Path, keep: int = 5) -> None:
        self.folder = folder
        self.root = folder / "versions"
        self.keep = keep
        self.root.mkdir(parents=True, exist_ok=True, mode=0o750)

    @property
    def pointer(self) -> Path:
        """The link that readers open."""
        return self.folder / "current"

    def names(self) -> list[str]:
        """Finished versions, oldest first."""
        return sorted(p.name for p in self.root.iterdir() if NAME.fullmatch(p.name) and p.is_dir())

    def path(self, version: str) -> Path:
        """Folder of a finished version.

        Raises:
            ServingError: There is no such version.
        """
        if version not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise ServingError(f"There is no version {version!r}. Published versions: {known}.")
        return self.root / version

    def current(self) -> Manifest | None:
        """Manifest of the version that readers get now, or None before the first publish."""
        if not self.pointer.is_symlink():
            return None
        return Manifest.read(self.pointer.resolve())

    def usable(self) -> Manifest | None:
        """Manifest of the current version if that version is there and its manifest readable."""
        try:
            manifest = self.current()
            return manifest and Manifest.read(self.path(manifest.version))
        except ServingError as error:
            logger.error("%s A whole version is published anew.", error)
            return None

    def new_name(self, now: datetime) -> str:
        """A name that no version has yet and that sorts behind all earlier ones.

        Args:
            now: Aware instant of the publish; a pinned clock may give the same one twice.
        """
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        same = [int(name.rpartition("-")[2]) for name in self.names() if name.startswith(stamp)]
        return f"{stamp}-{max(same, default=0) + 1:03d}"

    def draft(self, version: str) -> Path:
        """An empty folder to build a version in; nobody reads it before `finish`."""
        self.sweep()
        folder = self.root / f"{DRAFT_PREFIX}{version}"
        (folder / "parquet").mkdir(parents=True, mode=0o750)
        return folder

    def finish(self, draft: Path, version: str) -> Path:
        """Make a draft durable, give it its name and point readers at it."""
        for file in sorted(p for p in draft.rglob("*") if p.is_file()):
            _sync(file)
        for folder in (draft / "parquet", draft):
            _sync(folder)
        final = self.root / version
        draft.rename(final)
        _sync(self.root)
        self.point_at(version)
        self._retire()
        return final

    def point_at(self, version: str) -> None:
        """Swap the pointer to a finished version, in one step."""
        target = self.path(version)
        link = self.folder / f".current-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("versions") / target.name)
        if self.pointer.is_dir() and not self.pointer.is_symlink():
            # A copy of the home that followed links: a folder cannot be replaced by a link.
            self.pointer.rename(self.root / f"{DRAFT_PREFIX}copied-{os.getpid()}")
        link.replace(self.pointer)
        _sync(self.folder)

    def rollback(self, to: str | None = None) -> Manifest:
        """Point readers at an earlier version.

        Args:
            to: The version; by default the one that was published before the current one.

        Raises:
            ServingError: There is no earlier version, or no version of that name.
        """
        if to is None:
            here = self.pointer.resolve().name if self.pointer.is_symlink() else ""
            earlier = [name for name in self.names() if name < here]
            if not earlier:
                raise ServingError("There is no earlier version to roll back to.")
            to = earlier[-1]
        self.point_at(to)
        return Manifest.read(self.path(to))

    def sweep(self) -> None:
        """Remove drafts and links that an interrupted publish left behind."""
        for draft in self.root.glob(f"{DRAFT_PREFIX}*"):
            shutil.rmtree(draft)
        for link in self.folder.glob(".current-*"):
            link.unlink()

    def _retire(self) -> None:
        current = self.usable()
        for name in self.names()[: -self.keep]:
            if current is None or name != current.version:
                shutil.rmtree(self.root / name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
