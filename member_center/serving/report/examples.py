"""Members that teach something about identity: one of many channels, one refused, one merged.

Each is as large as can still be drawn, and every one is another member.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from member_center.serving.report.evidence import MOST_IDENTIFIERS, Chain, chain_of
from member_center.serving.report.reader import Reader

CHANGES = "member_identity_changes"
FEWEST_IDENTIFIERS = 3
MOST_REFUSALS = 3


class Merge(NamedTuple):
    """Two members that became one; `at` is UTC, `link_id` is what joined them, if that is known."""

    old_one_id: str
    one_id: str
    link_id: str | None
    at: datetime


class Example(NamedTuple):
    """A member, why it is shown (varied, refused or merged), and the merge if that is why."""

    kind: str
    chain: Chain
    merge: Merge | None = None


def examples(reader: Reader) -> list[Example]:
    """The members to draw; none where there are no members."""
    found: list[Example] = []
    if one_id := _first(reader, *_varied()):
        found.append(Example("varied", chain_of(reader, one_id)))
    if one_id := _first(reader, *_refused([one.chain.one_id for one in found])):
        found.append(Example("refused", chain_of(reader, one_id)))
    merge = _merge(reader, [one.chain.one_id for one in found])
    if merge:
        found.append(Example("merged", chain_of(reader, merge.one_id), merge))
    return found


def _first(reader: Reader, query: str, values: list[object]) -> str | None:
    return next(iter(reader.all(str, query, values)), None)


def _varied() -> tuple[str, list[object]]:
    """The member of most kinds of identifiers among those that can be drawn whole."""
    return (
        """
        select one_id from member_identifiers where one_id is not null group by one_id
        order by
            count(*) > ?, count(distinct concat(identifier_type, '@', scope)) desc, count(*) desc,
            one_id
        limit 1
        """,
        [MOST_IDENTIFIERS],
    )


def _refused(shown: list[str]) -> tuple[str, list[object]]:
    """A member with few links to others that a rule refused, and with many identifiers."""
    return (
        """
        with sizes as (
            select one_id, count(*) as size from member_identifiers
            where one_id is not null group by one_id
        ),
        refused as (
            select unnest([start.one_id, goal.one_id]) as one_id, link_id
            from member_identity_links as links
            join member_identifiers as start on links.from_identifier_id = start.identifier_id
            join member_identifiers as goal on links.to_identifier_id = goal.identifier_id
            where links.status = 'refused' and start.one_id <> goal.one_id
        )
        select one_id from refused join sizes using (one_id)
        where size between ? and ? and one_id not in (select unnest(?))
        group by one_id, size having count(distinct link_id) <= ?
        order by size desc, one_id limit 1
        """,
        [FEWEST_IDENTIFIERS, MOST_IDENTIFIERS, shown, MOST_REFUSALS],
    )


def _merge(reader: Reader, shown: list[str]) -> Merge | None:
    """The latest merge of a member that can be drawn; older versions do not tell of any."""
    if CHANGES not in reader.manifest.tables:
        return None
    found = reader.all(
        Merge,
        f"""
        with sizes as (
            select one_id, count(*) as size from member_identifiers
            where one_id is not null group by one_id
        )
        select old_one_id, new_one_id, cause_link_id, recorded_at
        from {CHANGES} join sizes on new_one_id = one_id
        where kind = 'merge' and size between ? and ? and one_id not in (select unnest(?))
        order by recorded_at desc, cause_link_id is null, size desc, old_one_id limit 1
        """,
        [FEWEST_IDENTIFIERS, MOST_IDENTIFIERS, shown],
    )
    return next(iter(found), None)
