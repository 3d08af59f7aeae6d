"""Quotas, clocks, late data and days off: what happened when does not decide what is there at last.

A home that was pulled on some days, by clocks that went wrong, ends with the records of one that
was pulled once, at the end.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from member_center.landing import PullResult
from tests.faults.api_faults import ONE_OF_EACH_KIND
from tests.faults.child import ROOT, command
from tests.faults.world import (
    NOW,
    Brand,
    Home,
    Latest,
    api_streams,
    differences,
    failures,
    later,
    of_streams,
)

STREAMS = (*ONE_OF_EACH_KIND, "wechat_mini_program.events")
AS_OF_THE_PULL = {"youzan.points": "a balance is noted under the instant at which it was read"}
"""Streams whose records depend on the instants of the pulls by their nature, and why."""
MAY_HAVE_LEFT = frozenset(
    {
        "wechat_official_account.followers",
        "wechat_official_account.tag_members",
        "wechat_shop.member_coupons",
        "wecom.customers",
    }
)
"""Streams that keep what earlier pulls saw and a later first pull is not told of any more."""


def pulled_at(platforms: Brand, folder: Path, instants: Sequence[datetime], *names: str) -> Latest:
    """What a home holds that was pulled at these instants."""
    home = Home(folder, platforms.variables)
    for instant in instants:
        platforms.move(instant)
        home.now = instant
        home.pull_until_quiet(*names)
    return home.latest()


def test_a_used_up_quota_stops_one_stream_until_midnight_in_shanghai(
    platforms: Brand, home: Home, tmp_path: Path
) -> None:
    streams = ("wechat_shop.orders", "wechat_shop.products")
    path = "/channels/ec/order/get"
    platforms.set([{"path": path, "kind": "errcode", "errcode": 45009, "nth": 20, "times": 0}])
    ended = home.pull(*streams)
    stopped = ended["wechat_shop.orders"]
    assert isinstance(stopped, PullResult)
    assert "2026-03-11 00:00" in str(stopped.stopped_because)
    assert stopped.landed > 0
    assert failures(ended) == {}
    platforms.calm()
    calls = platforms.calls(path)
    assert home.pull("wechat_shop.orders")["wechat_shop.orders"].stopped_because
    assert platforms.calls(path) == calls, "it asked although the quota was used up"
    tomorrow = later(1)
    platforms.move(tomorrow)
    home.now = tomorrow
    home.pull_until_quiet(*streams)
    assert (
        differences(home.latest(), pulled_at(platforms, tmp_path / "b", [tomorrow], *streams)) == []
    )


def days_apart(platforms: Brand, folder: Path, streams: Sequence[str]) -> None:
    daily = pulled_at(platforms, folder / "daily", [NOW, later(1), later(2.4), later(3)], *streams)
    once = pulled_at(platforms, folder / "once", [later(3)], *streams)
    names = [name for name in streams if name not in AS_OF_THE_PULL]
    daily, once = of_streams(daily, names), of_streams(once, names)
    assert differences(still_there(daily, once), once) == []


def still_there(found: Latest, expected: Latest) -> Latest:
    """What is found, without what the platform lists no more."""
    return {
        key: value
        for key, value in found.items()
        if key in expected or f"{key[0]}.{key[1]}" not in MAY_HAVE_LEFT
    }


def test_late_and_restated_data_are_found_by_daily_pulls(platforms: Brand, tmp_path: Path) -> None:
    days_apart(platforms, tmp_path, STREAMS)


@pytest.mark.faults
def test_late_and_restated_data_are_found_by_daily_pulls_of_all(
    platforms: Brand, tmp_path: Path
) -> None:
    days_apart(platforms, tmp_path, api_streams())


@pytest.mark.parametrize("days_off", [2, 9])
def test_days_off_are_caught_up(platforms: Brand, tmp_path: Path, days_off: int) -> None:
    """The world's history lies before its present: the first pull is made so many days ago."""
    off = pulled_at(platforms, tmp_path / "off", [later(-days_off), NOW], *STREAMS)
    once = pulled_at(platforms, tmp_path / "once", [NOW], *STREAMS)
    assert differences(still_there(off, once), once) == []


@pytest.mark.parametrize("minutes", [-14, 14])
def test_a_platform_whose_clock_differs_from_ours(
    platforms: Brand, tmp_path: Path, minutes: int
) -> None:
    home = Home(tmp_path / "skewed", platforms.variables)
    for day in (-2, -1, 0):
        home.now = later(day)
        platforms.move(later(day + minutes / 1440))
        home.pull_until_quiet(*STREAMS)
    platforms.move(later(0.1))
    home.now = later(0.1)
    home.pull_until_quiet(*STREAMS)
    straight = pulled_at(platforms, tmp_path / "straight", [later(0.1)], *STREAMS)
    assert differences(still_there(home.latest(), straight), straight) == []


def test_a_list_that_grows_while_it_is_read(platforms: Brand, tmp_path: Path) -> None:
    home = Home(tmp_path / "home", platforms.variables, now=later(-3))
    platforms.set([{"path": "*", "kind": "skew", "seconds": 7200, "nth": 3, "times": 12}])
    platforms.move(later(-3))
    home.pull(*STREAMS)
    platforms.calm()
    home.now = NOW
    home.pull_until_quiet(*STREAMS)
    straight = pulled_at(platforms, tmp_path / "straight", [NOW], *STREAMS)
    assert differences(still_there(home.latest(), straight), straight) == []


def test_a_cursor_in_the_future_is_said_and_loses_nothing(
    platforms: Brand, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = Home(tmp_path / "home", platforms.variables, now=later(40))
    home.pull(*STREAMS)
    home.now = NOW
    with caplog.at_level(logging.ERROR):
        home.pull_until_quiet(*STREAMS)
    assert "in the future" in caplog.text
    straight = pulled_at(platforms, tmp_path / "straight", [NOW], *STREAMS)
    assert differences(still_there(home.latest(), straight), straight) == []


@pytest.mark.parametrize(
    "zone", ["America/St_Johns", pytest.param("Pacific/Kiritimati", marks=pytest.mark.faults)]
)
def test_the_time_zone_of_the_machine_changes_nothing(
    zone: str, platforms: Brand, home: Home, undisturbed: Latest
) -> None:
    subprocess.run(
        command(home, *STREAMS),
        check=True,
        cwd=ROOT,
        env={**os.environ, "TZ": zone},
    )
    assert differences(home.latest(), of_streams(undisturbed, STREAMS)) == []


def test_two_processes_that_need_a_token_ask_for_it_once(platforms: Brand, home: Home) -> None:
    platforms.set([{"path": "/cgi-bin/stable_token", "kind": "delay", "seconds": 0.3, "times": 0}])
    before = platforms.calls("/cgi-bin/stable_token")
    both = [
        subprocess.Popen(command(home, name), cwd=ROOT)
        for name in ("wechat_shop.orders", "wechat_shop.products")
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert platforms.calls("/cgi-bin/stable_token") - before == 1
