"""Fetching details of many records at once, in the order of their list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 4


def in_order(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int = WORKERS
) -> list[Result]:
    """Call the function on every item, a few at a time, and return the results in item order.

    Raises:
        Exception: The first one in item order; items not begun by then are left out.
    """
    if len(items) < 2:
        return [function(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(workers, len(items))) as pool:
        return list(pool.map(function, items))
