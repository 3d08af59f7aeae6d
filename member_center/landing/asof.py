"""Records that say of which day they speak, so that an old list that comes late changes nothing.

A snapshot carries its day in its payload. Beside the hash of what landed last under a key the log
then remembers the newest day for which that was said, even if saying it again landed nothing. A
record of an older day lands as well, for whoever wants the history, but under a key of its own that
readers of the present leave aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from member_center.landing.encoding import HASH_BYTES

DAY_FIELD = "_snapshot_date"
LATE = "~late"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day_of(payload: Mapping[str, Any]) -> bytes:
    """The day a payload speaks of, as text that sorts; empty for payloads without one.

    What is no day sorts nowhere: taken as one, it could make everything after it late.
    """
    day = payload.get(DAY_FIELD)
    return day.encode() if isinstance(day, str) and _DAY.fullmatch(day) else b""


def is_late(known: bytes | None, day: bytes) -> bool:
    """Whether something newer than this day was said before.

    Args:
        known: What the log remembers of a key: a hash, and the newest day after it.
        day: Of the record at hand.
    """
    return known is not None and bool(day) and day < known[HASH_BYTES:]
