"""One brand for all fault tests of a process, and what an undisturbed pull of it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.world import Brand, Home, Latest, brand

Homes = Callable[[str], Home]


@pytest.fixture(scope="session")
def running() -> Iterator[Brand]:
    with brand() as found:
        yield found


@pytest.fixture
def platforms(running: Brand) -> Iterator[Brand]:
    """The platforms, without a fault at the beginning and at the end."""
    running.calm()
    yield running
    running.calm()


@pytest.fixture
def home(platforms: Brand, tmp_path: Path) -> Home:
    return Home(tmp_path / "home", platforms.variables)


@pytest.fixture(scope="session")
def undisturbed(running: Brand, tmp_path_factory: pytest.TempPathFactory) -> Latest:
    """What all streams give when nothing goes wrong."""
    running.calm()
    calm = Home(tmp_path_factory.mktemp("undisturbed") / "home", running.variables)
    calm.pull_until_quiet()
    found = calm.latest()
    assert len(found) > 1_000
    return found
