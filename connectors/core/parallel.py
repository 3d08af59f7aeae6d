"""Fetching details of many records at once, in the order of their list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from connectors.core.errors import ConnectorError

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


def until_fault(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int = WORKERS
) -> tuple[list[tuple[Item, Result]], ConnectorError | None]:
    """Like `in_order`, but what was had before a fault, or beside it, is not lost.

    Returns:
        Each item with its result, but for those that failed or were not begun any more; and the
        first fault.
    """
    faults: list[ConnectorError] = []

    def attempt(item: Item) -> list[tuple[Item, Result]]:
        if faults:
            return []
        try:
            return [(item, function(item))]
        except ConnectorError as error:
            faults.append(error)
            return []

    outcomes = in_order(attempt, items, workers)
    return [one for outcome in outcomes for one in outcome], faults[0] if faults else None
