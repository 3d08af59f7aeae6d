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
        "the value CANARY itself",
        "call 13800000000 now",
    ],
)
def test_credentials_and_phones_are_taken_out(text: str) -> None:
    shown = readable(text, secrets=["CANARY", ""])
    assert "CANARY" not in shown
    assert "13800000000" not in shown


def test_what_support_asks_for_stays() -> None:
    message = "invalid ip 203.0.113.7 rid: 65f0-1a2b order 3720115058471002371"
    assert readable(message) == message


def test_text_becomes_one_line_of_bounded_length() -> None:
    shown = readable("a\nb\x00c" + "x" * 1000)
    assert shown.startswith("a b c")
    assert len(shown) == LONGEST + 1
