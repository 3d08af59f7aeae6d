"""Calls to api.weixin.qq.com, as all WeChat account types share them.

Puts session, token, quota, error table and retry together: a caller gives a path and gets the
answer's JSON, or one of the exceptions of ``errors``. Which paths there are is the business of
each source's client.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectors.core.decode import NotJsonError, json_object
from connectors.core.error_table import TOKEN_PATH, ErrorTable
from connectors.core.errors import FatalError, RetryableError, TokenRejected
from connectors.core.quota import QuotaLedger
from connectors.core.retry import PATIENT, Attempt, Retry
from connectors.core.session import HttpSession
from connectors.core.tokens import IssuedToken, TokenCache

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Accept = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account of the platform.

    Attributes:
        prefix: Prefix of the variables these were read from, such as ``WECHAT_SHOP_``.
        appid: The account.
        secret: Its AppSecret.
    """

    prefix: str
    appid: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.prefix}, {self.appid}, ***)"


class WechatApi:
    """One account's calls. Opens nothing before the first call; threads may share it.

    Args:
        credentials: The account.
        base_url: ``https://api.weixin.qq.com`` or the sandbox.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.
    """

    def __init__(
        self,
        credentials: Credentials,
        base_url: str,
        state_dir: Path,
        now: Callable[[], datetime],
        retry: Retry = PATIENT,
    ) -> None:
        self._credentials = credentials
        self._retry = retry
        self._http = HttpSession(base_url, now=now)
        account = f"{urlsplit(base_url).netloc} {credentials.appid}"
        self._quota = QuotaLedger(state_dir / "quota.json", account, now)
        self._errors = ErrorTable(credentials.prefix, (credentials.secret,), self._quota, now)
        name = hashlib.sha256(account.encode()).hexdigest()[:12]
        self._tokens = TokenCache(
            state_dir / f"token-{name}.json",
            f"{account} {credentials.secret}",
            self._fetch_token,
            now,
        )

    def get(
        self, path: str, query: Mapping[str, str] | None = None, accept: Accept | None = None
    ) -> Answer:
        """Send a GET request; see `post`."""
        return self._answer(_Call("GET", path, query or {}, None), accept)

    def post(self, path: str, body: Mapping[str, Any], accept: Accept | None = None) -> Answer:
        """Send a POST request and return the answer.

        Args:
            path: Such as ``/channels/ec/order/list/get``.
            body: JSON; an empty object when the API takes no parameters.
            accept: Looks at a successful answer and raises ``RetryableError`` when it cannot be
                right, so that it is asked for again.

        Raises:
            ConnectorError: One of its kinds, as the error table and the session decide.
        """
        return self._answer(_Call("POST", path, {}, body), accept)

    def _answer(self, call: _Call, accept: Accept | None) -> Answer:
        def once(attempt: Attempt) -> Answer:
            self._quota.check(call.path)
            answer = self._authorised(call, attempt)
            if accept is not None:
                accept(answer)
            return answer

        return self._retry.call(once, call.path)

    def _authorised(self, call: _Call, attempt: Attempt) -> Answer:
        token = self._tokens.get()
        try:
            return self._exchange(call, token, attempt)
        except TokenRejected:
            token = self._tokens.renew(token)
        try:
            return self._exchange(call, token, attempt)
        except TokenRejected as rejection:
            raise FatalError(
                f"The platform refuses the token that it has just given out. {rejection}",
                f"{self._credentials.prefix}APPID",
                next_step="Check that appid and secret belong to this kind of account, "
                "and that no other program resets the token all the time.",
            ) from None

    def _exchange(self, call: _Call, token: str, attempt: Attempt) -> Answer:
        started = time.perf_counter()
        query = {"access_token": token, **call.query}
        reply = self._http.send(call.method, call.path, query=query, body=call.body)
        # A byte that stays broken through all attempts must not hold up the page for ever.
        answer = _decoded(call.path, reply.body, lenient=attempt.is_last)
        code = _code(call.path, answer)
        logger.debug(
            "%s attempt=%d code=%d bytes=%d seconds=%.3f",
            call.path,
            attempt.number,
            code,
            len(reply.body),
            time.perf_counter() - started,
        )
        if code:
            message = str(answer.get("errmsg", ""))
            raise self._errors.error(call.path, code, message, also_secret=(token,))
        return answer

    def _fetch_token(self) -> IssuedToken:
        # Not retried here: the call that needs the token is, and retries must not multiply.
        self._quota.check(TOKEN_PATH)
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.appid,
            "secret": self._credentials.secret,
            "force_refresh": False,
        }
        reply = self._http.send("POST", TOKEN_PATH, body=body)
        answer = _decoded(TOKEN_PATH, reply.body)
        code = _code(TOKEN_PATH, answer)
        if code:
            raise self._errors.error(TOKEN_PATH, code, str(answer.get("errmsg", "")))
        try:
            return IssuedToken(str(answer["access_token"]), float(answer["expires_in"]))
        except (KeyError, TypeError, ValueError):
            raise RetryableError(f"{TOKEN_PATH}: an answer without a token.") from None


def _decoded(path: str, body: bytes, *, lenient: bool = False) -> Answer:
    try:
        return json_object(body, lenient=lenient)
    except NotJsonError as error:
        raise RetryableError(f"{path}: the answer is {error}.") from None


def _code(path: str, answer: Answer) -> int:
    code = answer.get("errcode") or 0
    try:
        return int(code)
    except (TypeError, ValueError):
        raise RetryableError(f"{path}: an answer whose errcode is not a number.") from None
