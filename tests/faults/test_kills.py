"""Killed at every write, at random, politely, or run twice at once: the end is the same.

The processes are real ones and die by SIGKILL.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.child import ROOT, command
from tests.faults.dying import Forks, forks
from tests.faults.world import Brand, Home, Latest, api_streams, differences, of_streams

MEMBERS = "会员卡号,姓名,手机号\n" + "".join(
    f"S{n:04d},样本{n},1390000{n:04d}\n" for n in range(40)
)
STREAMS = ("offline.members", "wechat_shop.orders", "wechat_official_account.followers")
RANDOM_KILLS = 40


@pytest.fixture(scope="module")
def children() -> Iterator[Forks]:
    with forks() as server:
        yield server


def with_an_export(folder: Path, platforms: Brand) -> Home:
    """A home with one export in its inbox."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "会员_20260301.csv").write_text(MEMBERS, "utf-8")
    return Home(folder, platforms.variables)


@pytest.fixture(scope="module")
def whole(running: Brand, tmp_path_factory: pytest.TempPathFactory) -> Latest:
    running.calm()
    home = with_an_export(tmp_path_factory.mktemp("whole") / "home", running)
    home.pull_until_quiet(*STREAMS)
    return home.latest()


@pytest.mark.parametrize("every", [19, pytest.param(1, marks=pytest.mark.faults)])
def test_killed_at_the_nth_write_until_it_completes(
    every: int, children: Forks, platforms: Brand, tmp_path: Path, whole: Latest
) -> None:
    step = 1
    while True:
        home = with_an_export(tmp_path / str(step), platforms)
        ended = children.pull(home, *STREAMS, die_at=step)
        again = children.pull(home, *STREAMS)
        assert (again.was_killed, again.failed) == (False, {}), f"killed at step {step}"
        assert differences(home.latest(), whole) == [], f"killed at step {step}"
        assert [path.name for path in (home / "inbox").iterdir()] == []
        assert list(home.folder.glob("**/*.tmp")) == []
        if not ended.was_killed:
            break
        step += every
    assert step > 60


def test_killed_again_and_again_it_still_arrives(
    children: Forks, platforms: Brand, tmp_path: Path, whole: Latest
) -> None:
    """Each process gets a little further than the one before it."""
    home = with_an_export(tmp_path / "home", platforms)
    kills = 0
    while children.pull(home, *STREAMS, die_at=10 + 4 * kills).was_killed:
        kills += 1
        assert kills < 200
    assert kills >= 5
    assert children.pull(home, *STREAMS).failed == {}
    assert differences(home.latest(), whole) == []


@pytest.mark.faults
def test_killed_at_random_forty_times_in_a_row(
    platforms: Brand, home: Home, undisturbed: Latest
) -> None:
    chance = random.Random(40)
    kills = 0
    for _ in range(RANDOM_KILLS):
        child = subprocess.Popen(command(home), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        begun = child.stdout.readline()
        assert begun
        try:
            child.wait(chance.uniform(0.0, 2.5))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.communicate()
    assert kills > RANDOM_KILLS / 2
    home.pull_until_quiet()
    assert differences(home.latest(), of_streams(undisturbed, api_streams())) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_pull_that_is_told_to_stop_stops_and_goes_on_later(
    number: signal.Signals, platforms: Brand, home: Home, undisturbed: Latest
) -> None:
    platforms.set([{"path": "/channels/*", "kind": "delay", "seconds": 0.5, "times": 0}])
    stream = "wechat_shop.orders"
    child = subprocess.Popen(
        command(home, stream), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while platforms.calls("/channels/ec/order/get") < 4 and time.monotonic() < deadline:
        assert child.poll() is None
    child.send_signal(number)
    began = time.monotonic()
    assert child.wait(30) != 0
    assert time.monotonic() - began < 10
    child.communicate()
    platforms.calm()
    home.pull_until_quiet(stream)
    assert differences(home.latest(), of_streams(undisturbed, [stream])) == []


def test_two_pulls_of_one_stream_at_once(platforms: Brand, home: Home, undisturbed: Latest) -> None:
    """One pulls, the other is told so; what lands, lands once."""
    platforms.set([{"path": "/channels/*", "kind": "delay", "seconds": 0.1, "times": 0}])
    stream = "wechat_shop.orders"
    both = [
        subprocess.Popen(command(home, stream), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate()[1] for one in both]
    assert sorted(one.returncode for one in both) == [0, 1]
    assert sum("is being pulled by another process" in text for text in said) == 1
    platforms.calm()
    home.pull_until_quiet(stream)
    assert differences(home.latest(), of_streams(undisturbed, [stream])) == []
    with home.opened() as runtime:
        landed = sum(batch.rows for batch in runtime.landing.batches())
    assert landed == len(of_streams(undisturbed, [stream]))
