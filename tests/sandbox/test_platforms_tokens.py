"""Access tokens: two name-spaces, lifetimes, and whose endpoints they open."""

from __future__ import annotations

import re

import pytest

from sandbox.accounts import OFFICIAL_ACCOUNT, SHOP
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

RID = re.compile(r" rid: 6[0-9a-f]{7}-[0-9a-f]{8}-[0-9a-f]{8}$")
LOGIN = {
    "grant_type": "client_credential",
    "appid": OFFICIAL_ACCOUNT.appid,
    "secret": OFFICIAL_ACCOUNT.secret,
}


def classic(api: Client) -> str:
    return str(api.raw("GET", "/cgi-bin/token", params=LOGIN).json()["access_token"])


def opens(api: Client, token: str) -> int:
    answer = api.raw("GET", "/cgi-bin/tags/get", params={"access_token": token}).json()
    return int(answer.get("errcode", 0))


def test_a_new_classic_token_kills_the_one_before(api: Client) -> None:
    first = classic(api)
    assert opens(api, first) == 0
    second = classic(api)
    assert (opens(api, first), opens(api, second)) == (40001, 0)


def test_a_stable_token_is_repeated_with_the_time_it_has_left(api: Client) -> None:
    first = api.stable_token("official_account")
    api.clock.move(api.clock.now() + 600)
    again = api.stable_token("official_account")
    assert again["access_token"] == first["access_token"]
    assert (first["expires_in"], again["expires_in"]) == (7_200, 6_600)


def test_a_stable_token_rotates_five_minutes_before_its_end_and_both_work(api: Client) -> None:
    first = api.token("official_account")
    api.clock.move(api.clock.now() + 7_200 - 299)
    second = api.token("official_account")
    assert second != first
    assert (opens(api, first), opens(api, second)) == (0, 0)
    api.clock.move(api.clock.now() + 300)
    assert (opens(api, first), opens(api, second)) == (42001, 0)


def test_the_two_name_spaces_do_not_touch_each_other(api: Client) -> None:
    stable = api.token("official_account")
    classic(api)
    classic(api)
    assert opens(api, stable) == 0


def test_a_forced_refresh_kills_at_once_and_is_limited(api: Client) -> None:
    first = api.token("official_account")
    second = api.token("official_account", force_refresh=True)
    assert (opens(api, first), opens(api, second)) == (40001, 0)
    assert api.stable_token("official_account", force_refresh=True)["errcode"] == 45011
    for _ in range(19):
        api.clock.move(api.clock.now() + 30)
        assert "errcode" not in api.stable_token("official_account", force_refresh=True)
    api.clock.move(api.clock.now() + 30)
    assert api.stable_token("official_account", force_refresh=True)["errcode"] == 45009
    assert "errcode" not in api.stable_token("official_account")


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"secret": "wrong"}, 40125),
        ({"secret": SHOP.secret}, 40001),
    ],
    ids=["grant type", "appid", "no appid", "no secret", "secret", "another account's secret"],
)
def test_wrong_credentials_are_refused_with_their_own_code(
    api: Client, change: dict[str, str], errcode: int
) -> None:
    answers = [
        api.raw("GET", "/cgi-bin/token", params={**LOGIN, **change}),
        api.raw("POST", "/cgi-bin/stable_token", json={**LOGIN, **change}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["errcode"] for answer in answers] == [errcode, errcode]


@pytest.mark.parametrize(
    ("token", "errcode"),
    [("", 41001), ("x", 40014), ("98_" + "0" * 136, 40001)],
    ids=["missing", "malformed", "unknown"],
)
def test_a_token_that_opens_nothing_says_why(api: Client, token: str, errcode: int) -> None:
    assert opens(api, token) == errcode


@pytest.mark.parametrize("account", ["mini_program", "shop"])
def test_a_token_does_not_open_another_accounts_endpoints(api: Client, account: str) -> None:
    assert opens(api, api.token(account)) == 48001


def test_refusals_are_http_200_with_a_request_id_of_their_own(api: Client) -> None:
    answers = [api.raw("GET", "/cgi-bin/tags/get") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    texts = [answer.json()["errmsg"] for answer in answers]
    assert all(RID.search(text) for text in texts)
    assert texts[0] != texts[1]


def test_a_call_must_use_its_method_and_send_a_json_object(api: Client) -> None:
    path, query = "/cgi-bin/user/info/batchget", {"access_token": api.token("official_account")}

    def errcode(method: str, where: str, **more: object) -> int:
        return int(api.raw(method, where, params=query, **more).json()["errcode"])

    assert errcode("GET", path) == 43002
    assert errcode("POST", "/cgi-bin/tags/get", json={}) == 43001
    assert errcode("POST", path) == 44002
    assert errcode("POST", path, data=b"{") == 47001
    assert errcode("POST", path, json=[]) == 47001
    assert errcode("GET", "/cgi-bin/no/such/path") == 40066


def test_classic_reads_succeed_without_errcode_and_shop_calls_with_zero(api: Client) -> None:
    assert "errcode" not in api.stable_token("shop")
    assert "errcode" not in api.get("/cgi-bin/user/get", "official_account")
    assert "errcode" not in api.datacube("getusersummary", api.yesterday)
    assert "errcode" not in api.datacube("getweanalysisappiddailyvisittrend", api.yesterday)
    assert api.post("/channels/ec/product/list/get", "shop", {})["errcode"] == 0


def test_a_shorter_lifetime_can_be_set(serve: Serve) -> None:
    api = serve(token_lifetime=900)
    token = api.token("shop")
    api.clock.move(api.clock.now() + 900)
    body = {"access_token": token}
    answer = api.raw("POST", "/channels/ec/product/list/get", params=body, json={}).json()
    assert answer["errcode"] == 42001
