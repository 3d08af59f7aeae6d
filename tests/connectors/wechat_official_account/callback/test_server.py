"""The callback as a process: killed under load, asked to end, badly behaved callers."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from benchmarks.callback import Callback, Load, Outcome, running_callback, under_kills
from connectors.core.errors import FatalError
from connectors.wechat_official_account.callback import server


@pytest.fixture
def callback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callback]:
    monkeypatch.chdir(tmp_path)
    with running_callback(tmp_path) as callback:
        yield callback


def check(callback: Callback, outcome: Outcome, pushes: int) -> None:
    """Nothing acknowledged is lost, and nothing stands twice in the landing."""
    landed = callback.landed()
    assert len(outcome.acknowledged) + len(outcome.given_up) == pushes
    assert outcome.acknowledged - landed.keys() == set()
    assert {openid for openid, count in landed.items() if count > 1} == set()


def test_a_kill_under_load_loses_nothing_that_was_acknowledged(callback: Callback) -> None:
    outcome = asyncio.run(under_kills(callback, Load(rate=150, seconds=4), kills=1))
    assert len(outcome.acknowledged) > 200
    assert outcome.statuses[0] > 0
    assert callback.stop() == 0
    check(callback, outcome, 600)


def test_being_asked_to_end_under_load_finishes_what_is_in_flight(callback: Callback) -> None:
    async def ended_midway() -> Outcome:
        running = asyncio.create_task(Load(rate=200, seconds=2, pause=0.01).run(callback.port))
        await asyncio.sleep(1)
        assert await asyncio.to_thread(callback.stop) == 0
        return await running

    outcome = asyncio.run(ended_midway())
    assert len(outcome.acknowledged) > 100
    check(callback, outcome, 400)


@pytest.mark.faults
def test_sustained_load_across_many_kills_loses_nothing(callback: Callback) -> None:
    load = Load(rate=500, seconds=60)
    outcome = asyncio.run(under_kills(callback, load, kills=8))
    assert len(outcome.acknowledged) > 20_000
    assert callback.stop() == 0
    check(callback, outcome, 30_000)


def test_a_caller_that_says_nothing_is_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, app: Starlette
) -> None:
    monkeypatch.setattr(server, "SECONDS_FOR_HEADERS", 0.1)

    async def silence() -> bytes:
        listener, ready = server.listen("127.0.0.1", 0), asyncio.Event()
        running = server.CallbackServer(app, ready.set)
        task = asyncio.create_task(running.serve([listener]))
        await ready.wait()
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(b"POST / HTTP/1.1\r\nHost:")
        said = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        running.should_exit = True
        await task
        return said

    assert asyncio.run(silence()) == b""


def test_signals_are_left_as_they_were(app: Starlette) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with server.CallbackServer(app, lambda: None).capture_signals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FatalError, match=f"cannot listen on 127.0.0.1:{port}"):
            server.listen("127.0.0.1", port)
