"""The made-up brand's pushes through the callback: the same records as its own daily log gives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.applications import Starlette

from connectors.wechat_official_account import Settings, connect
from connectors.wechat_official_account.callback.server import CallbackServer, listen
from connectors.wechat_official_account.pushes import KINDS
from member_center.landing import Landing, Quarantine, pull
from member_center.privacy import Guard
from sandbox.callback import Deliverer, Signer, pushes_of
from sandbox.logs import write_logs
from sandbox.world import World
from tests.connectors.wechat_official_account.callback.conftest import Open
from tests.connectors.wechat_official_account.callback.deliveries import APPID, KEY, NOW, TOKEN

AT = datetime.fromtimestamp(NOW, UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return World(60, 30, seed=5, until=date(2026, 3, 10))


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve the callback on a free port in a thread."""
    ready = threading.Event()
    listener = listen("127.0.0.1", 0)
    server = CallbackServer(app, ready.set)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/wechat"
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("mode", ["plain", "mixed", "safe"])
def test_callback_and_log_tell_the_same(
    world: World, opened: Open, guard: Guard, tmp_path: Path, mode: Any
) -> None:
    pushes = list(pushes_of(world, NOW))
    shuffled = Random(1).sample(pushes, len(pushes))
    with served(opened(callback_mode="safe" if mode == "safe" else "any")) as url:
        signer = Signer(TOKEN, KEY, APPID, mode)
        told = Deliverer(url, signer, repeated=0.3, clock=lambda: NOW).deliver(shuffled)
    assert told.acknowledged == len(pushes)
    assert told.deliveries > len(pushes)
    write_logs(world, tmp_path / "logs", NOW)
    settings = Settings(
        _env_file=None, appid=APPID, secret="s", callback_token=TOKEN,
        event_log=str(tmp_path / "logs" / "official_account"),
    )  # fmt: skip
    source = connect(
        settings, state_dir=tmp_path / "state", now=lambda: AT, fingerprint=guard.fingerprint,
        received=tmp_path / "home" / "callback",
    )  # fmt: skip
    streams = {stream.name: stream for stream in source.streams}
    with Landing(tmp_path / "home") as landing:
        for kind in KINDS:
            expected = len(list(pushes_of(world, NOW, [kind.stream])))
            result = pull(
                source.name, APPID, streams[kind.stream], landing, guard,
                Quarantine(tmp_path / "home"), now=lambda: AT, start=date(2026, 1, 1),
            )  # fmt: skip
            assert (result.landed, result.unchanged, result.rejected) == (expected, expected, 0)
