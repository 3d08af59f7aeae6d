"""Every fault of a pushed event, over HTTP: what is acknowledged is stored, once, in tokens."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette

from connectors.wechat_official_account.callback import app as app_module
from connectors.wechat_official_account.callback import keeper as keeper_module
from connectors.wechat_official_account.callback.app import MOST_BYTES
from connectors.wechat_official_account.callback.store import PushStore, StoreUnusable
from member_center.privacy import Guard
from tests.connectors.wechat_official_account.callback.conftest import Open
from tests.connectors.wechat_official_account.callback.deliveries import (
    NOW,
    SUBSCRIBE,
    TOKEN,
    asked,
    plain,
    post,
    post_all,
    sealed,
    sha1,
    xml,
)

Stored = Callable[..., list[Any]]
OK = (200, "success")
PHONE = "13912345678"
SPOKEN = {
    "ToUserName": "gh_test",
    "FromUserName": "oTest_0000000000000000002",
    "CreateTime": NOW,
    "MsgType": "text",
    "Content": f"我是甄小鸟 {PHONE}",
    "MsgId": "6054768590064713728",
}


def follow(number: int, **changed: Any) -> bytes:
    return xml({**SUBSCRIBE, "FromUserName": f"oTest_{number:019d}", **changed})


def test_a_push_is_stored_before_it_is_acknowledged(app: Starlette, stored: Stored) -> None:
    assert post(app, plain(follow(1))) == OK
    assert post(app, sealed(follow(2), nonce="n2")) == OK
    keys = [push.key for push in stored()]
    assert keys == [f"oTest_{number:019d}|{NOW - 2}|subscribe" for number in (1, 2)]
    assert orjson.loads(stored()[0].payload) == {
        **SUBSCRIBE, "FromUserName": "oTest_0000000000000000001",
    }  # fmt: skip


def test_a_redelivery_is_acknowledged_again_and_stored_once(app: Starlette, stored: Stored) -> None:
    for nonce in ("n1", "n1", "n2", "n3"):
        assert post(app, plain(follow(1), nonce)) == OK
        assert post(app, sealed(xml(SPOKEN), f"s{nonce}")) == OK
    assert len(stored()) == len(stored("messages")) == 1


def test_a_nonce_is_good_for_one_push(app: Starlette, opened: Open, stored: Stored) -> None:
    assert post(app, plain(follow(1))) == OK
    assert post(app, plain(follow(2))) == (403, "refused")
    again = opened()
    assert post(again, plain(follow(3))) == (403, "refused")
    assert post(again, plain(follow(1))) == OK
    assert len(stored()) == 1


def test_a_redelivery_is_recognised_after_a_restart(
    app: Starlette, opened: Open, stored: Stored
) -> None:
    assert post(app, plain(follow(1))) == OK
    assert post(opened(), plain(follow(1), "n2")) == OK
    assert len(stored()) == 1


def test_pushes_out_of_order_and_at_once_are_all_stored(app: Starlette, stored: Stored) -> None:
    requests = [plain(follow(number), f"n{number}") for number in range(300, 0, -1)]
    answers = post_all(app, [*requests, *requests[::3], *requests[::-5]])
    assert set(answers) == {OK}
    assert {push.key.split("|")[0] for push in stored()} == {
        f"oTest_{number:019d}" for number in range(1, 301)
    }
    assert len(stored()) == 300


def test_events_of_one_second_that_differ_are_two(app: Starlette, stored: Stored) -> None:
    for number, key in enumerate(("benefits", "stores", "benefits")):
        assert post(app, plain(follow(1, Event="CLICK", EventKey=key), f"c{number}")) == OK
    for number, card in enumerate(("card-1", "card-2", "card-1")):
        push = {**SUBSCRIBE, "Event": "user_get_card", "UserCardCode": card}
        assert post(app, plain(xml(push), f"o{number}")) == OK
    assert len(stored("menu_events")) == 2
    assert len(stored("other_events")) == 2


def test_personal_data_is_replaced_before_anything_is_written(
    app: Starlette, stored: Stored, guard: Guard, tmp_path: Path
) -> None:
    assert post(app, plain(xml(SPOKEN))) == OK
    view = follow(1, Event="VIEW", EventKey=f"https://m.example.com/?mobile={PHONE}")
    assert post(app, plain(view, "n2")) == OK
    assert post(app, plain(f"甄小鸟 {PHONE}".encode(), "n3")) == OK
    payload = orjson.loads(stored("messages")[0].payload)
    assert payload["Content"]["token"].startswith("tx1_")
    assert payload["FromUserName"] == SPOKEN["FromUserName"]
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SPOKEN["FromUserName"].encode() in written
    assert PHONE.encode() not in written
    assert "甄小鸟".encode() not in written


def test_what_cannot_be_read_is_kept_with_its_reason(app: Starlette, stored: Stored) -> None:
    bodies = [
        b"hello",
        b"<!DOCTYPE x><xml><A>1</A></xml>",
        xml({"Event": "subscribe"}),
        follow(1, CreateTime=NOW + 100_000),
        b"",
    ]
    answers = [post(app, plain(body, f"n{n}")) for n, body in enumerate(bodies)]
    assert answers == [OK, (400, "kept"), OK, OK, OK]
    assert post(app, plain(bodies[0], "again")) == OK
    kept = stored("other_events")
    assert len(kept) == len(bodies)
    assert "not XML" in kept[0].reason
    assert "DTDForbidden" in kept[1].reason
    assert "a push needs FromUserName" in kept[2].reason
    assert "more than a day ahead" in kept[3].reason
    assert all(push.next_step for push in kept)


def test_a_console_that_is_set_to_json_is_understood(app: Starlette, stored: Stored) -> None:
    for number, push in enumerate([SUBSCRIBE, {**SUBSCRIBE, "CreateTime": str(NOW - 2)}]):
        body = json.dumps(push).encode()
        assert post(app, plain(body, f"p{number}")) == OK
        assert post(app, sealed(body, f"s{number}")) == OK
    assert [orjson.loads(push.payload) for push in stored()] == [SUBSCRIBE]
    odd = [
        {**SUBSCRIBE, "Event": "of_next_year", "Count": 2**70, "Note": "\ud800"},
        {**SUBSCRIBE, "Event": {"deep": ["er"]}},
        {"a": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]},
    ]
    for number, push in enumerate(odd):
        assert post(app, plain(json.dumps(push).encode(), f"o{number}")) == OK
    assert post(app, plain(b"{" * 100_000, "o9")) == OK
    reasons = [push.reason for push in stored("other_events")]
    assert [bool(reason) for reason in reasons] == [False, True, True, True]
    assert str(2**70).encode() in stored("other_events")[0].payload


def test_one_odd_push_holds_up_nobody(
    app: Starlette, stored: Stored, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrub = guard.scrub

    def stumble(text: str) -> str:
        if "odd" in text:
            raise LookupError(text)
        return scrub(text)

    monkeypatch.setattr(guard, "scrub", stumble)
    odd = xml({**SUBSCRIBE, "FromUserName": "oTest_odd"})
    answers = post_all(app, [plain(follow(1), "n1"), plain(odd, "n2"), plain(follow(2), "n3")])
    assert answers == [OK] * 3
    assert len(stored()) == 2
    assert "cannot be handled (LookupError)" in stored("other_events")[0].reason


def test_a_body_has_a_limit(app: Starlette, stored: Stored) -> None:
    body = follow(1, Ticket="x" * MOST_BYTES)
    assert post(app, plain(body)) == (413, "refused")
    query, _ = plain(body)
    chunked = asked(app, "POST", query, [b"x" * 4_096] * 100, None)
    assert asyncio.run(chunked) == (413, "refused")
    assert stored() == []


def test_a_slow_body_is_not_waited_for(
    app: Starlette, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "SECONDS_FOR_BODY", 0.05)
    query, body = plain(follow(1))
    dripping = [
        piece for start in range(0, len(body), 9) for piece in (body[start : start + 9], 0.02)
    ]
    assert asyncio.run(asked(app, "POST", query, dripping, len(body))) == (408, "refused")
    assert stored() == []


def test_nothing_is_acknowledged_that_the_disk_did_not_take(
    app: Starlette, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> list[str]:
        raise StoreUnusable("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(PushStore, "append", full)
        answers = post_all(app, [plain(follow(n), f"n{n}") for n in range(5)])
        assert set(answers) == {(503, "refused")}
        assert health(app)[0] == 503
    assert stored() == []
    answers = post_all(app, [plain(follow(n), f"n{n}") for n in range(5)])
    assert set(answers) == {OK}
    assert health(app)[0] == 200
    assert len(stored()) == 5


def test_a_failure_of_long_ago_is_not_held_against_health(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "MOST_WAITING", 0)
    assert post(app, plain(follow(1))) == (503, "refused")
    assert health(app)[1]["status"] == "not storing"
    monkeypatch.setattr(app_module, "SECONDS_A_FAILURE_COUNTS", 0.0)
    assert health(app)[1]["status"] == "ok"


def test_a_disk_that_is_too_slow_is_not_waited_for(
    app: Starlette, stored: Stored, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.setattr(app_module, "SECONDS_FOR_ALL", 0.1)
    blocking = sqlite3.connect(path, isolation_level=None)
    blocking.execute("begin immediate")
    assert post(app, plain(follow(1))) == (503, "refused")
    blocking.execute("rollback")
    blocking.close()
    monkeypatch.undo()
    assert post(app, plain(follow(1))) == OK
    assert len(stored()) == 1


def test_too_many_that_wait_are_refused_at_once(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "MOST_WAITING", 0)
    assert post(app, plain(follow(1))) == (503, "refused")


def test_a_store_that_was_taken_away_takes_no_acknowledgement(
    app: Starlette, stored: Stored, path: Path
) -> None:
    assert post(app, plain(follow(1))) == OK
    path.rename(path.with_suffix(".elsewhere"))
    assert post(app, plain(follow(2), "n2")) == (503, "refused")
    assert post(app, plain(follow(2), "n2")) == OK
    assert [push.key[:25] for push in stored()] == ["oTest_0000000000000000002"]


def test_the_console_is_greeted(app: Starlette) -> None:
    query = plain(b"")[0]
    greeting = asked(app, "GET", f"{query}&echostr=5550123", [], None)
    assert asyncio.run(greeting) == (200, "5550123")
    assert asyncio.run(asked(app, "GET", "echostr=5550123", [], None)) == (403, "refused")


def test_nothing_of_query_or_body_is_logged(
    app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    nonce = "secretnonce"
    for body in (follow(1), b"secretbody", xml(SPOKEN), follow(2)):
        post(app, plain(body, nonce))
    post(app, plain(follow(3), nonce, at=NOW - 10_000))
    post(app, plain(follow(3), signature="secretsignature"))
    assert caplog.records
    for secret in ("secret", "oTest", TOKEN, sha1(TOKEN, str(NOW), nonce), PHONE):
        assert secret not in caplog.text


def health(app: Starlette) -> tuple[int, dict[str, Any]]:
    async def call() -> tuple[int, bytes]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http", "method": "GET", "path": "/health", "root_path": "",
            "query_string": b"", "headers": [],
        }  # fmt: skip
        await app(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    status, body = asyncio.run(call())
    return status, orjson.loads(body)


def test_health_counts_and_tells_no_secret(app: Starlette) -> None:
    post(app, plain(follow(1)))
    post(app, plain(follow(1)))
    post(app, plain(follow(2), signature="0"))
    expected = {"status": "ok", "waiting": 0, "stored": 1, "repeated": 1, "refused": 1}
    assert health(app) == (200, expected)
