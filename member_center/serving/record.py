"""The version that a build goes on from: identity's record of change lives in what was published.

A merge or a split is what differs from the version that readers have, so the build must be told
which one that is, and must not read a file that is no longer as it was written. What is compared,
and how, is dbt's business.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from member_center.serving.manifest import Manifest, ServingError
from member_center.serving.publish import is_as_written, parquet_file
from member_center.serving.versions import Versions

logger = logging.getLogger(__name__)

RECORD_TABLES = (
    "member_identity_changes",
    "member_identity_health",
    "member_identity_history",
    "member_identity_links",
    "member_identity_redirects",
)
NOTHING_PUBLISHED = "none"


def last_published(serving_dir: Path) -> Path:
    """Folder of the version that readers have, for the next build to compare with.

    Where that version's record is damaged or gone, it is the newest earlier one whose record is
    whole: what happened since is then recorded anew.

    Args:
        serving_dir: The home's `serving/`.

    Returns:
        A version's folder; one that does not exist when nothing was published yet.
    """
    for folder in _candidates(Versions(serving_dir)):
        if _has_whole_record(folder):
            return folder
        logger.error("The identity record in %s is damaged; an earlier one is read.", folder.name)
    return serving_dir / NOTHING_PUBLISHED


def _candidates(versions: Versions) -> Iterator[Path]:
    here = versions.pointer.resolve().name if versions.pointer.is_symlink() else ""
    names = versions.names()
    for name in reversed([name for name in names if not here or name <= here]):
        yield versions.path(name)


def _has_whole_record(folder: Path) -> bool:
    try:
        tables = Manifest.read(folder).tables
    except ServingError:
        return False
    return all(
        is_as_written(parquet_file(folder, name), tables[name].sha256)
        for name in RECORD_TABLES
        if name in tables
    )
