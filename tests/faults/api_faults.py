"""What a platform can do to a pull, as data: one entry a fault, with its number in part B.

After each of these a pull that is simply run again ends with the records of a pull that met none.
`path` of a script is what the sandbox watches; `streams` are those that the short suite looks at,
the long one looks at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Script = tuple[dict[str, Any], ...]
ONE_OF_EACH_KIND = (
    "wechat_shop.orders",
    "wechat_official_account.followers",
    "wechat_mini_program.visit_pages",
    "wecom.customers",
    "youzan.trades",
)
LOGS = ("wechat_mini_program.events", "wechat_official_account.follow_events")
ORDERS = ("wechat_shop.orders",)
FOLLOWERS = ("wechat_official_account.followers",)
PRODUCTS = ("wechat_shop.products",)
ORDER_LIST = "/channels/ec/order/list/get"
WECHAT = ("wechat_shop.orders", "wechat_official_account.followers")


@dataclass(frozen=True)
class ApiFault:
    """One fault.

    Attributes:
        number: Of part B.
        name: What goes wrong.
        script: The sandbox's fault script.
        streams: What the short suite pulls under it.
        only: Whether the script concerns these streams alone.
    """

    number: int
    name: str
    script: Script
    streams: tuple[str, ...] = ONE_OF_EACH_KIND
    only: bool = False

    @property
    def id(self) -> str:
        return f"{self.number}-{self.name.replace(' ', '-')}"


def _errcode(code: int, path: str = "*", nth: int = 2, times: int = 1) -> Script:
    return ({"path": path, "kind": "errcode", "errcode": code, "nth": nth, "times": times},)


def _any(kind: str, path: str = "*", nth: int = 3, **more: Any) -> Script:
    return ({"path": path, "kind": kind, "nth": nth, **more},)


FAULTS = (
    ApiFault(1, "token expires mid-page", _any("expire_token") + _any("expire_token", nth=9)),
    ApiFault(1, "40001 mid-page", _errcode(40001, nth=3), WECHAT, only=True),
    ApiFault(1, "40014 mid-page", _errcode(40014, nth=3), WECHAT, only=True),
    ApiFault(1, "42001 mid-page", _errcode(42001, nth=4), WECHAT, only=True),
    ApiFault(1, "every token refused", _errcode(40001, ORDER_LIST, 2, 0), ORDERS, only=True),
    ApiFault(3, "system busy", _errcode(-1, times=3)),
    ApiFault(3, "system busy for hours", _errcode(-1, nth=4, times=0)),
    ApiFault(5, "minute quota", _errcode(45011, times=2), WECHAT, only=True),
    ApiFault(7, "429", _any("status", status=429, times=2)),
    ApiFault(7, "500", _any("status", status=500, times=2)),
    ApiFault(7, "503 for hours", _any("status", status=503, nth=4, times=0)),
    ApiFault(7, "502 with HTML", _any("status", status=502)),
    ApiFault(7, "200 with HTML", _any("html")),
    ApiFault(7, "200 with nothing", _any("html", body="")),
    ApiFault(7, "200 with a list", _any("html", body="[]")),
    ApiFault(7, "answers but no result", _any("html", body="{}")),
    ApiFault(8, "reset", _any("reset", nth=2) + _any("reset", nth=5)),
    ApiFault(8, "reset mid-body", _any("disconnect", keep=0.5)),
    ApiFault(8, "reset while the token is asked", _any("disconnect", "*token*", 1, keep=0.9)),
    ApiFault(8, "reset within a log file", _any("disconnect", "/brand/*", 2), LOGS, only=True),
    ApiFault(8, "a log file cut short", _any("truncate", "/brand/*", 2, keep=0.7), LOGS, only=True),
    ApiFault(8, "a log server busy", _any("status", "/brand/*", 3, times=2), LOGS, only=True),
    ApiFault(9, "truncated JSON", _any("truncate", keep=0.6)),
    ApiFault(9, "one byte short", _any("truncate", keep=0.9999)),
    ApiFault(9, "invalid UTF-8", _any("garble", find='":"', hex="ff")),
    ApiFault(9, "NaN", _any("garble", find='":', hex=b'NaN,"x":'.hex())),
    ApiFault(
        9,
        "duplicate keys",
        _any("garble", "/cgi-bin/user/info/batchget", 1, find="{", hex=b'"openid":"",'.hex()),
        FOLLOWERS,
        only=True,
    ),
    ApiFault(10, "a page comes twice", _any("repeat", ORDER_LIST, 2), ORDERS, only=True),
    ApiFault(
        10, "the cursor never advances", _any("repeat", ORDER_LIST, 2, times=0), ORDERS, only=True
    ),
    ApiFault(
        10,
        "rows of a page come twice",
        _any("change", ORDER_LIST, 1, times=0, twice=["order_id_list"])
        + _any("change", "/cgi-bin/user/get", 1, times=0, twice=["data.openid"])
        + _any("change", "/cgi-bin/user/info/batchget", 1, times=0, twice=["user_info_list"])
        + _any("change", "/datacube/*", 1, times=0, twice=["list"]),
        (*WECHAT, "wechat_official_account.user_growth"),
        only=True,
    ),
    ApiFault(
        10,
        "a total that is too large",
        _any("change", "/channels/ec/product/list/get", 1, times=0, put={"total_num": 99_999})
        + _any("change", "/cgi-bin/user/get", 1, times=0, put={"total": 99_999}),
        (*PRODUCTS, *FOLLOWERS),
        only=True,
    ),
    ApiFault(
        10,
        "a total that is missing",
        _any("change", "/channels/ec/product/list/get", 1, drop=["total_num"])
        + _any("change", "/cgi-bin/user/get", 1, times=0, drop=["total", "count"]),
        (*PRODUCTS, *FOLLOWERS),
        only=True,
    ),
    ApiFault(
        10,
        "a list without its field",
        _any("change", ORDER_LIST, 2, drop=["order_id_list"])
        + _any("change", "/cgi-bin/user/get", 1, drop=["data"]),
        WECHAT,
        only=True,
    ),
    ApiFault(
        10,
        "a page that loses an item",
        _any("change", "/cgi-bin/user/get", 1, lose=["data.openid"]),
        FOLLOWERS,
        only=True,
    ),
    ApiFault(10, "a cursor refused", _errcode(606006, ORDER_LIST, 3), ORDERS, only=True),
    ApiFault(
        11,
        "fewer users than asked",
        _any("change", "/cgi-bin/user/info/batchget", 1, lose=["user_info_list"]),
        FOLLOWERS,
        only=True,
    ),
    ApiFault(
        11,
        "skeletons instead of users",
        _any(
            "change",
            "/cgi-bin/user/info/batchget",
            1,
            drop=["user_info_list.nickname", "user_info_list.subscribe_time"],
            put={"user_info_list.subscribe": 0},
        ),
        FOLLOWERS,
        only=True,
    ),
    ApiFault(12, "a window too large", _errcode(31042, ORDER_LIST, 1, 3), ORDERS, only=True),
)
