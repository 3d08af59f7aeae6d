"""JSON of a platform survives whole, or is refused with a reason that shows none of it."""

from __future__ import annotations

import json

import pytest

from connectors.core.decode import NotJsonError, json_object


def test_an_id_beyond_two_to_the_53_keeps_every_digit() -> None:
    assert json_object(b'{"order_id": 3720115058471002371}')["order_id"] == 3720115058471002371


def test_emoji_control_characters_and_rare_characters_survive() -> None:
    nickname = "小\u0001明👨‍👩‍👧𠮷\t"
    body = b"\xef\xbb\xbf" + f'{{"nickname": "{nickname}"}}'.encode()
    assert json_object(body) == {"nickname": nickname}


def test_half_a_surrogate_pair_becomes_something_a_file_can_hold() -> None:
    value = json_object(b'{"a": ["\\ud83d", "\\ud83d\\ude00"], "\\udc00": 1}')
    assert value == {"a": ["\ufffd", "😀"], "\ufffd": 1}
    json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"rate": NaN}',
        b'{"rate": -Infinity}',
        b'{"rate": 1e999}',
        b'{"order": {"id": "secret-1',
        b"<html>secret-1</html>",
        b'["secret-1"]',
        b"",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 200_000,
        b'{"a": "\xff"}',
    ],
    ids=lambda body: body[:20],
)
def test_what_is_no_json_object_is_refused_without_showing_it(body: bytes) -> None:
    with pytest.raises(NotJsonError) as caught:
        json_object(body)
    assert "secret-1" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_broken_byte_can_be_let_pass() -> None:
    assert json_object(b'{"a": "x\xffy"}', lenient=True) == {"a": "x\ufffdy"}
