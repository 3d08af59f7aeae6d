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


def in_order_until_fault(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int = WORKERS
) -> tuple[list[Result], ConnectorError | None]:
    """Like `in_order`, but what came before a fault is not lost.

    Returns:
        The results of the items before the first one that failed, and why that one did.
    """
    faults: dict[int, ConnectorError] = {}

    def attempt(numbered: tuple[int, Item]) -> list[Result]:
        if faults:
            return []
        number, item = numbered
        try:
            return [function(item)]
        except ConnectorError as error:
            faults[number] = error
            return []

    outcomes = in_order(attempt, list(enumerate(items)), workers)
    first = min(faults, default=len(items))
    return [result for outcome in outcomes[:first] for result in outcome], faults.get(first)
