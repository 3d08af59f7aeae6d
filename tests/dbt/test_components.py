"""Connected components by contraction, on graphs whose answer is known or found another way."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dbt.conftest import run_dbt

pytestmark = pytest.mark.pipeline

PROJECT = Path(__file__).with_name("components")
Edge = tuple[int, int]


def found(home: Path, edges: Iterable[Edge]) -> dict[int, int]:
    """The component of every node, by the materialization that identity uses."""
    pairs = list(edges)
    table = pa.table(
        {
            "node_a": pa.array([a for a, _ in pairs], pa.int64()),
            "node_b": pa.array([b for _, b in pairs], pa.int64()),
        }
    )
    pq.write_table(table, home / "edges.parquet")
    rows = run_dbt(home, "run", project=PROJECT).rows("select node, component from main.components")
    assert len(rows) == len({node for node, _ in rows})
    return dict(rows)


def expected(edges: Iterable[Edge]) -> dict[int, int]:
    """The same by union-find, the smaller root always winning."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in edges:
        if a != b:
            low, high = sorted((root(a), root(b)))
            parent[high] = low
    return {node: root(node) for node in parent}


def chain(length: int, first: int, seed: int) -> list[Edge]:
    """A chain whose links come, and whose nodes are numbered, in no order."""
    order = list(range(first, first + length))
    shuffle = random.Random(seed)
    shuffle.shuffle(order)
    links = list(pairwise(order))
    shuffle.shuffle(links)
    return links


def clique(first: int, size: int) -> list[Edge]:
    return [(a, b) for a in range(first, first + size) for b in range(a + 1, first + size)]


KNOWN = {
    "shuffled chain of 1,000": (chain(1_000, first=1, seed=3), 1),
    "sorted chain of 1,000": ([(n, n + 1) for n in range(2_000, 2_999)], 2_000),
    "star": ([(9_000, leaf) for leaf in range(4_000, 4_300)], 4_000),
    "clique": (clique(5_000, 20), 5_000),
    "two cliques and a bridge": ([*clique(7_000, 10), *clique(8_000, 10), (8_009, 7_000)], 7_000),
    "negative node": ([(-5, 20_000), (-5, 20_001)], -5),
}


def random_edges(seed: int, first: int) -> list[Edge]:
    draw = random.Random(seed)
    edges = [(first + draw.randrange(3_000), first + draw.randrange(3_000)) for _ in range(1_400)]
    return [*edges, *chain(500, first=first + 10_000, seed=seed)]


def test_components_of_known_and_of_random_graphs(tmp_path: Path) -> None:
    loop = [(90_000, 90_000)]
    chance = [*random_edges(seed=1, first=100_000), *random_edges(seed=2, first=200_000)]
    known = [edge for edges, _ in KNOWN.values() for edge in edges]

    components = found(tmp_path, [*known, *loop, *chance])

    for name, (edges, smallest) in KNOWN.items():
        assert {components[node] for edge in edges for node in edge} == {smallest}, name
    assert 90_000 not in components
    by_union_find = expected(chance)
    assert {node: components[node] for node in by_union_find} == by_union_find
    assert len(components) == len({n for edges, _ in KNOWN.values() for e in edges for n in e}) + (
        len(by_union_find)
    )


def test_no_edges_no_rows(tmp_path: Path) -> None:
    assert found(tmp_path, []) == {}
