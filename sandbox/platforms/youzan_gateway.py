"""The way of one Youzan request: path, API and version, token, capability, body, handler.

The order of the checks is the platform's. What an endpoint answers is not decided here; faults,
counting and damage are the same as for every platform (`gateway.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.platforms import faults
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.faults import Fault, FaultScript
from sandbox.platforms.gateway import Finish, Gateway
from sandbox.platforms.quota import Quotas
from sandbox.platforms.youzan_errors import Answer, Envelopes, YouzanError
from sandbox.platforms.youzan_tokens import YouzanTokens

TOKEN_PATH = "/auth/token"  # noqa: S105 - an address
BUSY = -1
"""The fault script's word for "busy", which this platform spells 4101."""
_TOO_OFTEN = (45009, 45011)


@dataclass(frozen=True, slots=True)
class YouzanCall:
    """One request that passed the gate: what was asked, and the clock in epoch seconds."""

    body: Mapping[str, Any]
    now: int


@dataclass(frozen=True, slots=True)
class YouzanEndpoint:
    """An API in one version.

    Attributes:
        handler: Makes the answer's `data`.
        is_old: Whether it speaks in the 3.x envelope.
        beside: Names of the handler's fields that stand beside `data` instead of in it; `data` is
            then the field `data`.
    """

    handler: Callable[[YouzanCall], Any]
    is_old: bool = False
    beside: tuple[str, ...] = ()


YouzanEndpoints = dict[str, YouzanEndpoint]


class YouzanGateway(Gateway):
    """Answers `/auth/token` and `/api/{name}/{version}`.

    Args:
        apis: The endpoints by `name/version`.
        keys: Who may call.
        quotas: How often.
        script: What goes wrong.
        clock: What time it is.
        finish: Called with path and answer before it is sent; may add to the answer.
    """

    def __init__(
        self,
        apis: YouzanEndpoints,
        keys: YouzanTokens,
        quotas: Quotas,
        script: FaultScript,
        clock: SandboxClock,
        finish: Finish,
    ) -> None:
        super().__init__({}, keys, quotas, script, clock, finish)  # type: ignore[arg-type]  # only expire_all is used of them
        self._apis = apis
        self._keys = keys
        self._envelopes = Envelopes()

    def routes(self) -> list[Route]:
        """Return the routes of this platform."""
        return [
            Route(TOKEN_PATH, self.answer, methods=["GET", "POST"]),
            Route("/api/{rest:path}", self.answer, methods=["GET", "POST"]),
        ]

    def _body(self, request: Request, posted: bytes, hitting: list[Fault]) -> Answer:
        path, now = request.url.path, self._clock.now()
        if path == TOKEN_PATH:
            return self._token(request, posted, hitting, now)
        api = self._apis.get(path.removeprefix("/api/"))
        is_old = api is not None and api.is_old
        try:
            for fault in hitting:
                if fault.kind == "errcode":
                    raise YouzanError(4101 if fault.errcode == BUSY else fault.errcode)
            answer = self._run_api(request, posted, api, now)
        except YouzanError as error:
            return self._envelopes.refusal(error, is_old=is_old)
        except PlatformError as error:
            code = 4101 if error.errcode in _TOO_OFTEN else error.errcode
            return self._envelopes.refusal(YouzanError(code), is_old=is_old)
        self._finish(path, answer)
        for fault in hitting:
            if fault.kind == "change":
                faults.change(answer, fault)
        return answer

    def _run_api(
        self, request: Request, posted: bytes, api: YouzanEndpoint | None, now: int
    ) -> Answer:
        path = request.url.path
        if path.count("/") != 3:
            raise YouzanError(4001)
        if request.method == "POST" and not _is_json(request):
            raise YouzanError(4007)
        if api is None:
            raise YouzanError(4005)
        self._keys.admit(request.query_params.get("access_token", ""), now)
        self._quotas.spend("youzan", path, now)
        answer = api.handler(YouzanCall(_parse(posted), now))
        beside = {name: answer.pop(name) for name in api.beside}
        data = answer["data"] if api.beside else answer
        return self._envelopes.result(data, is_old=api.is_old, beside=beside)

    def _token(self, request: Request, posted: bytes, hitting: list[Fault], now: int) -> Answer:
        if any(fault.kind == "errcode" for fault in hitting):
            return {"success": False, "code": 5000, "data": None, "message": "系统繁忙"}
        if not _is_json(request):
            kind = request.headers.get("content-type", "")
            text = f"Content type '{kind}' not supported"
            return {"success": False, "code": 1000, "data": None, "message": text}
        return self._keys.answer(_parse(posted), now)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _parse(posted: bytes) -> dict[str, Any]:
    try:
        body = json.loads(posted or b"{}")
    except ValueError as error:
        raise YouzanError(4004) from error
    if not isinstance(body, dict):
        raise YouzanError(4004)
    return body
