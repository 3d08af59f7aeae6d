"""Two answers to who is who, side by side: which members merge, which split, and why.

The published version is one, a trial build the other. Only counting and finding belong here; how
the trial is built is `plan`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from member_center.serving.links import Identifier

CAUSES_SHOWN = 5
STATUSES = ("linked", "conflict", "shared", "blocked")
TABLES = """
create temp table joined as
select
    coalesce(old.identifier_id, new.identifier_id) as identifier_id,
    old.one_id as old_id, new.one_id as new_id,
    old.status as old_status, new.status as new_status
from old_map as old full join new_map as new using (identifier_id);
create temp table pairs as
select old_id, new_id, count(*) as moved from joined
where old_id is not null and new_id is not null group by all;
create temp table merges as
select new_id, count(*) as parts, sum(moved) as moved from pairs
group by new_id having count(*) > 1;
create temp table splits as
select old_id, count(*) as parts, sum(moved) as moved from pairs
group by old_id having count(*) > 1;
"""
MERGE_CAUSES = """
select
    links.*, start.old_id as from_part, stop.old_id as to_part,
    before.status as status_before, before.rule as rule_before
from new_links as links
join joined as start on links.from_id = start.identifier_id
join joined as stop on links.to_id = stop.identifier_id
left join old_links as before
    on links.from_id = before.from_id and links.to_id = before.to_id
where
    links.status = 'linked' and start.new_id = ?
    and before.status is distinct from 'linked'
order by (start.old_id is distinct from stop.old_id) desc, links.from_id, links.to_id
limit ?
"""
SPLIT_CAUSES = """
select
    before.* exclude (status, rule), before.status as status_before, before.rule as rule_before,
    now.status, now.rule, start.new_id as from_part, stop.new_id as to_part
from old_links as before
join joined as start on before.from_id = start.identifier_id
join joined as stop on before.to_id = stop.identifier_id
left join new_links as now on before.from_id = now.from_id and before.to_id = now.to_id
where
    before.status = 'linked' and start.old_id = ?
    and (now.status is null or now.status <> 'linked')
order by (start.new_id is distinct from stop.new_id) desc, before.from_id, before.to_id
limit ?
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Some identifiers that go from one member to another.

    Attributes:
        one_id: Of a merge, the member they come from; of a split, the one they go to.
        identifiers: How many.
        mask: Masked name and phone of the member, as it is published.
    """

    one_id: str
    identifiers: int
    mask: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A link that makes the difference.

    Attributes:
        start: One end, with the member that it comes from (of a merge) or goes to (of a split).
        end: The other.
        before: Status and rule in the published version, or None where it is not there.
        after: Status and rule in the trial, or None where it is gone.
        record: Stream and key of the record that said so first.
    """

    start: Identifier
    end: Identifier
    before: str | None
    after: str | None
    record: str


@dataclass(frozen=True, slots=True)
class Change:
    """A merge or a split.

    Attributes:
        one_id: Of a merge, the member that results; of a split, the one that is taken apart.
        parts: Largest first.
        causes: The links that cause it, the decisive ones first; at most `CAUSES_SHOWN`.
    """

    one_id: str
    parts: tuple[Part, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """How many identifiers change their status in one way."""

    before: str
    after: str
    identifiers: int
    examples: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different, counted, with examples.

    Attributes:
        members_before: Members of the published version.
        members_after: Members of the trial.
        merges: Members of the trial that unite several of today's.
        merged: Today's members that are united.
        splits: Today's members that fall apart.
        renamed: Members of the very same identifiers under another id.
        moved: Identifiers that change their member.
        merge_examples: Largest first.
        split_examples: Largest first.
        turns: Changes of status, most frequent first.
        largest_before: Identifiers of the largest member, today.
        largest_after: The same in the trial.
        new_identifiers: Identifiers that the published version does not know.
    """

    members_before: int
    members_after: int
    merges: int
    merged: int
    splits: int
    renamed: int
    moved: int
    largest_before: int
    largest_after: int
    new_identifiers: int
    merge_examples: tuple[Change, ...]
    split_examples: tuple[Change, ...]
    turns: tuple[Turn, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether members and statuses stay as they are."""
        return not (self.moved or self.turns or self.renamed or self.merges or self.splits)


class Comparison:
    """Compares two maps that lie in one connection.

    Args:
        connection: Has `old_map` and `new_map` (identifier_id, type, scope, value, one_id, status),
            `old_links` and `new_links` (from_id, to_id, status, rule, record), and `masks`
            (one_id, mask).
        examples: How many merges, splits and statuses to show.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, examples: int) -> None:
        self._connection = connection
        self._examples = examples
        connection.execute(TABLES)

    def difference(self) -> Difference:
        """Count and show everything that is different."""
        return Difference(
            members_before=self._number("select count(distinct one_id) from old_map"),
            members_after=self._number("select count(distinct one_id) from new_map"),
            merges=self._number("select count(*) from merges"),
            merged=self._number("select sum(parts) from merges"),
            splits=self._number("select count(*) from splits"),
            renamed=self._renamed(),
            moved=self._moved(),
            largest_before=self._largest("old_map"),
            largest_after=self._largest("new_map"),
            new_identifiers=self._number(
                "select count(*) from joined where old_status is null and new_status is not null"
            ),
            merge_examples=self._changes("merges", "new_id", "old_id", MERGE_CAUSES),
            split_examples=self._changes("splits", "old_id", "new_id", SPLIT_CAUSES),
            turns=self._turns(),
        )

    def _renamed(self) -> int:
        return self._number(
            """
            select count(*) from pairs
            where old_id <> new_id
                and new_id not in (select new_id from merges)
                and old_id not in (select old_id from splits)
            """
        )

    def _moved(self) -> int:
        """Those whose member gets another id though it is not merely renamed, or none, or one."""
        return self._number(
            """
            select count(*) from joined
            where old_status is not null and new_status is not null
                and old_id is distinct from new_id
                and (old_id is null or new_id is null
                    or new_id in (select new_id from merges)
                    or old_id in (select old_id from splits))
            """
        )

    def _largest(self, table: str) -> int:
        return self._number(
            f"select max(n) from (select count(*) as n from {table}"
            " where one_id is not null group by one_id)"
        )

    def _changes(self, table: str, whole: str, part: str, causes: str) -> tuple[Change, ...]:
        found = self._rows(
            f"select {whole} as one_id from {table} order by moved desc, {whole} limit ?",
            self._examples,
        )
        return tuple(
            Change(
                row["one_id"],
                self._parts(whole, part, row["one_id"]),
                tuple(_cause(link) for link in self._rows(causes, row["one_id"], CAUSES_SHOWN)),
            )
            for row in found
        )

    def _parts(self, whole: str, part: str, one_id: str) -> tuple[Part, ...]:
        rows = self._rows(
            f"""
            select pairs.{part} as one_id, moved, coalesce(mask, '') as mask
            from pairs left join masks on pairs.{part} = masks.one_id
            where pairs.{whole} = ? order by moved desc, pairs.{part}
            """,
            one_id,
        )
        return tuple(Part(row["one_id"], row["moved"], row["mask"]) for row in rows)

    def _turns(self) -> tuple[Turn, ...]:
        rows = self._rows(
            """
            select old_status, new_status, count(*) as n,
                list(identifier_id order by identifier_id)[: ?] as examples
            from joined
            where old_status is not null and new_status is not null and old_status <> new_status
            group by all order by n desc, old_status, new_status
            """,
            self._examples,
        )
        return tuple(
            Turn(row["old_status"], row["new_status"], row["n"], self._named(row["examples"]))
            for row in rows
        )

    def _named(self, ids: Sequence[str]) -> tuple[Identifier, ...]:
        rows = self._rows(
            "select identifier_id, type, scope, value, one_id from new_map"
            " where identifier_id in (select unnest(?)) order by identifier_id",
            list(ids),
        )
        return tuple(Identifier(**row) for row in rows)

    def _number(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0] or 0) if row else 0

    def _rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _cause(row: Mapping[str, Any]) -> Cause:
    before = _judged(row["status_before"], row["rule_before"])
    after = _judged(row["status"], row["rule"])
    return Cause(_end(row, "from"), _end(row, "to"), before, after, row["record"])


def _judged(status: str | None, rule: str | None) -> str | None:
    return status and f"{status} ({rule})"


def _end(row: Mapping[str, Any], end: str) -> Identifier:
    fields = ("id", "type", "scope", "value", "part")
    return Identifier(*(row[f"{end}_{field}"] for field in fields))
