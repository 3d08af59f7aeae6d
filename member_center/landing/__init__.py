"""The commit log of everything that was pulled: immutable files, one log, no duplicates.

``Landing`` stores pages, ``pull`` brings a stream home, ``Quarantine`` keeps what was refused. A
file that the log does not name does not exist. Nothing here knows a platform or personal data.
"""

from member_center.landing.errors import (
    AccountChanged,
    LandingError,
    LandingWriteFailed,
    LeaseHeld,
    StateLost,
    StateUnusable,
)
from member_center.landing.landing import Landing
from member_center.landing.opening import mend_landing, open_landing
from member_center.landing.pull import PullResult, pull
from member_center.landing.quarantine import Quarantine, QuarantinedRow, Refused
from member_center.landing.rebuild import Rebuilt, rebuild_state
from member_center.landing.records import Batch, ProtectedRecord, Receipt, StreamSummary
from member_center.landing.shapes import ShapeChange

__all__ = [
    "AccountChanged",
    "Batch",
    "Landing",
    "LandingError",
    "LandingWriteFailed",
    "LeaseHeld",
    "ProtectedRecord",
    "PullResult",
    "Quarantine",
    "QuarantinedRow",
    "Rebuilt",
    "Receipt",
    "Refused",
    "ShapeChange",
    "StateLost",
    "StateUnusable",
    "StreamSummary",
    "mend_landing",
    "open_landing",
    "pull",
    "rebuild_state",
]
