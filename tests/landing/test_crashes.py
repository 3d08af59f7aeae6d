"""Killed at every step of a pull, and at random: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from member_center.landing import Landing, LandingWriteFailed, Quarantine, StateUnusable
from member_center.landing import files as landing_files
from member_center.privacy import Guard, Vault
from tests.landing.world import (
    TOKEN_KEY,
    VAULT_KEY,
    Killed,
    Machine,
    bring,
    files,
    payloads,
    record,
    rows,
    small_stream,
)

Picture = tuple[object, ...]


def picture(home: Path) -> Picture:
    """All that a pull leaves behind: rows, files, cursor, quarantine; and every token opens."""
    vault = Vault(home, VAULT_KEY)
    tokens = [p[f]["token"] for p in payloads(home) for f in ("phone", "name") if f in p]
    clear = [vault.reveal(token) for token in tokens]
    vault.close()
    refused = [(row.place, row.payload) for row in Quarantine(home).rows()]
    with Landing(home) as landing:
        return rows(home), files(home), landing.cursor("offline", "members"), refused, clear


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, int]:
    home = tmp_path_factory.mktemp("undisturbed")
    with Machine(None).running() as machine:
        bring(home, small_stream())
    return picture(home), len(machine.steps)


@pytest.mark.parametrize(
    ("after", "ahead"),
    [(False, False), (True, False), (False, True)],
    ids=["before", "after", "before, while the next page is fetched"],
)
def test_killed_at_the_nth_step_for_every_n(
    tmp_path: Path, undisturbed: tuple[Picture, int], after: bool, ahead: bool
) -> None:
    expected, steps = undisturbed
    assert steps > 30
    for n in range(1, steps + 1):
        home = tmp_path / str(n)
        with Machine(n, after=after).running(), pytest.raises(Killed):
            bring(home, small_stream(reads_ahead=ahead))
        bring(home, small_stream(reads_ahead=ahead))
        assert picture(home) == expected, f"killed at step {n}"


def test_killed_again_and_again_it_still_arrives(
    tmp_path: Path, undisturbed: tuple[Picture, int]
) -> None:
    expected, steps = undisturbed
    kills = 0
    for n in range(1, steps + 1):
        try:
            with Machine(n).running():
                bring(tmp_path, small_stream())
        except Killed:
            kills += 1
        else:
            break
    assert kills >= 10
    assert picture(tmp_path) == expected


CHILD = """
import sys
from pathlib import Path
from tests.landing.test_crashes import many_pages
from tests.landing.world import bring

bring(Path(sys.argv[1]), many_pages(), on_page=lambda page: print(page.cursor["page"], flush=True))
"""


def many_pages():
    stream = small_stream()
    stream.content = [
        [record(f"m{page}-{n}", n, phone=f"13{page:03d}{n:06d}") for n in range(50)]
        for page in range(60)
    ]
    return stream


def test_a_process_killed_at_random_goes_on_where_it_stopped(tmp_path: Path) -> None:
    chance = random.Random(7)
    kills = 0
    while True:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        stop_after = chance.randint(8, 20)
        done = [line for _, line in zip(range(stop_after), child.stdout, strict=False)]
        if len(done) == stop_after:
            child.send_signal(signal.SIGKILL)
        code = child.wait()
        child.stdout.close()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        kills += 1
    assert kills >= 3
    keys = [row[5] for row in rows(tmp_path)]
    assert keys == [one.key for page in many_pages().content for one in page]


def test_a_full_disk_leaves_the_page_before_it(
    tmp_path: Path, undisturbed: tuple[Picture, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = os.write, []

    def full(descriptor: int, content: bytes) -> int:
        written.append(len(content))
        if len(written) == 3:
            real(descriptor, bytes(content)[:10])
            raise OSError(28, "No space left on device")
        return real(descriptor, content)

    monkeypatch.setattr(landing_files.os, "write", full)
    with pytest.raises(LandingWriteFailed, match="No space left on device"):
        bring(tmp_path, small_stream())
    monkeypatch.undo()
    with Landing(tmp_path) as landing:
        assert landing.cursor("offline", "members") == {"page": 1}
        assert landing.sweep() == []
    bring(tmp_path, small_stream())
    assert picture(tmp_path) == undisturbed[0]


def test_a_full_disk_under_the_log_is_explained(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        landing._log._connection.execute("pragma max_page_count = 1")
        big = [record(f"{n:0500d}") for n in range(500)]
        with pytest.raises(LandingWriteFailed, match="full"):
            landing.commit("offline", "members", "demo", big, {"p": 1}, big[0].occurred_at, "all")
        assert landing.cursor("offline", "members") is None
        landing._log._connection.execute("pragma max_page_count = 1000000")
        assert landing.sweep() == []
        assert landing.cursor("offline", "members") == {"p": 1}
        landing.write_index()
    assert len(rows(tmp_path)) == 500


@pytest.mark.parametrize("damage", ["garbage", "emptied", "removed", "cut"])
def test_a_damaged_log_is_refused_with_the_next_step(tmp_path: Path, damage: str) -> None:
    bring(tmp_path, small_stream())
    state = tmp_path / "state.db"
    content = state.read_bytes()
    if damage == "removed":
        state.unlink()
    else:
        state.write_bytes(
            {"garbage": b"\xff" * len(content), "emptied": b"", "cut": content[:5000]}[damage]
        )
    with pytest.raises(StateUnusable, match="mdc landing rebuild"):
        bring(tmp_path, small_stream())
    assert len(files(tmp_path)) == 4


def test_an_older_copy_of_the_log_is_refused(tmp_path: Path) -> None:
    stream = small_stream()
    stream.content = stream.content[:1]
    bring(tmp_path, stream)
    old = (tmp_path / "state.db").read_bytes()
    bring(tmp_path, many_pages())
    (tmp_path / "state.db").write_bytes(old)
    with pytest.raises(StateUnusable, match=r"ends at batch 1, but .* are younger"):
        bring(tmp_path, many_pages())


def test_a_file_that_is_gone_or_cut_short_is_noticed(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    path = tmp_path / "landing" / "offline" / "members" / "000000000002.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StateUnusable, match=r"cut short, first .*000000000002\.parquet"):
        bring(tmp_path, small_stream())


def test_a_flipped_byte_is_found_by_verifying(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    path = tmp_path / "landing" / "offline" / "members" / "000000000002.parquet"
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with Landing(tmp_path) as landing:
        assert landing.verify() == [path]


def test_a_log_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Landing(tmp_path).close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(StateUnusable, match="newer version"):
        Landing(tmp_path)


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    bring(tmp_path, small_stream())
    folder = tmp_path / "landing" / "offline" / "members"
    leftovers = [folder / "000000000004.parquet", folder / "000000000004.parquet.tmp"]
    for path in leftovers:
        path.write_bytes(b"part of a page")
    with Landing(tmp_path) as landing:
        assert landing.sweep() == sorted(leftovers)
        assert landing.sweep() == []
    guard = Guard(TOKEN_KEY, 1, Vault(tmp_path, VAULT_KEY))
    assert guard.scrub("nothing personal") == "nothing personal"
