"""The platform's own count of calls, one record per API and day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.core.quota_state import QUOTA, QuotaStates
from connectors.core.wechat_api import WechatApi
from tests.connectors.support import FakeClock, FakePlatform, context, drained, keys, latest

PATHS = ("/cgi-bin/user/get", "/datacube/getusersummary")


def stream(api: WechatApi) -> QuotaStates:
    return QuotaStates(
        source="wechat_test", name="api_quotas", description="", api=api, paths=PATHS
    )


def answer(body: dict[str, Any]) -> dict[str, Any]:
    if body["cgi_path"] == PATHS[0]:
        quota = {"daily_limit": 500, "used": 120, "remain": 380}
        rate = {"call_count": 10, "refresh_second": 60}
        return {"errcode": 0, "errmsg": "ok", "quota": quota, "rate_limit": rate}
    return {"errcode": 0, "quota": {"daily_limit": 0, "used": 0, "remain": 0}}


def test_a_record_per_api_and_shanghai_day(
    open_api: Callable[[], WechatApi], clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(QUOTA, answer)
    clock.set("2026-03-10T23:59:00+08:00")
    api = open_api()
    pages, cursor = drained(stream(api), context(clock))
    assert keys(pages) == [f"2026-03-10|{path}" for path in PATHS]
    assert latest(pages)[f"2026-03-10|{PATHS[0]}"] == {
        "ref_date": "2026-03-10",
        "cgi_path": PATHS[0],
        "quota": {"daily_limit": 500, "used": 120, "remain": 380},
        "rate_limit": {"call_count": 10, "refresh_second": 60},
    }
    assert drained(stream(api), context(clock), cursor)[0] == []
    clock.advance(120)
    again, _ = drained(stream(api), context(clock), cursor)
    assert keys(again)[0] == f"2026-03-11|{PATHS[0]}"


def test_what_the_platform_counts_is_believed_over_our_own_ledger(
    open_api: Callable[[], WechatApi], clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(QUOTA, answer)
    api = open_api()
    drained(stream(api), context(clock))
    state = api.quota(PATHS[0])
    assert (state.limit, state.used) == (500, 120)


def test_an_api_whose_quota_the_platform_does_not_tell_is_left_out(
    open_api: Callable[[], WechatApi], clock: FakeClock, platform: FakePlatform
) -> None:
    platform.on(
        QUOTA,
        lambda body: (
            {"errcode": 76021, "errmsg": "cgi_path not found"}
            if body["cgi_path"] == PATHS[0]
            else answer(body)
        ),
    )
    pages, _ = drained(stream(open_api()), context(clock))
    assert keys(pages) == [f"2026-03-10|{PATHS[1]}"]
