"""The fault script and the other controls of a running sandbox."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from sandbox.platforms.calendar import date_of
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

TAGS = "/cgi-bin/tags/get"


def set_fault(api: Client, **fault: Any) -> None:
    answer = api.control("POST", "faults", json={"path": TAGS, **fault})
    assert answer.status_code == 200, answer.text


def call(api: Client) -> requests.Response:
    return api.raw("GET", TAGS, params={"access_token": api.token("official_account")})


def test_an_errcode_hits_the_nth_request_as_often_as_asked(api: Client) -> None:
    set_fault(api, kind="errcode", errcode=-1, nth=2, times=2)
    assert [call(api).json().get("errcode", 0) for _ in range(4)] == [0, -1, -1, 0]


def test_a_fault_can_last_and_watch_many_paths(api: Client) -> None:
    set_fault(api, kind="errcode", errcode=50002, path="/cgi-bin/*/get", times=0)
    assert [call(api).json()["errcode"] for _ in range(3)] == [50002] * 3
    assert api.get("/cgi-bin/user/get", "official_account")["errcode"] == 50002
    api.control("DELETE", "faults")
    assert "tags" in call(api).json()


def test_a_proxy_can_answer_instead(api: Client) -> None:
    set_fault(api, kind="status", status=502)
    set_fault(api, kind="html", nth=2)
    first, second = call(api), call(api)
    assert (first.status_code, second.status_code) == (502, 200)
    assert first.text.startswith("<html>")
    assert second.headers["content-type"].startswith("text/html")


def test_json_can_be_cut_short(api: Client) -> None:
    set_fault(api, kind="truncate", keep=0.9)
    with pytest.raises(requests.JSONDecodeError):
        call(api).json()


def test_a_connection_can_be_reset_before_and_within_the_answer(api: Client) -> None:
    set_fault(api, kind="reset")
    set_fault(api, kind="disconnect", nth=2)
    with pytest.raises(requests.ConnectionError):
        call(api)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        call(api)
    assert "tags" in call(api).json()


def test_an_answer_can_be_held_back(api: Client) -> None:
    set_fault(api, kind="delay", seconds=0.3)
    before = time.monotonic()
    assert "tags" in call(api).json()
    assert time.monotonic() - before >= 0.3


def test_tokens_can_expire_in_the_middle(api: Client) -> None:
    token = api.token("official_account")
    set_fault(api, kind="expire_token", nth=2)
    answers = [
        api.raw("GET", TAGS, params={"access_token": token}).json().get("errcode", 0)
        for _ in range(2)
    ]
    assert answers == [0, 42001]
    assert api.token("official_account") != token
    assert "tags" in call(api).json()


def test_fields_can_be_changed_and_dropped(api: Client) -> None:
    set_fault(api, kind="change", put={"tags[].count": "many", "extra.no": 1}, drop=["tags[].id"])
    tags = call(api).json()["tags"]
    assert {tag["count"] for tag in tags} == {"many"}
    assert all("id" not in tag for tag in tags)
    assert "id" in call(api).json()["tags"][0]


def test_the_script_says_what_it_did_and_refuses_what_it_does_not_know(serve: Serve) -> None:
    api = serve(faults=[{"path": TAGS, "kind": "errcode", "nth": 2}])
    call(api)
    assert [(one["seen"], one["fired"]) for one in api.control("GET", "faults").json()] == [(1, 0)]
    call(api)
    assert [(one["seen"], one["fired"]) for one in api.control("GET", "faults").json()] == [(2, 1)]
    for bad in ({"path": TAGS, "kind": "flood"}, {"kind": "html"}, {"path": TAGS, "knd": "html"}):
        refused = api.control("POST", "faults", json=[bad])
        assert refused.status_code == 400
        assert "kind" in refused.json()["error"]


def test_requests_are_counted_per_path(api: Client) -> None:
    call(api)
    call(api)
    assert api.control("GET", "requests").json() == {"/cgi-bin/stable_token": 2, TAGS: 2}
    assert api.control("DELETE", "requests").json() == {}


def test_the_clock_can_be_moved_and_asked(api: Client) -> None:
    moved = api.control("POST", "clock", json={"now": "2026-11-22T08:00:00"}).json()
    assert (moved["now"], moved["is_pinned"]) == ("2026-11-22T00:00:00Z", True)
    assert moved["people"] == 250
    assert api.control("POST", "clock", json={"now": "soon"}).status_code == 400
    running = api.control("POST", "clock", json={"now": None}).json()
    assert running["is_pinned"] is False


def test_items_can_come_twice_or_not_at_all(api: Client) -> None:
    whole = [tag["id"] for tag in call(api).json()["tags"]]
    set_fault(api, kind="change", twice=["tags"])
    set_fault(api, kind="change", lose=["tags"], nth=2)
    assert [tag["id"] for tag in call(api).json()["tags"]] == [i for i in whole for _ in range(2)]
    assert [tag["id"] for tag in call(api).json()["tags"]] == whole[1:]


def test_an_answer_can_be_the_one_before(api: Client) -> None:
    names = {"access_token": api.token("official_account")}
    api.control("POST", "faults", json={"path": "/cgi-bin/user/get", "kind": "repeat", "nth": 2})
    first = api.raw("GET", "/cgi-bin/user/get", params=names).json()
    last = {**names, "next_openid": first["data"]["openid"][-1]}
    assert api.raw("GET", "/cgi-bin/user/get", params=last).json() == first
    assert api.raw("GET", "/cgi-bin/user/get", params=last).json()["count"] == 0


def test_bytes_can_be_put_into_an_answer(api: Client) -> None:
    set_fault(api, kind="garble", find='"tags"', hex="fffe")
    assert b'"tags"\xff\xfe:' in call(api).content


def test_an_answer_can_trickle(api: Client) -> None:
    set_fault(api, kind="trickle", seconds=0.003)
    before = time.monotonic()
    assert "tags" in call(api).json()
    assert time.monotonic() - before >= 0.3


def test_the_platforms_clock_can_be_moved_by_a_request(api: Client) -> None:
    before = api.control("GET", "health").json()["now"]
    set_fault(api, kind="skew", seconds=3600)
    assert "tags" in call(api).json()
    assert api.control("GET", "health").json()["now"] > before


def test_log_files_have_faults_too(api: Client) -> None:
    path = f"/brand/mini_program/events-{date_of(api.yesterday).isoformat()}.jsonl"
    whole = api.raw("GET", path).content
    api.control("POST", "faults", json={"path": "/brand/*", "kind": "truncate", "keep": 0.5})
    part = api.raw("GET", path, headers={"Range": "bytes=0-999999"})
    assert part.status_code == 206
    assert part.content == whole[: len(whole) // 2]
    assert api.raw("GET", path).content == whole
