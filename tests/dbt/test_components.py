"""Connected components by contraction, on graphs whose answer is known or found another way."""

from __future__ import annotations

import random
from collections.abc import Iterable
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
    links = list(zip(order, order[1:], strict=False))
    shuffle.shuffle(links)
    return links


def clique(first: int, size: int) -> list[Edge]:
    return [(a, b) for a in range(first, first + size) for b in range(a + 1, first + size)]


def test_known_shapes_at_once(tmp_path: Path) -> None:
    long_chain = chain(1_000, first=1, seed=3)
    sorted_chain = [(n, n + 1) for n in range(2_000, 3_000)]
    star = [(9_000, leaf) for leaf in range(4_000, 4_300)]
    cliques = [*clique(5_000, 20), *clique(6_000, 20)]
    bridge = [*clique(7_000, 10), *clique(8_000, 10), (8_009, 7_000)]
    loop = [(100_000, 100_000)]
    negative = [(-5, 20_000), (-5, 20_001)]

    components = found(
        tmp_path, [*long_chain, *sorted_chain, *star, *cliques, *bridge, *loop, *negative]
    )

    assert {components[n] for n in range(1, 1_001)} == {1}
    assert {components[n] for n in range(2_000, 3_001)} == {2_000}
    assert {components[n] for n in [9_000, *range(4_000, 4_300)]} == {4_000}
    assert {components[n] for n in range(5_000, 5_020)} == {5_000}
    assert {components[n] for n in range(6_000, 6_020)} == {6_000}
    assert {components[n] for n in [*range(7_000, 7_010), *range(8_000, 8_010)]} == {7_000}
    assert {components[n] for n in (-5, 20_000, 20_001)} == {-5}
    assert 100_000 not in components


@pytest.mark.parametrize("seed", [1, 2])
def test_random_graph_agrees_with_union_find(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    edges = [(draw.randrange(3_000), draw.randrange(3_000)) for _ in range(1_400)]
    edges += chain(500, first=10_000, seed=seed)
    assert found(tmp_path, edges) == expected(edges)


def test_no_edges_no_rows(tmp_path: Path) -> None:
    assert found(tmp_path, []) == {}
