"""The way of one request: count, fault, method, token, quota, body, handler, answer.

The same gate stands before every platform path, as on the real host. What an endpoint answers is
not decided here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.platforms import faults
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError, RequestIds, refusal
from sandbox.platforms.faults import Fault, FaultScript
from sandbox.platforms.quota import Quotas
from sandbox.platforms.request_diary import Refused, RequestDiary, shown
from sandbox.platforms.tokens import TokenStore

JSON = "application/json; charset=utf-8"
Finish = Callable[[str, dict[str, Any]], None]


class Gateway:
    """Answers every platform path.

    Args:
        endpoints: The paths of all platforms.
        tokens: Who may call.
        quotas: How often.
        script: What goes wrong.
        clock: What time it is.
        finish: Called with path and answer before it is sent; may add to the answer.
        diary: Keeps what was refused.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        tokens: TokenStore,
        quotas: Quotas,
        script: FaultScript,
        clock: SandboxClock,
        finish: Finish,
        diary: RequestDiary | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._tokens = tokens
        self._quotas = quotas
        self._script = script
        self._clock = clock
        self._finish = finish
        self._diary = diary or RequestDiary()
        self._ids = RequestIds()
        self.requests: Counter[str] = Counter()
        self._before: dict[str, bytes] = {}

    async def answer(self, request: Request) -> Response:
        """Answer one request as the platform would, or as the fault script wants it."""
        path = request.url.path
        self.requests[path] += 1
        hitting = self._script.for_request(path)
        for fault in hitting:
            await faults.hold_back(fault)
            faults.moved_clock(fault, self._clock)
            if fault.kind == "expire_token":
                self._tokens.expire_all(self._clock.now())
            if replaced := faults.replaced_answer(fault):
                return replaced
        content = _encode(self._body(request, await request.body(), hitting))
        answer = Response(content, media_type=JSON)
        before, self._before[path] = self._before.get(path, content), content
        for fault in hitting:
            if damaged := faults.damaged_answer(fault, answer, before):
                return damaged
        return answer

    def _body(self, request: Request, posted: bytes, hitting: list[Fault]) -> dict[str, Any]:
        now, path = self._clock.now(), request.url.path
        try:
            for fault in hitting:
                if fault.kind == "errcode":
                    raise PlatformError(fault.errcode)
            answer = self._run(request, posted, now)
        except PlatformError as error:
            endpoint = self._endpoints.get(path)
            refuse, rid = endpoint.refuse if endpoint else refusal, self._ids.next(now)
            told = refuse(error, rid)
            self._diary.note(rid, self._refused(request, posted, told, now))
            return told
        self._finish(path, answer)
        for fault in hitting:
            if fault.kind == "change":
                faults.change(answer, fault)
        return answer

    def _refused(self, request: Request, posted: bytes, told: dict[str, Any], now: int) -> Refused:
        try:
            appid = self._tokens.account_of(request.query_params.get("access_token", ""), now).appid
        except PlatformError:
            appid = ""
        client = request.client.host if request.client else ""
        query = shown(request.url.query)
        sent = posted.decode("utf-8", "replace")
        return Refused(appid, now, query, sent, _encode(told).decode(), client)

    def _run(self, request: Request, posted: bytes, now: int) -> dict[str, Any]:
        path, query = request.url.path, request.query_params
        endpoint = self._endpoints.get(path)
        if endpoint is None:
            raise PlatformError(40066)
        if request.method != endpoint.method:
            raise PlatformError(43001 if endpoint.method == "GET" else 43002)
        appid = self._admit(endpoint, query.get("access_token", ""), now)
        body = _parse(posted) if endpoint.method == "POST" else {}
        caller = appid or str(body.get("appid") or query.get("appid") or "")
        self._quotas.spend(caller, path, now)
        return endpoint.handler(Call(query, body, now, appid))

    def _admit(self, endpoint: Endpoint, token: str, now: int) -> str:
        if endpoint.opens == "none":
            return ""
        account = self._tokens.account_of(token, now)
        if endpoint.opens not in ("any", account.family):
            raise PlatformError(48001)
        return account.appid


def _parse(posted: bytes) -> dict[str, Any]:
    if not posted.strip():
        raise PlatformError(44002)
    try:
        body = json.loads(posted)
    except ValueError as error:
        raise PlatformError(47001) from error
    if not isinstance(body, dict):
        raise PlatformError(47001)
    return body


def _encode(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
