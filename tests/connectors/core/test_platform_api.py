"""One transport, platforms of different manners: each says how it hands out tokens and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import responses

from connectors.core.error_table import Refusal
from connectors.core.errors import (
    FatalError,
    NothingThere,
    QuotaExhausted,
    RecordUnavailable,
    RetryableError,
    UnknownCode,
)
from connectors.core.platform_api import Answer, Call, Credentials, PlatformApi
from connectors.core.platform_rules import Limits, PlatformRules, Verdict
from connectors.core.tokens import IssuedToken
from tests.connectors.support import BASE_URL, SECRET, FakeClock

LIST = "/api/orders.list/1.0.0"
RULES = PlatformRules(
    token_path="/auth/token",
    tables={
        "token": {"1000": Verdict("stop", "the secret is wrong", "SECRET", "Copy it again.")},
        "business": {
            "4101": Verdict("back_off", "calls are too frequent", waits=(3, 6, 12, 24, 48)),
            "4203": Verdict("refresh_token", "the token is unknown"),
            "45009": Verdict("wait_hour", "the limit of a minute or an hour is met"),
            "45033": Verdict("fewer_at_once", "too many calls run at once"),
            "84061": Verdict("empty", "there is nothing"),
        },
        LIST: {"4009": Verdict("skip_record", "there is no such customer")},
    },
    limits=Limits(),
)


class LetterApi(PlatformApi):
    """Tokens in a header, success is code 200, and a token that stays refused is forced anew."""

    rules_package = "connectors.core"

    def fetch_token(self, rejected: str | None) -> IssuedToken:
        issued = self._issued(force=False)
        return self._issued(force=True) if issued.value == rejected else issued

    def _issued(self, *, force: bool) -> IssuedToken:
        body = {"shop": self.credentials.account, "refresh": force}
        data = self.exchange(Call("POST", "/auth/token", body=body))["data"]
        return IssuedToken(data["token"], data["expires"] / 1000 - self.now().timestamp())

    def authorised(self, call: Call, token: str) -> Call:
        return replace(call, query={"letter": token})

    def refusal(self, path: str, answer: Answer) -> Refusal | None:
        if "code" not in answer:
            raise RetryableError(f"{path}: an answer without a code.")
        is_good = str(answer["code"]) == "200" and answer.get("success") is not False
        return None if is_good else Refusal(str(answer["code"]), str(answer.get("message")))


class LetterPlatform:
    """Answers from a queue; a token stays the same until it is forced."""

    def __init__(self, mock: responses.RequestsMock, clock: FakeClock) -> None:
        self.queue: list[Mapping[str, Any]] = []
        self.asked: list[str] = []
        self.forced: list[bool] = []
        self.valid = "letter-1"
        self._clock = clock
        mock.add_callback(responses.POST, f"{BASE_URL}/auth/token", self._issue)
        mock.add_callback(responses.POST, f"{BASE_URL}{LIST}", self._serve)

    def _issue(self, sent: Any) -> tuple[int, dict[str, str], str]:
        self.forced.append(json.loads(sent.body)["refresh"])
        if self.forced[-1]:
            self.valid = f"letter-{len(self.forced)}"
        expires = (self._clock.now().timestamp() + 7 * 86_400) * 1000
        data = {"token": self.valid, "expires": expires}
        return 200, {}, json.dumps({"success": True, "code": 200, "data": data})

    def _serve(self, sent: Any) -> tuple[int, dict[str, str], str]:
        self.asked.append(sent.params["letter"])
        answer = self.queue.pop(0) if self.queue else {"code": 200, "data": {"items": [1]}}
        return 200, {}, json.dumps(answer)


@pytest.fixture
def letters(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("connectors.core.platform_api.load_rules", lambda _: RULES)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield LetterPlatform(mock, clock)


@pytest.fixture
def open_letters(tmp_path: Path, clock: FakeClock) -> Callable[..., LetterApi]:
    def opened(app: str = "", account: str = "shop-1") -> LetterApi:
        credentials = Credentials("LETTER_", account, SECRET, app, "SHOP")
        return LetterApi(credentials, BASE_URL, tmp_path, clock.now, clock.retry())

    return opened


Open = Callable[..., LetterApi]


def refused(code: object, **more: Any) -> dict[str, Any]:
    return {"code": code, "success": False, "message": "no", "data": {"items": []}, **more}


def test_a_platform_says_where_its_token_goes(letters: LetterPlatform, open_letters: Open) -> None:
    assert open_letters().post(LIST, {})["data"] == {"items": [1]}
    assert letters.asked == ["letter-1"]
    assert letters.forced == [False]


def test_a_refusal_with_a_skeleton_of_data_is_never_a_result(
    letters: LetterPlatform, open_letters: Open
) -> None:
    letters.queue = [refused("4009")]
    with pytest.raises(RecordUnavailable, match="no such customer"):
        open_letters().post(LIST, {})


def test_codes_are_known_as_numbers_and_as_text(
    letters: LetterPlatform, open_letters: Open
) -> None:
    letters.queue = [refused(84061), refused("84061")]
    for _ in range(2):
        with pytest.raises(NothingThere):
            open_letters().post(LIST, {})


def test_a_token_that_stays_refused_is_forced_once_under_the_lock(
    letters: LetterPlatform, open_letters: Open
) -> None:
    api, other = open_letters(), open_letters()
    api.post(LIST, {})
    letters.queue = [refused(4203)]
    api.post(LIST, {})
    other.post(LIST, {})
    assert letters.forced == [False, False, True]
    assert letters.asked == ["letter-1", "letter-1", "letter-3", "letter-3"]


def test_prescribed_waits_are_kept_and_then_it_is_given_up(
    letters: LetterPlatform, open_letters: Open, clock: FakeClock
) -> None:
    letters.queue = [refused(4101)] * 9
    with pytest.raises(RetryableError, match="after 6 attempts"):
        open_letters().post(LIST, {})
    assert clock.slept == [3, 6, 12, 24, 48]


def test_a_limit_that_outlasts_its_minute_rests_for_an_hour(
    letters: LetterPlatform, open_letters: Open, clock: FakeClock
) -> None:
    letters.queue = [refused(45009), refused(45009)]
    with pytest.raises(QuotaExhausted, match="2026-03-10 13:01") as caught:
        open_letters().post(LIST, {})
    assert caught.value.stops_quietly
    assert clock.slept == [60]
    with pytest.raises(QuotaExhausted):
        open_letters().post(LIST, {})
    assert len(letters.asked) == 2
    clock.advance(3_600)
    assert open_letters().post(LIST, {})["code"] == 200


def test_a_limit_of_a_minute_alone_never_becomes_an_hour(
    letters: LetterPlatform, open_letters: Open, clock: FakeClock
) -> None:
    api = open_letters()
    for _ in range(3):
        letters.queue = [refused(45009)]
        assert api.post(LIST, {})["code"] == 200
    assert clock.slept == [60, 60, 60]


def test_too_many_at_once_means_fewer_from_now_on(
    letters: LetterPlatform, open_letters: Open
) -> None:
    letters.queue = [refused(45033), refused(45033)]
    api = open_letters()
    assert api.post(LIST, {})["code"] == 200
    assert api.calls_at_once == 2


def test_every_app_of_an_account_has_a_token_of_its_own(
    letters: LetterPlatform, open_letters: Open, tmp_path: Path
) -> None:
    for app in ("contacts", "directory", "contacts"):
        open_letters(app).post(LIST, {})
    assert letters.forced == [False, False]
    tokens = list(tmp_path.glob("token-*.json"))
    assert len(tokens) == 2
    assert {path.stat().st_mode & 0o777 for path in tokens} == {0o600}


def test_an_unknown_code_says_where_to_add_it(letters: LetterPlatform, open_letters: Open) -> None:
    letters.queue = [refused("E-77")]
    with pytest.raises(UnknownCode, match=r"E-77: no.*error_table\.yml") as caught:
        open_letters().post(LIST, {})
    assert caught.value.code == "E-77"


def test_a_token_refused_twice_names_the_variable(
    letters: LetterPlatform, open_letters: Open
) -> None:
    letters.queue = [refused(4203)] * 2
    with pytest.raises(FatalError, match="has just given out") as caught:
        open_letters().post(LIST, {})
    assert caught.value.variable == "LETTER_SHOP"
