"""Tokens and envelopes: what an answer says, whichever of the platform's shapes it is in."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import (
    ConnectorError,
    FatalError,
    NotReady,
    RecordUnavailable,
    RetryableError,
    TokenRejected,
    WindowTooLarge,
)
from connectors.core.platform_rules import load_rules
from connectors.youzan import Settings
from connectors.youzan.api import YouzanApi
from tests.connectors.support import FakeClock, context
from tests.connectors.youzan.shop import (
    BASE_URL,
    CLIENT_ID,
    KDT_ID,
    SECRET,
    FakeShop,
    failed,
    good,
    refused,
)

API = "youzan.trades.sold.get/4.0.4"


@pytest.fixture
def api(shop: FakeShop, clock: FakeClock, tmp_path: Path) -> YouzanApi:
    settings = Settings(_env_file=None, base_url=BASE_URL, client_id=CLIENT_ID,
                        client_secret=SECRET, kdt_id=KDT_ID)  # fmt: skip
    credentials = settings.credentials("client_secret", settings.client_id)
    return YouzanApi(credentials, BASE_URL, tmp_path, clock.now, clock.retry())


def call(api: YouzanApi) -> Any:
    return api.post(f"/api/{API}", {})


@pytest.mark.parametrize(
    "answer",
    [
        good({"total": 1}),
        {"response": {"total": 1}},
        {"code": "200", "success": True, "data": {"total": 1, "is_success": "true"}},
    ],
)
def test_every_envelope_of_success_is_read(shop: FakeShop, api: YouzanApi, answer: Any) -> None:
    shop.fail(API, answer)
    assert call(api) == answer


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(4204), FatalError),
        (refused(5001), FatalError),
        (refused(4009), RecordUnavailable),
        (failed(142710032, {"record_list": []}), WindowTooLarge),
        (failed(103011024), RecordUnavailable),
        (failed(144100001), RecordUnavailable),
        (failed(5000, {"full_order_info_list": [], "total_results": 0}), FatalError),
        ({"code": 200, "success": False, "message": "no", "data": {}}, FatalError),
        (good({"is_success": "false"}), FatalError),
        ({"error_response": {"code": 123456789, "msg": "no"}}, FatalError),
    ],
)
def test_every_refusal_is_the_exception_it_deserves(
    shop: FakeShop, api: YouzanApi, answer: Any, kind: type[ConnectorError]
) -> None:
    shop.fail(API, answer)
    with pytest.raises(kind):
        call(api)


@pytest.mark.parametrize(
    "answer",
    [
        refused(4101),
        {"msg": "请求被限流", "code": 500100004},
        {"code": 123000042, "success": False, "message": "请求被限流"},
        failed(141500203),
    ],
)
def test_every_shape_of_a_rate_limit_is_backed_off_from(
    shop: FakeShop, api: YouzanApi, clock: FakeClock, answer: Any
) -> None:
    shop.on(API, lambda _: {"total": 0})
    shop.fail(API, answer, answer, answer)
    assert call(api)["data"] == {"total": 0}
    assert clock.slept == [3, 6, 12]


def test_a_platform_that_stays_busy_is_given_up_after_the_official_waits(
    shop: FakeShop, api: YouzanApi, clock: FakeClock
) -> None:
    shop.fail(API, *[refused(4101)] * 9)
    with pytest.raises(RetryableError):
        call(api)
    assert clock.slept == [3, 6, 12, 24, 48]


def test_an_answer_in_no_envelope_is_asked_for_again(shop: FakeShop, api: YouzanApi) -> None:
    shop.on(API, lambda _: {"total": 3})
    shop.fail(API, {"total": 0}, [], {"gw_err_resp": None})
    assert call(api)["data"] == {"total": 3}


def test_the_token_is_asked_for_once_and_travels_in_the_query(
    shop: FakeShop, api: YouzanApi, clock: FakeClock
) -> None:
    shop.on(API, lambda _: {})
    for _ in range(3):
        call(api)
        clock.advance(86_400)
    assert len(shop.token_calls) == 1
    assert shop.token_calls[0]["refresh"] is False
    clock.advance(5 * 86_400)
    call(api)
    assert len(shop.token_calls) == 2


def test_a_token_that_stays_refused_is_refreshed_by_force_once(
    shop: FakeShop, api: YouzanApi
) -> None:
    shop.on(API, lambda _: {})
    shop.refuses = {"token-1"}
    call(api)
    assert [asked["refresh"] for asked in shop.token_calls] == [False, False, True]
    shop.refuses = {"token-1+", "token-1++"}
    with pytest.raises(FatalError) as caught:
        call(api)
    assert caught.value.variable == "YOUZAN_KDT_ID"


def test_a_wrong_secret_names_its_variable_and_is_repeated_nowhere(
    shop: FakeShop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    source = shop.source(tmp_path, client_secret="another-secret-1234567890")
    with pytest.raises(FatalError) as caught:
        list(source.streams[0].pages(None, context(shop.clock)))
    assert caught.value.variable == "YOUZAN_CLIENT_SECRET"
    assert "another-secret" not in f"{caught.value}{caplog.text}"


@pytest.mark.parametrize("missing", ["client_id", "client_secret", "kdt_id"])
def test_a_missing_variable_is_named(shop: FakeShop, tmp_path: Path, missing: str) -> None:
    with pytest.raises(FatalError) as caught:
        shop.source(tmp_path, **{missing: ""})
    assert caught.value.variable == f"YOUZAN_{missing}".upper()


def test_the_table_knows_every_code_of_the_platforms_documentation() -> None:
    rules = load_rules("connectors.youzan")
    business = (
        *(4001, 4004, 4005, 4007, 4009, 4101, 4201, 4202, 4203, 4204, 5001, 5002, 5003),
        *(500100004, 123000042, 141500203, 5000, 106000001, 106100118, 106000003, 106000004),
        *(106100110, 106100114, 106100115, 103011024, 103010052, 103010054, 141500101),
        *(141001107, 141502108, 144100000, 144100001, 142710032, 53002),
    )
    assert all(rules.verdict(f"/api/{API}", code).action != "unknown" for code in business)
    token = (1000, 1004, 1005, 1103, 1105)
    assert all(rules.verdict("/auth/token", code).action == "stop" for code in token)


def test_a_list_that_was_taken_out_of_service_ends_quietly(shop: FakeShop, tmp_path: Path) -> None:
    shop.fail("youzan.ump.coupon.search/3.0.0", refused(4005))
    with pytest.raises(NotReady):
        list(shop.stream(tmp_path, "coupon_activities").pages(None, context(shop.clock)))


def test_a_lapsed_grant_is_refreshed_once_and_then_stops(shop: FakeShop, api: YouzanApi) -> None:
    shop.fail(API, refused(4201), refused(4201))
    with pytest.raises(FatalError) as caught:
        call(api)
    assert not isinstance(caught.value, TokenRejected)
    assert len(shop.asked(API)) == 2
