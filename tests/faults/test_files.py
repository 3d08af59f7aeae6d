"""Exports that come half, twice, renamed, in another encoding, corrected, or against each other.

Whatever came before, what staging would show is what the whole, last export says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.world import Home, differences

VARIABLES = {"MDC_START_DATE": "2026-02-14", "MDC_BRAND": "demo"}
STREAM = "offline.members"
HEADER = "会员卡号,姓名,手机号,积分\n"
ROWS = [f"S{n:04d},样本{n},1390000{n:04d},{n}\n" for n in range(30)]
WHOLE = HEADER + "".join(ROWS)
WRONG = WHOLE.replace(",样本3,", ",样本三,").replace(",7\n", ",700\n")
NAME = "会员_20260305.csv"
EARLIER, LATER = "会员_20260301.csv", "会员_20260309.csv"

CASES: dict[str, tuple[tuple[str, bytes], ...]] = {
    "half of it first": ((EARLIER, (HEADER + "".join(ROWS[:11])).encode()),),
    "the header alone first": ((EARLIER, HEADER.encode()),),
    "nothing first": ((EARLIER, b""),),
    "the same before": ((NAME, WHOLE.encode()),),
    "the same under another name": ((EARLIER, WHOLE.encode()),),
    "the same in GBK": ((EARLIER, WHOLE.encode("gb18030")),),
    "the same with a byte order mark": ((EARLIER, b"\xef\xbb\xbf" + WHOLE.encode()),),
    "the same in UTF-16": ((EARLIER, WHOLE.encode("utf-16")),),
    "the same with tabs": ((EARLIER, WHOLE.replace(",", "\t").encode()),),
    "other figures before": ((EARLIER, WRONG.encode()),),
    "other figures on the same day": (("会员_20260305_旧.csv", WRONG.encode()),),
    "no table at all": (("说明.csv", "明天再给你\n".encode()),),
    "not text": (("会员.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),),
}


def drop(home: Home, name: str, content: bytes) -> None:
    inbox = home / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_bytes(content)


@pytest.mark.parametrize("case", CASES)
def test_what_came_before_a_whole_export_changes_nothing(case: str, tmp_path: Path) -> None:
    calm, home = (Home(tmp_path / name, VARIABLES) for name in ("calm", "home"))
    drop(calm, NAME, WHOLE.encode())
    calm.pull_until_quiet(STREAM)
    expected = calm.latest()
    assert len(expected) == len(ROWS)
    for name, content in CASES[case]:
        drop(home, name, content)
        home.pull_until_quiet(STREAM)
    drop(home, NAME, WHOLE.encode())
    home.pull_until_quiet(STREAM)
    home.pull_until_quiet(STREAM)
    assert differences(home.latest(), expected) == []


def test_a_file_that_is_still_being_copied_waits(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", VARIABLES)
    for unfinished in (f"{NAME}.part", f".{NAME}", f"{NAME}.crdownload", f"~${NAME}"):
        drop(home, unfinished, HEADER.encode() + b"S0")
    home.pull_until_quiet(STREAM)
    assert home.latest() == {}
    (home / "inbox" / f"{NAME}.part").unlink()
    drop(home, NAME, WHOLE.encode())
    home.pull_until_quiet(STREAM)
    assert len(home.latest()) == len(ROWS)


@pytest.mark.parametrize("later_first", [False, True])
def test_a_correction_wins_by_its_day(later_first: bool, tmp_path: Path) -> None:
    """The export of the later business day counts, also where it comes first."""
    calm, home = (Home(tmp_path / name, VARIABLES) for name in ("calm", "home"))
    drop(calm, LATER, WHOLE.encode())
    calm.pull_until_quiet(STREAM)
    both = [(EARLIER, WRONG), (LATER, WHOLE)]
    for name, content in reversed(both) if later_first else both:
        drop(home, name, content.encode())
        if not later_first:
            home.pull_until_quiet(STREAM)
    home.pull_until_quiet(STREAM)
    assert differences(home.latest(), calm.latest()) == []
