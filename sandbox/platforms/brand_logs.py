"""The brand's own daily logs over HTTP, as a brand's web server hands them out.

`GET /brand/<source>/<kind>-YYYY-MM-DD.jsonl`: the lines of one Shanghai day up to the clock. A day
that is not over keeps growing, and a reader may ask for `Range: bytes=N-`. Lines themselves are
made in `sandbox.logs`.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import logs, pushes
from sandbox.platforms import faults
from sandbox.platforms.calendar import date_of, parse_dashed, start_of
from sandbox.platforms.canary import CanaryPlanter
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.faults import FaultScript
from sandbox.world import World

KINDS = {
    "official_account": tuple(pushes.KINDS),
    "mini_program": ("registry", "events"),
}
LINES = "application/x-ndjson; charset=utf-8"
MOST_BYTES_KEPT = 256 * 2**20
_NAME = re.compile(r"([a-z_]+)-(\d{4}-\d{2}-\d{2})\.jsonl", re.ASCII)
_RANGE = re.compile(r"bytes=(\d+)-(\d*)", re.ASCII)


class BrandLogs:
    """Serves the daily files; whole days that are over stay in memory up to a limit."""

    def __init__(
        self, world: World, clock: SandboxClock, planter: CanaryPlanter, script: FaultScript
    ) -> None:
        self._world = world
        self._clock = clock
        self._planter = planter
        self._script = script
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def routes(self) -> list[Route]:
        """Return the route of the files."""
        return [Route("/brand/{source}/{name}", self._file, methods=["GET"])]

    async def _file(self, request: Request) -> Response:
        hitting = self._script.for_request(request.url.path)
        for fault in hitting:
            await faults.hold_back(fault)
            if replaced := faults.replaced_answer(fault):
                return replaced
        answer = self._answer(request)
        for fault in hitting:
            if damaged := faults.damaged_answer(fault, answer, bytes(answer.body)):
                return damaged
        return answer

    def _answer(self, request: Request) -> Response:
        name = _NAME.fullmatch(request.path_params["name"])
        kinds = KINDS.get(request.path_params["source"], ())
        day = parse_dashed(name[2]) if name else None
        if name is None or name[1] not in kinds or day is None:
            return Response(status_code=404)
        content = self._content(name[1], day, self._clock.now())
        if content is None:
            return Response(status_code=404)
        content = self._planter.finish_log(name[1], content)
        return _part(content, request.headers.get("range"))

    def _content(self, kind: str, day: int, now: int) -> bytes | None:
        is_over = now >= start_of(day + 1)
        if is_over and (kept := self._kept.get((kind, day))) is not None:
            return kept
        content = logs.daily_lines(self._world, kind, date_of(day), now)
        if is_over and content is not None:
            self._keep((kind, day), content)
        return content

    def _keep(self, key: tuple[str, int], content: bytes) -> None:
        self._kept[key] = content
        while sum(map(len, self._kept.values())) > MOST_BYTES_KEPT:
            self._kept.popitem(last=False)


def _part(content: bytes, asked: str | None) -> Response:
    """Answer with the whole content (200) or the asked bytes (206, 416 past the end)."""
    wanted = _RANGE.fullmatch(asked.strip()) if asked else None
    if wanted is None:
        return Response(content, media_type=LINES, headers={"accept-ranges": "bytes"})
    begin, size = int(wanted[1]), len(content)
    end = min(int(wanted[2]) + 1 if wanted[2] else size, size)
    if begin >= size or end <= begin:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    headers = {"accept-ranges": "bytes", "content-range": f"bytes {begin}-{end - 1}/{size}"}
    return Response(content[begin:end], status_code=206, media_type=LINES, headers=headers)
