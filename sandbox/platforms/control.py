"""`/_sandbox/*`: how a test or a demonstration steers the sandbox while it runs.

No platform has these paths. They answer plain JSON with ordinary HTTP statuses.

| path | what |
|---|---|
| `GET /_sandbox/health` | alive, the clock, the size of the world |
| `POST /_sandbox/clock` | `{"now": "<ISO instant>"}` pins the clock, `{"now": null}` lets it run |
| `GET, POST, DELETE /_sandbox/faults` | read, add to, empty the fault script |
| `GET, DELETE /_sandbox/requests` | calls per path so far; start counting again |
| `POST /_sandbox/quotas` | `{"<path>": <calls a day>, …}` |
| `POST /_sandbox/codes` | `{"openid": …}` gives a login code and a phone code of a user |
| `POST /_sandbox/canary` | `{"name": …, "phone": …}` plants a person, `{}` takes it out |
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.platforms.calendar import iso_text, parse_instant
from sandbox.platforms.canary import Canary, CanaryPlanter
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.faults import FaultScript
from sandbox.platforms.gateway import Gateway
from sandbox.platforms.login_codes import LoginCodes
from sandbox.platforms.quota import Quotas
from sandbox.world import World


class Control:
    """Answers the sandbox's own paths."""

    def __init__(
        self,
        world: World,
        clock: SandboxClock,
        script: FaultScript,
        quotas: Quotas,
        planter: CanaryPlanter,
        gateway: Gateway,
        codes: LoginCodes,
    ) -> None:
        self._world = world
        self._clock = clock
        self._script = script
        self._quotas = quotas
        self._planter = planter
        self._gateway = gateway
        self._codes = codes

    def routes(self) -> list[Route]:
        """Return the routes of all control paths."""
        return [
            Route("/_sandbox/health", self._health, methods=["GET"]),
            Route("/_sandbox/clock", self._move_clock, methods=["POST"]),
            Route("/_sandbox/faults", self._faults, methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/requests", self._requests, methods=["GET", "DELETE"]),
            Route("/_sandbox/quotas", self._set_quotas, methods=["POST"]),
            Route("/_sandbox/codes", self._issue_codes, methods=["POST"]),
            Route("/_sandbox/canary", self._set_canary, methods=["POST"]),
        ]

    async def _health(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "status": "ok",
                "now": iso_text(self._clock.now()),
                "is_pinned": self._clock.is_pinned,
                "people": len(self._world.people),
                "seed": self._world.seed,
                "from": iso_text(int(self._world.start_ts)),
                "to": iso_text(int(self._world.end_ts)),
            }
        )

    async def _move_clock(self, request: Request) -> Response:
        try:
            asked = (await _object(request)).get("now")
            self._clock.move(None if asked is None else parse_instant(str(asked)))
        except ValueError as error:
            return _bad_request(error)
        return await self._health(request)

    async def _faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._script.clear()
        if request.method == "POST":
            try:
                asked = await request.json()
                self._script.add(asked if isinstance(asked, list) else [asked])
            except (ValueError, TypeError) as error:
                return _bad_request(error)
        return JSONResponse(self._script.describe())

    async def _requests(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._gateway.requests.clear()
        return JSONResponse(dict(self._gateway.requests.most_common()))

    async def _set_quotas(self, request: Request) -> Response:
        try:
            for path, calls in (await _object(request)).items():
                self._quotas.set_limit(path, int(calls))
        except (ValueError, TypeError) as error:
            return _bad_request(error)
        return JSONResponse({"status": "ok"})

    async def _issue_codes(self, request: Request) -> Response:
        try:
            openid = str((await _object(request)).get("openid") or "")
            return JSONResponse(self._codes.issue(openid, self._clock.now()))
        except ValueError as error:
            return _bad_request(error)

    async def _set_canary(self, request: Request) -> Response:
        try:
            asked = await _object(request)
            self._planter.canary = Canary(**asked) if asked else None
        except (ValueError, TypeError) as error:
            return _bad_request(error)
        return JSONResponse({"status": "ok"})


async def _object(request: Request) -> dict[str, Any]:
    body = json.loads(await request.body())
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    return body


def _bad_request(error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)
