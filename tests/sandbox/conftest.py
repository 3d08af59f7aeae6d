"""A small world, and the platforms in front of it on a loopback socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import running_sandbox
from sandbox.world import World
from tests.sandbox.platform_client import Client

TEN_O_CLOCK = 10 * 3_600
Serve = Callable[..., Client]


@pytest.fixture(scope="session")
def small_world() -> World:
    """250 people over 150 days; nobody changes a world."""
    return World(250, 150, 7, date(2026, 11, 21))


@pytest.fixture
def serve(small_world: World) -> Iterator[Serve]:
    """Start platforms with options; the clock stands at 10:00 after the history's last day."""
    with ExitStack() as stack:

        def start(**options: Any) -> Client:
            clock = SandboxClock(int(small_world.until_ts) + TEN_O_CLOCK)
            running = running_sandbox(small_world, clock, Options(**options))
            return Client(stack.enter_context(running))

        yield start


@pytest.fixture
def api(serve: Serve) -> Client:
    """Platforms with the usual options."""
    return serve()
