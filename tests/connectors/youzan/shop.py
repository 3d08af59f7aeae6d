"""A Youzan shop that answers from code, in the platform's envelopes and with its moving pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from connectors.core.stream import Record, Source, Stream
from connectors.youzan import Settings, connect
from tests.connectors.support import FakeClock

BASE_URL = "https://youzan.test"
CLIENT_ID, SECRET, KDT_ID = "client-1", "canary-secret-9876543210", "4711"
WEEK_MS = 7 * 86_400 * 1_000
BEIJING = timedelta(hours=8)

Answer = dict[str, Any]
Handler = Callable[[Answer], Any]


class FakeShop:
    """Answers calls; a handler returns `data`, a whole answer, or an exception to raise."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.calls: list[tuple[str, Answer]] = []
        self.token_calls: list[Answer] = []
        self.token = "token-1"
        self.refuses: set[str] = set()
        self.faults: dict[str, list[Any]] = {}
        self._handlers: dict[str, Handler] = {}
        self.mock = responses.RequestsMock(assert_all_requests_are_fired=False)

    def __enter__(self) -> FakeShop:
        self.mock.start()
        self.mock.add_callback(responses.POST, re.compile(f"{BASE_URL}/.*"), self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        self.mock.stop(allow_assert=False)
        self.mock.reset()

    def on(self, api: str, handler: Handler) -> None:
        """Answer `name/version` with the handler's `data`."""
        self._handlers[f"/api/{api}"] = handler

    def fail(self, api: str, *faults: Any) -> None:
        """Answer the next calls of an API with these whole answers."""
        self.faults.setdefault(f"/api/{api}", []).extend(faults)

    def asked(self, api: str) -> list[Answer]:
        """Bodies that an API was asked with."""
        return [body for path, body in self.calls if path == f"/api/{api}"]

    def source(self, folder: Path, **settings: Any) -> Source:
        """The connected source, as a new process opens it."""
        known = {"client_id": CLIENT_ID, "client_secret": SECRET, "kdt_id": KDT_ID}
        given = Settings(_env_file=None, base_url=BASE_URL, **{**known, **settings})
        return connect(given, state_dir=folder, now=self.clock.now, retry=self.clock.retry())

    def stream(self, folder: Path, name: str) -> Stream:
        """One stream of it."""
        return next(one for one in self.source(folder).streams if one.name == name)

    def _serve(self, sent: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        address = urlsplit(str(sent.url))
        body = json.loads(sent.body or "{}")
        if address.path == "/auth/token":
            return 200, {}, json.dumps(self._issue(body))
        token = parse_qs(address.query).get("access_token", [""])[0]
        self.calls.append((address.path, body))
        if self.faults.get(address.path):
            fault = self.faults[address.path].pop(0)
            if isinstance(fault, Exception):
                raise fault
            return 200, {}, json.dumps(fault)
        if token != self.token or token in self.refuses:
            return 200, {}, json.dumps(refused(4203))
        answer = self._handlers[address.path](body)
        whole = answer if isinstance(answer, dict) and "code" in answer else good(answer)
        return 200, {}, json.dumps(whole, ensure_ascii=False)

    def _issue(self, body: Answer) -> Answer:
        self.token_calls.append(body)
        if body["client_secret"] != SECRET:
            return {"success": False, "code": 1000, "data": None, "message": "应用信息错误"}
        if body["refresh"]:
            self.token += "+"
        expires = int(self.clock.now().timestamp() * 1_000) + WEEK_MS
        data = {"access_token": self.token, "expires": expires, "authority_id": KDT_ID}
        return {"success": True, "code": 200, "data": data, "message": None}


def good(data: Any, **beside: Any) -> Answer:
    """The envelope of a current API."""
    return {"trace_id": "yz7-1", "code": 200, "success": True, "message": "ok", "data": data,
            **beside}  # fmt: skip


def refused(code: int) -> Answer:
    """A refusal of the gateway."""
    return {"gw_err_resp": {"trace_id": "yz7-2", "err_msg": "no", "err_code": code}}


def failed(code: Any, skeleton: Any = None) -> Answer:
    """A refusal of the business, with the skeleton that platforms like this send along."""
    return {"code": code, "success": False, "message": "no", "data": skeleton}


def text(at: datetime) -> str:
    """An instant as the platform writes it."""
    return f"{at + BEIJING:%Y-%m-%d %H:%M:%S}"


def trade(tid: str, at: datetime, **more: Any) -> Answer:
    """A listed trade."""
    order = {"tid": tid, "update_time": text(at), "created": text(at)}
    return {"full_order_info": {"order_info": order, **more}}


def found(pages: Any) -> dict[str, Record]:
    """The records of some pages by key."""
    return {record.key: record for page in pages for record in page.records}
