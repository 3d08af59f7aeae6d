"""Calls through token, quota, error table and retry, against a platform that misbehaves."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import pytest
import requests

from connectors.core.errors import (
    FatalError,
    NotReady,
    QuotaExhausted,
    RetryableError,
)
from connectors.core.wechat_api import WechatApi
from tests.connectors.support import SECRET, TOKEN_PATH, FakeClock, FakePlatform

PATH = "/channels/ec/order/get"
Open = Callable[[], WechatApi]


def test_an_answer_without_errcode_is_a_success(platform: FakePlatform, open_api: Open) -> None:
    platform.on(PATH, {"order": {"order_id": "1"}})
    assert open_api().post(PATH, {}) == {"order": {"order_id": "1"}}


def test_a_second_process_uses_the_token_of_the_first(
    platform: FakePlatform, open_api: Open
) -> None:
    platform.on(PATH, {"errcode": 0})
    open_api().post(PATH, {})
    open_api().post(PATH, {})
    assert len(platform.asked(TOKEN_PATH)) == 1
    assert platform.asked(TOKEN_PATH)[0]["force_refresh"] is False


def test_a_token_that_dies_between_calls_is_renewed_once(
    platform: FakePlatform, open_api: Open
) -> None:
    platform.on(PATH, {"errcode": 0})
    api = open_api()
    api.post(PATH, {})
    platform.expire()
    api.post(PATH, {})
    api.post(PATH, {})
    assert len(platform.asked(TOKEN_PATH)) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_token_that_is_never_accepted_stops_after_one_renewal(
    platform: FakePlatform, open_api: Open, code: int
) -> None:
    platform.on(PATH, {"errcode": code, "errmsg": "invalid credential"})
    with pytest.raises(FatalError, match="has just given out"):
        open_api().post(PATH, {})
    assert len(platform.asked(PATH)) == 2
    assert len(platform.asked(TOKEN_PATH)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"errcode": -1, "errmsg": "system busy"},
        {"errcode": 61450, "errmsg": "system error"},
        (200, {"Content-Type": "text/html"}, "<html>502 Bad Gateway</html>"),
        (200, {}, '{"order": {"order_id": "1'),
        (200, {}, '{"order": NaN}'),
        (200, {}, "[]"),
        (200, {}, ""),
        (502, {}, "<html></html>"),
        (429, {}, ""),
        requests.ConnectionError("reset"),
        requests.ReadTimeout("slow"),
        requests.exceptions.ChunkedEncodingError("cut"),
    ],
    ids=str,
)
def test_passing_faults_are_retried(
    platform: FakePlatform, open_api: Open, clock: FakeClock, fault: object
) -> None:
    platform.on(PATH, {"errcode": 0, "order": {}})
    platform.fail(PATH, fault, fault)
    assert open_api().post(PATH, {})["order"] == {}
    assert clock.slept == [1.0, 3.0]


def test_a_platform_that_stays_busy_is_given_up_after_five_attempts(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    platform.on(PATH, {"errcode": -1, "errmsg": "system busy"})
    with pytest.raises(RetryableError, match="busy"):
        open_api().post(PATH, {})
    assert len(platform.asked(PATH)) == 5
    assert clock.slept == [1.0, 3.0, 9.0, 27.0]


def test_a_token_endpoint_that_is_down_is_not_asked_more_often_than_any_other(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    platform.fail(TOKEN_PATH, *[(502, {}, "<html></html>")] * 99)
    with pytest.raises(RetryableError, match="after 5 attempts; the next pull goes on from here"):
        open_api().post(PATH, {})
    assert len(platform.asked(TOKEN_PATH)) == 5
    assert platform.asked(PATH) == []


def test_the_wait_the_server_asks_for_is_honoured(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    platform.on(PATH, {"errcode": 0})
    platform.fail(PATH, (429, {"Retry-After": "17"}, ""))
    open_api().post(PATH, {})
    assert clock.slept == [17.0]


def test_a_minute_quota_waits_for_the_next_minute(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    clock.set("2026-03-10T12:00:40+08:00")
    platform.on(PATH, {"errcode": 0})
    platform.fail(PATH, {"errcode": 45011, "errmsg": "api minute-quota reach limit"})
    open_api().post(PATH, {})
    assert clock.slept == [20.0]


def test_a_used_up_quota_is_remembered_until_midnight_in_shanghai(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    platform.on(PATH, {"errcode": 0})
    platform.on("/other", {"errcode": 0})
    platform.fail(PATH, {"errcode": 45009, "errmsg": "reach max api daily quota limit"})
    with pytest.raises(QuotaExhausted, match="2026-03-11 00:00"):
        open_api().post(PATH, {})
    with pytest.raises(QuotaExhausted):
        open_api().post(PATH, {})
    assert len(platform.asked(PATH)) == 1
    assert open_api().post("/other", {}) == {"errcode": 0}
    clock.set("2026-03-11T00:00:00+08:00")
    assert open_api().post(PATH, {}) == {"errcode": 0}


def test_figures_that_are_not_computed_yet_are_no_fault(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    platform.on(PATH, {"errcode": 61503, "errmsg": "data not ready"})
    with pytest.raises(NotReady) as caught:
        open_api().post(PATH, {})
    assert caught.value.stops_quietly
    assert clock.slept == []


@pytest.mark.parametrize(
    ("code", "message", "variable"),
    [
        (40125, f"invalid appsecret {SECRET} rid: 65-a", "WECHAT_TEST_SECRET"),
        (40001, "AppSecret error", "WECHAT_TEST_SECRET"),
        (40013, "invalid appid", "WECHAT_TEST_APPID"),
    ],
)
def test_a_wrong_credential_names_the_variable_and_what_the_platform_said(
    platform: FakePlatform, open_api: Open, code: int, message: str, variable: str
) -> None:
    platform.token_answer = lambda _: {"errcode": code, "errmsg": message}
    with pytest.raises(FatalError) as caught:
        open_api().post(PATH, {})
    assert caught.value.variable == variable
    for part in (variable, str(code), "console"):
        assert part in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(platform.asked(TOKEN_PATH)) == 1


def test_an_address_off_the_allow_list_is_shown_with_what_to_do(
    platform: FakePlatform, open_api: Open
) -> None:
    message = "invalid ip 203.0.113.7, not in whitelist"
    platform.token_answer = lambda _: {"errcode": 40164, "errmsg": message}
    with pytest.raises(FatalError, match=r"203\.0\.113\.7.*allow-list in the platform's console"):
        open_api().post(PATH, {})


def test_an_api_without_permission_says_what_to_grant(
    platform: FakePlatform, open_api: Open
) -> None:
    platform.on(PATH, {"errcode": 48001, "errmsg": "api unauthorized"})
    with pytest.raises(FatalError, match="Grant the API"):
        open_api().post(PATH, {})


def test_an_unknown_code_stops_with_its_number(platform: FakePlatform, open_api: Open) -> None:
    platform.on(PATH, {"errcode": 987654, "errmsg": "something new"})
    with pytest.raises(FatalError, match="987654: something new"):
        open_api().post(PATH, {})


def test_bytes_that_stay_broken_do_not_hold_up_the_page(
    platform: FakePlatform, open_api: Open, clock: FakeClock
) -> None:
    body = '{"order": {"note": "坏'.encode() + b"\xff" + '了"}}'.encode()
    platform.fail(PATH, *[(200, {}, body)] * 5)
    assert open_api().post(PATH, {}) == {"order": {"note": "坏\ufffd了"}}
    assert len(clock.slept) == 4


def test_secrets_are_in_no_exception_and_no_log_line(
    platform: FakePlatform, open_api: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    platform.on(PATH, {"errcode": 48001, "errmsg": f"no: access_token=token-1 secret={SECRET}"})
    platform.fail(
        PATH,
        requests.ConnectionError(f"GET https://platform.test{PATH}?access_token=token-1 failed"),
    )
    with pytest.raises(FatalError) as caught:
        open_api().post(PATH, {})
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    for canary in (SECRET, "token-1"):
        assert canary not in shown


def test_a_network_that_fails_for_good_keeps_the_token_to_itself(
    platform: FakePlatform, open_api: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api = open_api()
    platform.on(PATH, {"errcode": 0})
    api.post(PATH, {})
    platform.fail(PATH, *[requests.ReadTimeout(f"{PATH}?access_token=token-1")] * 5)
    with pytest.raises(RetryableError) as caught:
        api.post(PATH, {})
    chain = caught.value.__cause__ or caught.value.__context__
    assert chain is None
    assert "token-1" not in str(caught.value) + caplog.text
