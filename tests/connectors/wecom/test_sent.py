"""What was sent: late results, kills inside a window, and rows of odd shapes."""

from __future__ import annotations

from typing import Any

from connectors.wecom import client as api
from tests.connectors.support import (
    FakeClock,
    context,
    drained,
    keys,
    latest,
    latest_despite_kills,
    through_json,
)
from tests.connectors.wecom.conftest import FakeCorp, OpenStream, refusal

DAY = 86_400
FIRST = 1_767_200_000  # 2026-01-01 in Shanghai


class Outbox:
    """A message every fifth day to three employees, who confirm days later or never."""

    def __init__(self, corp: FakeCorp, clock: FakeClock) -> None:
        self.clock = clock
        self.messages = [FIRST + number * 5 * DAY for number in range(20)]
        corp.on(api.MESSAGES, self.list)
        corp.on(api.MESSAGE_TASKS, self.tasks)
        corp.on(api.MESSAGE_RESULTS, self.results)

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def list(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["end_time"] - body["start_time"] > 31 * DAY:
            return refusal(40058)
        made = [
            {"msgid": f"m{number}", "create_time": at}
            for number, at in enumerate(self.messages)
            if body["start_time"] <= at <= min(body["end_time"], self.now())
            and body["chat_type"] == ("group" if number % 4 == 3 else "single")
        ]
        place = int(body["cursor"] or 0)
        following = str(place + 1) if place + 1 < len(made) else ""
        return {"group_msg_list": made[place : place + 1], "next_cursor": following}

    def _sent_at(self, msgid: str, userid: str) -> int:
        late = {"a": 1, "b": 12, "c": 10_000}[userid]
        at = self.messages[int(msgid[1:])] + late * DAY
        return at if at <= self.now() else 0

    def tasks(self, body: dict[str, Any]) -> dict[str, Any]:
        told = [
            {"userid": one, "status": 2 if at else 0, "send_time": at}
            for one in "abc"
            for at in [self._sent_at(body["msgid"], one)]
        ]
        return {"task_list": told, "next_cursor": ""}

    def results(self, body: dict[str, Any]) -> dict[str, Any]:
        row = {"external_userid": f"wm-{body['userid']}", "userid": body["userid"], "status": 1}
        return {"send_list": [row], "next_cursor": None}


def test_everything_made_since_the_start_is_listed_once(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    outbox = Outbox(corp, clock)
    pull = context(clock, start="2026-01-01")
    pages, cursor = drained(stream("group_messages"), pull)
    made = [f"m{number}" for number, at in enumerate(outbox.messages) if at <= outbox.now()]
    assert sorted(keys(pages)) == sorted(made)
    assert {row["chat_type"] for row in latest(pages).values()} == {"single", "group"}
    again, _ = drained(stream("group_messages"), pull, cursor)
    assert keys(again) == []


def test_late_confirmations_are_found_and_old_messages_left_alone(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    outbox = Outbox(corp, clock)
    pages, cursor = drained(stream("group_message_results"), context(clock, start="2026-01-01"))
    clock.advance(9 * DAY)
    corp.calls.clear()
    later = context(clock, start="2026-01-01")
    more, _ = drained(stream("group_message_results"), later, cursor)
    asked = {body["msgid"] for body in corp.asked(api.MESSAGE_TASKS)}
    oldest = outbox.now() - 9 * DAY - 30 * DAY
    assert asked == {
        f"m{number}" for number, at in enumerate(outbox.messages) if oldest <= at <= outbox.now()
    }
    fresh, _ = drained(stream("group_message_results"), later)
    assert latest([*pages, *more]) == latest(fresh)
    assert len(latest(fresh)) > len(latest(pages))
    assert not any(body["userid"] == "c" for body in corp.asked(api.MESSAGE_RESULTS))


def test_a_pull_killed_anywhere_ends_with_the_same_tasks(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    Outbox(corp, clock)
    pull = context(clock, start="2026-01-01")
    whole = list(stream("group_message_tasks").fetch(None, pull))  # type: ignore[attr-defined]  # every page, unmerged
    expected = latest(whole)
    assert len(whole) > 20
    for survived in range(len(whole)):
        cursor = through_json(whole[survived - 1].cursor) if survived else None
        rest = stream("group_message_tasks").fetch(cursor, pull)  # type: ignore[attr-defined]  # likewise
        assert latest([*whole[:survived], *rest]) == expected, survived
    assert all(one == expected for one in latest_despite_kills(stream("group_message_tasks"), pull))


def test_a_cursor_that_died_begins_its_list_again(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    Outbox(corp, clock)
    pull = context(clock, start="2026-01-01")
    expected = latest(drained(stream("group_messages"), pull)[0])
    corp.fail(api.MESSAGES, refusal(-1), refusal(40058))
    assert latest(drained(stream("group_messages"), pull)[0]) == expected


def test_an_answer_without_its_list_is_asked_for_again(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    Outbox(corp, clock)
    pull = context(clock, start="2026-01-01")
    expected = latest(drained(stream("group_message_results"), pull)[0])
    for path in (api.MESSAGES, api.MESSAGE_TASKS, api.MESSAGE_RESULTS):
        corp.fail(path, {"errcode": 0, "errmsg": "ok"}, {"errcode": 0, "send_list": {}})
    assert latest(drained(stream("group_message_results"), pull)[0]) == expected


def test_a_message_nobody_confirmed_or_that_is_too_old_has_no_tasks(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    Outbox(corp, clock)
    corp.on(api.MESSAGE_TASKS, lambda body: refusal(41047 if body["msgid"] == "m0" else 40058))
    pages, cursor = drained(stream("group_message_tasks"), context(clock, start="2026-01-01"))
    assert keys(pages) == []
    assert cursor is not None
    assert "window" not in cursor


def test_a_cursor_from_the_future_pulls_everything_again(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    outbox = Outbox(corp, clock)
    ahead = {"seen": outbox.now() + 400 * DAY}
    pages, _ = drained(stream("group_messages"), context(clock, start="2026-01-01"), ahead)
    assert len(keys(pages)) > 10


def test_moments_tell_whom_they_were_for_and_whom_they_reached(
    corp: FakeCorp, stream: OpenStream, clock: FakeClock
) -> None:
    made = {"moment_id": "mom1", "create_time": str(FIRST), "creator": "a"}
    corp.on(
        api.MOMENTS,
        lambda body: {"moment_list": [made] if body["start_time"] <= FIRST else []},
    )
    tasks = [{"userid": "a", "publish_status": "1"}, {"userid": "b", "publish_status": 0}]
    corp.on(api.MOMENT_TASKS, {"task_list": tasks})
    chosen = [{"userid": "a", "external_userid": one} for one in ("wm1 ", "wm2")]
    corp.on(api.MOMENT_CUSTOMERS, {"customer_list": chosen})
    corp.on(api.MOMENT_RESULTS, {"customer_list": [{"external_userid": "wm1"}]})
    like = {"userid": "staff ", "create_time": FIRST + 9}
    comment = {"external_userid": "wm1 ", "create_time": FIRST + 5}
    corp.on(api.MOMENT_COMMENTS, {"comment_list": [comment, {}], "like_list": [like]})
    pull = context(clock, start="2026-01-01")

    results = latest(drained(stream("moment_results"), pull)[0])
    told = {key: (row["is_chosen"], row["is_reached"]) for key, row in results.items()}
    assert told == {"mom1|a|wm1": (True, True), "mom1|a|wm2": (True, False)}

    pages, _ = drained(stream("moment_comments"), pull)
    assert set(latest(pages)) == {
        f"mom1|a|comment|{FIRST + 5}|wm1|",
        f"mom1|a|like|{FIRST + 9}||staff",
    }
    assert len([one for page in pages for one in page.rejected]) == 1
    statuses = latest(drained(stream("moment_tasks"), pull)[0])
    assert set(statuses) == {"mom1|a", "mom1|b"}
