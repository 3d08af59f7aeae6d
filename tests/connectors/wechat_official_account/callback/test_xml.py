"""The XML reader: what WeChat writes, what a chat may hold, and what nobody may send."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat_official_account.callback.xml import HostileXml, NotXml, read_xml
from tests.connectors.wechat_official_account.callback.deliveries import xml

NAMES = st.sampled_from(["Event", "Content", "MsgId", "ScanCodeInfo", "Über", "某字段", "a_b-c.d"])
TEXTS = st.text(
    st.one_of(st.characters(codec="ascii", min_codepoint=32), st.sampled_from("你𠮷\U0001f600")),
    max_size=20,
).filter(lambda text: "]]>" not in text)
PUSHES = st.dictionaries(
    NAMES,
    TEXTS | st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3),
    min_size=1,
    max_size=4,
)


@given(PUSHES)
def test_what_is_written_is_read(push: dict[str, Any]) -> None:
    assert read_xml(xml(push)) == push


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for content in (body, b"<xml>" + body + b"</xml>", b"<xml><A>" + body + b"</A></xml>"):
        with suppress(NotXml):
            json.dumps(read_xml(content), ensure_ascii=False).encode()


def test_names_become_fields_and_repeated_names_lists() -> None:
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
    <xml><A>1</A><B/><C><D>x</D><D>y</D><D>z</D></C>
    <SubscribeMsgSentEvent><List><T>one</T></List></SubscribeMsgSentEvent></xml>"""
    assert read_xml(body) == {
        "A": "1",
        "B": "",
        "C": {"D": ["x", "y", "z"]},
        "SubscribeMsgSentEvent": {"List": [{"T": "one"}]},
    }


def test_attributes_and_text_beside_elements_are_not_lost() -> None:
    assert read_xml(b'<xml>a<B c="d">e</B>f</xml>') == {
        "B": {"@c": "d", "#text": "e"},
        "#text": "af",
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("你好 \U0001f600".encode(), "你好 \U0001f600"),
        (b"a\x14b\x00c", "a\ufffdb\ufffdc"),
        (b"half of \xe4\xbd", "half of \ufffd"),
    ],
)
def test_what_a_chat_may_hold_costs_no_message(content: bytes, expected: str) -> None:
    body = b"<xml><Content><![CDATA[" + content + b"]]></Content></xml>"
    assert read_xml(body) == {"Content": expected}


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        b"<!DOCTYPE x>",
    ],
    ids=["billion laughs", "file", "external", "parameter", "bare"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(head: bytes, encoding: str) -> None:
    body = (head + b"<xml><A>&l9;</A></xml>").decode().encode(encoding)
    with pytest.raises(HostileXml):
        read_xml(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"<xml>", b"<xml>just text</xml>", b"<a>" * 20_000, b"<xml><A>&x;</A></xml>"],
)
def test_what_is_no_push_is_refused(body: bytes) -> None:
    with pytest.raises(NotXml):
        read_xml(body)


def test_nesting_has_an_end() -> None:
    with pytest.raises(NotXml, match="too deep"):
        read_xml(b"<xml>" + b"<A>" * 50 + b"</A>" * 50 + b"</xml>")


def test_a_push_is_utf_8_whatever_its_head_says() -> None:
    body = '<?xml version="1.0" encoding="klingon"?><xml><A>你好</A></xml>'.encode()
    assert read_xml(body) == {"A": "你好"}
