"""How well members agree with people whose identifiers are known.

Pairwise: of all pairs of identifiers in one member, the share that belongs to one person
(precision), and of all pairs of one person, the share that is in one member (recall). B-cubed: the
same shares seen from each identifier and averaged, so that one large member does not drown all
others. Only identifiers that exactly one person owns, and that the version holds, take part; what
several own or nobody owns (a family's phone, a clerk's) is judged by its hard case alone.

Belongs here: measuring. Reading the truth is `truth`, examples of errors are `mistakes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

PREPARATION = """
create or replace temp table owners as
select
    identifier_type, scope, value,
    count(distinct person_id) as owner_count,
    bool_or(person_id is null) as is_nobodys,
    min(person_id) as person_id
from truth
group by all;

create or replace temp table placed as
select
    found.identifier_id,
    found.identifier_type,
    found.scope,
    found.value,
    found.one_id,
    coalesce(found.one_id, found.identifier_id) as member,
    case when owners.owner_count = 1 and not owners.is_nobodys then owners.person_id end
        as person_id
from owners
inner join member_identifiers as found
    on owners.identifier_type = found.identifier_type
    and owners.scope = found.scope
    and owners.value = found.value;

create or replace temp table cells as
select member, person_id, count(*) as size from placed
where person_id is not null group by all;

create or replace temp table members as
select member, sum(size)::bigint as size, count(*) as people, max(person_id) as person_id
from cells group by member;

create or replace temp table people as
select person_id, sum(size)::bigint as size, count(*) as parts from cells group by person_id;
"""
FIGURES = """
select
    (select count(*) from owners where owner_count = 1 and not is_nobodys),
    (select coalesce(sum(size), 0)::bigint from cells),
    (select count(*) from people),
    (select count(*) from members),
    (select count(*) from members where people > 1),
    (select count(*) from people where parts > 1),
    (select coalesce(sum(size * (size - 1) // 2), 0)::bigint from cells),
    (select coalesce(sum(size * (size - 1) // 2), 0)::bigint from members),
    (select coalesce(sum(size * (size - 1) // 2), 0)::bigint from people),
    (select coalesce(sum(cells.size * cells.size / members.size), 0)
        from cells inner join members using (member)),
    (select coalesce(sum(cells.size * cells.size / people.size), 0)
        from cells inner join people using (person_id))
"""
CASES = """
with stated as (
    select distinct truth.hard_case, truth.person_id as stated_person, placed.*
    from truth
    inner join placed
        on truth.identifier_type = placed.identifier_type
        and truth.scope = placed.scope
        and truth.value = placed.value
    where truth.hard_case is not null
),

owner_cells as (
    select distinct
        stated.identifier_id,
        cells.member,
        cells.person_id
    from stated
    inner join cells on stated.stated_person = cells.person_id
    where stated.person_id is null
),

owners_met as (
    select identifier_id from owner_cells
    group by identifier_id, member having count(*) > 1
),

judged as (
    select
        stated.hard_case,
        case
            when stated.person_id is not null
                then members.people = 1 and 2 * (cells.size - 1) >= people.size - 1
            when stated.stated_person is null then coalesce(members.people, 0) <= 1
            else
                stated.identifier_id not in (select identifier_id from owners_met)
                and (
                    members.people is null
                    or (stated.identifier_id, stated.member)
                        in (select (identifier_id, member) from owner_cells)
                )
        end as is_solved
    from stated
    left join cells on stated.member = cells.member and stated.person_id = cells.person_id
    left join members on stated.member = members.member
    left join people on stated.person_id = people.person_id
)

select hard_case, count(*), count(*) filter (where is_solved) from judged
group by hard_case order by hard_case
"""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, both between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """How often one kind of hard case was decided as the truth has it.

    An identifier of one person is solved when it is in a member with at least half of that
    person's other identifiers and with nobody else's. One of several people is solved when no two
    of them became one member and it is with one of them, or with nobody. One that is nobody's is
    solved when it joins nobody: no member has it, or one that holds a single person.
    """

    name: str
    identifiers: int
    solved: int

    @property
    def share(self) -> float:
        """Solved ones, of all."""
        return self.solved / self.identifiers


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What a comparison found.

    Attributes:
        identifiers: Identifiers that one person owns and that the version holds.
        absent: Those that the version does not hold; they take no part.
        people: People with a compared identifier.
        members: Members with a compared identifier; one that no member has counts as one.
        merged_members: Of these, the ones that hold several people.
        split_people: People whose identifiers are in several members.
        pairwise: Over pairs of identifiers.
        b_cubed: Averaged over identifiers.
        cases: Every hard case that the truth names, by name.
    """

    identifiers: int
    absent: int
    people: int
    members: int
    merged_members: int
    split_people: int
    pairwise: Score
    b_cubed: Score
    cases: tuple[Case, ...]


def measure(connection: duckdb.DuckDBPyConnection) -> Accuracy:
    """Compare `truth` with `member_identifiers`, both in the connection's search path.

    Leaves temporary tables behind in which `mistakes` finds examples.
    """
    connection.execute(PREPARATION)
    row = connection.execute(FIGURES).fetchone() or ()
    owned, identifiers, people, members, merged, split, *sums = row
    right, in_members, in_people, precision, recall = sums
    cases = connection.execute(CASES).fetchall()
    return Accuracy(
        identifiers=identifiers,
        absent=owned - identifiers,
        people=people,
        members=members,
        merged_members=merged,
        split_people=split,
        pairwise=Score(_share(right, in_members), _share(right, in_people)),
        b_cubed=Score(_share(precision, identifiers), _share(recall, identifiers)),
        cases=tuple(Case(*case) for case in cases),
    )


def _share(part: float, whole: float) -> float:
    """Nothing claimed is nothing claimed wrongly."""
    return float(part / whole) if whole else 1.0
