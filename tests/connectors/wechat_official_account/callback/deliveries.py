"""WeChat as the callback tests see it: signed and encrypted requests, made by code of our own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from starlette.applications import Starlette

TOKEN = "testcallbacktoken"
APPID = "wx00000000000demo"
KEY = "made0up0key0for0tests0000000000000000000000"
OLD_KEY = "made0up0key0of0yesterday000000000000000000A"
NOW = 1_773_115_200

SUBSCRIBE = {
    "ToUserName": "gh_test",
    "FromUserName": "oTest_0000000000000000001",
    "CreateTime": NOW - 2,
    "MsgType": "event",
    "Event": "subscribe",
    "EventKey": "qrscene_store_1001",
    "Ticket": "gQ_test",
}


def xml(push: dict[str, Any]) -> bytes:
    """Write a push; nested objects and lists too."""
    return f"<xml>{''.join(element(name, value) for name, value in push.items())}</xml>".encode()


def element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(element(name, item) for item in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(element(key, item) for key, item in value.items())}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypted(message: bytes, key: str = KEY, appid: str = APPID, pad_to: int = 32) -> str:
    """Encrypt as the platform's documentation says."""
    secret = base64.b64decode(key + "=")
    content = os.urandom(16) + len(message).to_bytes(4, "big") + message + appid.encode()
    missing = pad_to - len(content) % pad_to
    machine = Cipher(AES(secret), CBC(secret[:16])).encryptor()
    return base64.b64encode(machine.update(content + bytes([missing]) * missing)).decode()


def plain(body: bytes, nonce: str = "n1", at: int = NOW, **changed: str) -> tuple[str, bytes]:
    """Query and body in plain mode."""
    query = {"signature": sha1(TOKEN, str(at), nonce), "timestamp": str(at), "nonce": nonce}
    return urlencode(query | changed), body


def sealed(
    body: bytes,
    nonce: str = "n1",
    at: int = NOW,
    *,
    key: str = KEY,
    appid: str = APPID,
    shown: bytes = b"<xml><ToUserName>gh_test</ToUserName></xml>",
    **changed: str,
) -> tuple[str, bytes]:
    """Query and body in safe mode, or in mixed mode when the push itself is shown."""
    box = encrypted(body, key, appid)
    query = {
        "signature": sha1(TOKEN, str(at), nonce),
        "msg_signature": sha1(TOKEN, str(at), nonce, box),
        "timestamp": str(at),
        "nonce": nonce,
        "encrypt_type": "aes",
    }
    content = shown.removesuffix(b"</xml>") + f"<Encrypt>{box}</Encrypt></xml>".encode()
    return urlencode(query | changed), content


async def asked(
    app: Starlette, method: str, query: str, pieces: Iterable[bytes | float], length: int | None
) -> tuple[int, str]:
    """Call the app as a server would; a number among the pieces of the body is a pause."""

    async def events() -> AsyncIterator[dict[str, Any]]:
        for piece in pieces:
            if isinstance(piece, float):
                await asyncio.sleep(piece)
            else:
                yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()

    coming, sent = events(), []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": "/wechat",
        "raw_path": b"/wechat",
        "root_path": "",
        "query_string": query.encode(),
        "headers": headers,
    }
    await app(scope, coming.__anext__, send)
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode()


def post(app: Starlette, request: tuple[str, bytes]) -> tuple[int, str]:
    """Deliver once."""
    return asyncio.run(asked(app, "POST", request[0], [request[1]], len(request[1])))


def post_all(app: Starlette, requests: Iterable[tuple[str, bytes]]) -> list[tuple[int, str]]:
    """Deliver many at once."""

    async def together() -> list[tuple[int, str]]:
        calls = [asked(app, "POST", query, [body], len(body)) for query, body in requests]
        return list(await asyncio.gather(*calls))

    return asyncio.run(together())
