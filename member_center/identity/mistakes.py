"""The worst mistakes of a comparison with the truth, as examples that people can look at.

Values are shortened as everywhere; a person is named as the truth names them. `accuracy.measure`
has to come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import duckdb

from member_center.serving.links import Identifier

MOST_PARTS = 6
MOST_IDENTIFIERS = 8
WORST_MERGES = """
select members.member, wrong from members inner join (
    select member, (sum(size) * (sum(size) - 1) - sum(size * (size - 1))) // 2 as wrong
    from cells group by member having count(*) > 1
) using (member)
order by wrong desc, member limit ?
"""
WORST_SPLITS = """
select people.person_id, wrong from people inner join (
    select person_id, (sum(size) * (sum(size) - 1) - sum(size * (size - 1))) // 2 as wrong
    from cells group by person_id having count(*) > 1
) using (person_id)
order by wrong desc, person_id limit ?
"""
IDENTIFIERS = """
with shown as (
    select
        {whole} as whole,
        {part} as part,
        count(*) over (partition by {whole}, {part}) as size,
        identifier_id, identifier_type, scope, value, one_id
    from placed
    where person_id is not null and {whole} in (select unnest(?))
)

select
    whole, part, identifier_id, identifier_type, scope, value, one_id,
    min(hard_case) as hard_case
from shown
left join truth using (identifier_type, scope, value)
group by whole, part, size, identifier_id, identifier_type, scope, value, one_id
order by whole, size desc, part, identifier_type, identifier_id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What a mistake put together wrongly, or left apart: identifiers of one person and member.

    Attributes:
        name: The person, of a wrong merge; the member, of a split, or None where no member has
            the identifier.
        identifiers: At most `MOST_IDENTIFIERS`, each with its hard case, if it is one.
        size: How many there are.
    """

    name: str | None
    identifiers: tuple[tuple[Identifier, str | None], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A member of several people, or a person in several members.

    Attributes:
        name: That member, or that person.
        wrong_pairs: Pairs of identifiers that are together, or apart, wrongly.
        parts: The largest first, at most `MOST_PARTS`.
    """

    name: str
    wrong_pairs: int
    parts: tuple[Part, ...]


def worst_merges(connection: duckdb.DuckDBPyConnection, limit: int) -> tuple[Mistake, ...]:
    """Members that hold several people, those with most wrong pairs first."""
    return tuple(_mistakes(connection, WORST_MERGES, limit, "member", "person_id"))


def worst_splits(connection: duckdb.DuckDBPyConnection, limit: int) -> tuple[Mistake, ...]:
    """People who are in several members, those with most missing pairs first."""
    return tuple(_mistakes(connection, WORST_SPLITS, limit, "person_id", "member"))


def _mistakes(
    connection: duckdb.DuckDBPyConnection, query: str, limit: int, whole: str, part: str
) -> Iterator[Mistake]:
    worst = connection.execute(query, [limit]).fetchall()
    rows = connection.execute(
        IDENTIFIERS.format(whole=whole, part=part), [[name for name, _ in worst]]
    ).fetchall()
    by_whole = {name: list(group) for name, group in groupby(rows, itemgetter(0))}
    for name, wrong in worst:
        parts = [
            _part([row[2:] for row in group], None if part == "member" else key)
            for key, group in groupby(by_whole[name], itemgetter(1))
        ]
        yield Mistake(name, int(wrong), tuple(parts[:MOST_PARTS]))


def _part(
    rows: list[tuple[str, str, str, str, str | None, str | None]], person: str | None
) -> Part:
    shown = tuple((Identifier(*row[:5]), row[5]) for row in rows[:MOST_IDENTIFIERS])
    return Part(person or shown[0][0].one_id, shown, len(rows))
