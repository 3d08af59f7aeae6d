"""Files under the home that are cut short, emptied, garbled, older or newer than the rest; a disk
that is full or may not be written. After any of it a pull that is run again ends as it should, and
nobody had to do anything.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from member_center.landing import LandingWriteFailed
from member_center.privacy import PrivacyError
from tests.faults.world import (
    NOW,
    Brand,
    Home,
    Latest,
    differences,
    failures,
    later,
    long,
    of_streams,
)

STREAMS = (
    "wechat_shop.orders",
    "wechat_official_account.followers",
    "wechat_mini_program.visit_pages",
    "wechat_mini_program.events",
)
CURSOR_STREAMS = (*STREAMS, "wecom.customers", "youzan.trades")
Damage = Callable[[Path], object]


def pulled_three_days_ago(home: Home, platforms: Brand, streams: tuple[str, ...]) -> Home:
    """A home whose last pull was three days ago; now it is today."""
    platforms.move(later(-3))
    home.now = later(-3)
    home.pull_until_quiet(*streams)
    platforms.move(NOW)
    home.now = NOW
    return home


@pytest.fixture(scope="module")
def in_two_pulls(running: Brand, tmp_path_factory: pytest.TempPathFactory) -> Latest:
    """What an undisturbed home has after a pull three days ago and one today."""
    running.calm()
    home = Home(tmp_path_factory.mktemp("two") / "home", running.variables)
    pulled_three_days_ago(home, running, CURSOR_STREAMS).pull_until_quiet(*CURSOR_STREAMS)
    return home.latest()


@pytest.fixture
def expected(in_two_pulls: Latest) -> Latest:
    return of_streams(in_two_pulls, STREAMS)


@pytest.fixture
def half(home: Home, platforms: Brand) -> Home:
    """A home in the middle of its life, to be damaged."""
    return pulled_three_days_ago(home, platforms, STREAMS)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00garbage" * (path.stat().st_size // 9 + 1))


def flip(share: float) -> Damage:
    def flipped(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[min(int(len(content) * share), len(content) - 1)] ^= 0x40
        path.write_bytes(content)

    flipped.__name__ = f"flip-{share}"
    return flipped


def another_shape(path: Path) -> None:
    path.write_text('{"token": [], "asked_at": "soon", "files": 3, "a": {"b": null}}', "utf-8")


def nested(path: Path) -> None:
    path.write_text("[" * 100_000, "utf-8")


CURSORS = (
    "{}",
    "[]",
    "null",
    '"x"',
    '{"through":5}',
    '{"days":[]}',
    '{"walk":7}',
    '{"finished_at":0,"window":{"start":1}}',
)
FILES: dict[str, tuple[Damage, ...]] = {
    "state.db": (cut, empty, garble, Path.unlink, *map(flip, (0, 0.003, 0.2, 0.5, 0.9))),
    "vault.db": (garble, cut, empty, Path.unlink, *map(flip, (0, 0.003, 0.2, 0.5, 0.9))),
    "tokens/token-*.json": (another_shape, cut, empty, garble, Path.unlink, nested),
    "tokens/quota.json": (nested, cut, empty, garble, another_shape),
    "landing/index.parquet": (cut, empty, garble, Path.unlink, flip(0.5)),
    "landing/wechat_shop/orders/*.parquet": (cut, empty, garble, Path.unlink),
    "leases/*.lock": (garble,),
}


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        pytest.param(
            pattern,
            damage,
            id=f"{pattern.split('/')[-1]}-{damage.__name__}",
            marks=() if damage is damages[0] else pytest.mark.faults,
        )
        for pattern, damages in FILES.items()
        for damage in damages
    ],
)
def test_a_damaged_file_is_no_matter_for_a_person(
    half: Home, expected: Latest, pattern: str, damage: Damage
) -> None:
    found = sorted(half.folder.glob(pattern))
    assert found or pattern == "tokens/quota.json", f"there is no {pattern}"
    if not found:
        found = [half / pattern]
        found[0].write_text("{}")
    for path in (found[0], found[-1]) if len(found) > 1 else found:
        damage(path)
    half.pull_until_quiet(*STREAMS)
    assert differences(half.latest(), expected) == []


@pytest.mark.parametrize("share", [0.5, *long(0.1, 0.95)])
def test_a_flipped_byte_of_a_landed_file_is_found_by_the_next_run(
    half: Home, expected: Latest, share: float
) -> None:
    file = sorted(half.folder.glob("landing/wechat_mini_program/*/*.parquet"))[2]
    flip(share)(file)
    with half.opened() as runtime:
        runtime.mend()
    assert (half / "quarantine/landing" / file.relative_to(half / "landing")).exists()
    half.pull_until_quiet(*STREAMS)
    assert differences(half.latest(), expected) == []


@contextmanager
def as_after_a_crash(home: Home) -> Iterator[None]:
    """Inside the block the home lies as a killed process leaves it: with its write-ahead logs."""
    copy = home.folder.with_name("crashed")
    with home.opened() as runtime:
        for name in STREAMS:
            source_name, stream_name = name.split(".")
            source = runtime.source(source_name)
            runtime.pull(source, next(s for s in source.streams if s.name == stream_name))
        runtime.landing.write_index()
        shutil.copytree(home.folder, copy)
    shutil.rmtree(home.folder)
    copy.rename(home.folder)
    yield


@pytest.mark.parametrize("name", ["state.db-wal", *long("vault.db-wal")])
@pytest.mark.parametrize("damage", [flip(0.5), *long(cut, garble, *map(flip, (0, 0.01, 0.99)))])
def test_a_damaged_write_ahead_log(
    home: Home, undisturbed: Latest, name: str, damage: Damage
) -> None:
    with as_after_a_crash(home):
        damage(home / name)
    home.pull_until_quiet(*STREAMS)
    assert differences(home.latest(), of_streams(undisturbed, STREAMS)) == []


def test_a_log_older_than_its_files(half: Home, expected: Latest) -> None:
    older = (half / "state.db").read_bytes()
    half.pull_until_quiet(*STREAMS)
    (half / "state.db").write_bytes(older)
    half.pull_until_quiet(*STREAMS)
    assert differences(half.latest(), expected) == []


def test_a_log_set_back_by_one_page_of_a_file_that_has_left_the_inbox(home: Home) -> None:
    """The file is sealed away, so what landed of it can come from nowhere else."""
    inbox = home / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "会员_20260301.csv").write_text("会员卡号,姓名\nS1001,样本一\nS1002,样本二\n", "utf-8")
    home.pull("wechat_official_account.tags")
    older = (home / "state.db").read_bytes()
    home.pull("offline.members")
    whole = home.latest()
    assert len(list((home / "archive").glob("*.sealed"))) == 1
    (home / "state.db").write_bytes(older)
    home.pull_until_quiet("wechat_official_account.tags", "offline.members")
    assert differences(home.latest(), whole) == []


@pytest.mark.parametrize("damage", [Path.unlink, flip(0.5)])
def test_a_landed_file_of_an_export_comes_again_from_the_archive(
    home: Home, damage: Damage
) -> None:
    inbox = home / "inbox"
    inbox.mkdir(parents=True)
    for day, points in (("20260301", 1), ("20260305", 5)):
        rows = "".join(f"S{n:04d},样本{n},{points}\n" for n in range(5))
        (inbox / f"会员_{day}.csv").write_text(f"会员卡号,姓名,积分\n{rows}", "utf-8")
    home.pull("offline.members")
    whole = home.latest()
    assert len(whole) == 5
    damage(max((home / "landing" / "offline" / "members").glob("*.parquet")))
    with home.opened() as runtime:
        runtime.mend()
    home.pull_until_quiet("offline.members")
    assert differences(home.latest(), whole) == []
    assert list(inbox.iterdir()) == []


def test_a_log_newer_than_its_files(half: Home, expected: Latest) -> None:
    shutil.copytree(half / "landing", half / "older")
    half.pull_until_quiet(*STREAMS)
    shutil.rmtree(half / "landing")
    (half / "older").rename(half / "landing")
    half.pull_until_quiet(*STREAMS)
    assert differences(half.latest(), expected) == []


@pytest.mark.parametrize("cursor", ["garb", '{"until":"soon"}', *long(*CURSORS)])
def test_a_cursor_that_says_nothing(
    home: Home, platforms: Brand, in_two_pulls: Latest, cursor: str
) -> None:
    pulled_three_days_ago(home, platforms, CURSOR_STREAMS)
    with closing(sqlite3.connect(home / "state.db")) as state, state:
        state.execute("update streams set cursor = ?", (cursor,))
    home.pull_until_quiet(*CURSOR_STREAMS)
    assert differences(home.latest(), in_two_pulls) == []


class Disk:
    """Lets so many writes of this process pass; all others fail, and half of their bytes arrive."""

    def __init__(self, writes: int, error: int) -> None:
        self.left = writes
        self.error = error
        self.refused = 0

    def step(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left >= 0:
                return real(*args, **options)
            self.refused += 1
            raise OSError(self.error, os.strerror(self.error), None)

        return wrapped


def complaints(home: Home, *names: str) -> list[str]:
    """What a pull that the disk may refuse at any point has to say."""
    try:
        return [*failures(home.pull(*(names or STREAMS))).values()]
    except (LandingWriteFailed, PrivacyError, OSError) as error:
        return [str(error)]


def written_through(disk: Disk, home: Home, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Pull while the disk lets only so much pass; whether it was enough."""
    with monkeypatch.context() as patch:
        for name in ("write", "fsync", "replace"):
            patch.setattr(os, name, disk.step(getattr(os, name)))
        patch.setattr(Path, "replace", disk.step(Path.replace))
        patch.setattr(Path, "mkdir", disk.step(Path.mkdir))
        failed = complaints(home, *STREAMS[:2])
    return not failed and not disk.refused


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
@pytest.mark.parametrize(
    "step", [13, pytest.param(1, marks=pytest.mark.faults)], ids=["some", "every"]
)
def test_a_disk_that_refuses_the_nth_write(
    error: int,
    step: int,
    platforms: Brand,
    tmp_path: Path,
    undisturbed: Latest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writes = 0
    while True:
        home = Home(tmp_path / str(writes), platforms.variables)
        is_enough = written_through(Disk(writes, error), home, monkeypatch)
        home.pull_until_quiet(*STREAMS[:2])
        expected = of_streams(undisturbed, STREAMS[:2])
        assert differences(home.latest(), expected) == [], f"refused after {writes} writes"
        if is_enough:
            break
        writes += step
    assert writes > 40


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of sixteen megabytes, where this user may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_file_system(platforms: Brand, tiny_disk: Path, undisturbed: Latest) -> None:
    """Somebody else fills the disk; once there is room again, the pull goes on."""
    home = Home(tiny_disk / "home", platforms.variables)
    home.pull(STREAMS[0])
    filler = tiny_disk / "filler"
    filler.write_bytes(b"x" * shutil.disk_usage(tiny_disk).free)
    said = complaints(home)
    assert said
    assert all("space" in one or "full" in one or "disk" in one for one in said), said
    filler.unlink()
    home.pull_until_quiet(*STREAMS)
    assert differences(home.latest(), of_streams(undisturbed, STREAMS)) == []


def test_what_was_set_aside_is_private(half: Home) -> None:
    garble(half / "state.db")
    garble(half / "vault.db")
    half.pull_until_quiet(*STREAMS)
    aside = [path for path in half.folder.iterdir() if "damaged" in path.name]
    assert len(aside) >= 2
    assert [path.name for path in aside if path.stat().st_mode & 0o077] == []
