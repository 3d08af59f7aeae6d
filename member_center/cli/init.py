"""`mdc init`: a first `.env`, with fresh keys that nobody has seen."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from member_center.cli.console import CommandFailed, out, plainly
from member_center.settings import ENV_FILE
from member_center.transform.project import REPOSITORY

TEMPLATE = REPOSITORY / ".env.example"
KEYS = re.compile(r"^(MDC_(?:TOKEN|VAULT)_KEY)=.*$", re.MULTILINE)
KEY_BYTES = 48


def init(
    file: Annotated[Path, typer.Option(help="Where to write the settings.")] = Path(ENV_FILE),
) -> None:
    """Write .env from .env.example with new random keys; an existing one is left alone."""
    with plainly():
        write_settings(file, TEMPLATE.read_text("utf-8"))
    out.print(f"Wrote {file} with two new keys, readable by you alone.")
    out.print("Keep a copy of the keys in a safe place: without them tokens and vault are lost.")
    out.print("Next: fill in the accounts you have, then `mdc run`.")


def write_settings(file: Path, template: str) -> None:
    """Write a template with fresh keys into a new private file.

    Raises:
        CommandFailed: The file exists.
    """
    text = KEYS.sub(lambda found: f"{found[1]}={secrets.token_urlsafe(KEY_BYTES)}", template)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise CommandFailed(
            f"{file} exists and may hold keys in use, so it is left as it is. Edit it, or move it"
            " away first."
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
