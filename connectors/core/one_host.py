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
        request.headers = CaseInsensitiveDict({**self._headers, **headers})
        if body is not None:
            request.body = body
            request.headers["Content-Length"] = str(len(body))
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

    _pool: urllib3.connectionpool.ConnectionPool | None = None

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> urllib3.connectionpool.ConnectionPool:
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
        return self._pool

    def build_response(
        self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse
    ) -> requests.Response:
        response = requests.Response()
        response.status_code = resp.status
        response.raw = resp
        response.request = req
        response.url = cast(str, req.url)
        return response
