"""Youzan's contract: envelopes, order of checks, units, limits, and lists that move."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from sandbox.accounts import YOUZAN
from sandbox.platforms.calendar import DAY, clock_text
from sandbox.world.vocabulary import REFUNDED
from tests.sandbox.conftest import Serve
from tests.sandbox.platform_client import Client

TRADES = "youzan.trades.sold.get/4.0.4"
TRADE = "youzan.trade.get/4.0.2"
REFUNDS = "youzan.trade.refund.search/3.0.1"
REFUND = "youzan.trade.refund.get/3.0.1"
CUSTOMERS = "youzan.scrm.customer.list/1.0.0"
POINTS = "youzan.crm.customer.points.changelog.search/4.0.2"
VOUCHERS = "youzan.ump.voucher.query/3.0.0"


def token_answer(api: Client, **more: Any) -> dict[str, Any]:
    body = {
        "client_id": YOUZAN.client_id,
        "client_secret": YOUZAN.client_secret,
        "authorize_type": "silent",
        "grant_id": YOUZAN.kdt_id,
        "refresh": False,
        **more,
    }
    return api.raw("POST", "/auth/token", json=body).json()


def call(api: Client, name: str, **body: Any) -> dict[str, Any]:
    token = token_answer(api)["data"]["access_token"]
    reply = api.raw("POST", f"/api/{name}", params={"access_token": token}, json=body)
    assert reply.status_code == 200
    return reply.json()


def updates(api: Client, days: float) -> dict[str, str]:
    now = api.clock.now()
    return {"start_update": clock_text(now - int(days * DAY)), "end_update": clock_text(now)}


def listed(api: Client, name: str, field: str, **body: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(1, 60):
        rows = call(api, name, page_no=number, page_size=50, **body)["data"][field]
        found += rows
        if len(rows) < 50:
            break
    return found


def trades(api: Client) -> list[dict[str, Any]]:
    windows = [(180, 90), (90, 0)]
    now = api.clock.now()
    found = []
    for begin, end in windows:
        body = {
            "start_update": clock_text(now - begin * DAY),
            "end_update": clock_text(now - end * DAY),
        }
        found += listed(api, TRADES, "full_order_info_list", **body)
    return [one["full_order_info"] for one in found]


def test_the_token_lives_a_week_and_its_end_is_an_instant_in_milliseconds(api: Client) -> None:
    told = token_answer(api)
    assert told["code"] == 200
    assert told["data"]["expires"] == (api.clock.now() + 7 * DAY) * 1000
    assert token_answer(api)["data"] == told["data"]
    assert token_answer(api, refresh=True)["data"]["access_token"] != told["data"]["access_token"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"client_id": "nobody"}, 1103),
        ({"client_secret": "wrong"}, 1000),
        ({"grant_id": "1"}, 1103),
        ({"authorize_type": "code"}, 1105),
    ],
)
def test_a_wrong_login_is_refused_in_the_token_envelope(
    api: Client, wrong: dict[str, str], code: int
) -> None:
    told = token_answer(api, **wrong)
    assert told == {"success": False, "code": code, "data": None, "message": told["message"]}


def test_a_form_is_no_login(api: Client) -> None:
    told = api.raw("POST", "/auth/token", data={"client_id": "x"}).json()
    assert told["code"] == 1000
    assert "not supported" in told["message"]


def test_checks_come_in_the_platforms_order(api: Client) -> None:
    def code(path: str, **more: Any) -> int:
        return api.raw("POST", path, **more).json()["gw_err_resp"]["err_code"]

    assert code(f"/api/{TRADES.split('/')[0]}", json={}) == 4001
    assert code("/api/youzan.nothing.get/1.0.0", json={}) == 4005
    assert code(f"/api/{TRADES}", json={}) == 4201
    assert code(f"/api/{TRADES}", json={}, params={"access_token": "x"}) == 4203
    token = token_answer(api)["data"]["access_token"]
    assert code(f"/api/{TRADES}", json={}, headers={"Authorization": f"Bearer {token}"}) == 4201
    params = {"access_token": token}
    headers = {"Content-Type": "application/json"}
    assert code(f"/api/{TRADES}", data="{", params=params, headers=headers) == 4004
    assert code(f"/api/{TRADES}", data="{}", params=params) == 4007
    api.clock.move(api.clock.now() + 8 * DAY)
    assert code(f"/api/{TRADES}", json={}, params=params) == 4202


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"start_update": "2026-11-01", "end_update": "2026-11-02"}, 5001),
        ({"start_update": 1_790_000_000, "end_update": 1_790_000_001}, 5001),
        ({"start_update": "2026-11-01"}, 5001),
        ({"page_size": "100"}, 5001),
    ],
)
def test_a_wrong_type_is_the_gateways_affair(api: Client, body: dict[str, Any], code: int) -> None:
    assert call(api, TRADES, **body)["gw_err_resp"]["err_code"] == code


@pytest.mark.parametrize(
    "body",
    [
        {"page_size": 101},
        {"page_no": 101},
        {"start_update": "2026-11-02 00:00:00", "end_update": "2026-11-01 00:00:00"},
        {"start_update": "2026-01-01 00:00:00", "end_update": "2026-11-01 00:00:00"},
    ],
)
def test_what_is_too_much_is_a_business_refusal(api: Client, body: dict[str, Any]) -> None:
    told = call(api, TRADES, **body)
    assert told["code"] == 5000
    assert told["success"] is False


def test_an_unpaired_time_goes_unnoticed(api: Client) -> None:
    everything = call(api, TRADES)["data"]["total_results"]
    alone = call(api, TRADES, start_update="2026-11-20 00:00:00")["data"]["total_results"]
    assert alone == everything > 50


def test_every_trade_is_listed_with_its_money_in_yuan(api: Client) -> None:
    now, table = api.clock.now(), api.world.youzan_trades
    seen = np.flatnonzero(table.created_at <= now - 30)
    found = {one["order_info"]["tid"]: one for one in trades(api)}
    tids = api.world.youzan_tid(seen)
    assert sorted(found) == sorted(tids)
    for row, tid in zip(seen.tolist(), tids, strict=True):
        told = found[tid]["pay_info"]
        assert Decimal(told["payment"]) * 100 == int(table.order_fen[row])
        assert Decimal(told["post_fee"]) * 100 == int(table.freight_fen[row])
        assert isinstance(told["deduction_pay"], int)
        paid = sum(Decimal(line["payment"]) for line in found[tid]["orders"]) * 100
        freight = int(table.freight_fen[row])
        held = freight if table.lines_hold_freight[row] else 0
        assert paid == int(table.order_fen[row]) - freight + held


def test_statuses_and_refund_states_agree(api: Client) -> None:
    found = trades(api)
    statuses = {one["order_info"]["status"] for one in found}
    assert {"TRADE_SUCCESS", "TRADE_CLOSED"} <= statuses
    for one in found:
        order = one["order_info"]
        if order["status"] == "TRADE_SUCCESS":
            assert order["pay_time"] < order["consign_time"] < order["success_time"]
        if order["refund_state"] == 12 and not order["consign_time"]:
            assert (order["status"], order["close_type"]) == ("TRADE_CLOSED", 2)
    anonymous = [one for one in found if not one["buyer_info"]["yz_open_id"]]
    assert anonymous
    gifts = [one for one in found if one["child_info"]]
    assert gifts
    assert all(one["child_info"]["child_orders"][0]["user_tel"] for one in gifts)


def test_a_trade_shows_half_a_minute_late_and_moves_between_pages(api: Client) -> None:
    later = api.world.youzan_trades.created_at
    at = int(later[later > api.clock.now()][0])
    tid = api.world.youzan_tid(np.flatnonzero(later == at))[0]
    api.clock.move(at + 29)
    assert call(api, TRADES, tid=tid)["data"]["total_results"] == 0
    api.clock.move(at + 30)
    assert call(api, TRADES, tid=tid)["data"]["total_results"] == 1
    begin = clock_text(at - 60 * DAY)
    before = call(api, TRADES, start_update=begin, end_update=clock_text(at), page_size=5)["data"]
    api.clock.move(at + 3 * DAY)
    after = call(api, TRADES, start_update=begin, end_update=clock_text(at), page_size=5)["data"]
    assert after["total_results"] < before["total_results"]


def test_one_trade_tells_more(api: Client) -> None:
    tid = api.world.youzan_tid(np.array([3]))[0]
    told = call(api, TRADE, tid=tid)["data"]
    assert told["full_order_info"]["order_info"]["tid"] == tid
    assert "order_promotion" in told
    missing = call(api, TRADE, tid="E00000000000000000000000")
    assert (missing["code"], missing["message"]) == (5000, "trade not found")


def test_refunds_are_searched_in_seconds_and_end_at_three_thousand(api: Client) -> None:
    now, table = api.clock.now(), api.world.youzan_refunds
    body = {"update_time_start": int(api.world.start_ts), "update_time_end": now}
    found = listed(api, REFUNDS, "refunds", **body)
    assert len(found) == np.count_nonzero(table.created_at <= now - 30)
    granted = (table.outcome == REFUNDED) & (table.completed_at <= now - 30)
    fees = [Decimal(one["refund_fee"]) for one in found if one["status"] == "SUCCESS"]
    expected = table.amount_fen[granted & (table.completed_at >= 0)].sum()
    assert sum(fees) * 100 == int(expected)
    assert call(api, REFUNDS, page_no=61, page_size=50)["success"] is False
    assert call(api, REFUNDS, page_no=60, page_size=50)["success"] is True
    detail = call(api, REFUND, refund_id=found[0]["refund_id"])["data"]
    assert detail["oid"]
    assert call(api, REFUND, refund_id="1")["code"] == 103011024


@pytest.mark.parametrize(("unit", "per_second"), [("seconds", 1), ("milliseconds", 1000)])
def test_the_customer_list_reads_its_filters_in_one_unit(
    serve: Serve, unit: str, per_second: int
) -> None:
    api = serve(youzan_unit=unit)
    created = api.world.youzan_customers.created_at
    middle = int(created[len(created) // 2])
    body = {"created_at_start": 0, "created_at_end": middle * per_second}
    found = listed(api, CUSTOMERS, "record_list", **body)
    assert len(found) == np.count_nonzero(created <= middle)
    assert all(one["created_at"] <= middle for one in found)


def test_the_customer_list_ends_at_its_cap(serve: Serve) -> None:
    api = serve(most_youzan_customers=20)
    assert call(api, CUSTOMERS, page_no=2, page_size=10)["code"] == 200
    refused = call(api, CUSTOMERS, page_no=3, page_size=10)
    assert refused["code"] == 142710032
    assert refused["data"]["record_list"] == []
    assert call(api, CUSTOMERS, page_size=51)["code"] == 5000


def test_points_and_vouchers_are_told_per_customer(api: Client) -> None:
    now, points = api.clock.now(), api.world.youzan_points
    customer = int(points.customer[0])
    person = api.world.youzan_customers.person[customer : customer + 1]
    yz_open_id = api.world.yz_open_id(person)[0]
    user = {"account_type": 5, "account_id": yz_open_id}
    begin = int(points.at[0])
    window = {"begin_time": clock_text(begin), "end_time": clock_text(begin + 30 * DAY)}
    told = call(api, POINTS, user=user, page=1, page_size=50, **window)["data"]
    mine = (points.customer == customer) & (points.at <= min(now, begin + 30 * DAY))
    assert [item["amount"] for item in told["items"]] == points.delta[mine][::-1].tolist()
    too_long = {"begin_time": clock_text(begin), "end_time": clock_text(begin + 32 * DAY)}
    assert call(api, POINTS, user=user, page=1, page_size=50, **too_long)["success"] is False
    vouchers = call(api, VOUCHERS, yz_open_id=yz_open_id, status=0, page_num=1, page_size=200)
    assert isinstance(vouchers["data"], list)
    assert vouchers["total"] == len(vouchers["data"])
    assert call(api, VOUCHERS, yz_open_id="nobody", status=0)["code"] == 141502108


@pytest.mark.parametrize(
    ("code", "layer"),
    [(4101, "gw_err_resp"), (500100004, "msg"), (123000042, "message"), (141500203, "message")],
)
def test_every_rate_limit_has_its_own_shape(api: Client, code: int, layer: str) -> None:
    fault = {"path": f"/api/{TRADES}", "kind": "errcode", "errcode": code}
    api.raw("POST", "/_sandbox/faults", json=[fault])
    assert layer in call(api, TRADES)
    assert call(api, TRADES)["code"] == 200
