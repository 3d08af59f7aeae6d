"""Access tokens: who may call what, for how long.

Two name-spaces that do not touch each other: `/cgi-bin/token`, where each call kills the token
before it, and `/cgi-bin/stable_token`, which repeats one token until five minutes before its end.
Counting of calls lives in `quota.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.platforms.calendar import day_of
from sandbox.platforms.errors import PlatformError

LIFETIME = 7_200
OVERLAP = 300
FORCED_PER_DAY = 20
FORCED_INTERVAL = 30
_PREFIX = "98_"
_LENGTH = 139

Family = Literal["official_account", "mini_program", "shop", "wecom", "wecom_directory"]
"""Which kind of account a token opens; none opens another's endpoints."""


CORP_APPS = ("wecom", "wecom_directory")
"""Families that are apps of one corp: they share its id, and each has a secret of its own."""


@dataclass(frozen=True, slots=True)
class Login:
    """Appid and secret of one account, and the kind of endpoints it opens."""

    family: Family
    appid: str
    secret: str


@dataclass(slots=True)
class _Issued:
    account: Login
    token: str
    expires_at: int
    is_replaced: bool = False


class TokenStore:
    """Issues tokens and says which account a token belongs to.

    Args:
        accounts: The accounts the sandbox has.
        lifetime: Seconds a token lives.
    """

    def __init__(self, accounts: tuple[Login, ...], lifetime: int = LIFETIME) -> None:
        apps = [account for account in accounts if account.family in CORP_APPS]
        self._apps: Mapping[str, Login] = {account.secret: account for account in apps}
        self._accounts: Mapping[str, Login] = {
            account.appid: account for account in accounts if account not in apps
        }
        self._lifetime = lifetime
        self._issued: dict[str, _Issued] = {}
        self._classic: dict[str, _Issued] = {}
        self._stable: dict[str, _Issued] = {}
        self._forced: dict[str, tuple[int, int, int]] = {}
        self._apps_tokens: dict[str, _Issued] = {}

    def classic(self, query: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Answer `GET /cgi-bin/token`: a new token, and the end of the one before.

        Raises:
            PlatformError: If grant type, appid or secret is missing or wrong.
        """
        account = self._authenticate(query)
        if earlier := self._classic.get(account.appid):
            earlier.is_replaced = True
        self._classic[account.appid] = self._issue(account, now)
        return self._describe(self._classic[account.appid], now)

    def stable(self, body: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Answer `POST /cgi-bin/stable_token`: the living token, or a new one near its end.

        Raises:
            PlatformError: As `classic`; 45009 and 45011 when a refresh is forced too often.
        """
        account = self._authenticate(body)
        current = self._stable.get(account.appid)
        if body.get("force_refresh") is True:
            self._count_forced(account.appid, now)
            if current:
                current.is_replaced = True
            current = None
        if current is None or current.is_replaced or current.expires_at - now <= OVERLAP:
            current = self._stable[account.appid] = self._issue(account, now)
        return self._describe(current, now)

    def of_app(self, query: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Answer 企业微信's `GET /cgi-bin/gettoken`: each app's secret has its own token.

        The same token is repeated as long as it lives.

        Raises:
            PlatformError: 41002, 41004, 40013, or 40001 for a secret that no app of the corp has.
        """
        account = self._app(query.get("corpid"), query.get("corpsecret"))
        current = self._apps_tokens.get(account.secret)
        if current is None or now >= current.expires_at:
            current = self._apps_tokens[account.secret] = self._issue(account, now)
        return {"errcode": 0, "errmsg": "ok", **self._describe(current, now)}

    def account_of(self, token: str, now: int) -> Login:
        """Return the account that a token opens.

        Raises:
            PlatformError: 41001 missing, 40014 malformed, 40001 unknown or replaced, 42001 expired.
        """
        if not token:
            raise PlatformError(41001)
        if not token.startswith(_PREFIX) or len(token) != _LENGTH:
            raise PlatformError(40014)
        issued = self._issued.get(token)
        if issued is None or issued.is_replaced:
            raise PlatformError(40001)
        if now >= issued.expires_at:
            raise PlatformError(42001)
        return issued.account

    def authenticate(self, appid: object, secret: object) -> Login:
        """Return the account of an appid and its secret.

        Raises:
            PlatformError: 41002, 41004, 40013, 40125, or 40001 for another account's secret.
        """
        if not appid:
            raise PlatformError(41002)
        if not secret:
            raise PlatformError(41004)
        account = self._accounts.get(str(appid))
        if account is None:
            raise PlatformError(40013)
        if account.secret != secret:
            known = any(other.secret == secret for other in self._accounts.values())
            raise PlatformError(40001 if known else 40125)
        return account

    def expire_all(self, now: int) -> None:
        """End every token of every account at once, as a fault does."""
        for issued in self._issued.values():
            issued.expires_at = min(issued.expires_at, now)

    def _app(self, corpid: object, secret: object) -> Login:
        if not corpid:
            raise PlatformError(41002)
        if not secret:
            raise PlatformError(41004)
        if all(app.appid != corpid for app in self._apps.values()):
            raise PlatformError(40013)
        account = self._apps.get(str(secret))
        if account is None or account.appid != corpid:
            raise PlatformError(40001)
        return account

    def _authenticate(self, fields: Mapping[str, Any]) -> Login:
        if fields.get("grant_type") != "client_credential":
            raise PlatformError(40002)
        return self.authenticate(fields.get("appid"), fields.get("secret"))

    def _count_forced(self, appid: str, now: int) -> None:
        day, count, last = self._forced.get(appid, (day_of(now), 0, -FORCED_INTERVAL))
        if day != day_of(now):
            day, count = day_of(now), 0
        if count >= FORCED_PER_DAY:
            raise PlatformError(45009)
        if now - last < FORCED_INTERVAL:
            raise PlatformError(45011)
        self._forced[appid] = (day, count + 1, now)

    def _issue(self, account: Login, now: int) -> _Issued:
        seed = f"{account.appid}|{len(self._issued)}|{now}".encode()
        text = hashlib.sha512(seed).hexdigest() + hashlib.sha512(seed[::-1]).hexdigest()
        issued = _Issued(account, (_PREFIX + text)[:_LENGTH], now + self._lifetime)
        self._issued[issued.token] = issued
        return issued

    @staticmethod
    def _describe(issued: _Issued, now: int) -> dict[str, Any]:
        return {"access_token": issued.token, "expires_in": issued.expires_at - now}
