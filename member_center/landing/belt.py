"""Doing one thing after the other, maybe while the next one is being made ready.

Storing a page waits for the disk, fetching the next one waits for a platform: done side by side
they take the time of the longer one. No more than one thing is ever under way, and in order. What
is done with a page is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Belt(Generic[Item, Result]):
    """Takes one item at a time; leaving the block waits for the last one.

    Args:
        task: What is done with each item.
        done: Told of each item and what came of it, in the thread that puts items on.
        beside: Whether `put` returns before its item is done. The next one waits for it.
    """

    def __init__(
        self,
        task: Callable[[Item], Result],
        done: Callable[[Item, Result], None],
        *,
        beside: bool,
    ) -> None:
        self._task = task
        self._done = done
        self._thread = ThreadPoolExecutor(1, "storing") if beside else None
        self._under_way: tuple[Item, Future[Result]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # What was there before a fault is done, and told of; a person who stops a pull
            # does not wait to be told.
            if error is None or isinstance(error, Exception):
                self.settle()
        finally:
            if self._thread is not None:
                self._thread.shutdown()

    def put(self, item: Item) -> None:
        """Have an item done once the one before it is.

        Raises:
            Exception: What doing the one before raised, or doing this one if nothing is beside.
        """
        self.settle()
        if self._thread is None:
            self._done(item, self._task(item))
        else:
            self._under_way = item, self._thread.submit(self._task, item)

    def settle(self) -> None:
        """Wait until the item under way is done, and tell of it; raises what doing it raised."""
        if self._under_way is not None:
            item, future = self._under_way
            self._under_way = None
            self._done(item, future.result())

    def wait(self) -> None:
        """Wait until the item under way is done, from any thread; raises what doing it raised."""
        if (under_way := self._under_way) is not None:
            under_way[1].result()
