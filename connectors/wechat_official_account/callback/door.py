"""The door: from the query and body of a delivery to the push in it, or a refusal.

Plain mode (明文模式) signs the query alone; safe mode (安全模式) signs the ciphertext; mixed mode
(兼容模式) sends both, and the encrypted copy counts. A delivery that is authentic but cannot be
read is no refusal: it is kept as it came, with the reason. Storing does not belong here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from connectors.core.decode import NotJsonError, json_object
from connectors.core.errors import FatalError
from connectors.wechat_official_account.callback.crypto import NotDecrypted, decrypted
from connectors.wechat_official_account.callback.refusals import Forged
from connectors.wechat_official_account.callback.signature import Nonce, checked_nonce
from connectors.wechat_official_account.callback.xml import (
    DEEPEST,
    HostileXml,
    NotXml,
    read_xml,
)
from connectors.wechat_official_account.settings import Settings

LONGEST_ECHO = 256
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
ACKNOWLEDGED, HOSTILE, WRONG_KEY = 200, 400, 500
CORRECT_THE_KEY = (
    "Set WECHAT_OFFICIAL_ACCOUNT_ENCODING_AES_KEY to the console's EncodingAESKey, and the one"
    " before it as WECHAT_OFFICIAL_ACCOUNT_PREVIOUS_ENCODING_AES_KEY."
)
LOOK_AT_IT = (
    "Nothing to do unless it comes often: then look at who forwards pushes to the callback."
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An authentic delivery that is no push.

    Attributes:
        reason: Why, without anything of the content.
        next_step: What a person can do.
        body: As it came.
        status: What WeChat is told: 200 where delivering it again would not help.
    """

    reason: str
    next_step: str
    body: bytes
    status: int = ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class Delivery:
    """An authentic delivery: what came, and the nonce that it came with."""

    nonce: Nonce
    content: dict[str, Any] | Unreadable


@dataclass(frozen=True)
class Door:
    """Who may come in.

    Attributes:
        tokens: Tokens of the console, the present one first.
        appid: Our account; stands at the end of what is encrypted for us.
        keys: Decoded EncodingAESKeys, the present one first.
        mode: ``safe`` refuses what is not encrypted.
        seconds: The present instant in epoch seconds.
    """

    tokens: tuple[str, ...]
    appid: str
    keys: tuple[bytes, ...]
    mode: Literal["any", "safe"]
    seconds: Callable[[], int]

    def greeting(self, query: Mapping[str, str]) -> str:
        """Answer the console's question whether this is our address: its own ``echostr``.

        Raises:
            Refusal: It is not WeChat who asks.
        """
        checked_nonce(query, "signature", self.tokens, self.seconds())
        echo = query.get("echostr", "")
        if not 0 < len(echo) <= LONGEST_ECHO:
            raise Forged("there is no echostr")
        return echo

    def open(self, query: Mapping[str, str], body: bytes) -> Delivery:
        """Check and open a delivery.

        Raises:
            Refusal: It is not from WeChat, not for us, or too old.
        """
        if query.get("encrypt_type", "").lower() == "aes" or "msg_signature" in query:
            return self._open_encrypted(query, body)
        if self.mode == "safe":
            raise Forged("it is not encrypted, and only encrypted pushes are accepted")
        return Delivery(self._plain_nonce(query), _read(body))

    def _open_encrypted(self, query: Mapping[str, str], body: bytes) -> Delivery:
        envelope = _read(body)
        sealed = envelope.get("Encrypt") if isinstance(envelope, dict) else None
        if not isinstance(sealed, str):
            # Without a ciphertext msg_signature covers nothing: only the query's own can vouch.
            return Delivery(self._plain_nonce(query), _unsealed(envelope, body))
        nonce = checked_nonce(query, "msg_signature", self.tokens, self.seconds(), sealed)
        if not self.keys and isinstance(envelope, dict) and "MsgType" in envelope:
            return Delivery(nonce, {k: v for k, v in envelope.items() if k != "Encrypt"})
        try:
            return Delivery(nonce, _read(decrypted(sealed, self.keys, self.appid)))
        except NotDecrypted as error:
            reason = f"The push is refused: {error}."
            return Delivery(nonce, Unreadable(reason, CORRECT_THE_KEY, body, WRONG_KEY))

    def _plain_nonce(self, query: Mapping[str, str]) -> Nonce:
        return checked_nonce(query, "signature", self.tokens, self.seconds())


def door_of(settings: Settings, seconds: Callable[[], int]) -> Door:
    """Return the door of an account.

    Args:
        settings: The account's.
        seconds: The present instant in epoch seconds.

    Raises:
        FatalError: Appid or token is not set, or the key that ``safe`` needs; the message names it.
    """
    needed = {
        "APPID": settings.appid,
        "CALLBACK_TOKEN": settings.has_callback,
        "ENCODING_AES_KEY": settings.callback_mode == "any" or settings.aes_keys(),
    }
    for name, is_given in needed.items():
        if not is_given:
            variable = f"{settings.prefix}{name}"
            raise FatalError(
                f"The callback needs {variable}.",
                variable,
                next_step=f"Set {variable} to what the console's 基本配置 page says.",
            )
    return Door(
        settings.callback_tokens(),
        settings.appid,
        settings.aes_keys(),
        settings.callback_mode,
        seconds,
    )


def _read(body: bytes) -> dict[str, Any] | Unreadable:
    try:
        push = read_json(body) if body.lstrip()[:1] == b"{" else read_xml(body)
    except HostileXml as error:
        return Unreadable(f"The push is refused: {error}.", LOOK_AT_IT, body, HOSTILE)
    except (NotXml, NotJsonError) as error:
        return Unreadable(f"The push is refused: {error}.", LOOK_AT_IT, body)
    created = push.get("CreateTime")
    if isinstance(created, str) and _SECONDS.fullmatch(created.strip()):
        push["CreateTime"] = int(created)  # a number, as in a log of JSON lines
    return push


def read_json(body: bytes) -> dict[str, Any]:
    """Read a push of a console that is set to JSON (数据格式).

    Raises:
        NotJsonError: It is not one JSON object, or nested too deep.
    """
    push = json_object(body, lenient=True)
    level: list[Any] = [push]
    for _ in range(DEEPEST):
        level = [item for value in level for item in _items(value)]
    if level:
        raise NotJsonError("JSON nested too deep")
    return push


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _unsealed(envelope: dict[str, Any] | Unreadable, body: bytes) -> Unreadable:
    if isinstance(envelope, Unreadable):
        return envelope
    return Unreadable("The push is refused: Encrypt is missing.", LOOK_AT_IT, body)
