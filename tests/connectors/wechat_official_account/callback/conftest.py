"""A callback in a home of its own, at an instant that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from connectors.wechat_official_account import Settings
from connectors.wechat_official_account.callback.app import create_app
from connectors.wechat_official_account.callback.door import door_of
from connectors.wechat_official_account.callback.keeper import Keeper
from connectors.wechat_official_account.callback.store import FILE, PushStore
from member_center.privacy import Guard, Vault
from tests.connectors.wechat_official_account.callback.deliveries import APPID, KEY, NOW, TOKEN

Open = Callable[..., Starlette]


@pytest.fixture
def guard(tmp_path: Path) -> Guard:
    return Guard("k" * 32, 1, Vault(tmp_path / "home", "v" * 32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "callback" / FILE


@pytest.fixture
def opened(path: Path, guard: Guard) -> Iterator[Open]:
    """Opens the callback, again and again if wanted, as after a restart."""
    with ExitStack() as stack:

        def open_callback(**settings: Any) -> Starlette:
            stack.close()
            known = {"appid": APPID, "callback_token": TOKEN, "encoding_aes_key": KEY}
            door = door_of(Settings(_env_file=None, **known | settings), lambda: NOW)
            keeper = Keeper(path, APPID, guard, lambda: NOW)
            stack.callback(keeper.close)
            return create_app(door, keeper)

        yield open_callback


@pytest.fixture
def app(opened: Open) -> Starlette:
    return opened()


@pytest.fixture
def stored(path: Path) -> Callable[..., list[Any]]:
    """What lies in the store of a stream, oldest first."""

    def read(stream: str = "follow_events") -> list[Any]:
        store = PushStore(path, APPID)
        try:
            return store.after(stream, 0, 10_000)
        finally:
            store.close()

    return read
