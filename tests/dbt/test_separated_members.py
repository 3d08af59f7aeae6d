"""Separation of members that may not be one, on small graphs and on random ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise

import duckdb
import pyarrow as pa
import pytest

from benchmarks.macros import Macros

Pair = tuple[int, int]
STRONG, WEAK = 1, 9


@dataclass
class Graph:
    """Links and what may not be one; a node is as old as its number is small.

    Attributes:
        links: Pairs by how firm they are.
        must: Pairs that an operator tied.
        unionids: The unionid each node is or stands for; a member has one.
        cannot: Pairs that an operator keeps apart.
    """

    links: dict[int, list[Pair]]
    must: list[Pair] = field(default_factory=list)
    unionids: dict[int, int] = field(default_factory=dict)
    cannot: list[Pair] = field(default_factory=list)

    @property
    def pairs(self) -> list[Pair]:
        return [*(pair for pairs in self.links.values() for pair in pairs), *self.must]

    def rows(self) -> list[tuple[str, int, int | None, int | None, str | None]]:
        """The rows that the materialization reads."""
        nodes = sorted({node for pair in [*self.pairs, *self.cannot] for node in pair})
        marks = [("mark", node, None, value, "unionid") for node, value in self.unionids.items()]
        apart = [
            ("mark", node, None, node, f"cannot_link|{a}|{b}")
            for a, b in self.cannot
            for node in (a, b)
        ]
        return [
            *(("node", node, None, node, None) for node in nodes),
            *(
                ("link", a, b, strength, None)
                for strength, pairs in self.links.items()
                for a, b in pairs
            ),
            *(("must", a, b, None, None) for a, b in self.must),
            *marks,
            *apart,
        ]


@cache
def engine() -> tuple[duckdb.DuckDBPyConnection, Macros]:
    connection = duckdb.connect(config={"threads": 1})
    return connection, Macros(connection)


def separated(graph: Graph, most_identifiers: int = 2_000, seed: int = 0) -> dict[int, int]:
    """The member of every node, from rows in any order and nodes under other numbers."""
    rows = graph.rows()
    random.Random(seed).shuffle(rows)
    names = ("part", "node_a", "node_b", "rank_or_value", "mark")
    kinds = (pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.string())
    columns = zip(*rows, strict=True)
    table = pa.table(
        {
            name: pa.array(column, kind)
            for name, kind, column in zip(names, kinds, columns, strict=True)
        }
    )
    connection, macros = engine()
    connection.register("given", table)
    connection.execute("create or replace temporary table people__input as select * from given")
    macros.call("separate_members", "people", most_identifiers)
    return dict(connection.execute(macros.call("separated_rows", "people")).fetchall())


def groups(members: dict[int, int]) -> set[frozenset[int]]:
    found: dict[int, set[int]] = {}
    for node, member in members.items():
        found.setdefault(member, set()).add(node)
    return {frozenset(group) for group in found.values()}


def chain(nodes: Iterable[int]) -> list[Pair]:
    return list(pairwise(nodes))


def test_every_node_of_a_long_chain_goes_to_the_nearer_unionid() -> None:
    graph = Graph({WEAK: chain(range(1, 600))}, unionids={1: 1, 599: 599})
    # the middle is as near to both, and goes to the elder
    assert groups(separated(graph)) == {frozenset(range(1, 301)), frozenset(range(301, 600))}


def test_a_chain_of_a_thousand_without_a_conflict_is_one_member() -> None:
    graph = Graph({WEAK: chain(range(1, 1_001))}, cannot=[(2_000, 2_001)])
    assert frozenset(range(1, 1_001)) in groups(separated(graph))


def test_strong_links_hold_where_weak_ones_give_way() -> None:
    graph = Graph(
        {STRONG: [(1, 2), (2, 3), (3, 4)], WEAK: [(4, 5), (5, 6), (6, 9)]},
        unionids={1: 1, 9: 9},
    )
    assert groups(separated(graph)) == {frozenset({1, 2, 3, 4, 5}), frozenset({6, 9})}


def test_cannot_link_inside_a_clique_takes_out_one_side_alone() -> None:
    clique = list(combinations(range(1, 11), 2))
    members = separated(Graph({WEAK: clique}, cannot=[(3, 7)]))
    assert groups(members) == {frozenset(range(1, 11)) - {7}, frozenset({7})}


def test_three_unionids_around_one_phone_share_it_with_nobody_but_the_eldest() -> None:
    star = [(50, 1), (50, 2), (50, 3)]
    graph = Graph({WEAK: star}, unionids={1: 1, 2: 2, 3: 3})
    assert groups(separated(graph)) == {frozenset({1, 50}), frozenset({2}), frozenset({3})}


def test_opposed_to_one_is_not_opposed_to_all() -> None:
    graph = Graph({WEAK: chain([1, 2, 3, 4])}, cannot=[(1, 4)], unionids={2: 2})
    found = groups(separated(graph))
    assert found == {frozenset({1, 2}), frozenset({3, 4})}


def test_what_would_grow_too_large_falls_back_to_what_firmer_links_made() -> None:
    pairs = [(n, n + 100) for n in range(1, 61)]
    graph = Graph({STRONG: pairs, WEAK: [(1_000, n) for n in range(1, 61)]})
    found = groups(separated(graph, most_identifiers=50))
    assert found == {frozenset(pair) for pair in pairs} | {frozenset({1_000})}


def test_an_operator_may_tie_two_unionids() -> None:
    graph = Graph({STRONG: [(1, 2), (3, 4)]}, must=[(2, 4)], unionids={1: 1, 3: 3})
    assert groups(separated(graph)) == {frozenset({1, 2, 3, 4})}


def test_what_an_operator_tied_does_not_let_a_third_unionid_in() -> None:
    graph = Graph(
        {STRONG: [(1, 2), (3, 4), (5, 6)], WEAK: [(2, 6)]},
        must=[(2, 4)],
        unionids={1: 1, 3: 3, 5: 5},
    )
    assert groups(separated(graph)) == {frozenset({1, 2, 3, 4}), frozenset({5, 6})}


def test_an_operators_link_is_firmer_than_the_way_around_it() -> None:
    graph = Graph({WEAK: [(1, 3), (2, 9)]}, must=[(2, 3)], cannot=[(1, 2)])
    assert groups(separated(graph)) == {frozenset({1}), frozenset({2, 3, 9})}


def random_graph(seed: int) -> Graph:
    draw = random.Random(seed)
    nodes = list(range(1, 61))

    def pick(count: int) -> list[Pair]:
        return [(pair[0], pair[1]) for pair in (draw.sample(nodes, 2) for _ in range(count))]

    return Graph(
        {strength: pick(14) for strength in (1, 4, 7)},
        must=pick(2),
        unionids={node: node for node in draw.sample(nodes, 14)},
        cannot=pick(6),
    )


def parties_that_may_not_meet(graph: Graph) -> list[Pair]:
    by_rule = [] if graph.must else list(combinations(graph.unionids, 2))
    return [*graph.cannot, *by_rule]


@pytest.mark.parametrize("seed", range(8))
def test_no_member_holds_what_may_not_be_one(seed: int) -> None:
    graph = random_graph(seed)
    if seed % 2:
        graph.must = []
    members = separated(graph)
    together = [
        (a, b)
        for a, b in parties_that_may_not_meet(graph)
        if members.get(a, a) == members.get(b, b)
    ]
    assert together == []


@pytest.mark.parametrize("seed", range(3))
def test_members_do_not_depend_on_the_order_of_rows(seed: int) -> None:
    graph = random_graph(seed)
    assert separated(graph, seed=1) == separated(graph, seed=2)


@pytest.mark.parametrize("seed", range(4))
def test_a_member_hangs_together_by_links_inside_it(seed: int) -> None:
    graph = random_graph(seed)
    members = separated(graph)
    inside = [(a, b) for a, b in graph.pairs if members[a] == members[b]]
    reached = {member: {member} for member in set(members.values())}
    for _ in members:
        for a, b in inside:
            home = reached[members[a]]
            if a in home or b in home:
                home.update((a, b))
    assert {node: node in reached[member] for node, member in members.items()} == dict.fromkeys(
        members, True
    )
