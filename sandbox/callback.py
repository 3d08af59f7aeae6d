"""WeChat's side of the callback: pushes as XML, signed, encrypted, and delivered up to three times.

What belongs here: how a push travels. What does not: what is pushed (`sandbox.pushes`), and who
receives it.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox import accounts
from sandbox.pushes import KINDS, Push
from sandbox.world import World
from sandbox.world.views import rows_until

Mode = Literal["plain", "mixed", "safe"]
BLOCK = 32
DELIVERIES = 3
SECONDS_FOR_ANSWER = 5.0
NUMBERS = frozenset({"CreateTime", "MsgId", "MsgID", "TotalCount", "SentCount"})


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs and encrypts as WeChat does.

    Attributes:
        token: Token of the console.
        encoding_aes_key: EncodingAESKey; not needed in plain mode.
        appid: Whom it is for.
        mode: What the console is set to.
    """

    token: str = accounts.CALLBACK_TOKEN
    encoding_aes_key: str = accounts.CALLBACK_AES_KEY
    appid: str = accounts.OFFICIAL_ACCOUNT.appid
    mode: Mode = "plain"

    def query(self, timestamp: int, nonce: str, sealed: str = "") -> dict[str, str]:
        """Return the signed query of a delivery or of the console's question."""
        parts = (self.token, str(timestamp), nonce)
        query = {"signature": _sha1(*parts), "timestamp": str(timestamp), "nonce": nonce}
        if sealed:
            query |= {"encrypt_type": "aes", "msg_signature": _sha1(*parts, sealed)}
        return query

    def request(self, push: Push | bytes, timestamp: int, nonce: str) -> tuple[str, bytes]:
        """Return query string and body of a delivery."""
        plain = push if isinstance(push, bytes) else to_xml(push)
        if self.mode == "plain":
            return urlencode(self.query(timestamp, nonce)), plain
        sealed = self.encrypted(plain)
        query = self.query(timestamp, nonce, sealed)
        shown = plain if self.mode == "mixed" else to_xml({"ToUserName": self.appid})
        seal = f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()
        return urlencode(query), shown.removesuffix(b"</xml>") + seal

    def encrypted(self, message: bytes) -> str:
        """Encrypt a message: random bytes, its length, itself, the appid, padded to 32."""
        key = base64.b64decode(self.encoding_aes_key + "=")
        content = os.urandom(16) + struct.pack(">I", len(message)) + message + self.appid.encode()
        pad = BLOCK - len(content) % BLOCK
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        sealed = cipher.update(content + bytes([pad]) * pad) + cipher.finalize()
        return base64.b64encode(sealed).decode()


def signer(mode: str, token: str | None = None, aes_key: str | None = None) -> Signer:
    """Return a signer for a console's settings, the sandbox's own where none are given.

    Raises:
        ValueError: If there is no such mode.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"the mode is {', '.join(get_args(Mode))}, not {mode!r}")
    usual = Signer()
    return Signer(
        token or usual.token, aes_key or usual.encoding_aes_key, usual.appid, cast(Mode, mode)
    )


def to_xml(push: Push) -> bytes:
    """Write a push as WeChat does: texts as CDATA, a list as a repeated element."""
    return f"<xml>{''.join(_element(name, value) for name, value in push.items())}</xml>".encode()


def pushes_of(world: World, now: int, kinds: Sequence[str] = ()) -> Iterator[Push]:
    """Yield everything that WeChat has pushed by a clock, kind by kind, oldest first."""
    for kind in kinds or KINDS:
        table, spell = KINDS[kind]
        yield from spell(world, np.arange(rows_until(table(world).at, now)))


@dataclass(slots=True)
class Delivered:
    """What became of many pushes: how many were acknowledged, and after how many deliveries."""

    acknowledged: int = 0
    given_up: int = 0
    deliveries: int = 0


@dataclass(frozen=True)
class Deliverer:
    """Delivers pushes to one address, each up to three times until it is acknowledged.

    Attributes:
        url: The callback.
        signer: Signs them.
        rate: Pushes a second; 0 is as fast as it goes.
        connections: How many deliver at once.
        repeated: Share of pushes that is delivered again although it was acknowledged.
        clock: Epoch seconds.
        random: Makes nonces and chooses what is repeated.
    """

    url: str
    signer: Signer = field(default_factory=Signer)
    rate: float = 0.0
    connections: int = 4
    repeated: float = 0.0
    clock: Callable[[], float] = time.time
    random: Random = field(default_factory=Random)

    def deliver(self, pushes: Sequence[Push]) -> Delivered:
        """Deliver them in order (within a connection), and count what became of them."""
        total = Delivered()
        parts = [pushes[start :: self.connections] for start in range(self.connections)]
        with ThreadPoolExecutor(self.connections) as pool:
            for part in pool.map(self._deliver_all, parts):
                total.acknowledged += part.acknowledged
                total.given_up += part.given_up
                total.deliveries += part.deliveries
        return total

    def _deliver_all(self, pushes: Sequence[Push]) -> Delivered:
        done, began = Delivered(), time.monotonic()
        for number, push in enumerate(pushes):
            if self.rate:
                due = began + number * self.connections / self.rate
                time.sleep(max(0.0, due - time.monotonic()))
            attempts = self._until_acknowledged(push)
            done.deliveries += abs(attempts)
            done.acknowledged += attempts > 0
            done.given_up += attempts < 0
            if attempts > 0 and self.random.random() < self.repeated:
                done.deliveries += 1
                self.once(push)
        return done

    def _until_acknowledged(self, push: Push) -> int:
        """Return after how many deliveries it was acknowledged, negative if it never was."""
        for attempt in range(1, DELIVERIES + 1):
            if self.once(push) == (200, "success"):
                return attempt
        return -DELIVERIES

    def once(
        self, push: Push | bytes, timestamp: int | None = None, nonce: str | None = None
    ) -> tuple[int, str]:
        """Deliver once; returns status and text, or (0, "") when nobody answered.

        Args:
            push: The push, or a body to be signed as it is.
            timestamp: Signed instant; the present one by default.
            nonce: A fresh one by default.
        """
        signed_at = int(self.clock()) if timestamp is None else timestamp
        fresh = str(self.random.randrange(10**9, 10**10))
        return self.send(*self.signer.request(push, signed_at, nonce or fresh))

    def send(self, query: str, body: bytes) -> tuple[int, str]:
        """Send a request as it is; returns status and text, or (0, "") when nobody answered."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=SECONDS_FOR_ANSWER
        )
        with closing(connection), suppress(OSError, http.client.HTTPException):
            path = f"{place.path or '/'}?{query}"
            connection.request("POST", path, body, {"Content-Type": "text/xml"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        return 0, ""


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        inner = "".join(_element(field, item) for field, item in value.items())
    elif name in NUMBERS:
        inner = escape(str(value))
    else:
        inner = f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"
    return f"<{name}>{inner}</{name}>"
