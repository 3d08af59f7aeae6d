"""What became of members: merges and splits as one published version has them on record.

Versions that were published before there was a record have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from member_center.serving.evidence import Evidence

TABLE = "member_identity_changes"


@dataclass(frozen=True, slots=True)
class Change:
    """A merge, split, move or renaming that readers got to see.

    Attributes:
        kind: merge, split, move or rename.
        old_one_id: The member before.
        new_one_id: The member after.
        rule: The rule that joined or parted them, if one did.
        at: When it was recorded, naive UTC.
    """

    kind: str
    old_one_id: str
    new_one_id: str
    rule: str | None
    at: datetime


def latest_end(evidence: Evidence, one_id: str) -> Change | None:
    """How a member that is no more went into another one, lately."""
    return _latest(evidence, "kind in ('merge', 'rename') and old_one_id = ?", [one_id])


def latest_parting(evidence: Evidence, one: str | None, other: str | None) -> Change | None:
    """How the one member went out of the other, or the other out of the one, lately."""
    ends = [one, other, other, one]
    where = "kind in ('split', 'move') and (old_one_id, new_one_id) in ((?, ?), (?, ?))"
    return _latest(evidence, where, ends) if one and other else None


def _latest(evidence: Evidence, where: str, values: list[str | None]) -> Change | None:
    if not evidence.has(TABLE):
        return None
    row = evidence.connection.execute(
        f"""
        select kind, old_one_id, new_one_id, cause_rule, recorded_at from {TABLE}
        where {where} order by recorded_at desc, change_number desc limit 1
        """,
        values,
    ).fetchone()
    return Change(*row) if row else None
