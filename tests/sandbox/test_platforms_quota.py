"""Daily and minute quotas, how they are read, and how they are cleared."""

from __future__ import annotations

from pathlib import Path

from sandbox.accounts import OFFICIAL_ACCOUNT, SHOP
from sandbox.platforms.calendar import DAY
from sandbox.platforms.quota import Quotas
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

USERS, TAGS = "/cgi-bin/user/get", "/cgi-bin/tags/get"


def errcodes(api: Client, path: str, times: int) -> list[int]:
    return [api.get(path, "official_account").get("errcode", 0) for _ in range(times)]


def described(api: Client, path: object) -> dict[str, object]:
    return api.post("/cgi-bin/openapi/quota/get", "official_account", {"cgi_path": path})


def test_a_daily_quota_ends_at_midnight_in_beijing_and_belongs_to_one_path(serve: Serve) -> None:
    api = serve(daily_quotas={USERS: 2})
    assert errcodes(api, USERS, 4) == [0, 0, 45009, 45009]
    assert errcodes(api, TAGS, 1) == [0]
    midnight = int(api.world.until_ts) + DAY
    api.clock.move(midnight - 1)
    assert errcodes(api, USERS, 1) == [45009]
    api.clock.move(midnight)
    assert errcodes(api, USERS, 1) == [0]


def test_new_tokens_do_not_bring_new_quota(serve: Serve) -> None:
    api = serve(daily_quotas={USERS: 1})
    assert errcodes(api, USERS, 1) == [0]
    api.token("official_account", force_refresh=True)
    assert errcodes(api, USERS, 1) == [45009]


def test_refused_calls_count_but_calls_without_a_valid_token_do_not(serve: Serve) -> None:
    api = serve(daily_quotas={USERS: 2})
    api.raw("GET", USERS, params={"access_token": "x"})
    bad = api.get(USERS, "official_account", next_openid="nobody")
    assert bad["errcode"] == 40003
    assert described(api, USERS)["quota"] == {"daily_limit": 2, "used": 1, "remain": 1}


def test_the_usual_limits_are_the_platforms(api: Client) -> None:
    assert described(api, USERS)["quota"] == {"daily_limit": 500, "used": 0, "remain": 500}
    assert "rate_limit" not in described(api, USERS)
    assert described(api, "/cgi-bin/no/such/path")["errcode"] == 76021
    assert described(api, None)["errcode"] == 76021
    assert described(api, "/channels/ec/order/get")["errcode"] == 76022


def test_a_minute_quota_ends_with_the_minute(serve: Serve) -> None:
    api = serve(minute_quotas={TAGS: 2})
    api.clock.move(api.clock.now() // 60 * 60)
    assert errcodes(api, TAGS, 3) == [0, 0, 45011]
    assert described(api, TAGS)["rate_limit"] == {"call_count": 2, "refresh_second": 60}
    api.clock.move(api.clock.now() + 60)
    assert errcodes(api, TAGS, 1) == [0]


def test_clearing_is_possible_ten_times_a_month(serve: Serve) -> None:
    api = serve(daily_quotas={USERS: 1})
    body = {"appid": OFFICIAL_ACCOUNT.appid}
    by_secret = {**body, "appsecret": OFFICIAL_ACCOUNT.secret}
    for number in range(10):
        assert errcodes(api, USERS, 2) == [0, 45009]
        cleared = (
            api.post("/cgi-bin/clear_quota", "official_account", body)
            if number % 2
            else api.raw("POST", "/cgi-bin/clear_quota/v2", json=by_secret).json()
        )
        assert cleared == {"errcode": 0, "errmsg": "ok"}
    assert api.post("/cgi-bin/clear_quota", "official_account", body)["errcode"] == 48006
    wrong = api.post("/cgi-bin/clear_quota", "official_account", {"appid": SHOP.appid})
    assert wrong["errcode"] == 40013


def test_limits_can_be_set_while_it_runs(api: Client) -> None:
    assert api.control("POST", "quotas", json={TAGS: 1}).status_code == 200
    assert errcodes(api, TAGS, 2) == [0, 45009]
    assert api.control("POST", "quotas", json={TAGS: "many"}).status_code == 400


def test_counters_outlive_the_server_when_they_have_a_file(tmp_path: Path) -> None:
    file, now = tmp_path / "quota.json", 1_795_000_000
    before = Quotas({USERS: 3}, state_file=file)
    before.spend("wx1", USERS, now)
    before.clear("wx2", now)
    before.save()
    after = Quotas({USERS: 3}, state_file=file)
    assert after.used("wx1", USERS, now) == 1
    assert after.used("wx1", USERS, now + DAY) == 0
