"""The brand's daily logs over HTTP, and what a canary leaves in logs and answers."""

from __future__ import annotations

import json

import pytest

from sandbox import logs, pushes
from sandbox.platforms.calendar import DAY, dashed, date_of
from sandbox.platforms.canary import Canary
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

PLACES = {
    **dict.fromkeys(pushes.KINDS, "official_account"),
    "registry": "mini_program",
    "events": "mini_program",
}
SOMEBODY = Canary("甄小鸟", "19912345678")


def path(kind: str, day: int) -> str:
    return f"/brand/{PLACES[kind]}/{kind}-{dashed(day)}.jsonl"


@pytest.mark.parametrize("kind", PLACES)
def test_a_day_that_is_over_is_served_whole_again_and_again(api: Client, kind: str) -> None:
    day = api.yesterday - 3
    expected = logs.daily_lines(api.world, kind, date_of(day), api.clock.now())
    for _ in range(2):
        answer = api.raw("GET", path(kind, day))
        assert (answer.status_code, answer.content) == (200, expected)
        assert answer.headers["accept-ranges"] == "bytes"


def test_the_day_that_is_running_grows_by_whole_lines(api: Client) -> None:
    today = api.yesterday + 1
    morning = api.raw("GET", path("events", today)).content
    api.clock.move(api.clock.now() + 8 * 3_600)
    evening = api.raw("GET", path("events", today)).content
    assert len(evening) > len(morning)
    assert evening.startswith(morning)
    assert evening.endswith(b"\n")
    assert all(json.loads(line) for line in evening.splitlines())


def test_a_reader_can_go_on_where_it_stopped(api: Client) -> None:
    whole = api.raw("GET", path("events", api.yesterday)).content
    part = api.raw("GET", path("events", api.yesterday), headers={"Range": "bytes=100-"})
    assert (part.status_code, part.content) == (206, whole[100:])
    assert part.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    few = api.raw("GET", path("events", api.yesterday), headers={"Range": "bytes=0-9"})
    assert few.content == whole[:10]
    end = api.raw("GET", path("events", api.yesterday), headers={"Range": f"bytes={len(whole)}-"})
    assert (end.status_code, end.headers["content-range"]) == (416, f"bytes */{len(whole)}")


@pytest.mark.parametrize(
    "place",
    ["official_account/events", "mini_program/follow_events", "shop/events", "mini_program/x"],
)
def test_only_the_brands_own_logs_are_there(api: Client, place: str) -> None:
    assert api.raw("GET", f"/brand/{place}-{dashed(api.yesterday)}.jsonl").status_code == 404


def test_days_to_come_and_days_before_the_world_have_no_file(api: Client) -> None:
    before = api.yesterday - api.world.days - 1
    for day in (api.yesterday + 2, before):
        assert api.raw("GET", path("events", day)).status_code == 404
    assert api.raw("GET", "/brand/mini_program/events-2026-02-30.jsonl").status_code == 404


def test_a_canary_stands_in_declared_fields_free_text_and_new_fields(serve: Serve) -> None:
    api = serve(canary=SOMEBODY)
    follower = next(api.followers())
    body = {"user_list": [{"openid": follower}]}
    user = api.post("/cgi-bin/user/info/batchget", "official_account", body)["user_info_list"][0]
    assert user["remark"] == f"{SOMEBODY.name} {SOMEBODY.phone}"
    assert user["extended_profile"] == {"contacts": [{"mobile": SOMEBODY.phone}]}
    order_id = api.orders_updated(api.clock.now() - 7 * DAY, api.clock.now())[0]
    detail = api.order(order_id)["order_detail"]
    assert detail["delivery_info"]["address_info"]["tel_number"] == SOMEBODY.phone
    assert detail["ext_info"]["customer_notes"] == SOMEBODY.note
    pages = api.datacube("getweanalysisappidvisitpage", api.yesterday)["list"]
    assert pages[-1]["page_path"].endswith(SOMEBODY.phone)
    line = api.raw("GET", path("events", api.yesterday)).content.splitlines()[0]
    assert json.loads(line)["properties"]["form"] == {"tel": SOMEBODY.phone}


def test_a_canary_can_be_set_and_taken_out_while_it_runs(api: Client) -> None:
    address = path("registry", api.yesterday - 5)
    plain = api.raw("GET", address).content
    told = {"name": SOMEBODY.name, "phone": SOMEBODY.phone}
    assert api.control("POST", "canary", json=told).status_code == 200
    assert SOMEBODY.phone.encode() in api.raw("GET", address).content
    assert api.control("POST", "canary", json={}).status_code == 200
    assert api.raw("GET", address).content == plain
    assert api.control("POST", "canary", json={"nickname": "x"}).status_code == 400
