"""From the callback's store to the landing: once, from every place, whatever is killed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette

from connectors.core.stream import PullContext, Source, Stream
from connectors.wechat_official_account import Settings, connect, pushed_streams
from connectors.wechat_official_account.callback.store import PushStore
from member_center.landing import Landing, PullResult, Quarantine, pull
from member_center.privacy import Guard
from tests.connectors.support import drained, keys, latest_despite_kills
from tests.connectors.wechat_official_account.callback.deliveries import (
    APPID,
    NOW,
    SUBSCRIBE,
    TOKEN,
    plain,
    post,
    post_all,
    xml,
)

AT = datetime.fromtimestamp(NOW, UTC)
TODAY = "2026-03-10"
SPOKEN = {"FromUserName": "oTest_1", "CreateTime": NOW, "MsgType": "text", "MsgId": "605"}

Open = Callable[..., Source]


@pytest.fixture
def source(tmp_path: Path, guard: Guard) -> Open:
    def opened(**settings: Any) -> Source:
        known = {"appid": APPID, "secret": "s", "callback_token": TOKEN}
        return connect(
            Settings(_env_file=None, **known | settings),
            state_dir=tmp_path / "state",
            now=lambda: AT,
            received=tmp_path / "home" / "callback",
            fingerprint=guard.fingerprint,
        )

    return opened


@pytest.fixture
def landing(tmp_path: Path) -> Iterator[Landing]:
    with Landing(tmp_path / "home") as landing:
        yield landing


def stream_of(source: Source, name: str) -> Stream:
    return next(stream for stream in source.streams if stream.name == name)


def context(days: int = 0) -> PullContext:
    return PullContext(lambda: AT + timedelta(days=days), date(2026, 3, 1), list)


def pulled(source: Source, name: str, landing: Landing, guard: Guard, days: int = 0) -> PullResult:
    return pull(
        source.name, APPID, stream_of(source, name), landing, guard, Quarantine(landing.home),
        now=lambda: AT + timedelta(days=days), start=date(2026, 3, 1),
    )  # fmt: skip


def landed(landing: Landing, name: str) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for batch in landing.batches("wechat_official_account", name):
        table = pq.read_table(landing.home / batch.file, columns=["record_key", "payload"])
        rows += [(row["record_key"], orjson.loads(row["payload"])) for row in table.to_pylist()]
    return rows


def follow(number: int) -> dict[str, Any]:
    return {**SUBSCRIBE, "FromUserName": f"oTest_{number:019d}"}


def deliver(app: Starlette, *numbers: int) -> None:
    post_all(app, [plain(xml(follow(number)), f"n{number}") for number in numbers])


def test_a_push_lands_as_the_line_of_a_log_would(
    app: Starlette, source: Open, landing: Landing, guard: Guard
) -> None:
    deliver(app, 1)
    result = pulled(source(), "follow_events", landing, guard)
    assert (result.landed, result.rejected) == (1, 0)
    key = f"{follow(1)['FromUserName']}|{NOW - 2}|subscribe"
    assert landed(landing, "follow_events") == [(key, follow(1))]
    assert landing.summary()[0].occurred_max == datetime.fromtimestamp(NOW - 2, UTC).replace(
        tzinfo=None
    )


def test_what_lies_in_the_log_too_lands_once(
    app: Starlette, source: Open, landing: Landing, guard: Guard, tmp_path: Path
) -> None:
    lines = [json.dumps(follow(number)) for number in (2, 3)]
    (tmp_path / f"follow_events-{TODAY}.jsonl").write_text("\n".join(lines) + "\n")
    deliver(app, 1, 2)
    both = source(event_log=str(tmp_path))
    assert pulled(both, "follow_events", landing, guard).landed == 3
    assert len({key for key, _ in landed(landing, "follow_events")}) == 3
    with (tmp_path / f"follow_events-{TODAY}.jsonl").open("a") as log:
        log.write(json.dumps(follow(4)) + "\n")
    deliver(app, 3, 5)
    again = pulled(both, "follow_events", landing, guard)
    assert (again.landed, again.unchanged) == (2, 1)


def test_pulls_go_on_where_they_stopped(
    app: Starlette, source: Open, landing: Landing, guard: Guard
) -> None:
    deliver(app, 1, 2)
    assert pulled(source(), "follow_events", landing, guard).records == 2
    assert pulled(source(), "follow_events", landing, guard).records == 0
    deliver(app, 3)
    assert pulled(source(), "follow_events", landing, guard).records == 1


def test_a_log_alone_is_read_on_with_the_cursor_of_before(source: Open, tmp_path: Path) -> None:
    (tmp_path / f"follow_events-{TODAY}.jsonl").write_text(json.dumps(follow(1)) + "\n")
    before = source(event_log=str(tmp_path), callback_token="")
    _, cursor = drained(stream_of(before, "follow_events"), context())
    assert cursor is not None
    assert pushed_streams.RECEIVED not in cursor
    now = source(event_log=str(tmp_path))
    assert keys(drained(stream_of(now, "follow_events"), context(), cursor)[0]) == []


def test_messages_land_as_tokens(
    app: Starlette, source: Open, landing: Landing, guard: Guard
) -> None:
    post(app, plain(xml({**SPOKEN, "Content": "甄小鸟"})))
    pulled(source(), "messages", landing, guard)
    [(key, payload)] = landed(landing, "messages")
    assert key == "605"
    assert payload["Content"] == guard.protect_value("甄小鸟", "text")


def test_what_could_not_be_read_lies_in_quarantine(
    app: Starlette, source: Open, landing: Landing, guard: Guard
) -> None:
    for _ in range(2):
        post(app, plain("你好 13912345678".encode()))
    assert pulled(source(), "other_events", landing, guard).rejected == 1
    [row] = Quarantine(landing.home).rows()
    assert "not XML" in row.reason
    assert row.payload["body"]["token"].startswith("tx1_")


def test_a_kill_at_any_page_loses_no_push(
    app: Starlette, source: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushed_streams, "PUSHES_PER_PAGE", 4)
    deliver(app, *range(30))
    stream = stream_of(source(), "follow_events")
    object.__setattr__(stream, "enough", type(stream.enough)(rows=1))
    outcomes = latest_despite_kills(stream, context())
    assert len(outcomes) == 8
    assert all(len(outcome) == 30 for outcome in outcomes)


def test_the_store_is_pruned_only_after_the_landing_has_it(
    app: Starlette, source: Open, landing: Landing, guard: Guard, path: Path
) -> None:
    deliver(app, 1, 2)
    kept = PushStore(path, APPID)
    pulled(source(), "follow_events", landing, guard, days=3)
    assert len(kept.after("follow_events", 0, 9)) == 2
    deliver(app, 3)
    drained(stream_of(source(), "follow_events"), context(days=3), landing.cursor(
        "wechat_official_account", "follow_events"
    ))  # fmt: skip
    assert [push.key[:25] for push in kept.after("follow_events", 0, 9)] == [
        follow(3)["FromUserName"]
    ]
    kept.close()


def test_a_store_begun_anew_is_read_from_its_start(
    app: Starlette, opened: Callable[..., Starlette], source: Open, landing: Landing, guard: Guard,
    path: Path,
) -> None:  # fmt: skip
    deliver(app, 1, 2, 3)
    pulled(source(), "follow_events", landing, guard)
    path.write_bytes(b"not a database" * 500)
    deliver(opened(), 4)
    assert pulled(source(), "follow_events", landing, guard).records == 1
    assert {key[:25] for key, _ in landed(landing, "follow_events")} == {
        follow(number)["FromUserName"] for number in range(1, 5)
    }


def test_a_stream_is_configured_by_a_log_or_a_callback(source: Open, tmp_path: Path) -> None:
    nowhere = source(callback_token="")
    assert not stream_of(nowhere, "menu_events").configured
    assert stream_of(source(), "menu_events").configured
    assert stream_of(source(callback_token="", event_log=str(tmp_path)), "menu_events").configured


def test_before_the_first_push_there_is_nothing_and_no_file(source: Open, path: Path) -> None:
    assert drained(stream_of(source(), "messages"), context()) == ([], None)
    assert not path.exists()
