"""Refused rows go out as CSV, are mended, and come back as rows of the file they stood in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connectors.offline.filenames import public_name
from connectors.offline.mending import RefusedRow, to_mend
from member_center.cli import quarantine as command
from member_center.cli.main import app
from member_center.runtime import Runtime
from tests.connectors.offline.counter import csv_text
from tests.connectors.offline.test_landing import drop, home_of, landed, pull

HEADER = ("会员卡号", "姓名", "手机", "积分", "备注")
MAPPING = "kind: members\nmatch: {file: 总部}\ncolumns: {member_no: 客编}\nconstants: {level: 金}\n"


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    return home_of(tmp_path / "home")


def exported(runtime: Runtime, monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[Path]:
    monkeypatch.setattr(command, "open_runtime", lambda: runtime)
    result = CliRunner().invoke(app, ["quarantine", "export", str(folder)])
    assert result.exit_code == 0, result.output
    return sorted(folder.glob("*.csv"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_mended_rows_land_as_rows_of_their_file_and_leave_the_open_list(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str
) -> None:
    (runtime.home / "mappings").mkdir(parents=True)
    (runtime.home / "mappings" / "own.yml").write_text(MAPPING, "utf-8")
    rows = [("A1", "测试甲", "1.39E+10", "1", "=1+1"), ("A2", "测试乙", "13900000002", "2", "")]
    drop(runtime, "总部_2024-05-03.csv", csv_text(("客编", *HEADER[1:]), *rows))
    assert pull(runtime)["members"].rejected == 1
    (path,) = exported(runtime, monkeypatch, tmp_path / "mend")
    content = path.read_text("utf-8-sig")
    assert "'=1+1" in content
    assert path.stat().st_mode & 0o077 == 0
    path.rename(runtime.home / "inbox" / "改好了.csv")
    mended = content.replace("1.39E+10", "'13900000001").encode(encoding)
    (runtime.home / "inbox" / "改好了.csv").write_bytes(mended)
    assert pull(runtime)["members"].landed == 1
    key, payload = landed(runtime, "members")[-1]
    assert (key, payload["_row"], payload["_snapshot_date"]) == ("A1", 2, "2024-05-03")
    assert (payload["level"], payload["phone"]["status"]) == ("金", "valid")
    assert list(runtime.quarantine.rows()) == []
    assert list((runtime.home / "inbox").iterdir()) == []


def test_a_row_that_is_still_wrong_stays_open(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad = [(f"A{n}", "测试", "1.39E+10", "1", "") for n in (1, 2)]
    drop(runtime, "会员.csv", csv_text(HEADER, *bad))
    pull(runtime)
    (path,) = exported(runtime, monkeypatch, tmp_path / "mend")
    drop(runtime, "m.csv", path.read_bytes().replace(b"1.39E+10", b"13900000001", 1))
    pull(runtime)
    (row,) = runtime.quarantine.rows()
    assert row.payload["_row"] == 3


def test_rows_of_an_unknown_file_are_refused_with_a_next_step(runtime: Runtime) -> None:
    drop(
        runtime, "m.csv", csv_text((*HEADER, "mdc_row"), ("A1", "", "", "1", "", f"{'0' * 12} 0 2"))
    )
    pull(runtime)
    (row,) = runtime.quarantine.rows()
    assert "not in this home's archive" in row.reason


def test_nothing_is_written_in_clear_under_the_home(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "open_runtime", lambda: runtime)
    result = CliRunner().invoke(app, ["quarantine", "export", str(runtime.home / "mend")])
    assert result.exit_code == 1


def test_a_table_to_mend_has_every_label_once_and_guards_what_excel_would_change() -> None:
    def row(number: int, **cells: str) -> RefusedRow:
        return RefusedRow("ab" * 6, 0, number, "why", "what", cells)

    ((name, text),) = to_mend([row(3, b="-2", c="0012"), row(2, a="13900000001", b="x")])
    assert re.fullmatch(r"mend-(ab){6}-0\.csv", name)
    first, *rest = text.splitlines()
    assert first == "a,b,c,mdc_row,mdc_reason,mdc_next_step"
    assert rest == [
        "'13900000001,x,,abababababab 0 2,why,what",
        ",'-2,'0012,abababababab 0 3,why,what",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三的会员_13900000001.csv", "张**的会员_139****0001.csv"),
        ("王小明 会员列表.xlsx", "王** 会员列表.xlsx"),
        ("销售流水_202605_金陵路店.xlsx", "销售流水_202605_金陵路店.xlsx"),
        ("会员资料_加盟_20260613.csv", "会员资料_加盟_20260613.csv"),
    ],
)
def test_a_person_in_a_file_name_is_masked(name: str, shown: str) -> None:
    assert public_name(name) == shown


def test_names_of_taken_and_refused_files_lie_sealed(runtime: Runtime) -> None:
    drop(runtime, "赵钱孙.csv", csv_text(HEADER, ("A1", "测试", "", "1", "")))
    drop(runtime, "李四.csv", b"%PDF-1.7")
    pull(runtime)
    for path in runtime.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for name in ("赵钱孙", "李四"):
            assert name not in path.name
            assert name.encode() not in content
            assert json.dumps(name).strip('"').encode() not in content
