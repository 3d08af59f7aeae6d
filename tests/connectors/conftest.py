"""Fixtures of all connector tests: a clock, and a platform behind a fake transport."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.core.wechat_api import Credentials, WechatApi
from tests.connectors.support import APPID, BASE_URL, SECRET, FakeClock, FakePlatform


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform() as fake:
        yield fake


@pytest.fixture
def open_api(tmp_path: Path, clock: FakeClock) -> Callable[[], WechatApi]:
    """Opens the account as a new process would: nothing is shared but the files."""

    def opened() -> WechatApi:
        credentials = Credentials("WECHAT_TEST_", APPID, SECRET)
        return WechatApi(credentials, BASE_URL, tmp_path / "tokens", clock.now, clock.retry())

    return opened
