"""One brand for all fault tests of a process, and what an undisturbed pull of it gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.api_faults import FAULTS
from tests.faults.world import Brand, Home, Latest, api_streams, brand


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
def undisturbed(
    request: pytest.FixtureRequest, running: Brand, tmp_path_factory: pytest.TempPathFactory
) -> Latest:
    """What streams give when nothing goes wrong: all of them where the long suite is run."""
    is_long = any(item.get_closest_marker("faults") for item in request.session.items)
    short = {stream for fault in FAULTS for stream in fault.streams}
    running.calm()
    calm = Home(tmp_path_factory.mktemp("undisturbed") / "home", running.variables)
    calm.pull_until_quiet(*(api_streams() if is_long else sorted(short)))
    found = calm.latest()
    assert len(found) > 500
    return found
