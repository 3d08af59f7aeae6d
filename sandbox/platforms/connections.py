"""Open connections by their two ends, so that a fault can tear one apart.

ASGI has no way to break a connection off; the server's protocol class knows the socket. Nothing
but this belongs here.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_open: dict[tuple[Any, Any], asyncio.Transport] = {}


class TrackedConnection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # uvicorn chooses the base at import
    """An HTTP connection that is on the list while it is open."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Put the connection on the list."""
        super().connection_made(transport)
        self._ends = (transport.get_extra_info("peername"), transport.get_extra_info("sockname"))
        _open[self._ends] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the connection off the list."""
        _open.pop(self._ends, None)
        super().connection_lost(exc)


async def reset(client: Any, server: Any) -> bool:
    """Reset the TCP connection between two ends; False when the server does not track it.

    Args:
        client: Address and port of the caller, as in the ASGI scope.
        server: Address and port that were called, as in the ASGI scope.
    """
    transport = _open.get((tuple(client), tuple(server)))
    if transport is None:
        return False
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0)
    return True
