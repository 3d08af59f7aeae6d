"""One thing after the other, beside what makes the next one ready, and nothing lost on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from member_center.landing.belt import Belt


@pytest.mark.parametrize("beside", [False, True])
def test_items_are_done_in_order_and_told_of_here(beside: bool) -> None:
    done: list[int] = []
    told: list[tuple[int, int, threading.Thread]] = []

    def double(item: int) -> int:
        done.append(item)
        return 2 * item

    with Belt(
        double,
        lambda item, found: told.append((item, found, threading.current_thread())),
        beside=beside,
    ) as belt:
        for item in range(5):
            belt.put(item)
    assert done == list(range(5))
    assert told == [(item, 2 * item, threading.current_thread()) for item in range(5)]


def test_the_next_item_is_made_ready_while_one_is_done() -> None:
    is_ready, told = threading.Event(), []

    def wait_for_the_next(item: int) -> bool:
        return item > 0 or is_ready.wait(10)

    with Belt(wait_for_the_next, lambda *one: told.append(one), beside=True) as belt:
        belt.put(0)
        is_ready.set()
        belt.put(1)
    assert told == [(0, True), (1, True)]


def test_waiting_shows_what_was_done_before() -> None:
    go, done = threading.Event(), []

    def task(item: int) -> None:
        go.wait(10)
        done.append(item)

    with Belt(task, lambda *_: None, beside=True) as belt:
        belt.put(7)
        go.set()
        belt.wait()
        assert done == [7]


def failing(item: int) -> int:
    if item == 1:
        raise OSError("the disk is full")
    return item


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(
    "more", [lambda belt: belt.put(2), lambda belt: belt.settle(), lambda _: None]
)
def test_what_fails_is_raised_at_the_latest_when_the_block_is_left(
    beside: bool, more: Callable[[Belt[int, int]], None]
) -> None:
    told: list[int] = []

    def carried() -> None:
        with Belt(failing, lambda item, _: told.append(item), beside=beside) as belt:
            belt.put(0)
            belt.put(1)
            more(belt)

    with pytest.raises(OSError, match="the disk is full"):
        carried()
    assert told == [0]


@pytest.mark.parametrize(("fault", "told_of"), [(ValueError, [0]), (KeyboardInterrupt, [])])
def test_an_item_before_a_fault_is_done(fault: type[BaseException], told_of: list[int]) -> None:
    done: list[int] = []
    told: list[int] = []

    def carried() -> None:
        with Belt(done.append, lambda item, _: told.append(item), beside=True) as belt:
            belt.put(0)
            raise fault

    with pytest.raises(fault):
        carried()
    assert (done, told) == ([0], told_of)
