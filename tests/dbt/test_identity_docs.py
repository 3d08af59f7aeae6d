"""The queries of docs/identity.md, as a BI tool would run them, over the shared warehouse."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.pipeline

DOCS = Path(__file__).parents[2] / "docs" / "identity.md"
FARTHEST = """
    select paths.identifier_id, paths.one_id, paths.depth, found.identifier_type, found.value
    from marts.member_identity_paths as paths
    join marts.member_identifiers as found using (identifier_id)
    order by paths.depth desc, paths.identifier_id limit 1
"""


def documented(heading: str) -> str:
    """The query of the docs that begins with a comment."""
    (query,) = re.findall(
        rf"```sql\n(-- {re.escape(heading)}\n.*?)```", DOCS.read_text("utf-8"), re.S
    )
    return str(query)


def test_the_way_to_the_naming_identifier_can_be_read_off(warehouse: Warehouse) -> None:
    (_, one_id, depth, kind, value), *_ = warehouse.rows(FARTHEST)
    assert depth >= 3
    query = documented("From one identifier to the one that names its member")
    query = query.replace("member_card", kind).replace("881010001190", value)
    steps = warehouse.rows(query)
    assert [step[0] for step in steps] == list(range(depth, 0, -1))
    assert (steps[0][1], steps[0][2]) == (kind, value)
    for step, after in pairwise(steps):
        assert (step[10], step[11]) == (after[1], after[2])
    (last,) = warehouse.values(
        "select identifier_id from marts.member_identifiers"
        " where identifier_type = ? and value = ? and one_id = ?",
        [steps[-1][10], steps[-1][11], one_id],
    )
    assert f"m_{last[:20]}" == one_id


def test_the_way_between_two_identifiers_can_be_read_off(warehouse: Warehouse) -> None:
    """Each of both ends is on one link of it, everything between on two."""
    (_, one_id, depth, _, value), *_ = warehouse.rows(FARTHEST)
    (other,) = warehouse.values(
        """
        select value from marts.member_identity_paths join marts.member_identifiers
            using (identifier_id)
        where member_identity_paths.one_id = ? and depth > 0 and value <> ?
        order by depth, value limit 1
        """,
        [one_id, value],
    )
    query = documented("From one identifier to another of the same member")
    query = query.replace("881010001190", value)
    query = re.sub(r"'oAQH\w+'", f"'{other}'", query)
    links = warehouse.rows(f"select from_value, to_value from ({query})")
    ends = [end for link in links for end in link]
    assert 0 < len(links) <= 2 * depth
    assert {end for end in ends if ends.count(end) == 1} == {value, other}


def test_ways_are_the_shortest_there_are(warehouse: Warehouse) -> None:
    """No link leads nearer to the naming identifier than the way that was taken."""
    jumps = warehouse.rows(
        """
        select links.link_id
        from marts.member_identity_links as links
        join marts.member_identity_paths as near
            on links.from_identifier_id = near.identifier_id
        join marts.member_identity_paths as far on links.to_identifier_id = far.identifier_id
        where links.status = 'linked' and abs(near.depth - far.depth) > 1
        """
    )
    assert jumps == []
    (steps,) = warehouse.rows(
        "select count(*) from marts.member_identity_paths as paths"
        " join marts.member_identity_paths as ahead"
        " on paths.next_identifier_id = ahead.identifier_id and ahead.depth = paths.depth - 1"
        " and ahead.one_id = paths.one_id"
    )
    (expected,) = warehouse.rows("select count(*) from marts.member_identity_paths where depth > 0")
    assert steps == expected


def test_old_ids_resolve_in_one_join(warehouse: Warehouse) -> None:
    """The id that a phone would give leads to the phone's member."""
    ((old, new),) = warehouse.rows(
        """
        select 'm_' || left(identifier_id, 20), one_id from marts.member_identifiers
        where identifier_type = 'phone' and one_id <> 'm_' || left(identifier_id, 20)
        order by identifier_id limit 1
        """
    )
    query = documented("Old ids to members of today").replace("m_38d4b058741f8af42c13", old)
    found = {row[0]: row[1] for row in warehouse.rows(query)}
    assert found == {old: new, "m_0c1f7a90a6b0e2b1c4d5": None}


def test_the_member_of_an_identifier_on_a_day(warehouse: Warehouse) -> None:
    query = documented("The member of an identifier on 1 March 2026, Shanghai time")
    ((phone, one_id),) = warehouse.rows(
        """
        select value, one_id from marts.member_identifiers
        where identifier_type = 'phone' and one_id is not null
            and first_seen_at <= timestamp '2026-02-28 16:00:00'
        order by value limit 1
        """
    )
    query = query.replace("ph1_…", phone)
    assert [row[0] for row in warehouse.rows(query)] == [one_id]
    assert warehouse.rows(query.replace("2026-02-28", "2020-02-28")) == []


def test_facts_as_identity_stood_on_a_day(warehouse: Warehouse) -> None:
    query = documented("Follows and unfollows by member, as identity stood on 1 March 2026")
    today = """
        select one_id, count(*) from marts.fct_follow_events
        where occurred_at < timestamp '2026-02-28 16:00:00' group by one_id
    """
    found = dict(warehouse.rows(query))
    assert found
    assert found == dict(warehouse.rows(today))
