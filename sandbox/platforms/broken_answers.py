"""Answers that do not arrive as they should: reset, broken off, trickling, with another body.

When an answer breaks is the fault script's business, in `faults`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.platforms import connections

TRICKLES = 100


class Reset(Response):
    """Answers with a TCP reset instead of a response."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection of the request; a 503 where the server does not track it."""
        if not await connections.reset(scope["client"], scope["server"]):
            await Response(status_code=503)(scope, receive, send)


class BrokenOff(Response):
    """Promises a whole body, sends the first part of it, and resets the connection."""

    def __init__(self, answer: Response, part: bytes) -> None:
        super().__init__(part, status_code=answer.status_code)
        self.raw_headers = answer.raw_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part and cut."""
        del receive
        await send(_start(self))
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await connections.reset(scope["client"], scope["server"])


class Trickling(Response):
    """Sends the whole body in a hundred pieces, with a pause before each."""

    def __init__(self, answer: Response, seconds: float) -> None:
        super().__init__(answer.body, status_code=answer.status_code)
        self.raw_headers = answer.raw_headers
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send piece by piece until all is sent or nobody listens any more."""
        del scope, receive
        await send(_start(self))
        size = max(len(self.body) // TRICKLES, 1)
        for begin in range(0, len(self.body), size):
            await asyncio.sleep(self._seconds)
            piece = self.body[begin : begin + size]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _start(answer: Response) -> dict[str, Any]:
    status = answer.status_code
    return {"type": "http.response.start", "status": status, "headers": answer.raw_headers}


def with_body(answer: Response, content: bytes) -> Response:
    """The same answer with another body."""
    replaced = Response(content, status_code=answer.status_code)
    length = {"content-length": str(len(content))}
    replaced.init_headers({**answer.headers, **length})
    return replaced
