"""What people decided about who is who, as one published version has it.

Versions that were published before decisions existed have none. Making decisions is
`member_center.identity`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from member_center.serving.evidence import Evidence
from member_center.serving.links import Identifier

TABLE = "member_identity_decisions"
MUST_LINK, CANNOT_LINK, NOBODY = "must_link", "cannot_link", "nobody"
COLUMNS = ", ".join(
    f"{end}_{field}"
    for end in "ab"
    for field in ("identifier_id", "type", "scope", "value", "one_id")
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that holds.

    Attributes:
        decision_id: By which it can be withdrawn.
        kind: must_link, cannot_link or nobody.
        decided_by: Who.
        decided_at: When, naive UTC.
        because: Why.
        start: The identifier it is about.
        end: The other one; None of `nobody`.
    """

    decision_id: str
    kind: str
    decided_by: str
    decided_at: datetime
    because: str
    start: Identifier
    end: Identifier | None


def decided_by_id(evidence: Evidence, decision_ids: Iterable[str]) -> dict[str, Decided]:
    """Decisions by their id, those that the version knows."""
    wanted = list(decision_ids)
    found = _decided(evidence, "decision_id in (select unnest(?))", [wanted]) if wanted else []
    return {one.decision_id: one for one in found}


def decided_against(evidence: Evidence, a: Identifier, b: Identifier) -> tuple[Decided, ...]:
    """Decisions in force that keep two identifiers apart, newest first.

    Between any identifiers of the one's member and of the other's; or that one of the two is
    nobody's.
    """
    a_side = "coalesce(a_one_id, a_identifier_id)"
    b_side = "coalesce(b_one_id, b_identifier_id)"
    return tuple(
        _decided(
            evidence,
            f"""
            is_in_force and (
                (kind = ? and ({a_side}, {b_side}) in ((?, ?), (?, ?)))
                or (kind = ? and a_identifier_id in (?, ?))
            )
            """,
            [
                *(CANNOT_LINK, a.side, b.side, b.side, a.side),
                *(NOBODY, a.identifier_id, b.identifier_id),
            ],
        )
    )


def _decided(evidence: Evidence, where: str, values: list[object]) -> list[Decided]:
    if not evidence.has(TABLE):
        return []
    rows = evidence.connection.execute(
        f"""
        select decision_id, kind, decided_by, decided_at, because, {COLUMNS} from {TABLE}
        where {where} order by decided_at desc, decision_id
        """,
        values,
    ).fetchall()
    return [_decision(row) for row in rows if row[5]]


def _decision(row: Sequence[Any]) -> Decided:
    decision_id, kind, decided_by, decided_at, because = row[:5]
    end = Identifier(*row[10:15]) if row[10] else None
    return Decided(decision_id, kind, decided_by, decided_at, because, Identifier(*row[5:10]), end)
