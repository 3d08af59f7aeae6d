"""What became of members: merges and splits as one published version has them on record.

Versions that were published before there was a record have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from member_center.serving.evidence import Evidence
from member_center.serving.links import Identifier

TABLE = "member_identity_changes"
HISTORY = "member_identity_history"
PARTING = f"""
with shared as (
    select
        one.one_id,
        least(one.valid_to, other.valid_to) as ended_at
    from {HISTORY} as one
    join {HISTORY} as other on one.one_id = other.one_id
    where
        one.identifier_id = ? and other.identifier_id = ?
        and coalesce(one.recorded_at < other.valid_to, true)
        and coalesce(other.recorded_at < one.valid_to, true)
    order by ended_at desc
    limit 1
),

told as (
    select changes.*
    from {TABLE} as changes
    join shared
        on changes.old_one_id = shared.one_id and changes.recorded_at >= shared.ended_at
    where changes.new_one_id in (select one_id from {HISTORY} where identifier_id in (?, ?))
)

select
    coalesce(told.kind, 'split') as kind,
    shared.one_id,
    coalesce(told.new_one_id, shared.one_id) as new_one_id,
    told.cause_rule,
    shared.ended_at
from shared
left join told on shared.one_id = told.old_one_id
order by told.recorded_at, told.kind in ('split', 'move') desc, told.change_number
limit 1
"""


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


def latest_parting(evidence: Evidence, a: Identifier, b: Identifier) -> Change | None:
    """How two identifiers that were one member at some time ceased to be it, lately.

    What became of a member that only one of them ever was of is no parting of theirs.
    """
    if not (evidence.has(TABLE) and evidence.has(HISTORY)):
        return None
    ends = [a.identifier_id, b.identifier_id]
    row = evidence.connection.execute(PARTING, [*ends, *ends]).fetchone()
    return Change(*row) if row else None


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
