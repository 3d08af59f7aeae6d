"""Lines of the brand's own registry and event log, in the shape Sensors Analytics made common."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.core.daily_logs import LineRefused
from connectors.core.stream import Record

REGISTRY_PII = {
    "properties.phone": "phone",
    "properties.name": "name",
    "properties.nickname": "name",
    "line": "text",
}
EVENT_PII = {"line": "text"}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def registry_line(line: dict[str, Any], raw: bytes) -> Record:
    """Make a record of a user's profile as of a moment.

    Raises:
        LineRefused: It names nobody or no time.
    """
    return _record(line, raw, ("distinct_id", "time"))


def event_line(line: dict[str, Any], raw: bytes) -> Record:
    """Make a record of one thing a user did.

    Raises:
        LineRefused: It names nobody, no event or no time.
    """
    return _record(line, raw, ("distinct_id", "event", "time"))


def _record(line: dict[str, Any], raw: bytes, needed: tuple[str, ...]) -> Record:
    if lacking := [field for field in needed if line.get(field) in (None, "")]:
        raise LineRefused(f"it lacks {', '.join(lacking)}")
    # The line itself is the key: a line that was delivered twice is one line.
    key = hashlib.sha256(raw).hexdigest()[:32]
    return Record(key, line, _from_milliseconds(line["time"]))


def _from_milliseconds(time: object) -> datetime:
    try:
        moment = _EPOCH + timedelta(milliseconds=int(str(time)))
    except (ValueError, OverflowError):
        raise LineRefused("its time is not a number of milliseconds") from None
    if moment.year < 2011:  # before WeChat: seconds, or nothing like a time
        raise LineRefused("its time is not a number of milliseconds since 1970")
    return moment
