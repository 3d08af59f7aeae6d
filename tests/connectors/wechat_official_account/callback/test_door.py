"""Who may come in: signatures, the window of time, the three modes, keys, appids."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.core.errors import FatalError
from connectors.wechat_official_account import Settings
from connectors.wechat_official_account.callback import signature
from connectors.wechat_official_account.callback.crypto import NotDecrypted, aes_key, decrypted
from connectors.wechat_official_account.callback.door import Delivery, Door, Unreadable, door_of
from connectors.wechat_official_account.callback.refusals import ForAnother, Forged, Refusal, Stale
from connectors.wechat_official_account.callback.signature import WINDOW_SECONDS
from tests.connectors.wechat_official_account.callback.deliveries import (
    APPID,
    KEY,
    NOW,
    OLD_KEY,
    SUBSCRIBE,
    TOKEN,
    encrypted,
    plain,
    sealed,
    sha1,
    xml,
)

PUSH = xml(SUBSCRIBE)


def door(**changed: Any) -> Door:
    known = {"appid": APPID, "callback_token": TOKEN, "encoding_aes_key": KEY}
    return door_of(Settings(_env_file=None, **known | changed), lambda: NOW)


def opened(at: Door, request: tuple[str, bytes]) -> Delivery:
    return at.open(dict(parse_qsl(request[0])), request[1])


@pytest.mark.parametrize(
    "request_",
    [plain(PUSH), sealed(PUSH), sealed(PUSH, shown=PUSH), sealed(PUSH, key=OLD_KEY)],
    ids=["plain", "safe", "mixed", "safe, the key before"],
)
def test_every_mode_brings_the_same_push(request_: tuple[str, bytes]) -> None:
    delivery = opened(door(previous_encoding_aes_key=OLD_KEY), request_)
    assert delivery.content == SUBSCRIBE
    assert (delivery.nonce.timestamp, delivery.nonce.value) == (NOW, "n1")


def test_in_mixed_mode_the_encrypted_copy_counts() -> None:
    forged = xml({**SUBSCRIBE, "FromUserName": "oSomebodyElse"})
    assert opened(door(), sealed(PUSH, shown=forged)).content == SUBSCRIBE


def test_without_a_key_mixed_mode_is_read_as_plain() -> None:
    assert opened(door(encoding_aes_key=""), sealed(PUSH, shown=PUSH)).content == SUBSCRIBE


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"signature": "é" * 40},
        {"nonce": "another"},
        {"nonce": ""},
        {"timestamp": str(NOW - 1)},
        {"timestamp": "soon"},
    ],
)
def test_a_query_that_was_changed_is_refused(changed: dict[str, str]) -> None:
    query = dict(parse_qsl(plain(PUSH)[0])) | changed
    with pytest.raises(Forged):
        door().open(query, PUSH)


def test_a_ciphertext_that_was_changed_is_refused() -> None:
    query, _ = sealed(PUSH)
    _, another = sealed(PUSH)
    with pytest.raises(Forged):
        opened(door(), (query, another))


@pytest.mark.parametrize("away", [-WINDOW_SECONDS - 1, WINDOW_SECONDS + 1, 10**6, -NOW])
def test_an_instant_outside_the_window_is_refused(away: int) -> None:
    for request_ in (plain(PUSH, at=NOW + away), sealed(PUSH, at=NOW + away)):
        with pytest.raises(Stale):
            opened(door(), request_)


@pytest.mark.parametrize("away", [-WINDOW_SECONDS, 0, WINDOW_SECONDS])
def test_clocks_may_differ_by_the_window(away: int) -> None:
    assert opened(door(), plain(PUSH, at=NOW + away)).content == SUBSCRIBE


def test_a_signed_instant_that_is_no_instant_is_refused() -> None:
    for odd in ("-5", "1e9", "９９", "9" * 400):
        query = {"timestamp": odd, "nonce": "n", "signature": sha1(TOKEN, odd, "n")}
        with pytest.raises(Refusal):
            door().open(query, PUSH)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, compare_digest = [], hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return compare_digest(one, other)

    monkeypatch.setattr(signature.hmac, "compare_digest", compare)
    opened(door(), plain(PUSH))
    opened(door(), sealed(PUSH))
    assert len(compared) == 3  # the third is the appid at the end of the ciphertext
    assert all(isinstance(part, bytes) for pair in compared for part in pair)


def test_while_the_token_is_changed_both_are_good() -> None:
    changing = door(callback_token="newtoken", previous_callback_token=TOKEN)
    assert opened(changing, plain(PUSH)).content == SUBSCRIBE
    new = {"timestamp": str(NOW), "nonce": "n", "signature": sha1("newtoken", str(NOW), "n")}
    assert changing.open(new, PUSH).content == SUBSCRIBE
    with pytest.raises(Forged):
        opened(door(callback_token="newtoken"), plain(PUSH))


def test_what_was_encrypted_for_another_account_is_refused() -> None:
    with pytest.raises(ForAnother):
        opened(door(), sealed(PUSH, appid="wx_of_somebody_else"))


def test_safe_mode_can_be_insisted_on() -> None:
    assert opened(door(callback_mode="safe"), sealed(PUSH)).content == SUBSCRIBE
    with pytest.raises(Forged, match="not encrypted"):
        opened(door(callback_mode="safe"), plain(PUSH))


def test_a_wrong_key_is_said_to_the_operator_and_to_wechat() -> None:
    delivery = opened(door(encoding_aes_key=OLD_KEY), sealed(PUSH))
    assert isinstance(delivery.content, Unreadable)
    assert delivery.content.status == 500
    assert "WECHAT_OFFICIAL_ACCOUNT_ENCODING_AES_KEY" in delivery.content.next_step


def test_an_encrypted_push_without_ciphertext_needs_the_plain_signature() -> None:
    query = dict(parse_qsl(sealed(PUSH)[0]))
    assert isinstance(door().open(query, PUSH).content, Unreadable)
    with pytest.raises(Forged):
        door().open({**query, "signature": "0" * 40}, PUSH)


def test_what_is_authentic_but_unreadable_is_kept_with_its_reason() -> None:
    for body, status in ((b"hello", 200), (b"<!DOCTYPE x><xml><A>1</A></xml>", 400)):
        content = opened(door(), plain(body)).content
        assert isinstance(content, Unreadable)
        assert (content.body, content.status) == (body, status)
        assert "hello" not in content.reason


def test_the_consoles_question_is_answered_with_its_own_echo() -> None:
    query = dict(parse_qsl(plain(b"")[0]))
    assert door().greeting({**query, "echostr": "5550123"}) == "5550123"
    for wrong in ({**query, "echostr": ""}, {**query, "echostr": "x", "signature": "0"}):
        with pytest.raises(Forged):
            door().greeting(wrong)


@pytest.mark.parametrize(
    ("unset", "variable"),
    [
        ({"appid": ""}, "APPID"),
        ({"callback_token": ""}, "CALLBACK_TOKEN"),
        ({"encoding_aes_key": "", "callback_mode": "safe"}, "ENCODING_AES_KEY"),
    ],
)
def test_a_missing_setting_is_named(unset: dict[str, str], variable: str) -> None:
    with pytest.raises(FatalError, match=f"WECHAT_OFFICIAL_ACCOUNT_{variable}"):
        door(**unset)


@pytest.mark.parametrize("key", ["short", "é" * 43, "!" * 43])
def test_a_key_that_is_none_is_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="43 letters and digits") as caught:
        aes_key(key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("padding", [16, 32])
def test_padding_to_either_block_is_understood(padding: int) -> None:
    for size in range(1, 70):
        message = b"m" * size
        assert decrypted(encrypted(message, pad_to=padding), [aes_key(KEY)], APPID) == message


@pytest.mark.parametrize(
    "box",
    ["", "*", "QUJD", pytest.param(encrypted(b"x")[:-8], id="cut short"), "A" * 64],
)
def test_broken_ciphertext_is_no_crash(box: str) -> None:
    with pytest.raises((NotDecrypted, ForAnother)):
        decrypted(box, [aes_key(KEY)], APPID)


NAMES = st.sampled_from(
    ["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr", "openid"]
)
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["aes", str(NOW), "n1", "²", "\ud800"]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(NAMES, VALUES), st.binary(max_size=200))
def test_whatever_a_stranger_sends_is_refused(query: dict[str, str], body: bytes) -> None:
    for content in (body, PUSH, sealed(PUSH)[1]):
        with pytest.raises(Refusal):
            door().open(query, content)


@given(st.binary(max_size=200))
def test_whatever_is_signed_is_a_push_or_kept_as_it_came(body: bytes) -> None:
    for request_, content in ((plain(body), body), (sealed(body), body)):
        found = opened(door(), request_).content
        assert isinstance(found, dict) or found.body == content
