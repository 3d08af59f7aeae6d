"""The tables are data; these are the rules that the data keeps, for every platform's alike."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

import connectors
from connectors.core.platform_rules import PERIODS, Verdict, load_rules
from member_center.runtime import connector_packages

WECHAT = load_rules("connectors.core")
ACTIONS = {
    "retry",
    "back_off",
    "wait_minute",
    "wait_hour",
    "fewer_at_once",
    "refresh_token",
    "halve_window",
    "restart",
    "skip_record",
    "empty",
    "not_ready",
    "quota",
    "stop",
}


def packages() -> list[str]:
    found = [f"{connectors.__name__}.core", *(one.__name__ for one in connector_packages())]
    return [name for name in found if files(name).joinpath("error_table.yml").is_file()]


def entries() -> list[Any]:
    return [
        pytest.param(verdict, id=f"{package} {name} {code}")
        for package in packages()
        for name, codes in load_rules(package).tables.items()
        for code, verdict in codes.items()
    ]


@pytest.mark.parametrize("verdict", entries())
def test_an_entry_says_what_to_do_and_what_it_means(verdict: Verdict) -> None:
    assert verdict.action in ACTIONS
    assert verdict.means
    assert verdict.setting == verdict.setting.upper()
    assert bool(verdict.waits) == (verdict.action == "back_off")
    if verdict.action == "stop":
        assert verdict.next_step.endswith(".")


@pytest.mark.parametrize("package", packages())
def test_limits_are_numbers_by_known_periods(package: str) -> None:
    limits = load_rules(package).limits
    for by_period in (limits.per_api, limits.per_account, *limits.paths.values()):
        assert set(by_period) <= {*PERIODS, "day"}
        assert all(calls > 0 for calls in by_period.values())


@pytest.mark.parametrize(
    ("path", "code", "action"),
    [
        ("/cgi-bin/user/get", 40001, "refresh_token"),
        (WECHAT.token_path, 40001, "stop"),
        ("/cgi-bin/user/get", 40003, "restart"),
        ("/cgi-bin/user/info/batchget", 40003, "skip_record"),
        ("/channels/ec/order/list/get", 31042, "halve_window"),
        ("/channels/ec/order/list/get", 606006, "restart"),
        ("/channels/ec/order/get", 100002, "skip_record"),
        ("/datacube/getusersummary", 61503, "not_ready"),
        ("/datacube/getusersummary", 45009, "quota"),
        ("/datacube/getusersummary", 424242, "unknown"),
    ],
)
def test_one_code_may_mean_two_things_on_two_paths(path: str, code: int, action: str) -> None:
    assert WECHAT.verdict(path, code).action == action
