"""HTTP as it fails on real sockets of this machine, and what the session makes of it."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count

import pytest
import responses

from connectors.core.errors import FatalError, RetryableError, Unreachable
from connectors.core.session import ANSWER_SECONDS, HttpSession, retry_after
from tests.connectors.support import BASE_URL

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
Conversation = Callable[[socket.socket], None]


@contextmanager
def server(talk: Conversation) -> Iterator[tuple[str, list[int]]]:
    """A server that hands each connection to `talk`; yields its address and a tally of them."""
    connections: list[int] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(1)
                with connection:
                    connection.settimeout(0.5)
                    with suppress(OSError):
                        talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", connections
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        listener.close()
        thread.join(timeout=5)


def session(base_url: str, monotonic: Callable[[], float] = lambda: 0.0) -> HttpSession:
    return HttpSession(base_url, now=lambda: NOW, monotonic=monotonic)


def test_a_connection_is_kept_for_the_next_call() -> None:
    def talk(connection: socket.socket) -> None:
        while connection.recv(65536):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with server(talk) as (address, connections):
        http = session(address)
        assert [http.send("GET", "/a").body for _ in range(3)] == [b"{}"] * 3
        assert len(connections) == 1


def test_an_answer_that_breaks_off_is_retryable() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half": ')

    with server(talk) as (address, _), pytest.raises(RetryableError, match="GET 127"):
        session(address).send("GET", "/a", query={"access_token": "canary"})


def test_an_answer_that_trickles_meets_the_deadline() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        connection.sendall(b" ")
        connection.recv(1)

    ticks = count(0.0, ANSWER_SECONDS + 1)
    with server(talk) as (address, _), pytest.raises(RetryableError, match="in time"):
        session(address, lambda: next(ticks)).send("GET", "/a")


def test_a_refused_connection_tells_method_and_path_only() -> None:
    with server(lambda _: None) as (address, _):
        pass
    with pytest.raises(Unreachable, match="Check BASE_URL") as caught:
        session(address).send("POST", "/a", query={"access_token": "canary"}, body={"x": "canary"})
    host = address.removeprefix("http://")
    assert str(caught.value).startswith(f"POST {host}/a: nobody answers at this address.")
    assert "canary" not in str(caught.value)
    assert caught.value.host == host
    assert caught.value.__context__ is None


@responses.activate
def test_redirects_are_not_followed() -> None:
    responses.get(f"{BASE_URL}/a", status=302, headers={"Location": "https://elsewhere.test/"})
    with pytest.raises(FatalError, match="BASE_URL"):
        session(BASE_URL).send("GET", "/a", query={"access_token": "canary"})
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (408, RetryableError),
        (429, RetryableError),
        (500, RetryableError),
        (503, RetryableError),
        (400, FatalError),
        (403, FatalError),
        (404, FatalError),
    ],
)
def test_statuses_are_of_two_kinds(status: int, kind: type[Exception]) -> None:
    responses.get(f"{BASE_URL}/a", status=status)
    with pytest.raises(kind, match=str(status)):
        session(BASE_URL).send("GET", "/a")


@responses.activate
def test_chinese_is_sent_as_it_is() -> None:
    responses.post(f"{BASE_URL}/a", body="{}")
    session(BASE_URL).send("POST", "/a", body={"title": "春季"})
    assert responses.calls[0].request.body == '{"title":"春季"}'.encode()


def test_urllib3_logs_no_query_string(caplog: pytest.LogCaptureFixture) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    caplog.set_level(logging.DEBUG, logger="urllib3.connectionpool")
    with server(talk) as (address, _):
        session(address).send("GET", "/a", query={"access_token": "canary"})
    assert "/a" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("Tue, 10 Mar 2026 04:01:30 GMT", 90.0),
        ("Tue, 10 Mar 2026 03:00:00 GMT", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
