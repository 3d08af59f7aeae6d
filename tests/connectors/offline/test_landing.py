"""The intake with the real landing, guard and vault: exactly once, and no clear personal data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from member_center.runtime import Runtime
from member_center.settings import Settings
from tests.connectors.offline.counter import NOW, csv_text, workbook

HEADER = ("卡号", "姓名", "手机", "积分", "备注")
CANARIES = ("金丝雀甲", "13955550001", "13955550002", "住在金丝雀路")
SALES_HEADER = ["门店", "小票号", "销售时间", "商品编码", "数量", "金额", "手机"]


def home_of(folder: Path) -> Runtime:
    settings = Settings.model_construct(
        home=folder,
        token_key=SecretStr("t" * 40),
        token_key_version=1,
        vault_key=SecretStr("v" * 40),
        pinned_now=NOW,
        start_date=None,
        brand="test",
    )
    return Runtime(settings, None)


def pull(runtime: Runtime) -> dict[str, Any]:
    source = runtime.source("offline")
    return {stream.name: runtime.pull(source, stream) for stream in source.streams}


def drop(runtime: Runtime, name: str, content: bytes | str) -> None:
    path = runtime.home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("gb18030") if isinstance(content, str) else content)
    os.utime(path, (NOW.timestamp(),) * 2)


def landed(runtime: Runtime, stream: str) -> list[tuple[str, dict[str, Any]]]:
    files = sorted((runtime.home / "landing" / "offline" / stream).glob("*.parquet"))
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    return [(row["record_key"], json.loads(row["payload"])) for row in rows]


def both_lists() -> bytes:
    lines = [
        ["测试一店", f"T{n}", "2024-05-01 10:00:00", "P1", 1, 10, CANARIES[1]] for n in range(9)
    ]
    members = [
        ["卡号", "姓名", "手机"],
        ["A1", CANARIES[0], CANARIES[1]],
        ["", CANARIES[0], CANARIES[1]],
    ]
    return workbook(("会员", members), ("销售", [SALES_HEADER, *lines]))


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    return home_of(tmp_path / "home")


def test_no_byte_under_the_home_tells_who_it_is(runtime: Runtime) -> None:
    shifted = ("A3", CANARIES[0], CANARIES[1], "5", CANARIES[3], "多一格")
    doubled = (
        "A4",
        CANARIES[0],
        f"{CANARIES[1]}/{CANARIES[2]}",
        "5",
        f"{CANARIES[3]} {CANARIES[2]}",
    )
    drop(runtime, "会员.csv", csv_text(HEADER, shifted, doubled, (CANARIES[1], "", "", "1", "")))
    drop(runtime, f"{CANARIES[1]}.csv", csv_text((CANARIES[0], CANARIES[1]), ("x", "y")))
    drop(runtime, "双表.xlsx", both_lists())
    result = pull(runtime)
    assert result["members"].rejected == 2
    assert [key for key, _ in landed(runtime, "members")].count("A4") == 1
    assert list((runtime.home / "inbox").iterdir()) == []
    for path in runtime.home.rglob("*"):
        content = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
        for canary in CANARIES:
            assert canary.encode() not in content, path
            assert canary.encode("gb18030") not in content, path


def test_a_refused_row_can_be_read_again_by_its_token(runtime: Runtime) -> None:
    drop(runtime, "会员.csv", csv_text(HEADER, ("A1", CANARIES[0], "1.39E+10", "5", "")))
    pull(runtime)
    (row,) = runtime.quarantine.rows("offline", "members")
    revealed = runtime.vault.reveal(row.payload["row"]["token"])
    assert revealed is not None
    assert json.loads(revealed)["姓名"] == CANARIES[0]


def test_an_overlapping_export_lands_only_what_is_new(runtime: Runtime) -> None:
    rows = [
        ["测试一店", f"T{n // 2}", "2024-05-01 10:00:00", "P1", "1", "10", ""] for n in range(20)
    ]
    drop(runtime, "may.csv", csv_text(SALES_HEADER, *rows[:14]))
    assert pull(runtime)["sales"].landed == 14
    drop(runtime, "june.csv", csv_text(SALES_HEADER, *rows[8:]))
    second = pull(runtime)["sales"]
    carriers = 1  # the last line of a file says what the file tells, so it lands again without that
    assert (second.landed, second.unchanged) == (6 + carriers, 6 - carriers)
    assert len({key for key, _ in landed(runtime, "sales")}) == 20


def test_a_later_snapshot_lands_only_changed_members(runtime: Runtime) -> None:
    members = [(f"A{n}", "测试", "", "5", "") for n in range(10)]
    drop(runtime, "2024-05-01.csv", csv_text(HEADER, *members))
    pull(runtime)
    members[3] = ("A3", "测试", "", "6", "")
    drop(runtime, "2024-05-02.csv", csv_text(HEADER, *members))
    result = pull(runtime)["members"]
    assert (result.landed, result.unchanged) == (1, 9)
    key, payload = landed(runtime, "members")[-1]
    assert (key, payload["points"], payload["_snapshot_date"]) == ("A3", "6", "2024-05-02")


class Killed(BaseException):
    """Stands in for SIGKILL: nothing in the code may catch it."""


def test_a_kill_at_any_step_of_letting_files_go_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at the n-th step that changes the file system, for every n until it gets through."""
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    monkeypatch.setenv("OFFLINE_PAGE_ROWS", "4")
    book = both_lists()
    expected = run_killed(tmp_path / "calm", monkeypatch, book, kill_at=0)[1]
    for step in range(1, 40):
        got_through, tables = run_killed(tmp_path / str(step), monkeypatch, book, kill_at=step)
        assert tables == expected, f"killed at step {step}"
        if got_through:
            break
    assert got_through
    assert step > 6


def run_killed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, book: bytes, kill_at: int
) -> tuple[bool, dict[str, Any]]:
    runtime = home_of(folder)
    drop(runtime, "双表.xlsx", book)
    drop(runtime, "会员.csv", csv_text(HEADER, *[(f"B{n}", "测试", "", "5", "") for n in range(9)]))
    drop(runtime, "排班.csv", "日期,早班\n2024-05-01,甲\n")
    steps = 0
    originals = {name: getattr(Path, name) for name in ("unlink", "replace", "touch")}

    def counted(name: str) -> Any:
        def step(self: Path, *args: Any, **kwargs: Any) -> Any:
            nonlocal steps
            if "inbox" in self.parts or "archive" in self.parts or "offline" in self.parts:
                steps += 1
                if steps == kill_at:
                    raise Killed
            return originals[name](self, *args, **kwargs)

        return step

    with monkeypatch.context() as patched:
        for name in originals:
            patched.setattr(Path, name, counted(name))
        try:
            pull(runtime)
            got_through = True
        except Killed:
            got_through = False
    again = home_of(folder)
    pull(again)
    assert list((folder / "inbox").iterdir()) == []
    assert len(list((folder / "archive").glob("*.sealed"))) == 2
    assert len(list((folder / "quarantine").glob("*.sealed"))) == 1
    return got_through, {
        stream: sorted((k, json.dumps(p, sort_keys=True)) for k, p in landed(again, stream))
        for stream in ("members", "sales")
    }
