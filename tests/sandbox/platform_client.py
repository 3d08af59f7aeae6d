"""How tests talk to a running sandbox: the right token, and dates as each platform spells them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

from sandbox import accounts
from sandbox.platforms.calendar import DAY, compact, dashed, day_of
from sandbox.serve import RunningSandbox

TIMEOUT = 30
ACCOUNTS = {
    "official_account": accounts.OFFICIAL_ACCOUNT,
    "mini_program": accounts.MINI_PROGRAM,
    "shop": accounts.SHOP,
}


class Client:
    """Calls one sandbox on behalf of all three accounts."""

    def __init__(self, running: RunningSandbox) -> None:
        self.running = running
        self.world = running.world
        self.clock = running.clock
        self.session = requests.Session()
        self._tokens: dict[str, tuple[int, str]] = {}

    def token(self, account: str, **more: Any) -> str:
        """Fetch the account's token; `get` and `post` use it until the clock moves."""
        answer = self.stable_token(account, **more)
        self._tokens[account] = (self.clock.now(), str(answer["access_token"]))
        return self._tokens[account][1]

    def stable_token(self, account: str, **more: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": ACCOUNTS[account].appid,
            "secret": ACCOUNTS[account].secret,
            **more,
        }
        return self.raw("POST", "/cgi-bin/stable_token", json=body).json()

    def get(self, path: str, account: str, **params: Any) -> dict[str, Any]:
        params = {"access_token": self._current_token(account), **params}
        return self.raw("GET", path, params=params).json()

    def post(self, path: str, account: str, body: Any) -> dict[str, Any]:
        params = {"access_token": self._current_token(account)}
        return self.raw("POST", path, params=params, json=body).json()

    def raw(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, self.running.url + path, timeout=TIMEOUT, **more)

    def _current_token(self, account: str) -> str:
        fetched_at, token = self._tokens.get(account, (0, ""))
        return token if fetched_at == self.clock.now() else self.token(account)

    def control(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.raw(method, f"/_sandbox/{path}", **more)

    def datacube(self, name: str, begin: int, end: int | None = None) -> dict[str, Any]:
        """Ask an analysis endpoint for days given as numbers, in its platform's spelling."""
        is_mini = name.startswith("getweanalysis")
        spell = compact if is_mini else dashed
        body = {"begin_date": spell(begin), "end_date": spell(begin if end is None else end)}
        account = "mini_program" if is_mini else "official_account"
        return self.post(f"/datacube/{name}", account, body)

    @property
    def yesterday(self) -> int:
        return day_of(self.clock.now()) - 1

    def followers(self) -> Iterator[str]:
        """Walk all pages of `user/get`."""
        after = ""
        while True:
            page = self.get("/cgi-bin/user/get", "official_account", next_openid=after)
            if not page["count"]:
                return
            yield from page["data"]["openid"]
            after = page["next_openid"]

    def orders_updated(self, begin: int, end: int, **more: Any) -> list[str]:
        """List all order ids of an update window, whatever its length."""
        found: list[str] = []
        for start in range(begin, end + 1, 7 * DAY):
            window = {"start_time": start, "end_time": min(start + 7 * DAY - 1, end)}
            body = {"update_time_range": window, "page_size": 100, **more}
            while True:
                page = self.post("/channels/ec/order/list/get", "shop", body)
                found += page["order_id_list"]
                if not page["has_more"]:
                    break
                body["next_key"] = page["next_key"]
        return found

    def order(self, order_id: str) -> dict[str, Any]:
        answer = self.post("/channels/ec/order/get", "shop", {"order_id": order_id})
        return answer["order"]  # type: ignore[no-any-return]  # JSON
