"""Putting sealed exports back into the inbox when what landed of them is lost.

An export leaves the inbox once its rows have landed, so a landing file that is gone can come from
the archive alone. Everything taken is read again: rows that are still there land no second time.
When that is called for is decided in `runtime`.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from pathlib import Path

from member_center.privacy import PrivacyError, Vault

log = logging.getLogger(__name__)


def read_again(home: Path, vault: Vault) -> int:
    """Bring every archived export back under its own name and time; return how many came.

    A file of which the name is not known, or that cannot be opened, stays where it is and is named
    in the log.

    Args:
        home: The home; its `archive/` is read, its `inbox/` written.
        vault: Opens what was sealed.
    """
    came = 0
    for sealed in sorted((home / "archive").glob("*.sealed")):
        try:
            came += _restore(sealed, home / "inbox", vault)
        except (OSError, ValueError, KeyError, PrivacyError) as error:
            log.error(
                "%s of the archive cannot be read again (%s); put the export into the inbox.",
                sealed.name,
                type(error).__name__,
            )
    return came


def _restore(sealed: Path, inbox: Path, vault: Vault) -> bool:
    note = json.loads(sealed.with_suffix(".json").read_text("utf-8"))
    name = vault.unseal(base64.b64decode(note["sealed_name"])).decode("utf-8", "surrogateescape")
    target = inbox / Path(name).name
    if target.exists():
        return False
    inbox.mkdir(parents=True, exist_ok=True)
    vault.unseal_file(sealed, target)
    os.utime(target, ns=(note["modified_ns"], note["modified_ns"]))
    return True
