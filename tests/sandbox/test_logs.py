"""The daily logs: their lines, their days, and that a later clock only adds to them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sandbox import accounts
from sandbox.logs import FOLDERS, daily_lines, days, lines, write_logs
from sandbox.world import World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import DAY

PROPERTIES = {
    "$MPLaunch": {"scene", "$latest_scene"},
    "$MPViewScreen": {"url_path", "stay_seconds"},
    "search": {"keyword", "result_count"},
    "view_product": {"product_id", "category", "price_fen"},
    "add_to_cart": {"product_id", "quantity"},
    "share": {"url_path", "share_scene"},
    "submit_order": {"order_id", "amount_fen"},
    "pay_order": {"order_id", "amount_fen"},
    "receive_coupon": {"coupon_id"},
    "use_coupon": {"coupon_id", "order_id"},
    "earn_points": {"points", "reason"},
    "redeem_points": {"points", "reason"},
    "message_receive": {"channel", "campaign_id"},
    "message_click": {"channel", "campaign_id"},
    "invite": {"invitee_login_id"},
    "register": {"channel"},
}


def read(world: World, kind: str) -> list[dict[str, Any]]:
    end = world.end_ts
    return [json.loads(line) for day in days(world, end) for line in lines(world, kind, day, end)]


def test_there_is_a_file_for_every_day_that_has_begun(small_world: World) -> None:
    assert len(days(small_world)) == 150
    assert days(small_world)[-1] == small_world.until - timedelta(days=1)
    assert days(small_world, small_world.until_ts)[-1] == small_world.until
    assert len(days(small_world, small_world.end_ts + 30 * DAY)) == 164
    assert days(small_world, small_world.start_ts - 1) == []


def test_all_files_together_hold_the_whole_log(small_world: World) -> None:
    assert len(read(small_world, "follow_events")) == len(small_world.follow_events)
    assert len(read(small_world, "registry")) == len(small_world.registry_changes)
    assert len(read(small_world, "events")) == len(small_world.mini_events)


@pytest.mark.parametrize("kind", list(FOLDERS))
def test_no_two_lines_are_the_same(small_world: World, kind: str) -> None:
    end = small_world.end_ts
    texts = [line for day in days(small_world, end) for line in lines(small_world, kind, day, end)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("kind", list(FOLDERS))
def test_a_days_file_grows_by_whole_lines_and_then_stays(small_world: World, kind: str) -> None:
    day = small_world.until - timedelta(days=30)
    midnight = small_world.calendar.first_instant(day)
    assert daily_lines(small_world, kind, day, midnight - 1) is None
    before = b""
    for hour in (0, 9, 14, 20, 22):
        content = daily_lines(small_world, kind, day, midnight + hour * 3_600)
        assert content is not None
        assert content.startswith(before)
        assert not content or content.endswith(b"\n")
        before = content
    whole = daily_lines(small_world, kind, day, midnight + DAY - 1)
    assert whole == daily_lines(small_world, kind, day, small_world.end_ts)


def test_lines_belong_to_the_shanghai_day_of_their_file(small_world: World) -> None:
    for day in days(small_world)[::25]:
        low = small_world.calendar.first_instant(day)
        for line in lines(small_world, "events", day, small_world.until_ts):
            assert low <= json.loads(line)["time"] // 1_000 < low + DAY


def test_there_is_no_file_outside_the_world(small_world: World) -> None:
    assert daily_lines(small_world, "events", date(2001, 1, 1), small_world.until_ts) is None
    beyond = small_world.until + timedelta(days=20)
    assert daily_lines(small_world, "events", beyond, small_world.end_ts + 90 * DAY) is None


def test_an_unknown_log_is_refused_by_name(small_world: World) -> None:
    with pytest.raises(ValueError, match="no log is called 'orders'"):
        next(lines(small_world, "orders", small_world.until, small_world.end_ts))


def test_a_follow_event_has_the_platforms_fields(small_world: World) -> None:
    for line in read(small_world, "follow_events"):
        assert line["ToUserName"] == accounts.OFFICIAL_ACCOUNT.original_id
        assert line["MsgType"] == "event"
        assert line["Event"] in ("subscribe", "unsubscribe", "SCAN")
        scene = line["EventKey"].removeprefix("qrscene_")
        assert ("Ticket" in line) == bool(scene)
        assert not scene or scene in small_world.qr_scenes
        if line["Event"] == "SCAN":
            assert scene == line["EventKey"] != ""
        if line["Event"] == "unsubscribe":
            assert not scene
    openids = [line["FromUserName"] for line in read(small_world, "follow_events")]
    appid = accounts.OFFICIAL_ACCOUNT.appid
    assert (small_world.decode_openid(appid, openids) >= 0).all()


def test_every_event_has_its_properties(small_world: World) -> None:
    seen = set()
    for line in read(small_world, "events"):
        assert line["type"] == "track"
        optional = {"utm_campaign"} if line["event"] == "$MPLaunch" else set()
        assert set(line["properties"]) - optional == PROPERTIES[line["event"]]
        seen.add(line["event"])
    assert seen == set(words.EVENTS)


def test_a_login_id_appears_with_the_registration(small_world: World) -> None:
    users = small_world.mini_users
    log = small_world.mini_events
    registered = users.registered_at[log.mini_user]
    expected = (registered >= 0) & (log.at >= registered)
    shown = [line["login_id"] is not None for line in read(small_world, "events")]
    assert np.array_equal(shown, expected)


def test_a_registry_line_tells_only_what_is_known(small_world: World) -> None:
    for row, line in enumerate(read(small_world, "registry")):
        change, profile = small_world.registry_changes.take(np.array([row])), line["properties"]
        registered = bool(change.is_registered[0])
        assert line["type"] == "profile_set"
        assert ("unionid" in profile) == bool(change.has_unionid[0])
        assert (line["login_id"] is not None) == registered
        for name in ("phone", "phone_verified", "register_time", "province", "city"):
            assert (name in profile) == registered
        assert ("name" in profile) == bool(change.has_name[0])
        assert ("member_card_no" in profile) == bool(change.card[0] >= 0)
        first_app = line["appid"] == accounts.MINI_PROGRAM.appid
        assert ("points" in profile) == ("member_level" in profile) == (registered and first_app)


def test_registry_ids_lead_back_to_one_person(small_world: World) -> None:
    for line in read(small_world, "registry"):
        person = small_world.decode_openid(line["appid"], [line["distinct_id"]])[0]
        assert person >= 0
        unionid = line["properties"].get("unionid")
        assert unionid is None or small_world.decode_unionid([unionid])[0] == person


def test_log_files_are_written_where_the_connectors_look(
    small_world: World, tmp_path: Path
) -> None:
    now = small_world.start_ts + 2 * DAY - 1
    written = write_logs(small_world, tmp_path, now)
    names = sorted(str(path.relative_to(tmp_path)) for path in written)
    first, second = (day.isoformat() for day in days(small_world, now))
    assert names == sorted(
        f"{folder}/{kind}-{day}.jsonl"
        for kind, folder in FOLDERS.items()
        for day in (first, second)
    )
    content = (tmp_path / "mini_program" / f"registry-{first}.jsonl").read_text(encoding="utf-8")
    assert content.splitlines() == list(lines(small_world, "registry", days(small_world)[0], now))
