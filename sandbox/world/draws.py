"""Random draws: one named stream per purpose, and the vectorised pickers every module uses.

What belongs here: randomness and small array helpers. What does not: anything about people or
shops.

A stream depends on (seed, people, days, name) alone, so a new table with a new name never changes
another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Draws:
    """Named random generators of one world."""

    def __init__(self, seed: int, people: int, days: int) -> None:
        self._entropy = (seed, people, days)

    def __call__(self, name: str) -> np.random.Generator:
        """Return a fresh generator for this purpose; the same name starts the same sequence."""
        return np.random.default_rng([*self._entropy, crc32(name.encode())])


def weighted(rng: np.random.Generator, weights: ArrayLike, size: int) -> Ints:
    """Draw `size` indices with the given relative weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    drawn: Ints = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return np.minimum(drawn, len(edges) - 1)


def weighted_rows(rng: np.random.Generator, table: ArrayLike, rows: NDArray[np.integer]) -> Ints:
    """Draw one index per entry of `rows`, with the weights in that row of `table`."""
    edges = np.cumsum(np.asarray(table, dtype=float), axis=1)
    edges /= edges[:, -1:]
    dice = rng.random(len(rows))
    drawn = np.zeros(len(rows), dtype=np.int64)
    for edge in edges.T[:-1]:
        drawn += dice >= edge[rows]
    return drawn


def pick(rng: np.random.Generator, eligible: Mask, share: float, base: int | None = None) -> Mask:
    """Mark an exact share of rows among the eligible ones.

    Args:
        rng: The generator to draw with.
        eligible: Rows that may be marked.
        share: Wanted share of `base`.
        base: Rows the share is of; all eligible rows when not given.
    """
    candidates = np.flatnonzero(eligible)
    wanted = share * (len(candidates) if base is None else base)
    count = min(len(candidates), int(np.floor(wanted + 0.5)))
    mask = np.zeros(len(eligible), dtype=bool)
    mask[rng.choice(candidates, size=count, replace=False)] = True
    return mask


def run_ranks(groups: NDArray[np.integer]) -> Ints:
    """Number the rows from 0 inside every run of equal, adjacent group values."""
    if len(groups) == 0:
        return np.zeros(0, dtype=np.int64)
    starts = run_starts(groups)
    lengths = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, lengths)


def run_starts(groups: NDArray[np.integer]) -> Ints:
    """Return the first row of every run of equal, adjacent group values."""
    if len(groups) == 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))


def running_sum(groups: NDArray[np.integer], values: NDArray[np.integer]) -> Ints:
    """Sum `values` from the start of each run of equal, adjacent group values."""
    total: Ints = np.cumsum(values, dtype=np.int64)
    starts = run_starts(groups)
    lengths = np.diff(np.append(starts, len(groups)))
    before = np.where(starts > 0, total[starts - 1], 0) if len(starts) else total
    since: Ints = total - np.repeat(before, lengths)
    return since


def last_known(groups: NDArray[np.integer], values: Ints, known: Mask, default: int) -> Ints:
    """Carry the last known value of each run of equal, adjacent groups forward."""
    rows = np.arange(len(groups))
    latest = np.maximum.accumulate(np.where(known, rows, -1)) if len(rows) else rows
    first = rows - run_ranks(groups)
    return np.where(latest >= first, values[np.maximum(latest, 0)], default).astype(np.int64)


def expand(counts: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Repeat each row `counts` times: the row each copy came from, and its number from 0."""
    parents = np.repeat(np.arange(len(counts)), counts)
    return parents, run_ranks(parents)


def concat(parts: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Stack tables of equal columns."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
