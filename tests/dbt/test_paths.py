"""The shortest way to a root, on graphs whose answer is known or found another way."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dbt.conftest import run_dbt

pytestmark = pytest.mark.pipeline

PROJECT = Path(__file__).with_name("paths")
Edge = tuple[int, int]
Step = tuple[int | None, int]


def found(home: Path, edges: Iterable[Edge], roots: Iterable[int], firm: Edge) -> dict[int, Step]:
    """Next node and depth of every node, by the materialization that identity uses."""
    both = [pair for a, b in edges for pair in ((a, b), (b, a))]
    rows: list[tuple[int, int | None, int]] = [(a, b, int((a, b) == firm)) for a, b in both]
    rows += [(root, None, 0) for root in roots]
    columns = dict(zip(("node", "next_node", "strength"), zip(*rows, strict=True), strict=True))
    table = pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})
    pq.write_table(table, home / "graph.parquet")
    reached = run_dbt(home, "run", project=PROJECT).rows(
        "select node, next_node, depth from main.paths"
    )
    assert len(reached) == len({node for node, _, _ in reached})
    return {node: (next_node, depth) for node, next_node, depth in reached}


def depths(edges: Iterable[Edge], root: int) -> dict[int, int]:
    """How far every node is from a root, breadth first."""
    near: dict[int, set[int]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    far, waiting = {root: 0}, deque([root])
    while waiting:
        node = waiting.popleft()
        for other in near.get(node, set()) - far.keys():
            far[other] = far[node] + 1
            waiting.append(other)
    return far


def test_shortest_ways_of_known_and_of_random_graphs(tmp_path: Path) -> None:
    chain = list(pairwise(range(1, 1_001)))
    diamond = [(2_000, 2_001), (2_000, 2_002), (2_001, 2_003), (2_002, 2_003), (2_003, 2_004)]
    twice = [(3_000, 3_001), (3_000, 3_001)]
    draw = random.Random(5)
    tree = [(node, draw.randrange(9_000, node)) for node in range(9_001, 9_400)]
    chance = [*tree, *((draw.randrange(9_000, 9_400), draw.randrange(9_000, 9_400)) for _ in "ab")]
    edges = [*chain, *diamond, *twice, *chance]
    roots = [1, 2_000, 3_000, 4_000, 9_000]

    ways = found(tmp_path, edges, roots, firm=(2_003, 2_002))

    assert {node: ways[node] for node in (1, 2, 500, 1_000)} == {
        1: (None, 0),
        2: (1, 1),
        500: (499, 499),
        1_000: (999, 999),
    }
    assert ways[2_003] == (2_002, 2), "the firmer of two ways of one length"
    assert ways[2_004] == (2_003, 3)
    assert ways[3_001] == (3_000, 1)
    assert ways[4_000] == (None, 0), "a root without edges"
    expected = {node: depth for root in roots for node, depth in depths(edges, root).items()}
    assert {node: depth for node, (_, depth) in ways.items()} == expected
    assert all(ways[step][1] == depth - 1 for step, depth in ways.values() if step is not None)
