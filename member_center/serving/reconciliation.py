"""The proofs of the published version, summed up: what agrees with the sources, what does not.

What is compared, and when two sides agree, is decided in dbt (`reconciliation`); here it is only
read. How an answer looks is the command line's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from member_center.serving.report.reader import Reader

PROVEN = """
    select
        proof, subject, min(business_date), max(business_date), count(*),
        sum(source_records)::bigint, sum(published_records)::bigint,
        sum(source_value), sum(published_value),
        count(*) filter (where not is_equal), sum(differing_records)::bigint
    from reconciliation
    where {chosen}
    group by proof, subject
    order by proof, subject
"""
DIFFERING = """
    select
        proof, subject, record_id, business_date, source_value, published_value, gap, difference
    from reconciliation_differences
    where {chosen}
    order by abs(gap) desc, proof, subject, record_id
    limit ?
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was compared, over all days.

    Attributes:
        proof: What, such as `orders`.
        subject: Where: channel, account, program or file.
        first_day: First business day (Asia/Shanghai) compared; None when the source names no day.
        last_day: The last one.
        days: How many days (or undated groups) were compared.
        source_records: Records by the source.
        published_records: Records in the published tables.
        source_value: Yuan, people or points by the source.
        published_value: The same by the published tables.
        differing_days: Days on which a record differs.
        differing_records: Records that differ.
    """

    proof: str
    subject: str
    first_day: date | None
    last_day: date | None
    days: int
    source_records: int
    published_records: int
    source_value: Decimal
    published_value: Decimal
    differing_days: int
    differing_records: int

    @property
    def is_equal(self) -> bool:
        """Whether no record differs on any day."""
        return self.differing_records == 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A record in which source and published tables differ; a side that lacks it is None."""

    proof: str
    subject: str
    record_id: str
    business_date: date | None
    source_value: Decimal | None
    published_value: Decimal | None
    gap: Decimal
    difference: str


def proofs(reader: Reader, names: Sequence[str] = ()) -> list[Proof]:
    """All proofs of the version, or those of the given names.

    Args:
        reader: Open on the version.
        names: Such as `orders` and `points`; empty takes all.
    """
    chosen, values = _chosen(names)
    return reader.all(Proof, PROVEN.format(chosen=chosen), values)


def differences(reader: Reader, names: Sequence[str] = (), limit: int = 20) -> list[Difference]:
    """The records that differ, those of the largest gap first.

    Args:
        reader: Open on the version.
        names: Proofs to look at; empty takes all.
        limit: How many at most.
    """
    chosen, values = _chosen(names)
    return reader.all(Difference, DIFFERING.format(chosen=chosen), [*values, limit])


def _chosen(names: Sequence[str]) -> tuple[str, list[object]]:
    return ("list_contains(?, proof)", [list(names)]) if names else ("true", [])
