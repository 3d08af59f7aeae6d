"""What the connector tests share: a clock that they move, a platform that answers from code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from connectors.core.base_stream import BaseStream
from connectors.core.retry import Retry
from connectors.core.stream import Cursor, Page, PullContext, Stream
from connectors.core.windows import Period

BASE_URL = "https://platform.test"
APPID = "wx00000000000demo"
SECRET = "canary-secret-0123456789abcdef"
TOKEN_PATH = "/cgi-bin/stable_token"

Answer = dict[str, Any]


class FakeClock:
    """A clock that moves only when told to, or when something sleeps."""

    def __init__(self, at: str = "2026-03-10T12:00:00+08:00") -> None:
        self._at = datetime.fromisoformat(at).astimezone(UTC)
        self._started = self._at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return (self._at - self._started).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def set(self, at: str) -> None:
        self._at = datetime.fromisoformat(at).astimezone(UTC)

    def retry(self, **bounds: Any) -> Retry:
        return Retry(sleep=self.sleep, monotonic=self.monotonic, jitter=lambda: 1.0, **bounds)


class FakePlatform:
    """Answers WeChat-like calls from functions, remembering what it was asked.

    Tokens are `token-1`, `token-2`, …; `expire()` makes the platform refuse the present one.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Answer]] = []
        self.tokens_issued = 0
        self.faults: dict[str, list[Answer | tuple[int, dict[str, str], str] | Exception]] = {}
        self._answers: dict[str, Callable[[Answer], Answer]] = {}
        self._valid = ""
        self.token_answer: Callable[[Answer], Answer] = self._issue
        self.mock = responses.RequestsMock(assert_all_requests_are_fired=False)

    def __enter__(self) -> FakePlatform:
        self.mock.start()
        for method in (responses.GET, responses.POST):
            self.mock.add_callback(method, re.compile(f"{BASE_URL}/.*"), self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        self.mock.stop(allow_assert=False)
        self.mock.reset()

    def on(self, path: str, answer: Callable[[Answer], Answer] | Answer) -> None:
        """Answer a path with a function of the request, or always the same."""
        self._answers[path] = answer if callable(answer) else lambda _: dict(answer)

    def fail(
        self, path: str, *faults: Answer | tuple[int, dict[str, str], str] | Exception
    ) -> None:
        """Answer the next calls of a path with these faults instead."""
        self.faults.setdefault(path, []).extend(faults)

    def expire(self) -> None:
        """Refuse the token that is in use."""
        self._valid = ""

    def asked(self, path: str) -> list[Answer]:
        """What was asked of a path: bodies of POST, queries of GET, without tokens."""
        return [request for called, request in self.calls if called == path]

    def _issue(self, _request: Answer) -> Answer:
        if not self._valid:
            self.tokens_issued += 1
            self._valid = f"token-{self.tokens_issued}"
        return {"access_token": self._valid, "expires_in": 7200}

    def _serve(self, sent: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        address = urlsplit(str(sent.url))
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        token = query.pop("access_token", None)
        request = json.loads(sent.body) if sent.body else query
        self.calls.append((address.path, request))
        if self.faults.get(address.path):
            fault = self.faults[address.path].pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault if isinstance(fault, tuple) else (200, {}, json.dumps(fault))
        if address.path == TOKEN_PATH:
            return 200, {}, json.dumps(self.token_answer(request))
        if token != self._valid:
            return 200, {}, json.dumps({"errcode": 40001, "errmsg": "invalid credential rid: 1-2"})
        return 200, {}, json.dumps(self._answers[address.path](request), ensure_ascii=False)


def context(clock: FakeClock, start: str = "2026-03-01", known: Iterable[str] = ()) -> PullContext:
    """A pull at the clock's instant."""
    return PullContext(clock.now, date.fromisoformat(start), lambda: list(known))


def drained(
    stream: Stream, pull: PullContext, cursor: Cursor | None = None
) -> tuple[list[Page], Cursor | None]:
    """All pages from a cursor on, and the cursor after the last."""
    pages = list(stream.pages(through_json(cursor), pull))
    return pages, pages[-1].cursor if pages else cursor


def latest(pages: Iterable[Page]) -> dict[str, Answer]:
    """What landing would show: the latest payload of each key."""
    return {record.key: record.payload for page in pages for record in page.records}


def keys(pages: Iterable[Page]) -> list[str]:
    """Keys in the order of their arrival."""
    return [record.key for page in pages for record in page.records]


def through_json(cursor: Cursor | None) -> Cursor | None:
    """A cursor as it comes back from storage."""
    return None if cursor is None else json.loads(json.dumps(cursor))


def latest_despite_kills(stream: Stream, pull: PullContext) -> list[dict[str, Answer]]:
    """The outcome of a pull killed after its 1st, 2nd, … page and begun again each time."""
    return outcomes_of_kills(lambda cursor: stream.pages(cursor, pull))


def backfilled_despite_kills(
    stream: BaseStream, days: Period, pull: PullContext
) -> list[dict[str, Answer]]:
    """The outcome of a backfill killed after its 1st, 2nd, … page and begun again each time."""
    return outcomes_of_kills(lambda cursor: stream.day_pages(days, cursor, pull))


def outcomes_of_kills(
    pages_from: Callable[[Cursor | None], Iterable[Page]],
) -> list[dict[str, Answer]]:
    """What is stored in the end, for a kill after each page."""
    whole = len(list(pages_from(None)))
    outcomes = []
    for survived in range(whole):
        stored: list[Page] = []
        for page in pages_from(None):
            if len(stored) == survived:
                break  # killed while this page was in flight
            stored.append(page)
        cursor = through_json(stored[-1].cursor) if stored else None
        outcomes.append(latest([*stored, *pages_from(cursor)]))
    return outcomes
