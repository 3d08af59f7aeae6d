"""The store by itself: once, in order, private, whole; and a damaged file that is begun anew."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from connectors.wechat_official_account.callback.mending import open_store
from connectors.wechat_official_account.callback.signature import Nonce
from connectors.wechat_official_account.callback.store import (
    NONCES_KEPT_SECONDS,
    PushStore,
    Received,
    StoreOfAnother,
    StoreUnusable,
)
from tests.connectors.wechat_official_account.callback.deliveries import APPID, NOW


def received(number: int, stream: str = "follow_events", at: int = NOW) -> Received:
    return Received(Nonce(at, f"n{number}"), stream, f"key-{number}", b'{"Event":"subscribe"}')


def test_pushes_come_back_in_the_order_of_arrival_stream_by_stream(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append(
        [received(n, "messages" if n % 3 == 0 else "follow_events") for n in range(9)], NOW
    )
    pages, position = [], 0
    while page := store.after("follow_events", position, 4):
        pages.append([push.key for push in page])
        position = page[-1].position
    assert pages == [["key-1", "key-2", "key-4", "key-5"], ["key-7", "key-8"]]


def test_a_position_is_never_given_out_twice(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append([received(1), received(2)], NOW)
    last = store.after("follow_events", 0, 9)[-1].position
    assert store.prune("follow_events", last, NOW + 1) == 2
    store.append([received(3)], NOW)
    assert store.after("follow_events", 0, 9)[0].position > last


def test_pruning_keeps_what_the_landing_lacks_and_what_is_recent(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append([received(n) for n in range(5)], NOW)
    store.append([received(5)], NOW + 100)
    store.append([received(6, "messages")], NOW)
    upto = store.after("follow_events", 0, 3)[-1].position
    assert store.prune("follow_events", upto, NOW) == 0
    assert store.prune("follow_events", upto, NOW + 50) == 3
    assert store.prune("follow_events", upto + 99, NOW + 50) == 2
    assert [push.key for push in store.after("follow_events", 0, 9)] == ["key-5"]
    assert len(store.after("messages", 0, 9)) == 1


def test_a_full_disk_takes_nothing_of_a_batch_and_keeps_what_it_has(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append([received(n) for n in range(50)], NOW)
    pages = store._connection.execute("pragma page_count").fetchone()[0]
    store._connection.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(StoreUnusable, match="full"):
        store.append([received(n) for n in range(50, 5_000)], NOW)
    assert len(store.after("follow_events", 0, 9_999)) == 50
    store._connection.execute("pragma max_page_count = 100000")
    assert set(store.append([received(n) for n in range(50, 5_000)], NOW)) == {"stored"}
    assert len(store.after("follow_events", 0, 9_999)) == 5_000


def test_two_callbacks_of_one_home_store_a_push_once(path: Path) -> None:
    one, other = PushStore(path, APPID), PushStore(path, APPID)
    assert one.append([received(1), received(2)], NOW) == ["stored", "stored"]
    assert other.append([received(2), received(3)], NOW) == ["repeated", "stored"]
    forged = Received(Nonce(NOW, "n3"), "follow_events", "another", b"{}")
    assert one.append([forged], NOW) == ["replayed"]
    assert [push.key for push in one.after("follow_events", 0, 9)] == ["key-1", "key-2", "key-3"]


def test_files_are_private(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append([received(1)], NOW)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert len(list(path.parent.iterdir())) == 3
    assert modes == {0o600}


def test_nonces_are_forgotten_long_after_they_could_be_used(path: Path) -> None:
    store = PushStore(path, APPID)
    store.append([received(1)], NOW)
    assert store.append([received(1)], NOW + 1) == ["repeated"]
    other = Received(Nonce(NOW, "n1"), "follow_events", "another", b"{}")
    assert store.append([other], NOW + NONCES_KEPT_SECONDS) == ["replayed"]
    store.append([received(2, at=NOW + NONCES_KEPT_SECONDS + 1)], NOW + NONCES_KEPT_SECONDS + 1)
    assert store.append([other], NOW + NONCES_KEPT_SECONDS + 1) == ["stored"]


def test_a_store_belongs_to_one_account(path: Path) -> None:
    PushStore(path, APPID).close()
    with pytest.raises(StoreOfAnother, match=APPID):
        PushStore(path, "wx_another")


@pytest.mark.parametrize("kind", ["rubbish", "cut short", "flipped page"])
def test_a_damaged_store_is_set_aside_and_begun_anew(
    path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = PushStore(path, APPID)
    for start in range(0, 3_000, 100):
        store.append([received(n) for n in range(start, start + 100)], NOW)
    store.close()
    content = bytearray(path.read_bytes())
    if kind == "rubbish":
        content[:] = b"not a database" * 100
    elif kind == "cut short":
        del content[len(content) // 2 :]
    else:
        middle = len(content) // 2 // 4_096 * 4_096
        content[middle : middle + 4_096] = bytes(4_096)
    path.write_bytes(content)
    caplog.set_level(logging.ERROR)
    mended = open_store(path, APPID, NOW)
    assert "begun anew" in caplog.text
    assert mended.store_id != store.store_id
    assert list(path.parent.glob("*.damaged-*"))
    survivors = len(mended.after("follow_events", 0, 9_999))
    assert (survivors > 0) == (kind == "flipped page")
    assert mended.append([received(9_999)], NOW) == ["stored"]
