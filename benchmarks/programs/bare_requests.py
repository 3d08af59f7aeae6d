"""The floor: a keep-alive `requests` loop that downloads the same pages and keeps nothing.

Walks what our connector walks (orders in windows of seven days with their details, or followers
with their details) with the same number of threads for details, no retry, no storage.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests

from benchmarks.measuring import peak_mib

SEVEN_DAYS = 7 * 86_400
USERS_PER_CALL = 100
DETAILS_AT_ONCE = 4
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Api:
    """One account's calls, with a token fetched once.

    Args:
        prefix: Prefix of the account's variables.
        session: What sends; a plain keep-alive session by default.
    """

    def __init__(self, prefix: str, session: requests.Session | None = None) -> None:
        self._base = os.environ[f"{prefix}_BASE_URL"]
        self._session = session or requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=16))
        self.calls = 0
        login = {
            "grant_type": "client_credential",
            "appid": os.environ[f"{prefix}_APPID"],
            "secret": os.environ[f"{prefix}_SECRET"],
        }
        reply = self._session.post(f"{self._base}/cgi-bin/stable_token", json=login, timeout=30)
        self._token = reply.json()["access_token"]

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """GET a path."""
        self.calls += 1
        query["access_token"] = self._token
        answer: dict[str, Any] = self._session.get(
            f"{self._base}{path}", params=query, timeout=30
        ).json()
        return answer

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST to a path."""
        self.calls += 1
        query = {"access_token": self._token}
        answer: dict[str, Any] = self._session.post(
            f"{self._base}{path}", params=query, json=body, timeout=30
        ).json()
        return answer


def order(api: Api, order_id: str) -> dict[str, Any]:
    """One order with its lines."""
    found: dict[str, Any] = api.post("/channels/ec/order/get", {"order_id": order_id})["order"]
    return found


def order_pages(api: Api) -> Iterator[list[str]]:
    """Ids of all orders, a page of the platform's list at a time."""
    first = date.fromisoformat(os.environ["MDC_START_DATE"])
    start = int(datetime(first.year, first.month, first.day, tzinfo=SHANGHAI).timestamp())
    now = int(datetime.fromisoformat(os.environ["MDC_NOW"]).timestamp())
    while start < now:
        end = min(start + SEVEN_DAYS, now)
        window = {"start_time": start, "end_time": end}
        body: dict[str, Any] = {"update_time_range": window, "page_size": 100}
        more = True
        while more:
            page = api.post("/channels/ec/order/list/get", body)
            yield page["order_id_list"]
            body["next_key"], more = page["next_key"], page["has_more"]
        start = end


def follower_pages(api: Api) -> Iterator[list[dict[str, Any]]]:
    """Details of all followers, a hundred at a time."""
    after = ""
    while True:
        page = api.get("/cgi-bin/user/get", next_openid=after)
        if not page["count"]:
            return
        openids, after = page["data"]["openid"], page["next_openid"]
        for start in range(0, len(openids), USERS_PER_CALL):
            some = openids[start : start + USERS_PER_CALL]
            users = [{"openid": one, "lang": "zh_CN"} for one in some]
            answer = api.post("/cgi-bin/user/info/batchget", {"user_list": users})
            yield answer["user_info_list"]


def _download_orders() -> tuple[int, int]:
    api = Api("WECHAT_SHOP")
    with ThreadPoolExecutor(DETAILS_AT_ONCE) as pool:
        found = sum(
            len(list(pool.map(lambda one: order(api, one), ids))) for ids in order_pages(api)
        )
    return api.calls, found


def _download_followers() -> tuple[int, int]:
    api = Api("WECHAT_OFFICIAL_ACCOUNT")
    found = sum(len(page) for page in follower_pages(api))
    return api.calls, found


if __name__ == "__main__":
    begun = time.perf_counter()
    download = {"orders": _download_orders, "followers": _download_followers}[sys.argv[1]]
    calls, records = download()
    seconds = time.perf_counter() - begun
    print(
        json.dumps({"calls": calls, "records": records, "seconds": seconds, "peak_mib": peak_mib()})
    )
