"""The callback as a running server: the socket, hurry, and a clean end.

SIGTERM, SIGINT and SIGHUP end it cleanly: no new connections, requests in flight are finished and
stored. What is answered is the app's business.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from connectors.core.errors import FatalError

SECONDS_FOR_HEADERS = 5.0
SECONDS_TO_FINISH = 10
MOST_CONNECTIONS = 2_000
BACKLOG = 1_024


class HastyConnection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # uvicorn chooses the base at import
    """An HTTP connection that is closed unless its first request comes soon."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Give the caller some seconds to send headers."""
        super().connection_made(transport)
        self._hurry = self.loop.call_later(SECONDS_FOR_HEADERS, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._hurry.cancel()
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        if self.cycle is None:
            self.transport.close()


class CallbackServer(uvicorn.Server):
    """A quiet server that says when it answers, and ends without an error.

    Args:
        app: What to serve.
        on_ready: Called once, when requests are answered.
    """

    def __init__(self, app: Starlette, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=HastyConnection,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=MOST_CONNECTIONS,
                backlog=BACKLOG,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report it unless the start failed."""
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take a request to end as what it is, not as an error to be raised again afterwards."""
        is_main = threading.current_thread() is threading.main_thread()
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
            if is_main
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(app: Starlette, listener: socket.socket, on_ready: Callable[[], Any]) -> None:
    """Serve until the process is told to stop.

    Args:
        app: What to serve.
        listener: A bound socket.
        on_ready: Called once, when requests are answered.
    """
    CallbackServer(app, on_ready).run([listener])


def listen(host: str, port: int) -> socket.socket:
    """Bind an address.

    Args:
        host: Address of this machine.
        port: 0 takes a free one.

    Raises:
        FatalError: Another program listens there, or it is no address of this machine.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise FatalError(
            f"The callback cannot listen on {host}:{port} ({error.strerror}).",
            next_step="Choose another --port; 0 takes a free one.",
        ) from error
    return listener
