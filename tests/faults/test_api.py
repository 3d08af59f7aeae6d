"""Every API fault of part B: a pull that is run again ends as one that met no fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.core import session
from tests.faults.api_faults import FAULTS, ONE_OF_EACH_KIND, ApiFault
from tests.faults.world import Brand, Home, Latest, api_streams, differences, failures, of_streams

CALLS_A_PULL = 400


def cases() -> list[Any]:
    """Each fault with a few streams, and once more with all of them in the long suite."""
    short = [pytest.param(fault, fault.streams, id=fault.id) for fault in FAULTS]
    long = [
        pytest.param(fault, tuple(api_streams()), id=f"{fault.id}-all", marks=pytest.mark.faults)
        for fault in FAULTS
        if not fault.only
    ]
    return short + long


@pytest.mark.parametrize(("fault", "streams"), cases())
def test_a_pull_run_again_ends_as_if_nothing_had_happened(
    fault: ApiFault, streams: tuple[str, ...], platforms: Brand, home: Home, undisturbed: Latest
) -> None:
    platforms.set(fault.script)
    home.pull(*streams)
    assert all(platforms.fired()), "the fault never hit"
    platforms.calm()
    rounds = home.pull_until_quiet(*streams)
    assert len(rounds) == 1, f"a calm pull failed: {failures(rounds[0])}"
    assert differences(home.latest(), of_streams(undisturbed, streams)) == []


EVERYWHERE = {
    "reset": {"kind": "reset"},
    "cut": {"kind": "truncate", "keep": 0.7},
    "empty": {"kind": "html", "body": "{}"},
    "no list": {"kind": "html", "body": '{"errcode":0,"errmsg":"ok"}'},
    "token": {"kind": "expire_token"},
}


@pytest.mark.faults
@pytest.mark.parametrize("stream", ONE_OF_EACH_KIND)
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_one_fault_at_every_request_in_turn(
    kind: str, stream: str, platforms: Brand, tmp_path: Path, undisturbed: Latest
) -> None:
    expected = of_streams(undisturbed, [stream])
    for nth in range(1, 1_000):
        home = Home(tmp_path / str(nth), platforms.variables)
        platforms.set([{"path": "*", "nth": nth, **EVERYWHERE[kind]}])
        home.pull(stream)
        hits = platforms.fired()
        platforms.calm()
        home.pull_until_quiet(stream)
        assert differences(home.latest(), expected) == [], f"{kind} at request {nth}"
        if hits == [0]:
            break
    assert nth > 2


@pytest.mark.parametrize("kind", ["delay", "trickle"])
def test_a_server_that_does_not_come_to_an_end_is_left(
    kind: str, platforms: Brand, home: Home, undisturbed: Latest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "READ_SECONDS", 0.1)
    monkeypatch.setattr(session, "ANSWER_SECONDS", 0.1)
    seconds = {"delay": 0.4, "trickle": 0.02}[kind]
    streams = ("wechat_shop.products",)
    platforms.set([{"path": "/channels/*", "kind": kind, "seconds": seconds, "nth": 2}])
    home.pull_until_quiet(*streams)
    assert platforms.fired() == [1]
    assert differences(home.latest(), of_streams(undisturbed, streams)) == []


def test_a_token_that_is_always_refused_ends_the_pull_with_what_to_look_at(
    platforms: Brand, home: Home
) -> None:
    platforms.set([{"path": "/channels/*", "kind": "errcode", "errcode": 40001, "times": 0}])
    before = platforms.calls()
    ended = home.pull("wechat_shop.orders", "wechat_official_account.tags")
    assert list(failures(ended)) == ["wechat_shop.orders"]
    assert "Check that account and secret" in failures(ended)["wechat_shop.orders"]
    assert platforms.calls() - before < 12, "it asked again and again"


@pytest.mark.parametrize("code", [48001, 50001, 61004, 40164])
def test_a_lacking_right_stops_one_stream_at_once_and_says_what_to_do(
    code: int, platforms: Brand, home: Home, undisturbed: Latest
) -> None:
    streams = ("wechat_shop.orders", "wechat_shop.products")
    path = "/channels/ec/order/*"
    platforms.set([{"path": path, "kind": "errcode", "errcode": code, "times": 0}])
    before = platforms.calls("/channels/ec/order")
    ended = home.pull(*streams)
    assert list(failures(ended)) == ["wechat_shop.orders"]
    assert str(code) in failures(ended)["wechat_shop.orders"]
    assert "platform's console" in failures(ended)["wechat_shop.orders"]
    assert platforms.calls("/channels/ec/order") - before == 1
    platforms.calm()
    home.pull_until_quiet(*streams)
    assert differences(home.latest(), of_streams(undisturbed, streams)) == []
