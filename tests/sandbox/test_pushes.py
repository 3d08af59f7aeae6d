"""What WeChat pushes in the sandbox: fields as documented, the same people, and how it travels."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox import accounts
from sandbox.callback import Deliverer, Signer, pushes_of, signer, to_xml
from sandbox.pushes import KINDS, Push
from sandbox.world import World
from sandbox.world.follows import UNSUBSCRIBE

FIELDS = {
    "menu_events": {"Event", "EventKey"},
    "template_results": {"Event", "MsgID", "Status"},
    "mass_send_results": {"Event", "MsgID", "Status", "TotalCount", "SentCount", "ErrorCount"},
    "messages": {"MsgId"},
    "other_events": {"Event", "Latitude", "Longitude"},
}
HEAD = {"ToUserName", "FromUserName", "CreateTime", "MsgType"}


def pushes(world: World, kind: str) -> list[Push]:
    return list(pushes_of(world, int(world.end_ts), [kind]))


@pytest.mark.parametrize("kind", FIELDS)
def test_a_push_has_the_platforms_fields(small_world: World, kind: str) -> None:
    found = pushes(small_world, kind)
    assert found
    assert all(set(push) >= HEAD | FIELDS[kind] for push in found)


def test_every_sender_is_a_follower_who_follows_then(small_world: World) -> None:
    appid = accounts.OFFICIAL_ACCOUNT.appid
    gone = small_world.follow_events.kind == UNSUBSCRIBE
    left = dict(zip(small_world.follow_events.follow[gone], small_world.follow_events.at[gone],
                    strict=True))  # fmt: skip
    for kind in ("menu_events", "template_results", "messages", "other_events"):
        found = pushes(small_world, kind)
        people = small_world.decode_openid(appid, [push["FromUserName"] for push in found])
        follows = small_world.people.follow[people]
        since = small_world.follows.first_subscribed_at[follows]
        at = np.array([push["CreateTime"] for push in found])
        assert (follows >= 0).all()
        assert (at > since).all()
        assert not any(at[row] == left.get(follow) for row, follow in enumerate(follows))


def test_mass_sends_are_the_articles_the_statistics_know(small_world: World) -> None:
    found = pushes(small_world, "mass_send_results")
    assert len({push["MsgID"] for push in found}) == len(found) == 47
    for push in found:
        total, sent, errors = (
            int(push[name]) for name in ("TotalCount", "SentCount", "ErrorCount")
        )
        assert int(push["FilterCount"]) == sent + errors <= total


@pytest.mark.parametrize("kind", KINDS)
def test_the_clock_decides_what_was_pushed(small_world: World, kind: str) -> None:
    now = int(small_world.until_ts)
    early = list(pushes_of(small_world, now, [kind]))
    assert all(push["CreateTime"] <= now for push in early)
    assert pushes(small_world, kind)[: len(early)] == early


def test_xml_says_what_the_push_says() -> None:
    push = {"CreateTime": 5, "Content": "a ]]> b & <c>", "L": {"item": [{"A": "1"}, {"A": "2"}]}}
    root = ElementTree.fromstring(to_xml(push))
    assert root.findtext("CreateTime") == "5"
    assert root.findtext("Content") == push["Content"]
    assert [one.text for one in root.iter("A")] == ["1", "2"]


def test_safe_mode_is_what_the_platform_documents() -> None:
    query, body = signer("safe").request(b"<xml><A>1</A></xml>", 1_780_000_000, "n")
    told = {name: values[0] for name, values in parse_qs(query).items()}
    sealed = ElementTree.fromstring(body).findtext("Encrypt") or ""
    assert ElementTree.fromstring(body).find("A") is None
    parts = sorted([accounts.CALLBACK_TOKEN, "1780000000", "n", sealed])
    assert told["msg_signature"] == hashlib.sha1("".join(parts).encode()).hexdigest()
    key = base64.b64decode(accounts.CALLBACK_AES_KEY + "=")
    machine = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    opened = machine.update(base64.b64decode(sealed))
    assert opened[16:20] == (19).to_bytes(4, "big")
    assert (
        opened[20 : -opened[-1]]
        == b"<xml><A>1</A></xml>" + accounts.OFFICIAL_ACCOUNT.appid.encode()
    )


def test_mixed_mode_shows_the_push_beside_its_ciphertext() -> None:
    _, body = Signer(mode="mixed").request({"A": "1"}, 1, "n")
    root = ElementTree.fromstring(body)
    assert root.findtext("A") == "1"
    assert root.findtext("Encrypt")


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="plain, mixed, safe, not 'loud'"):
        signer("loud")


@contextmanager
def forgetful(refusals: int) -> Iterator[tuple[str, list[bytes]]]:
    """A callback that answers so many requests with an error before it acknowledges."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert "signature" in parse_qs(urlsplit(self.path).query)
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if len(bodies) > refusals else 503)
            self.end_headers()
            self.wfile.write(b"success")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/", bodies
        running.shutdown()


@pytest.mark.parametrize(("refusals", "given_up"), [(0, 0), (2, 0), (3, 1)])
def test_a_push_is_delivered_up_to_three_times(refusals: int, given_up: int) -> None:
    with forgetful(refusals) as (url, bodies):
        told = Deliverer(url, connections=1).deliver([{"A": "1"}, {"A": "2"}])
    assert told.given_up == given_up
    assert told.acknowledged == 2 - given_up
    assert told.deliveries == len(bodies) == 2 + min(refusals, 3) - given_up


def test_what_was_acknowledged_can_be_delivered_again() -> None:
    with forgetful(0) as (url, bodies):
        Deliverer(url, repeated=1.0, connections=2).deliver([{"A": str(n)} for n in range(4)])
    assert sorted(bodies) == sorted(to_xml({"A": str(n)}) for n in range(4) for _ in range(2))


def test_nobody_there_is_no_crash() -> None:
    assert Deliverer("http://127.0.0.1:9").once({"A": "1"}) == (0, "")
