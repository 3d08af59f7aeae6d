"""Decisions that a brand keeps in version control: the seed of the dbt project, read and checked.

Rows are added and deleted there by hand; nothing here writes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from member_center.identity.decisions import KINDS, Decision, IdentityError, Name

SEED_FILE = Path("seeds") / "identity_decisions.csv"
SEED_KINDS = tuple(kind for kind in KINDS if kind != "withdraw")


def seeded_decisions(project: Path) -> list[Decision]:
    """The decisions of the seed, in the order of its rows.

    Args:
        project: Folder of the dbt project.

    Raises:
        IdentityError: A row cannot be read; names the line and what is wrong.
    """
    file = project / SEED_FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        return [_decision(f"{SEED_FILE}, line {rows.line_num}", row) for row in rows]


def _decision(place: str, row: Mapping[str, str | None]) -> Decision:
    kind = next((known for known in SEED_KINDS if known == row.get("kind")), None)
    if kind is None:
        raise IdentityError(
            f"{place}: kind is {row.get('kind')!r}; it must be one of {', '.join(SEED_KINDS)}."
        )
    try:
        decided_at = datetime.fromisoformat(row.get("decided_at") or "")
    except ValueError:
        raise IdentityError(
            f"{place}: decided_at is {row.get('decided_at')!r}; write it as 2026-03-01 08:00:00."
        ) from None
    return Decision(
        decision_id=row.get("decision_id") or "",
        kind=kind,
        a=_name(row, "a"),
        b=_name(row, "b"),
        withdraws=None,
        decided_by=row.get("decided_by") or "",
        decided_at=decided_at if decided_at.tzinfo else decided_at.replace(tzinfo=UTC),
        because=row.get("because") or "",
        origin="seed",
    )


def _name(row: Mapping[str, str | None], end: str) -> Name | None:
    kind, value = row.get(f"{end}_type"), row.get(f"{end}_value")
    return Name(kind, row.get(f"{end}_scope") or "", value) if kind and value else None
