"""Which files are ready: nobody else's temporaries, nothing that still grows, no tricks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors.offline.inbox import ready


def drop(inbox: Path, name: str, content: str = "x", *, age: float = 60) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    os.utime(path, (NOW - age, NOW - age))
    return path


NOW = 1_767_578_400.0


def names(inbox: Path, settle: float = 2, sleep: object = None) -> list[str]:
    def never(seconds: float) -> None:
        raise AssertionError("nothing is young, nothing to wait for")

    waits = sleep if callable(sleep) else never
    return [file.name for file in ready(inbox, settle, clock=lambda: NOW, sleep=waits)]


@pytest.mark.parametrize(
    "name",
    [
        "~$会员.xlsx",
        ".DS_Store",
        ".会员.csv.swp",
        "会员.csv.part",
        "a.crdownload",
        "Thumbs.db",
        "desktop.ini",
        "x.tmp",
        ".hidden/会员.csv",
    ],
)
def test_temporaries_are_passed_over(tmp_path: Path, name: str) -> None:
    drop(tmp_path, name)
    drop(tmp_path, "会员.csv")
    assert names(tmp_path) == ["会员.csv"]


def test_links_and_pipes_are_passed_over(tmp_path: Path) -> None:
    secret = drop(tmp_path / "outside", "secret.csv")
    inbox = tmp_path / "inbox"
    drop(inbox, "会员.csv")
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    (inbox / "dangling.csv").symlink_to(tmp_path / "nothing")
    os.mkfifo(inbox / "pipe.csv")
    assert names(inbox) == ["会员.csv"]


def test_a_missing_inbox_is_an_empty_one(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == []


def test_sub_folders_count(tmp_path: Path) -> None:
    drop(tmp_path, "测试一店/会员.csv")
    assert names(tmp_path) == ["测试一店/会员.csv"]


def test_a_file_that_still_grows_waits_for_the_next_run(tmp_path: Path) -> None:
    growing = drop(tmp_path, "growing.csv", age=0.5)
    drop(tmp_path, "still.csv", age=0.5)
    drop(tmp_path, "old.csv")
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        growing.write_text("more and more", "utf-8")

    assert names(tmp_path, sleep=sleep) == ["old.csv", "still.csv"]
    assert waited == [2]


def test_a_file_from_the_future_is_looked_at_twice_and_taken(tmp_path: Path) -> None:
    drop(tmp_path, "future.csv", age=-3600)
    assert names(tmp_path, sleep=lambda _: None) == ["future.csv"]


def test_a_file_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    fleeting = drop(tmp_path, "fleeting.csv", age=0.5)
    assert names(tmp_path, sleep=lambda _: fleeting.unlink()) == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("会员2024-05-01.csv", "2024-05-01"),
        ("销售20240501.xlsx", "2024-05-01"),
        ("2024年5月01日.csv", "2024-05-01"),
        ("卡号20249999.csv", "2026-01-05"),
        ("x.csv", "2026-01-05"),
        ("会员2024-02.csv", "2024-02-29"),
        ("销售202601.csv", "2026-01-05"),
    ],
)
def test_a_name_tells_the_day_else_the_last_change_does(
    tmp_path: Path, name: str, day: str
) -> None:
    drop(tmp_path, name)
    (file,) = ready(tmp_path, 0)
    assert str(file.day()) == day
