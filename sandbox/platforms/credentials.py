"""The endpoints every account shares: tokens, and looking after one's quota.

Rules of tokens are in `tokens.py`, of counters in `quota.py`; here is only how they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.quota import Quotas
from sandbox.platforms.request_diary import RequestDiary
from sandbox.platforms.tokens import Login, TokenStore


class Credentials:
    """Answers the paths under `/cgi-bin/` that belong to no single platform.

    Args:
        tokens: The tokens of all accounts.
        quotas: The counters of all accounts.
        accounts: The accounts by appid.
        paths: Every endpoint there is, filled by the time the first call arrives.
        diary: What was refused.
    """

    def __init__(
        self,
        tokens: TokenStore,
        quotas: Quotas,
        accounts: Mapping[str, Login],
        paths: Endpoints,
        diary: RequestDiary,
    ) -> None:
        self._tokens = tokens
        self._quotas = quotas
        self._accounts = accounts
        self._paths = paths
        self._diary = diary

    def endpoints(self) -> Endpoints:
        """Return the shared endpoints."""
        return {
            "/cgi-bin/token": Endpoint(self._token, "GET", "none"),
            "/cgi-bin/stable_token": Endpoint(self._stable_token, "POST", "none"),
            "/cgi-bin/clear_quota": Endpoint(self._clear),
            "/cgi-bin/clear_quota/v2": Endpoint(self._clear_by_secret, "POST", "none"),
            "/cgi-bin/openapi/quota/get": Endpoint(self._describe),
            "/cgi-bin/openapi/quota/clear": Endpoint(self._clear_path),
            "/cgi-bin/openapi/rid/get": Endpoint(self._request),
        }

    def _token(self, call: Call) -> dict[str, Any]:
        return self._tokens.classic(call.query, call.now)

    def _stable_token(self, call: Call) -> dict[str, Any]:
        return self._tokens.stable(call.body, call.now)

    def _clear(self, call: Call) -> dict[str, Any]:
        if call.body.get("appid") != call.appid:
            raise PlatformError(40013)
        self._quotas.clear(call.appid, call.now)
        return {"errcode": 0, "errmsg": "ok"}

    def _clear_by_secret(self, call: Call) -> dict[str, Any]:
        account = self._tokens.authenticate(call.body.get("appid"), call.body.get("appsecret"))
        self._quotas.clear(account.appid, call.now)
        return {"errcode": 0, "errmsg": "ok"}

    def _clear_path(self, call: Call) -> dict[str, Any]:
        self._quotas.clear(call.appid, call.now, self._known_path(call))
        return {"errcode": 0, "errmsg": "ok"}

    def _request(self, call: Call) -> dict[str, Any]:
        told = self._diary.tell(call.body.get("rid"), call.appid, call.now)
        return {"errcode": 0, "errmsg": "ok", "request": told}

    def _describe(self, call: Call) -> dict[str, Any]:
        path = self._known_path(call)
        described = self._quotas.describe(call.appid, path, call.now)
        return {"errcode": 0, "errmsg": "ok", **described}

    def _known_path(self, call: Call) -> str:
        path = call.body.get("cgi_path")
        endpoint = self._paths.get(path) if isinstance(path, str) else None
        if endpoint is None:
            raise PlatformError(76021)
        if endpoint.opens not in ("any", "none", self._accounts[call.appid].family):
            raise PlatformError(76022)
        return str(path)
