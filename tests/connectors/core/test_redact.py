"""Text from outside is fit to be read by people before it is shown to them."""

from __future__ import annotations

import pytest

from connectors.core.redact import LONGEST, readable


@pytest.mark.parametrize(
    "text",
    [
        "GET /a?access_token=CANARY&next_openid=o1",
        '{"secret": "CANARY"}',
        "appsecret=CANARY;",
        "session_key: CANARY",
        "GET /cgi-bin/gettoken?corpid=ww1&corpsecret=CANARY",
        '{"client_secret":"CANARY","refresh_token":"CANARY"}',
    ],
)
def test_credentials_are_known_by_their_names(text: str) -> None:
    assert "CANARY" not in readable(text)


def test_given_secrets_and_phones_are_taken_out() -> None:
    shown = readable("the value CANARY itself, call 13800000000 now", secrets=["CANARY", ""])
    assert "CANARY" not in shown
    assert "13800000000" not in shown


def test_what_support_asks_for_stays() -> None:
    message = "invalid ip 203.0.113.7 rid: 65f0-1a2b order 3720115058471002371"
    assert readable(message) == message


def test_text_becomes_one_line_of_bounded_length() -> None:
    shown = readable("a\nb\x00c" + "x" * 1000)
    assert shown.startswith("a b c")
    assert len(shown) == LONGEST + 1
