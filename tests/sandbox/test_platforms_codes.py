"""Login codes, phone codes, and what the platform tells of a refused request."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from sandbox.accounts import MINI_PROGRAM, OFFICIAL_ACCOUNT
from sandbox.platforms.calendar import DAY
from tests.sandbox.platform_client import Client

SESSION = "/sns/jscode2session"
PHONE = "/wxa/business/getuserphonenumber"
RID = "/cgi-bin/openapi/rid/get"


@pytest.fixture
def user(api: Client) -> int:
    """A row of `mini_users` whose unionid the main app knows."""
    users = api.world.mini_users
    known = (users.unionid_visible_at >= 0) & (users.unionid_visible_at <= api.clock.now())
    return int(np.flatnonzero((users.app == 0) & known)[0])


def codes(api: Client, user: int) -> dict[str, str]:
    openid_id = api.world.mini_users.openid_id[[user]]
    openid = api.world.openid(MINI_PROGRAM.appid, openid_id)[0]
    answer: dict[str, str] = api.control("POST", "codes", json={"openid": openid}).json()
    return answer


def login(api: Client, code: str, **more: str) -> dict[str, Any]:
    query = {
        "appid": MINI_PROGRAM.appid,
        "secret": MINI_PROGRAM.secret,
        "js_code": code,
        "grant_type": "authorization_code",
        **more,
    }
    answer: dict[str, Any] = api.raw("GET", SESSION, params=query).json()
    return answer


def test_a_login_code_works_once(api: Client, user: int) -> None:
    code = codes(api, user)["login_code"]
    session = login(api, code)
    users = api.world.mini_users
    assert session["openid"] == api.world.openid(MINI_PROGRAM.appid, users.openid_id[[user]])[0]
    assert session["unionid"] == api.world.unionid(users.person[[user]])[0]
    assert session["session_key"]
    assert "errcode" not in session
    assert login(api, code)["errcode"] == 40029


def test_a_code_lives_five_minutes(api: Client, user: int) -> None:
    code = codes(api, user)["login_code"]
    api.clock.move(api.clock.now() + 300)
    assert login(api, code)["errcode"] == 40029


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        ({"js_code": ""}, 41008),
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx-nobody"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"appid": OFFICIAL_ACCOUNT.appid, "secret": OFFICIAL_ACCOUNT.secret}, 40013),
    ],
)
def test_a_login_that_is_refused(
    api: Client, user: int, more: dict[str, str], errcode: int
) -> None:
    assert login(api, codes(api, user)["login_code"], **more)["errcode"] == errcode


def test_a_user_logs_in_at_most_a_hundred_times_a_minute(api: Client, user: int) -> None:
    answers = [login(api, codes(api, user)["login_code"]) for _ in range(101)]
    assert [answer.get("errcode") for answer in answers] == [None] * 100 + [45011]


def test_a_phone_code_works_once_and_is_no_login_code(api: Client, user: int) -> None:
    given = codes(api, user)
    assert login(api, given["phone_code"])["errcode"] == 40029
    told = api.post(PHONE, "mini_program", {"code": given["phone_code"]})
    person = api.world.mini_users.person[[user]]
    number = str(api.world.phone_at(person, np.array([api.clock.now()]))[0])
    assert told["phone_info"]["purePhoneNumber"] == number
    assert told["phone_info"]["watermark"]["appid"] == MINI_PROGRAM.appid
    assert api.post(PHONE, "mini_program", {"code": given["phone_code"]})["errcode"] == 40029


def test_nobody_gets_no_code(api: Client) -> None:
    assert api.control("POST", "codes", json={"openid": "x"}).status_code == 400


def test_a_refused_request_is_told_by_its_id(api: Client) -> None:
    refused = api.post("/cgi-bin/user/info/batchget", "official_account", {"user_list": []})
    rid = re.search(r"rid: (\S+)", refused["errmsg"])[1]  # type: ignore[index]  # it is there
    told = api.post(RID, "official_account", {"rid": rid})["request"]
    assert told["request_body"] == '{"user_list": []}'
    assert '"errcode":40032' in told["response_body"]
    assert api.token("official_account") not in told["request_url"]
    assert api.post(RID, "mini_program", {"rid": rid})["errcode"] == 76003
    assert api.post(RID, "official_account", {"rid": "no id"})["errcode"] == 76002
    unknown = "60000000-00000000-00000000"
    assert api.post(RID, "official_account", {"rid": unknown})["errcode"] == 76001
    api.clock.move(api.clock.now() + 8 * DAY)
    assert api.post(RID, "official_account", {"rid": rid})["errcode"] == 76004


def test_one_path_is_cleared_fifty_times_a_month(api: Client) -> None:
    clear, path = "/cgi-bin/openapi/quota/clear", {"cgi_path": "/cgi-bin/tags/get"}
    api.get("/cgi-bin/tags/get", "official_account")
    answers = [api.post(clear, "official_account", path)["errcode"] for _ in range(51)]
    assert answers == [0] * 50 + [48006]
    told = api.post("/cgi-bin/openapi/quota/get", "official_account", path)
    assert told["quota"]["used"] == 0
    assert api.post(clear, "official_account", {"cgi_path": "/x"})["errcode"] == 76021
