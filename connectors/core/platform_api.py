"""Calls to a platform's API, the same way for every platform.

Puts session, token, quota, pace, error table and retry together: a caller gives a path and gets
the answer's JSON, or one of the exceptions of ``errors``. A platform derives its own class and says
three things: how a token is fetched, where it goes in a call, and how an answer's refusal is read.
Its codes and limits are data, see `platform_rules`. Which paths there are is the business of each
source's client.
"""

from __future__ import annotations

import hashlib
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from connectors.core.decode import NotJsonError, json_object
from connectors.core.error_table import ErrorTable, Refusal
from connectors.core.errors import FatalError, RateLimited, RetryableError, TokenRejected
from connectors.core.pace_ledger import PaceLedger
from connectors.core.pacer import Pacer
from connectors.core.platform_rules import load_rules
from connectors.core.quota import QuotaLedger, QuotaState
from connectors.core.retry import PATIENT, Attempt, Retry
from connectors.core.session import HttpSession
from connectors.core.tokens import IssuedToken, TokenCache

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Accept = Callable[[Answer], None]
CALLS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Call:
    """One request: JSON body for POST, query for GET; tokens are added by the transport."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account of a platform.

    Attributes:
        prefix: Prefix of the variables these were read from, such as ``WECHAT_SHOP_``.
        account: The account that quotas belong to: an appid, a corp id, a shop.
        secret: Its secret.
        app: Which of the account's apps the secret belongs to, where each has a token of its own.
        setting: The variable of the account, without its prefix.
    """

    prefix: str
    account: str
    secret: str
    app: str = ""
    setting: str = "APPID"

    def __repr__(self) -> str:
        return f"Credentials({self.prefix}, {self.account}, {self.app}, ***)"


class PlatformApi(ABC):
    """One account's calls. Opens nothing before the first call; threads may share it.

    Args:
        credentials: The account.
        base_url: The platform's address, or the sandbox.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.

    Attributes:
        rules_package: Package whose ``error_table.yml`` and ``limits.yml`` are the platform's.
        credentials: The account.
        now: The clock.
    """

    rules_package: ClassVar[str]

    def __init__(
        self,
        credentials: Credentials,
        base_url: str,
        state_dir: Path,
        now: Callable[[], datetime],
        retry: Retry = PATIENT,
    ) -> None:
        self.credentials = credentials
        self.now = now
        self._retry = retry
        self._rules = load_rules(self.rules_package)
        self._http = HttpSession(base_url, now=now)
        account = f"{urlsplit(base_url).netloc} {credentials.account}"
        self._pacer = Pacer(
            self._rules.limits,
            CALLS_AT_ONCE,
            retry.monotonic,
            retry.sleep,
            account,
            PaceLedger(state_dir / "pace.db"),
        )
        self._quota = QuotaLedger(
            state_dir / "quota.json", account, now, self._rules.limits, retry.monotonic
        )
        secrets = (credentials.secret,)
        self._errors = ErrorTable(self._rules, credentials.prefix, secrets, self._quota, now)
        app = f"{account} {credentials.app}".rstrip()
        name = hashlib.sha256(app.encode()).hexdigest()[:12]
        self._tokens = TokenCache(
            state_dir / f"token-{name}.json", f"{app} {credentials.secret}", self.fetch_token, now
        )

    @abstractmethod
    def fetch_token(self, rejected: str | None) -> IssuedToken:
        """Ask the platform for the present token, by means of `exchange`.

        Called under the lock that all processes share, so nobody else asks meanwhile.

        Args:
            rejected: The token that the platform has just refused, if it did. A platform that
                keeps giving out that one must be asked for another; others need not care.
        """

    def authorised(self, call: Call, token: str) -> Call:
        """Put the token into a call: into the query as ``access_token``, unless overridden."""
        return replace(call, query={"access_token": token, **call.query})

    @abstractmethod
    def refusal(self, path: str, answer: Answer) -> Refusal | None:
        """Read out of an answer what the platform refuses, or None when it is a result.

        Raises:
            RetryableError: The answer has no shape that the platform uses.
        """

    def get(
        self, path: str, query: Mapping[str, str] | None = None, accept: Accept | None = None
    ) -> Answer:
        """Send a GET request; see `post`."""
        return self._answer(Call("GET", path, query or {}), accept)

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
        return self._answer(Call("POST", path, body=body), accept)

    def exchange(self, call: Call, token: str = "", *, lenient: bool = False) -> Answer:
        """Send one call as it is, once, within quota and pace; judge the answer.

        Args:
            call: Complete; the token is in it where it needs one.
            token: The same token, so that no message repeats it.
            lenient: Whether broken bytes inside texts are replaced rather than refused.

        Raises:
            ConnectorError: One of its kinds.
        """
        if not token:
            # Who has a token looked at the quota before the token was asked for.
            self._quota.check(call.path)
        with self._pacer.turn(call.path):
            self._quota.count(call.path)
            started = time.perf_counter()
            reply = self._http.send(call.method, call.path, query=call.query, body=call.body)
        answer = _decoded(call.path, reply.body, lenient=lenient)
        refusal = self.refusal(call.path, answer)
        logger.debug(
            "%s code=%s bytes=%d seconds=%.3f",
            call.path,
            refusal.code if refusal else "ok",
            len(reply.body),
            time.perf_counter() - started,
        )
        if refusal is None:
            self._quota.succeeded(call.path)
            return answer
        error = self._errors.error(call.path, refusal, also_secret=(token,))
        if isinstance(error, RateLimited):
            self._slow_down(call.path, error)
        raise error

    @property
    def calls_at_once(self) -> int:
        """Most calls in flight; becomes fewer when the platform says that they are many."""
        return self._pacer.at_once

    def quota(self, path: str) -> QuotaState:
        """What is known of an API's quota today; asks nobody."""
        return self._quota.state(path)

    def report_quota(self, path: str, limit: int, used: int) -> None:
        """Note what the platform itself says of an API's quota today."""
        self._quota.report(path, limit, used)

    def _answer(self, call: Call, accept: Accept | None) -> Answer:
        def once(attempt: Attempt) -> Answer:
            self._quota.check(call.path)
            answer = self._with_token(call, attempt)
            if accept is not None:
                accept(answer)
            return answer

        return self._retry.call(once, call.path)

    def _slow_down(self, path: str, error: RateLimited) -> None:
        if error.retry_after:
            self._pacer.hold(path, error.retry_after)
        if error.too_many_at_once:
            self._pacer.slow_down()

    def _with_token(self, call: Call, attempt: Attempt) -> Answer:
        # A byte that stays broken through all attempts must not hold up the page for ever.
        lenient = attempt.is_last
        token = self._tokens.get()
        try:
            return self.exchange(self.authorised(call, token), token, lenient=lenient)
        except TokenRejected:
            token = self._tokens.renew(token)
        try:
            return self.exchange(self.authorised(call, token), token, lenient=lenient)
        except TokenRejected as rejection:
            raise FatalError(
                f"The platform refuses the token that it has just given out. {rejection}",
                f"{self.credentials.prefix}{self.credentials.setting}",
                next_step="Check that account and secret belong to this kind of account, and "
                "that no other program resets the token all the time.",
            ) from None


def _decoded(path: str, body: bytes, *, lenient: bool) -> Answer:
    try:
        return json_object(body, lenient=lenient)
    except NotJsonError as error:
        raise RetryableError(f"{path}: the answer is {error}.") from None
