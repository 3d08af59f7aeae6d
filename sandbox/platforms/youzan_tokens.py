"""Youzan's access tokens: a week long, one per app and shop, told with their end in milliseconds.

What belongs here: `/auth/token` and whose token is good. What does not: tokens of WeChat
(`tokens.py`), the way of a call (`youzan_gateway.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sandbox.accounts import YouzanShop
from sandbox.platforms.youzan_errors import YouzanError

LIFETIME = 7 * 86_400


class YouzanTokens:
    """Issues the token of one self-use app for one shop.

    Args:
        shop: The shop and its app.
        lifetime: Seconds a token lives.
    """

    def __init__(self, shop: YouzanShop, lifetime: int = LIFETIME) -> None:
        self._shop = shop
        self._lifetime = lifetime
        self._issued = 0
        self._token = ""
        self._expires_at = 0
        self._known: set[str] = set()
        self.has_capability = True

    def answer(self, body: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Answer `/auth/token`; a living token is told again unless `refresh` is true."""
        if refused := self._refused(body):
            code, text = refused
            return {"success": False, "code": code, "data": None, "message": text}
        if body.get("refresh") is True or not self._token or now >= self._expires_at:
            self._issue(now)
        told = {
            "access_token": self._token,
            "expires": self._expires_at * 1_000,
            "scope": "trade_virtual shop item user trade_advanced",
            "authority_id": self._shop.kdt_id,
        }
        return {"success": True, "code": 200, "data": told, "message": None}

    def admit(self, token: str, now: int) -> None:
        """Let a call with this token pass.

        Raises:
            YouzanError: 4201 without one, 4203 unknown or replaced, 4202 expired, 4204 when the
                app has no capability package.
        """
        if not token:
            raise YouzanError(4201)
        if token not in self._known:
            raise YouzanError(4203)
        if token != self._token:
            raise YouzanError(4203)
        if now >= self._expires_at:
            raise YouzanError(4202)
        if not self.has_capability:
            raise YouzanError(4204)

    def expire_all(self, now: int) -> None:
        """End the token at once, as a fault does."""
        self._expires_at = min(self._expires_at, now)

    def _refused(self, body: Mapping[str, Any]) -> tuple[int, str] | None:
        if body.get("authorize_type") != "silent":
            return 1105, "应用类型不支持"
        if body.get("client_id") != self._shop.client_id:
            return 1103, "Client 不存在"
        if body.get("client_secret") != self._shop.client_secret:
            return 1000, "应用信息错误"
        if str(body.get("grant_id")) != self._shop.kdt_id:
            return 1103, "应用与店铺未建立授权关系"
        return None

    def _issue(self, now: int) -> None:
        self._issued += 1
        seed = f"{self._shop.kdt_id}|{self._issued}|{now}".encode()
        self._token = hashlib.sha256(seed).hexdigest()[:32]
        self._known.add(self._token)
        self._expires_at = now + self._lifetime
