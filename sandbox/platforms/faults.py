"""The fault script: what goes wrong on which request, decided by whoever tests a connector.

A fault names a path (with shell wildcards), which matching request it hits first, counted from the
moment it was set, and how many it hits. Kinds that replace the answer are applied before the
endpoint runs; `change`, `truncate` and `disconnect` damage the answer it gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.platforms import connections

Kind = Literal[
    "errcode",
    "status",
    "html",
    "truncate",
    "disconnect",
    "reset",
    "delay",
    "expire_token",
    "change",
]
MAX_DELAY = 120.0
PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(slots=True)
class Fault:
    """One line of the script.

    Attributes:
        path: The path it watches; `*` and `?` are wildcards.
        kind: What goes wrong.
        nth: The first matching request it hits, counted from 1.
        times: How many matching requests it hits from there on; 0 is all of them.
        errcode: For `errcode`: the number to answer.
        status: For `status`: the HTTP status to answer.
        body: For `status` and `html`: the text to answer.
        seconds: For `delay`: how long the answer is held back.
        keep: For `truncate` and `disconnect`: the share of the body that still arrives.
        put: For `change`: dotted paths (`[]` is every item) and the values put there.
        drop: For `change`: dotted paths taken away.
        seen: Matching requests so far.
        fired: How often it has hit.
    """

    path: str
    kind: Kind
    nth: int = 1
    times: int = 1
    errcode: int = -1
    status: int = 502
    body: str = PROXY_PAGE
    seconds: float = 1.0
    keep: float = 0.5
    put: dict[str, Any] = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    seen: int = 0
    fired: int = 0

    def hits(self, path: str) -> bool:
        """Count a request and say whether this fault hits it."""
        if not fnmatchcase(path, self.path):
            return False
        self.seen += 1
        is_hit = self.seen >= self.nth and (self.times == 0 or self.seen < self.nth + self.times)
        self.fired += is_hit
        return is_hit


class FaultScript:
    """The faults that are set at the moment."""

    def __init__(self, faults: Sequence[Mapping[str, Any]] = ()) -> None:
        self._faults: list[Fault] = []
        self.add(faults)

    def add(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Set more faults.

        Raises:
            ValueError: If a fault has an unknown kind, an unknown field, or no path.
        """
        self._faults.extend([_parse(fault) for fault in faults])

    def clear(self) -> None:
        """Take every fault away."""
        self._faults.clear()

    def describe(self) -> list[dict[str, Any]]:
        """Return the faults with how often each was seen and has hit."""
        return [asdict(fault) for fault in self._faults]

    def for_request(self, path: str) -> list[Fault]:
        """Count a request to a path and return the faults that hit it."""
        return [fault for fault in self._faults if fault.hits(path)]


def replaced_answer(fault: Fault) -> Response | None:
    """Return the answer of a fault that keeps the endpoint from running, or None."""
    if fault.kind == "status":
        return HTMLResponse(fault.body, status_code=fault.status)
    if fault.kind == "html":
        return HTMLResponse(fault.body)
    return Reset() if fault.kind == "reset" else None


def damaged_answer(fault: Fault, content: bytes, media_type: str) -> Response | None:
    """Return the damaged form of a finished answer, or None when this kind damages nothing."""
    kept = content[: int(len(content) * fault.keep)]
    if fault.kind == "truncate":
        return Response(kept, media_type=media_type)
    return BrokenOff(kept, len(content), media_type) if fault.kind == "disconnect" else None


async def hold_back(fault: Fault) -> None:
    """Wait as long as a `delay` asks, at most two minutes."""
    if fault.kind == "delay":
        await asyncio.sleep(min(fault.seconds, MAX_DELAY))


def change(answer: Any, fault: Fault) -> None:
    """Put and drop the fields a `change` names, in place; paths that are not there are skipped."""
    for path, value in fault.put.items():
        for holder, key in _places(answer, path.split(".")):
            holder[key] = value
    for path in fault.drop:
        for holder, key in _places(answer, path.split(".")):
            holder.pop(key, None)


class Reset(Response):
    """Answers with a TCP reset instead of a response."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection of the request; a 503 where the server does not track it."""
        if not await connections.reset(scope["client"], scope["server"]):
            await Response(status_code=503)(scope, receive, send)


class BrokenOff(Response):
    """Promises a whole body, sends the first part of it, and resets the connection."""

    def __init__(self, part: bytes, promised: int, media_type: str) -> None:
        super().__init__(part, media_type=media_type)
        self.headers["content-length"] = str(promised)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part and cut."""
        del receive
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await connections.reset(scope["client"], scope["server"])


def _parse(fields: Mapping[str, Any]) -> Fault:
    unknown = set(fields) - set(Fault.__slots__)
    if unknown or not isinstance(fields.get("path"), str) or fields.get("kind") not in _KINDS:
        raise ValueError(
            f"A fault needs a 'path' and a 'kind' out of {', '.join(_KINDS)}; "
            f"unknown fields: {', '.join(sorted(unknown)) or 'none'}."
        )
    return Fault(**fields)


_KINDS: tuple[str, ...] = get_args(Kind)


def _places(node: Any, path: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object a path leads to, with the name of the field in it."""
    if isinstance(node, list):
        for item in node:
            yield from _places(item, path)
    if not isinstance(node, dict):
        return
    name = path[0].removesuffix("[]")
    if len(path) == 1:
        yield node, name
    elif name in node:
        yield from _places(node[name], path[1:])
