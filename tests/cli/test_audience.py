"""`mdc audience` over a version made by hand: what it lists, what a file holds, what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from member_center.serving.manifest import Manifest
from tests.cli.conftest import Mdc

VERSION = "20260302T000000Z-001"
TABLES = """
    create schema marts;
    set schema = 'marts';
    create table dim_audiences as select * from (values
        ('due', 'Due', '待复购', 'About to fall silent.', 'x', true, 'marketing', 2, 0.5),
        ('nobody', 'Nobody', '无人', 'Holds nobody.', 'x', false, 'service', 0, 0.0)
    ) as t (
        audience_code, audience_name, label_zh, definition, expression, is_for_contact, owner,
        member_count, coverage
    );
    create table audience_daily as select * from (values
        ('due', date '2026-03-01', 1, 1, 0), ('due', date '2026-03-02', 2, 2, 1)
    ) as t (audience_code, as_of_date, member_count, entered, left_count);
    create table member_audiences as select * from (values
        ('m_1', 'due', date '2026-03-01'), ('m_2', 'due', date '2026-03-02')
    ) as t (one_id, audience_code, since);
    create table dim_members as select * from (values
        ('m_1', '=cmd|calc', '138****8000', '金卡', 'repeat', 'active', 'core', '+甲店'),
        ('m_2', null, null, null, 'registered', 'potential', 'none', null),
        ('m_3', '李*', '139****0000', null, 'registered', 'potential', 'none', null)
    ) as t (
        one_id, name_masked, phone_masked, member_level, consumption_stage, activity_stage,
        value_tier, home_store
    );
"""


@pytest.fixture(autouse=True)
def serving(home: Path) -> Path:
    folder = home / "serving"
    version = folder / "versions" / VERSION
    version.mkdir(parents=True)
    (folder / "current").symlink_to(version.relative_to(folder))
    manifest = Manifest(VERSION, "run", "2026-03-02", "2026-03-02T01:00:00Z", None, {})
    (version / "manifest.json").write_text(manifest.to_json(), "utf-8")
    with duckdb.connect(str(version / "member_center.duckdb")) as database:
        database.execute(TABLES)
    return folder


def test_audiences_are_listed_with_the_last_day(mdc: Mdc) -> None:
    answer = json.loads(mdc("audience", "list", "--json").stdout)
    assert [(one["code"], one["members"], one["entered"], one["left"]) for one in answer] == [
        ("due", 2, 2, 1),
        ("nobody", 0, None, None),
    ]
    assert "待复购" in mdc("audience", "list").stdout


def test_csv_is_for_excel_and_holds_no_formula(tmp_path: Path, mdc: Mdc) -> None:
    file = tmp_path / "due.csv"
    assert "2 members" in mdc("audience", "export", "due", str(file)).stdout
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert [row["one_id"] for row in rows] == ["m_1", "m_2"]
    assert (rows[0]["name_masked"], rows[0]["home_store"]) == ("'=cmd|calc", "'+甲店")
    assert rows[1]["phone_masked"] == ""


@pytest.mark.parametrize(("code", "members"), [("due", 2), ("nobody", 0)])
def test_parquet_holds_the_same_members(tmp_path: Path, mdc: Mdc, code: str, members: int) -> None:
    file = tmp_path / "members.parquet"
    assert mdc("audience", "export", code, str(file)).exit_code == 0
    table = pq.read_table(file)
    assert table.num_rows == members
    assert table.column_names[0] == "one_id"


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("deu", "x.csv", "no audience deu. It has: due, nobody."),
        ("due", "x.xlsx", "neither .csv nor .parquet"),
        ("due", "no-such-folder/x.csv", "cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, mdc: Mdc, code: str, name: str, said: str
) -> None:
    result = mdc("audience", "export", code, str(tmp_path / name))
    assert result.exit_code == 1
    assert said in result.stderr
    assert list(tmp_path.glob("*x.*")) == []
