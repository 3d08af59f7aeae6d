"""The terminal: where commands write, and how an expected error ends one.

Normal output goes to standard output, complaints to standard error. Everything that comes from
outside this room is redacted once more before it is shown.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer
from rich.console import Console
from rich.markup import escape

from connectors.core.errors import ConnectorError
from member_center.landing import LandingError
from member_center.privacy import PrivacyError
from member_center.privacy.redact import redact
from member_center.serving.manifest import ServingError
from member_center.settings import SettingsError
from member_center.transform import TransformError

EXPECTED = (
    ConnectorError,
    LandingError,
    PrivacyError,
    ServingError,
    SettingsError,
    TransformError,
)

out = Console(highlight=False, soft_wrap=True)
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
    except (*EXPECTED, CommandFailed) as error:
        complain(str(error))
        raise typer.Exit(1) from None


def _unwind(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def complain(message: str) -> None:
    """Show an error."""
    err.print(f"[red]✗[/] {shown(message)}")


def shown(text: str) -> str:
    """A text from another room, redacted, and safe to print with markup."""
    return escape(redact(text))
