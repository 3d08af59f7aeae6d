"""`requests`, narrowed to many small calls to one host.

A session of `requests` finds out anew for every call which proxy, certificates, cookies and
passwords apply, which costs more than the call itself. Here that is settled once, by `requests`
itself; cookies, redirects and `~/.netrc` are never used. What a failure means to a pull is said in
`session`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection

CONNECTIONS = 16


class OneHost:
    """Sends requests to one base address over kept connections; threads may share it.

    Args:
        base_url: ``https://host`` or ``http://127.0.0.1:port``, maybe with a path.
        user_agent: What we call ourselves.
        trusts_environment: Whether proxy and certificate variables of the environment count.
    """

    def __init__(self, base_url: str, user_agent: str, *, trusts_environment: bool) -> None:
        self._base_url = base_url.rstrip("/")
        self._trusts_environment = trusts_environment
        self._headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        self._adapter = _BareAdapter(pool_maxsize=CONNECTIONS, max_retries=0)
        self._settings: Mapping[str, Any] | None = None

    def send(
        self,
        method: str,
        target: str,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout: tuple[float, float],
    ) -> requests.Response:
        """Send one request; the answer's body is still to be read from `raw`.

        Args:
            method: Such as ``GET``.
            target: Path and query, encoded.
            body: Bytes to send, if any.
            headers: Besides the usual ones.
            timeout: Seconds to connect, and between two pieces of the answer.

        Raises:
            requests.RequestException: As `requests` does.
        """
        request = requests.PreparedRequest()
        request.method = method
        request.url = f"{self._base_url}{target}"
        sent = {**self._headers, **headers}
        if body is not None:
            request.body = body
            sent["Content-Length"] = str(len(body))
        # A plain dict is all that the adapter needs, and made in a tenth of the time.
        request.headers = cast("CaseInsensitiveDict[str]", sent)
        settings = self._settings or self._settle()
        return self._adapter.send(request, timeout=timeout, **settings)

    def _settle(self) -> Mapping[str, Any]:
        with requests.Session() as session:
            session.trust_env = self._trusts_environment
            settled: Mapping[str, Any] = session.merge_environment_settings(
                self._base_url, {}, stream=True, verify=None, cert=None
            )
        self._settings = settled
        return settled


class _BareAdapter(HTTPAdapter):
    """Keeps the one pool it needs, and makes responses that carry status and raw answer alone."""

    _pool: urllib3.HTTPConnectionPool | None = None

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> urllib3.HTTPConnectionPool:
        if self._pool is None:
            found = super().get_connection_with_tls_context(request, verify, proxies, cert)
            pool = cast(urllib3.HTTPConnectionPool, found)
            if not issubclass(pool.ConnectionCls, _SentWhole):  # another thread was here first
                pool.ConnectionCls = type("SentWhole", (_SentWhole, pool.ConnectionCls), {})
            self._pool = pool
        return self._pool

    def request_url(
        self, request: requests.PreparedRequest, proxies: Mapping[str, str] | None
    ) -> str:
        if proxies:
            return str(super().request_url(request, proxies))
        url = cast(str, request.url)
        return url[url.index("/", len("https://")) :]

    def build_response(
        self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse
    ) -> requests.Response:
        response = _BareResponse()
        response.status_code = resp.status
        response.raw = resp
        response.request = req
        response.url = cast(str, req.url)
        response.headers = cast("CaseInsensitiveDict[str]", resp.headers)
        return response


class _BareResponse(requests.Response):
    """Without a jar for cookies, which takes longer to make than the rest to read."""

    def __init__(self) -> None:  # the jar is made by the one of `requests`
        self._content = False  # type: ignore[assignment]  # as `requests` says: not read yet
        self._content_consumed = False


class _SentWhole(HTTPConnection):
    """Sends head and body of a request as one, so that the server wakes up once for both."""

    _held: list[bytes] | None = None

    def request(self, *args: Any, **options: Any) -> None:
        held: list[bytes] = []
        self._held = held
        try:
            super().request(*args, **options)
        finally:
            self._held = None
        super().send(b"".join(held))

    def send(self, data: Any) -> None:
        if self._held is None:
            super().send(data)
        else:
            self._held.append(data)
