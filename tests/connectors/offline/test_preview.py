"""The preview says what the intake would do, shows no personal data, and drafts a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from connectors.offline.__main__ import show
from connectors.offline.draft import starting_mapping
from connectors.offline.preview import as_text, preview
from connectors.offline.settings import Settings
from tests.connectors.offline.counter import Counter, csv_text

SETTINGS = Settings(_env_file=None)
MEMBERS = csv_text(
    ("会员卡号", "姓名", "手机", "性别", "星座"),
    ("A1", "测试甲", "13900000001", "女", "狮子 13900000003"),
    ("A2", "测试乙", "1.39E+10", "女", ""),
)


def write(folder: Path, text: str) -> Path:
    path = folder / "导出.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_preview_tells_columns_samples_and_refusals_without_personal_data(tmp_path: Path) -> None:
    text = "\n".join(as_text(preview(write(tmp_path, MEMBERS), SETTINGS, [])))
    assert "table 1 (text in utf-8): members, header in row 1, by synonyms" in text
    assert "(kept as other)  星座" in text
    assert "phone=139****0001" in text
    assert "1 refused or noticed: 手机: scientific notation" in text
    for clear in ("13900000001", "13900000003", "测试甲", "1.39E+10"):
        assert clear not in text


def test_a_file_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    text = "\n".join(as_text(preview(path, SETTINGS, [])))
    assert "would go to quarantine: The file is a PDF" in text


def test_the_draft_of_a_mapping_reads_the_file_it_was_drafted_for(counter: Counter) -> None:
    path = write(
        counter.home, csv_text(("客编", "称呼", "手机号", "备注"), ("C1", "测试甲", "1", ""))
    )
    draft = yaml.safe_load(starting_mapping(preview(path, SETTINGS, [])))
    draft["columns"].update(member_no="客编", name="称呼")
    counter.drop_mapping("own.yml", yaml.safe_dump(draft, allow_unicode=True))
    counter.drop("导出.csv", path.read_bytes())
    (found,) = counter.pull().members
    assert (found["member_no"], found["name"], found["phone"]) == ("C1", "测试甲", "1")


def test_the_draft_for_unknown_labels_names_them(tmp_path: Path) -> None:
    text = starting_mapping(
        preview(write(tmp_path, "订货编号,部门名称,库存数量\n1,2,3\n"), SETTINGS, [])
    )
    assert "without a meaning yet: 订货编号, 部门名称, 库存数量" in text
    assert yaml.safe_load(text)["kind"] == "members"


def test_the_command_prints_and_leaves_the_file_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, MEMBERS)
    assert show([str(path)]) == 0
    assert "members, header in row 1" in capsys.readouterr().out
    assert show([str(path), "--mapping"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["columns"]["member_no"] == "会员卡号"
    assert show([str(tmp_path / "nothing.csv")]) == 2
    assert path.exists()


def test_it_says_what_becomes_of_columns_without_a_meaning(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("小票号,销售时间,金额,促销活动\nT1,2024-05-01 10:00,5,双十一\n", "utf-8")
    lines = list(as_text(preview(path, Settings(_env_file=None), ())))
    assert any("(kept as other)" in line and "促销活动" in line for line in lines)
    assert not any("双十一" in line for line in lines)


def test_a_list_that_is_nearly_known_says_what_it_lacks(tmp_path: Path) -> None:
    text = csv_text(("customer_id", "trans_date", "tran_amount"), ("CS1", "11-Feb-13", "39"))
    found = preview(write(tmp_path, text), SETTINGS, [])
    told = "\n".join(as_text(found))
    assert "it has member_no, sold_on, amount and lacks ticket_no or sku" in told
    assert yaml.safe_load(starting_mapping(found))["columns"] == {
        "sold_on": "trans_date",
        "member_no": "customer_id",
        "amount": "tran_amount",
    }
