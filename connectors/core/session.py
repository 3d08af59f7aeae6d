"""One HTTP conversation with one host.

Every call has a connect and a read timeout, a deadline for the whole answer and a size limit;
redirects are not followed, because tokens travel in the address. Exceptions name method and path,
never the query string or the body. Retrying, tokens and the meaning of an answer live elsewhere.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import requests
import urllib3

from connectors.core.errors import FatalError, RetryableError, Unreachable
from connectors.core.one_host import OneHost
from connectors.core.redact import NoQueryStrings

USER_AGENT = "member-data-center"
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
ANSWER_SECONDS = 120.0
LARGEST_ANSWER = 64 * 1024 * 1024
_PIECE = 64 * 1024
_BUSY = frozenset({408, 425, 429})
_NO_QUERY_STRINGS = NoQueryStrings()
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: status, headers (any case) and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine, as the sandbox is."""
    if host is None:
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HttpSession:
    """A keep-alive session with one base address; safe to share between a few threads.

    Args:
        base_url: ``https://host`` or, for this machine, ``http://127.0.0.1:port``.
        accepted: Statuses besides 2xx that the caller wants to see instead of an exception.
        now: The clock, to read a ``Retry-After`` date.
        monotonic: Seconds that only grow, for the deadline of an answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        accepted: frozenset[int] = frozenset(),
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host = urlsplit(base_url).netloc
        self._accepted = accepted
        self._now = now
        self._monotonic = monotonic
        self._server = OneHost(
            base_url, USER_AGENT, trusts_environment=not is_loopback(urlsplit(base_url).hostname)
        )
        logging.getLogger("urllib3.connectionpool").addFilter(_NO_QUERY_STRINGS)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request and read the whole answer.

        Raises:
            Unreachable: No connection came about.
            RetryableError: A timeout, a broken answer, or a busy server.
            FatalError: The server refuses the request or answers from another address.
        """
        place = f"{method} {self._host}{path}"
        fault, was_connected = "", True
        try:
            reply = self._exchange(method, path, query, body, dict(headers or {}))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            fault, was_connected = _fault(error), _was_connected(error)
        # Raised out here so that the original, which repeats the address, is not its context.
        if fault:
            if was_connected:
                raise RetryableError(f"{place}: {fault}.")
            raise Unreachable(
                f"{place}: {fault}. Check BASE_URL, the network, and any proxy or firewall.",
                host=self._host,
            )
        self._judge(reply, place)
        return reply

    def _exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        headers: dict[str, str],
    ) -> Reply:
        target = f"{path}?{urlencode(query)}" if query else path
        data = None
        if body is not None:
            data = _as_json(body)
            headers["Content-Type"] = "application/json; charset=utf-8"
        response = self._server.send(method, target, data, headers, (CONNECT_SECONDS, READ_SECONDS))
        try:
            return Reply(response.status_code, response.raw.headers, self._whole(response))
        finally:
            response.close()

    def _whole(self, response: requests.Response) -> bytes:
        deadline = self._monotonic() + ANSWER_SECONDS
        pieces = bytearray()
        # read1 returns what has arrived, so that a trickling answer meets the deadline.
        while piece := response.raw.read1(_PIECE, decode_content=True):
            pieces += piece
            if len(pieces) > LARGEST_ANSWER:
                raise urllib3.exceptions.HTTPError("larger than any answer should be")
            if self._monotonic() > deadline:
                raise requests.Timeout("the answer trickles")
        return bytes(pieces)

    def _judge(self, reply: Reply, place: str) -> None:
        status = reply.status
        if 200 <= status < 300 or status in self._accepted:
            return
        if status in _BUSY or status >= 500:
            raise RetryableError(
                f"{place}: the server answered {status}.",
                retry_after=retry_after(reply.headers.get("Retry-After"), self._now()),
            )
        if 300 <= status < 400:
            raise FatalError(
                f"{place}: the server points to another address (status {status}).",
                next_step="Redirects are not followed; put the final address into BASE_URL.",
            )
        raise FatalError(
            f"{place}: the server refuses the request (status {status}).",
            next_step="Check the base address, and any proxy or firewall on the way.",
        )


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, given as seconds or as a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _as_json(body: Mapping[str, Any]) -> bytes:
    """A body as real UTF-8: the platforms refuse escaped Chinese in some calls."""
    try:
        return orjson.dumps(body)
    except TypeError:  # a number beyond 64 bits, or a mapping of another kind
        return _ENCODER.encode(body).encode()


def _was_connected(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return False
    return not isinstance(_cause(error), urllib3.exceptions.NewConnectionError)


def _cause(error: Exception) -> object:
    return getattr(error.args[0] if error.args else None, "reason", None)


def _fault(error: Exception) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {CONNECT_SECONDS:g} s"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "no complete answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the TLS certificate or handshake was refused"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not pass the request on"
    if isinstance(_cause(error), urllib3.exceptions.NameResolutionError):
        return "the name of the host is not known"
    if not _was_connected(error):
        return "nobody answers at this address"
    if isinstance(error, requests.ConnectionError):
        return "the connection failed or was reset"
    return f"the answer broke off ({type(error).__name__})"
