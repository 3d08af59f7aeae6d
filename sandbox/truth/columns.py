"""Arrow columns out of NumPy ones: -1 becomes null, instants become naive UTC timestamps.

What belongs here: conversion. What does not: any meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = Any
"""A pyarrow array (the library ships no types)."""


def instants(at: NDArray[np.integer], now: int | None = None) -> Array:
    """Turn epoch seconds into timestamps; "never" and later than the clock become null."""
    hidden = at < 0 if now is None else (at < 0) | (at > now)
    return pa.array(at * 1_000, pa.int64(), mask=hidden).cast(pa.timestamp("ms"))


def numbers(values: NDArray[np.integer]) -> Array:
    """Turn integers into a column with null for every negative."""
    return pa.array(values.astype(np.int64), pa.int64(), mask=values < 0)


def words(codes: NDArray[np.integer], spelling: Sequence[str]) -> Array:
    """Spell codes by a list of words; negative codes become null."""
    found = np.array([*spelling, ""], dtype=object)[codes]
    return pa.array(found, pa.string(), mask=np.asarray(codes) < 0)


def texts(values: Sequence[str | None], shown: NDArray[np.bool_] | None = None) -> Array:
    """Return text as a column; null where it is not shown."""
    if shown is None:
        return pa.array(values, pa.string())
    return pa.array(np.array(values, dtype=object), pa.string(), mask=~shown)
