"""The callback over HTTP: an ASGI app that answers `success` once a push is durable.

Whatever path the brand's proxy sends arrives here; only `/health` is its own. Nothing of a query
or a body is logged: queries carry signatures, bodies carry people. Who may come in is the door's
business, durability the keeper's.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from connectors.wechat_official_account.callback.door import (
    ACKNOWLEDGED,
    Delivery,
    Door,
    Unreadable,
)
from connectors.wechat_official_account.callback.keeper import Keeper
from connectors.wechat_official_account.callback.refusals import (
    NotStored,
    Refusal,
    Replayed,
    TooLarge,
    TooSlow,
)

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
SECONDS_FOR_BODY = 3.0
SECONDS_FOR_ALL = 4.5
"""WeChat hangs up after 5 seconds and delivers again."""
SECONDS_A_FAILURE_COUNTS = 30.0
"""Then health is well again until the next push fails: whoever balances load must dare to try."""
SUCCESS = "success"


@dataclass(slots=True)
class _Tally:
    """What happened since the start, for whoever watches."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failed_at: float | None = None

    def has_failed_lately(self) -> bool:
        """Whether storing failed and nothing was stored since, unless that is long ago."""
        return (
            self.failed_at is not None
            and time.monotonic() - self.failed_at < SECONDS_A_FAILURE_COUNTS
        )


def create_app(door: Door, keeper: Keeper) -> Starlette:
    """Build the app.

    Args:
        door: Who may come in.
        keeper: Makes deliveries durable; closed when the app is.
    """
    callback = _Callback(door, keeper)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(keeper.close)

    return Starlette(
        routes=[
            Route("/health", callback.health, methods=["GET"]),
            Route("/{place:path}", callback.answer, methods=["GET", "POST"]),
        ],
        lifespan=lifespan,
    )


class _Callback:
    """The endpoints."""

    def __init__(self, door: Door, keeper: Keeper) -> None:
        self._door = door
        self._keeper = keeper
        self._tally = _Tally()

    async def health(self, _request: Request) -> Response:
        """Tell whether pushes are being stored, and how many came to what end."""
        is_well = not self._tally.has_failed_lately()
        state = {
            "status": "ok" if is_well else "not storing",
            "waiting": self._keeper.waiting,
            **{name: self._tally.outcomes[name] for name in ("stored", "repeated", "refused")},
        }
        return JSONResponse(state, 200 if is_well else NotStored.status)

    async def answer(self, request: Request) -> Response:
        """Answer a console's question (GET) or a delivery (POST)."""
        do = self._greet if request.method in ("GET", "HEAD") else self._take
        return await self._told(do, request)

    async def _told(
        self, do: Callable[[Request], Awaitable[Response]], request: Request
    ) -> Response:
        try:
            return await do(request)
        except Refusal as refusal:
            self._tally.outcomes["refused"] += 1
            if isinstance(refusal, NotStored):
                self._tally.failed_at = time.monotonic()
            logger.warning("refused with %d: %s", refusal.status, refusal)
            return _plain("refused", refusal.status, ends=isinstance(refusal, TooLarge | TooSlow))
        except ClientDisconnect:
            logger.warning("the caller hung up before the body was there")
            return _plain("refused", TooSlow.status, ends=True)

    async def _greet(self, request: Request) -> Response:
        return _plain(self._door.greeting(request.query_params))

    async def _take(self, request: Request) -> Response:
        began = asyncio.get_running_loop().time()
        body = await _body(request)
        delivery = self._door.open(request.query_params, body)
        try:
            async with asyncio.timeout_at(began + SECONDS_FOR_ALL):
                outcome = await self._keeper.keep(delivery)
        except TimeoutError:
            raise NotStored("the disk was too slow") from None
        self._tally.failed_at = None
        if outcome == "replayed":
            raise Replayed("the nonce was used for another push")
        self._tally.outcomes[outcome] += 1
        return _acknowledged(delivery)


def _acknowledged(delivery: Delivery) -> Response:
    found = delivery.content
    if not isinstance(found, Unreadable):
        return _plain(SUCCESS)
    logger.warning("kept but not understood: %s", found.reason)
    return _plain(SUCCESS if found.status == ACKNOWLEDGED else "kept", found.status)


async def _body(request: Request) -> bytes:
    """Read a body that is neither too long nor too slow.

    Raises:
        TooLarge: It is longer than any push.
        TooSlow: It was not there in time.
    """
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise TooLarge("the body is too long")
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_BODY):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    raise TooLarge("the body is too long")
    except TimeoutError:
        raise TooSlow("the body did not arrive in time") from None
    return bytes(body)


def _plain(text: str, status: int = 200, *, ends: bool = False) -> Response:
    # What is left of a body that nobody reads must not be taken for the next request.
    headers = {"x-content-type-options": "nosniff"} | ({"connection": "close"} if ends else {})
    return PlainTextResponse(text, status, headers=headers)
