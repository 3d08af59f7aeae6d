"""`mdc callback`: receive what WeChat pushes, and keep it until the next pull lands it.

Only putting together happens here; the callback itself is a part of its connector.
"""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from connectors.core.errors import FatalError
from member_center.cli.console import out, plainly
from member_center.runtime import Runtime, open_runtime
from member_center.settings import machine_now

SOURCE = "wechat_official_account"
USUAL_PORT = 8770

callback_app = typer.Typer(
    help="Receive the official account's events and messages as WeChat pushes them.",
    no_args_is_help=True,
)


@callback_app.callback()
def callback() -> None:
    """Receive the official account's events and messages as WeChat pushes them."""


@callback_app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = USUAL_PORT,
) -> None:
    """Answer WeChat's pushes until stopped; a push is durable before it is acknowledged."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    with plainly():
        _serve(open_runtime(), host, port)


def _serve(runtime: Runtime, host: str, port: int) -> None:
    from connectors.wechat_official_account.callback.app import create_app
    from connectors.wechat_official_account.callback.door import door_of
    from connectors.wechat_official_account.callback.keeper import Keeper
    from connectors.wechat_official_account.callback.server import listen
    from connectors.wechat_official_account.callback.server import serve as serve_app
    from connectors.wechat_official_account.callback.store import FILE, StoreUnusable

    # Signatures are as old as the machine's clock says, whatever instant is pinned for the data.
    settings = runtime.source_settings(SOURCE)
    door = door_of(settings, seconds)
    with listen(host, port) as listener:
        bound, number = listener.getsockname()[:2]
        try:
            keeper = Keeper(runtime.received_dir / FILE, settings.appid, runtime.guard, seconds)
        except StoreUnusable as error:
            raise FatalError(str(error), next_step="Then start the callback again.") from error
        serve_app(
            create_app(door, keeper),
            listener,
            lambda: out.print(f"# ready http://{bound}:{number}"),
        )


def seconds() -> int:
    """The present instant in epoch seconds, by the machine's clock."""
    return int(machine_now().timestamp())
