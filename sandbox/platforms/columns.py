"""Typed access to the columns of the world, and the few array helpers the platforms share.

A world table hands out arrays of any type; the platforms compute with numbers. No copy is made
when a column already has the asked type.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def ints(column: NDArray[np.generic]) -> Ints:
    """Return a column as 64-bit integers."""
    return np.asarray(column, dtype=np.int64)


def flags(column: NDArray[np.generic]) -> Flags:
    """Return a column as truth values."""
    return np.asarray(column, dtype=np.bool_)


def pick(numbers: NDArray[np.generic], salt: int) -> Ints:
    """Return a repeatable draw of 0 to 999,999 for each number; another salt, another draw."""
    words = np.asarray(numbers, dtype=np.uint64) + np.uint64(
        (salt + 1) * 0x9E3779B97F4A7C15 % 2**64
    )
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((words ^ (words >> np.uint64(31))) % np.uint64(1_000_000)).astype(np.int64)
