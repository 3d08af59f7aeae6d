"""The root of `mdc`: which commands there are. What they do is in the module of their name.

A command is loaded when it is called: what the report draws with takes longer to load than a small
pull takes to finish.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

ROOM = "member_center.cli"
COMMANDS: Mapping[str, str] = {
    "init": "init.init",
    "demo": "demo.demo",
    "dev": "dev.dev",
    "run": "run.run",
    "pull": "pull.pull",
    "streams": "streams.streams",
    "report": "report.report",
    "reconcile": "reconcile.reconcile",
    "audience": "audience.audience_app",
    "intake": "intake.intake_app",
    "quarantine": "quarantine.quarantine_app",
    "landing": "landing.landing_app",
    "serving": "serving.serving_app",
    "identity": "identity_commands.identity_app",
    "callback": "callback.callback_app",
    "sandbox": "sandbox.sandbox_app",
}
"""By its name: the module of each command, and the function or the group of commands in it."""


class Commands(TyperGroup):
    """The commands by name, each loaded when somebody asks for it."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command that the arguments name, on whatever terminal there is."""
        write_any_text()
        return super().main(*args, **extra)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as overridden
        """Name them in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: Any,  # noqa: ARG002 - as overridden
        cmd_name: str,
    ) -> Any:
        """Load the command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(".")
        command = _command(getattr(import_module(f"{ROOM}.{module}"), attribute))
        command.name = cmd_name
        return command


def _command(found: Any) -> Any:
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
    alone.command()(found)
    return get_command(alone)


def write_any_text() -> None:
    """Let signs that a terminal cannot show (✓ in GBK, 会员 in ASCII) stand there as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


app = typer.Typer(
    name="mdc",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def mdc() -> None:
    """Member data center: pull, unify, check and publish a brand's members."""


if __name__ == "__main__":
    app()
