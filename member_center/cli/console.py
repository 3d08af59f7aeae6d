"""The terminal: where commands write, and how an expected error ends one.

Normal output goes to standard output, complaints to standard error. Everything that comes from
outside this room is redacted once more before it is shown.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import datetime
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from member_center.privacy.redact import redact

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

WIDE = 200
"""Width of a table that goes into a file or to another program, where nothing need be cut."""

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class CommandFailed(Exception):
    """A command cannot do what it was asked. The message says why and what to do."""


@contextmanager
def plainly() -> Iterator[None]:
    """End the command with code 1 and the error's own message, if the error is an expected one.

    A request to end (SIGTERM, or SIGHUP from a closed terminal) unwinds like Ctrl-C, so that what
    the command started is stopped.
    """
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _unwind)
    try:
        yield
    except Exception as error:
        if not isinstance(error, expected()):
            raise
        complain(str(error))
        raise typer.Exit(1) from None


def expected() -> tuple[type[Exception], ...]:
    """The errors by which a room says why it cannot go on, and what to do.

    Found out when something has gone wrong: a command shall not wait for rooms it does not use.
    """
    from connectors.core.errors import ConnectorError
    from member_center.identity.decisions import IdentityError
    from member_center.landing import LandingError
    from member_center.privacy import PrivacyError
    from member_center.serving.manifest import ServingError
    from member_center.settings import SettingsError
    from member_center.transform import TransformError

    rooms = (IdentityError, LandingError, PrivacyError, ServingError, TransformError)
    return (CommandFailed, ConnectorError, SettingsError, *rooms)


def _unwind(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def complain(message: str) -> None:
    """Show an error."""
    err.print(f"[red]✗[/] {shown(message)}")


def shown(text: str) -> str:
    """A text from another room, redacted, and safe to print with markup."""
    return escape(redact(text))


def print_json(found: object) -> None:
    """Print what a command found as JSON: dataclasses as objects, every text redacted."""
    typer.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(value.isoformat(sep=" ") if isinstance(value, datetime) else str(value))
