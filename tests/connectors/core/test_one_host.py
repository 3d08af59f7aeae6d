"""Requests as they go over a socket: one piece each, over kept connections."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from connectors.core.one_host import OneHost

BODY = b'{"order_id": 1}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: b\r\n\r\n{}"


class Server:
    """Answers everything, and keeps each piece that it received."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.pieces: list[bytes] = []
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            while piece := connection.recv(65536):
                self.pieces.append(piece)
                connection.sendall(ANSWER)


@contextmanager
def served() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()


def asked(host: OneHost, method: str = "POST") -> bytes:
    body = BODY if method == "POST" else None
    response = host.send(method, "/a?b=1", body, {"X-Own": "1"}, (5, 5))
    try:
        assert response.status_code == 200
        assert response.raw.headers["x-kind"] == "b"
        return bytes(response.raw.read())
    finally:
        response.close()


def test_head_and_body_leave_together_over_one_connection() -> None:
    with served() as server:
        host = OneHost(f"{server.address}/base", "ours", trusts_environment=False)
        assert [asked(host), asked(host), asked(host, "GET")] == [b"{}"] * 3
        assert server.connections == 1
        assert len(server.pieces) == 3
        head, _, sent = server.pieces[0].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /base/a?b=1 HTTP/1.1\r\n")
        assert b"User-Agent: ours" in head
        assert b"X-Own: 1" in head
        assert b"Content-Length: %d" % len(BODY) in head
        assert sent == BODY


def test_threads_that_begin_together_share_the_connections() -> None:
    with served() as server:
        host = OneHost(server.address, "ours", trusts_environment=False)
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda _: asked(host), range(200))) == [b"{}"] * 200
        assert server.connections <= 8
        assert len(server.pieces) == 200
