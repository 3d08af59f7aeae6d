"""The table is data; these are the rules that the data keeps."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.core.error_table import TOKEN_PATH, _table, verdict_on

ACTIONS = {
    "retry",
    "wait_minute",
    "refresh_token",
    "halve_window",
    "restart",
    "skip_record",
    "not_ready",
    "quota",
    "stop",
}


def entries() -> list[Any]:
    table = _table()
    tables = {"business": table["business"], "token": table["token"], **table["paths"]}
    return [
        pytest.param(entry, id=f"{name} {code}")
        for name, codes in tables.items()
        for code, entry in codes.items()
    ]


@pytest.mark.parametrize("entry", entries())
def test_an_entry_says_what_to_do_and_what_it_means(entry: dict[str, str]) -> None:
    assert entry["action"] in ACTIONS
    assert entry["means"]
    assert entry.get("setting") in {None, "APPID", "SECRET", "BASE_URL"}
    if entry["action"] == "stop":
        assert entry["next_step"].endswith(".")


@pytest.mark.parametrize(
    ("path", "code", "action"),
    [
        ("/cgi-bin/user/get", 40001, "refresh_token"),
        (TOKEN_PATH, 40001, "stop"),
        ("/cgi-bin/user/get", 40003, "restart"),
        ("/cgi-bin/user/info/batchget", 40003, "skip_record"),
        ("/channels/ec/order/list/get", 31042, "halve_window"),
        ("/channels/ec/order/list/get", 606006, "restart"),
        ("/channels/ec/order/get", 100002, "skip_record"),
        ("/datacube/getusersummary", 61503, "not_ready"),
        ("/datacube/getusersummary", 45009, "quota"),
        ("/datacube/getusersummary", 424242, "stop"),
    ],
)
def test_one_code_may_mean_two_things_on_two_paths(path: str, code: int, action: str) -> None:
    assert verdict_on(path, code).action == action
