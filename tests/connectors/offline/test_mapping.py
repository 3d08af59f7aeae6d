"""Declared mappings: they override what synonyms would say, and say when they are wrong."""

from __future__ import annotations

import pytest

from connectors.core.errors import FatalError
from connectors.offline.fields import FIELDS, HELPERS
from connectors.offline.labels import label
from connectors.offline.vocabulary import KINDS, shipped
from tests.connectors.offline.counter import Counter, csv_text, workbook

OWN = """
kind: members
match:
  file: '^hq_.*\\.csv$'
  headers: [客编, 等第]
columns:
  member_no: 客编
  name: [称呼, 别称]
  phone: [手机1, 手机2]
  purchase_amount: {label: 消费, unit: 万元}
values:
  gender: {1: 男, 2: female, 0: 未知}
  level: {3: 金卡}
constants: {open_store: 测试总店}
"""
HEADER = ("客编", "称呼", "等第", "手机1", "手机2", "消费", "性别", "积分")


def test_a_mapping_says_what_synonyms_do_not_know(counter: Counter) -> None:
    counter.drop_mapping("hq.yml", OWN + "  \n")
    rows = [("C1", "测试甲", "3", "-", "13900000002", "1.5", "2", "7")]
    counter.drop("hq_2024.csv", csv_text(HEADER, *rows))
    (found,) = counter.pull().members
    for name in ("_file", "_row", "_snapshot_date"):
        del found[name]
    assert found == {
        "member_no": "C1",
        "name": "测试甲",
        "phone": "13900000002",
        "purchase_amount": "15000.00",
        "gender": "女",
        "points": "7",
        "open_store": "测试总店",
        "other": '{"等第": "3"}',
    }
    assert counter.refused == []


@pytest.mark.parametrize("name", ["branch.csv", "hq_2024.txt"])
def test_a_mapping_speaks_only_for_its_files(counter: Counter, name: str) -> None:
    counter.drop_mapping("hq.yml", OWN)
    counter.drop(name, csv_text(HEADER[:5], ("C1", "测试甲", "3", "", "")))
    counter.pull()
    assert counter.members == []
    assert counter.refusals()[0].place == name


def test_a_mapping_may_name_sheet_and_header_row(counter: Counter) -> None:
    counter.drop_mapping(
        "m.yml",
        "kind: members\nmatch: {sheet: 明细}\nheader_row: 3\n"
        "columns: {member_no: 号, name: 名}\nsynonyms: false",
    )
    rows = [["卡号", "姓名", "手机"], ["说明", "说明", "说明"], ["号", "名", "手机"]]
    content = workbook(("明细表", [*rows, ["C1", "测试甲", "13900000001"]]))
    counter.drop("x.xlsx", content)
    (found,) = counter.pull().members
    assert (found["member_no"], found["name"], "phone" in found) == ("C1", "测试甲", False)


def test_a_mapping_wins_over_the_list_of_exports_not_taken(counter: Counter) -> None:
    header = ("订单号", "买家付款时间", "订单实付金额", "全部商品名称", "归属店铺")
    counter.drop_mapping(
        "youzan.yml",
        "kind: sales\nmatch: {headers: [订单号, 买家付款时间]}\ncolumns:\n  sold_at: 买家付款时间\n"
        "  amount: 订单实付金额\n  store: 归属店铺\n  product_name: 全部商品名称",
    )
    row = ("E1", "2024-05-01 10:00:00", "30", "茶(数量：1)", "测试店")
    counter.drop("orders.csv", csv_text(header, row))
    assert counter.pull().sales[0]["ticket_no"] == "E1"


def test_tables_may_be_declared_as_of_no_interest(counter: Counter) -> None:
    counter.drop_mapping("no.yml", "match: {file: 库存}\nignore: true")
    counter.drop("库存.csv", csv_text(("品牌", "规格", "数量"), ("甲", "大", "3")))
    counter.pull()
    assert counter.refused == []
    assert counter.lying_in_inbox() == []


def test_a_declared_column_that_is_missing_is_reported(counter: Counter) -> None:
    counter.drop_mapping(
        "m.yml", "kind: members\nmatch: {file: m}\ncolumns: {member_no: 卡号, level: 等第}"
    )
    counter.drop("m.csv", csv_text(("卡号", "姓名"), ("C1", "测试甲")))
    assert len(counter.pull().members) == 1
    assert counter.refused[0].place == "m.csv · column level"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("kind: [", "YAML"),
        ("- a\n- b", "YAML"),
        ("match: {}", "`kind` is missing"),
        ("kind: ordering\nmatch: {}", "kind"),
        ("kind: members\nmatch: {file: '('}", "regular expression"),
        ("kind: members\nmatch: {}\ncolumns: {telefon: x}", "'telefon'"),
        ("kind: members\nmatch: {}\nvalues: {sex: {1: 男}}", "'sex'"),
        ("kind: members\nmatch: {}\ncolunms: {}", "colunms"),
        ("kind: members\nmatch: {}\ncolumns: {points: {label: x, unit: 斤}}", "unit"),
    ],
)
def test_a_broken_mapping_names_file_and_place(counter: Counter, text: str, word: str) -> None:
    counter.drop_mapping("own.yml", text)
    with pytest.raises(FatalError, match=r"own\.yml") as broken:
        counter.pull()
    assert word in str(broken.value)
    assert broken.value.variable == "OFFLINE_MAPPINGS"


def test_every_shipped_synonym_means_one_thing_and_a_column_that_exists() -> None:
    for kind in KINDS:
        known = FIELDS[kind].keys() | HELPERS[kind]
        meanings = shipped().meanings[kind]
        assert {name for name, _ in meanings.values()} <= known
        assert all(label(key).key == key for key in meanings)
