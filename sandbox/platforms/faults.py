"""The fault script: what goes wrong on which request, decided by whoever tests a connector.

A fault names a path (with shell wildcards), which matching request it hits first, counted from the
moment it was set, and how many it hits. Kinds that replace the answer are applied before the
endpoint runs; `change`, `repeat`, `garble`, `truncate`, `trickle` and `disconnect` damage the
answer it gave; `skew` moves the platform's clock and leaves the answer alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from starlette.responses import HTMLResponse, Response

from sandbox.platforms.broken_answers import BrokenOff, Reset, Trickling, with_body
from sandbox.platforms.clock import SandboxClock

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
    "repeat",
    "garble",
    "trickle",
    "skew",
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
        seconds: For `delay`: how long the answer is held back; for `trickle`: how long between two
            pieces of it; for `skew`: how far the clock is moved.
        keep: For `truncate` and `disconnect`: the share of the body that still arrives.
        put: For `change`: dotted paths (`[]` is every item) and the values put there.
        drop: For `change`: dotted paths taken away.
        twice: For `change`: dotted paths of lists whose items all come twice.
        lose: For `change`: dotted paths of lists that lose their first item.
        find: For `garble`: the text behind which bytes are put, wherever it stands.
        hex: For `garble`: those bytes, as hexadecimal digits.
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
    twice: list[str] = field(default_factory=list)
    lose: list[str] = field(default_factory=list)
    find: str = '"'
    hex: str = "ff"
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


def damaged_answer(fault: Fault, answer: Response, before: bytes) -> Response | None:
    """Return the damaged form of a finished answer, or None when this kind damages nothing.

    Args:
        fault: What goes wrong.
        answer: What the endpoint answered.
        before: The body that the same path answered before.
    """
    content = bytes(answer.body)
    kept = content[: int(len(content) * fault.keep)]
    if fault.kind == "truncate":
        return with_body(answer, kept)
    if fault.kind == "repeat":
        return with_body(answer, before)
    if fault.kind == "garble":
        mark = fault.find.encode()
        return with_body(answer, content.replace(mark, mark + bytes.fromhex(fault.hex)))
    if fault.kind == "trickle":
        return Trickling(answer, fault.seconds)
    return BrokenOff(answer, kept) if fault.kind == "disconnect" else None


def moved_clock(fault: Fault, clock: SandboxClock) -> None:
    """Move the clock as far as a `skew` asks."""
    if fault.kind == "skew":
        clock.move(clock.now() + int(fault.seconds))


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
    for path in fault.twice:
        for holder, key in _places(answer, path.split(".")):
            holder[key] = [item for item in holder.get(key, ()) for _ in range(2)]
    for path in fault.lose:
        for holder, key in _places(answer, path.split(".")):
            holder[key] = holder.get(key, [])[1:]


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
