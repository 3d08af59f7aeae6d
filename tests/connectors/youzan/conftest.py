"""A fake shop for the tests of this connector."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.support import FakeClock
from tests.connectors.youzan.shop import FakeShop


@pytest.fixture
def shop(clock: FakeClock) -> Iterator[FakeShop]:
    with FakeShop(clock) as fake:
        yield fake
