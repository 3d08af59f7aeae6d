"""Runs the sandbox: the app on a loopback socket, in this process or in a thread of it.

What the app answers is built in `sandbox.platforms.app`. Here: the port, the moment it is ready,
and the settings that point connectors at it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from sandbox.accounts import (
    BRAND,
    CALLBACK_AES_KEY,
    CALLBACK_TOKEN,
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT,
    SHOP,
    WECOM,
    YOUZAN,
)
from sandbox.platforms.app import Options, create_app
from sandbox.platforms.calendar import date_of, day_of
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.connections import TrackedConnection
from sandbox.world import World

LOOPBACK = "127.0.0.1"
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that answers.

    Attributes:
        url: Its address, without a slash at the end.
        world: The world behind it.
        clock: Its clock, to be moved by whoever runs it in the same process.
    """

    url: str
    world: World
    clock: SandboxClock

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point connectors at it."""
        return environment(self.url, self.world)


def environment(url: str, world: World) -> dict[str, str]:
    """Return the variables (names and values of a `.env`) that point connectors at a sandbox."""
    accounts = {
        "WECHAT_OFFICIAL_ACCOUNT": OFFICIAL_ACCOUNT,
        "WECHAT_MINI_PROGRAM": MINI_PROGRAM,
        "WECHAT_SHOP": SHOP,
    }
    settings = {
        f"{source}_{name}": value
        for source, account in accounts.items()
        for name, value in (
            ("APPID", account.appid),
            ("SECRET", account.secret),
            ("BASE_URL", url),
        )
    }
    settings["WECHAT_OFFICIAL_ACCOUNT_EVENT_LOG"] = f"{url}/brand/official_account"
    settings["WECHAT_OFFICIAL_ACCOUNT_CALLBACK_TOKEN"] = CALLBACK_TOKEN
    settings["WECHAT_OFFICIAL_ACCOUNT_ENCODING_AES_KEY"] = CALLBACK_AES_KEY
    settings["WECHAT_MINI_PROGRAM_REGISTRY_LOG"] = f"{url}/brand/mini_program"
    settings["WECHAT_MINI_PROGRAM_EVENT_LOG"] = f"{url}/brand/mini_program"
    settings["WECOM_CORPID"] = WECOM.appid
    settings["WECOM_SECRET"] = WECOM.secret
    settings["WECOM_BASE_URL"] = url
    settings["YOUZAN_CLIENT_ID"] = YOUZAN.client_id
    settings["YOUZAN_CLIENT_SECRET"] = YOUZAN.client_secret
    settings["YOUZAN_KDT_ID"] = YOUZAN.kdt_id
    settings["YOUZAN_BASE_URL"] = url
    settings["MDC_START_DATE"] = date_of(day_of(int(world.start_ts))).isoformat()
    settings["MDC_BRAND"] = BRAND
    return settings


def serve(
    world: World,
    clock: SandboxClock,
    options: Options | None = None,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    on_ready: Callable[[RunningSandbox], None],
) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    Args:
        world: The world to serve.
        clock: Its clock.
        options: Limits, faults and plants of the platforms.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        on_ready: Called once, when requests are answered.

    Raises:
        OSError: If the address cannot be listened on.
    """
    with _listen(host, port) as listener:
        running = RunningSandbox(_url(listener), world, clock)
        _Server(create_app(world, clock, options), lambda: on_ready(running)).run([listener])


@contextmanager
def running_sandbox(
    world: World, clock: SandboxClock, options: Options | None = None
) -> Iterator[RunningSandbox]:
    """Serve on a free port in a thread while the block runs.

    Raises:
        TimeoutError: If the server does not answer within half a minute.
    """
    ready = threading.Event()
    with _listen(LOOPBACK, 0) as listener:
        server = _Server(create_app(world, clock, options), ready.set)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        if not ready.wait(START_SECONDS):
            raise TimeoutError(f"The sandbox did not start on {_url(listener)}.")
        try:
            yield RunningSandbox(_url(listener), world, clock)
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """A quiet server that says when it is ready."""

    def __init__(self, app: Starlette, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_level="warning", access_log=False, http=TrackedConnection, ws="none"
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report it unless the start failed."""
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._on_ready()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"The sandbox cannot listen on {host}:{port} ({error.strerror}). "
            "Choose another port; 0 takes a free one."
        ) from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"
