"""Files on their way: taken once, resumed where they were left, sealed, quarantined."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path

import pytest

from connectors.offline import streams
from connectors.offline.decode import fingerprint
from tests.connectors.offline.counter import Counter, csv_text, seal, unseal, workbook

MEMBERS = csv_text(("卡号", "姓名", "手机"), ("A1", "测试甲", "13900000001"))
SALES_HEADER = ("门店", "小票号", "销售时间", "商品编码", "数量", "金额")


def sales(*tickets: int) -> str:
    rows = [
        ("测试一店", f"T{n}", "2024-05-01 10:00:00", f"P{line}", "1", str(n))
        for n in tickets
        for line in (1, 1, 2)
    ]
    return csv_text(SALES_HEADER, *rows, ("合计", *[""] * 4, str(sum(tickets) * 3)))


def archived(counter: Counter) -> list[bytes]:
    return [unseal(path.read_bytes()) for path in (counter.home / "archive").glob("*.sealed")]


def reports(counter: Counter) -> list[dict[str, object]]:
    folder = counter.home / "quarantine"
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def test_a_taken_file_lies_sealed_in_the_archive_and_nowhere_else(counter: Counter) -> None:
    counter.drop("会员.csv", MEMBERS)
    counter.pull("members")
    assert counter.lying_in_inbox() == []
    assert archived(counter) == [MEMBERS.encode()]
    for path in counter.home.rglob("*"):
        assert path.is_dir() or b"13900000001" not in path.read_bytes()


def test_a_stream_leaves_the_files_of_the_other_alone(counter: Counter) -> None:
    counter.drop("会员.csv", MEMBERS)
    counter.pull("sales")
    assert counter.lying_in_inbox() == ["会员.csv"]
    assert counter.pull("members").members[0]["member_no"] == "A1"
    assert counter.lying_in_inbox() == []


@pytest.mark.parametrize("order", [("members", "sales"), ("sales", "members")])
def test_a_workbook_with_both_lists_serves_both_before_it_goes(
    counter: Counter, order: tuple[str, str]
) -> None:
    members = [["卡号", "姓名"], ["A1", "测试甲"]]
    lines = [list(SALES_HEADER), ["测试一店", "T1", "2024-05-01 10:00:00", "P1", 1, 10]]
    counter.drop(
        "门店.xlsx", workbook(("会员", members), ("销售", lines), ("说明", [["请勿修改"]]))
    )
    counter.pull(order[0])
    assert counter.lying_in_inbox() == ["门店.xlsx"]
    counter.pull(order[0])
    counter.pull(order[1])
    assert counter.lying_in_inbox() == []
    assert (len(counter.members), len(counter.sales)) == (1, 1)
    assert list((counter.home / "tokens" / "offline").iterdir()) == []


@pytest.mark.parametrize("name", ["会员.csv", "会员 (1).csv", "分店/会员.csv"])
def test_the_same_content_again_is_no_news_whatever_its_name(counter: Counter, name: str) -> None:
    counter.drop("会员.csv", MEMBERS)
    counter.pull()
    before = counter.cursors["members"]
    counter.drop(name, MEMBERS)
    counter.pull()
    assert len(counter.members) == 1
    assert counter.lying_in_inbox() == []
    assert counter.cursors["members"] == before
    assert counter.refusals() == []


def test_two_copies_in_one_inbox_are_taken_once(counter: Counter) -> None:
    counter.drop("a.csv", MEMBERS)
    counter.drop("b.csv", MEMBERS)
    assert len(counter.pull().members) == 1
    assert counter.lying_in_inbox() == []


@pytest.mark.parametrize("stop", range(1, 9))
def test_a_pull_that_is_killed_after_any_page_goes_on_there(counter: Counter, stop: int) -> None:
    counter.settings = {"page_rows": 5}
    counter.drop("s1.csv", sales(*range(1, 8)))
    counter.drop("s2.csv", sales(*range(8, 12)))
    calm = Counter(counter.home / "calm", settings={"page_rows": 5})
    calm.drop("s1.csv", sales(*range(1, 8)))
    calm.drop("s2.csv", sales(*range(8, 12)))
    expected = calm.pull().committed["sales"]
    for _ in islice(counter.pages("sales"), stop):
        pass
    assert len(counter.committed["sales"]) <= 5 * stop
    counter.pull()
    found = counter.committed["sales"]
    assert [record.key for record in found] == [record.key for record in expected]
    assert len(found) == 33
    assert counter.refused == []
    assert counter.lying_in_inbox() == []


def test_a_kill_between_commit_and_archive_is_mended_without_taking_anything_twice(
    counter: Counter,
) -> None:
    counter.drop("会员.csv", MEMBERS)
    next(iter(counter.pages("members")))
    assert counter.lying_in_inbox() == ["会员.csv"]
    counter.pull()
    assert counter.lying_in_inbox() == []
    assert len(counter.members) == 1
    assert archived(counter) == [MEMBERS.encode()]


def test_a_kill_while_sealing_leaves_nothing_half(counter: Counter) -> None:
    path = counter.drop("会员.csv", MEMBERS)
    next(iter(counter.pages("members")))
    (counter.home / "archive").mkdir(exist_ok=True)
    (counter.home / "archive" / "torn.sealed.tmp").write_bytes(seal(path.read_bytes())[:10])
    counter.pull()
    assert archived(counter) == [MEMBERS.encode()]


def test_a_file_that_changes_while_it_is_read_is_read_again(counter: Counter) -> None:
    counter.settings = {"page_rows": 1}
    header, rows = ("卡号", "姓名"), [(f"A{n}", "测试") for n in range(40)]
    path = counter.drop("m.csv", csv_text(header, *rows))
    for number, _ in enumerate(counter.pages("members")):
        if number == 2:
            path.write_text(csv_text(header, *rows, ("A99", "后来")), "utf-8")
    assert counter.lying_in_inbox() == ["m.csv"]
    counter.pull()
    assert counter.lying_in_inbox() == []
    assert {m["member_no"] for m in counter.members} == {*(f"A{n}" for n in range(40)), "A99"}


@pytest.mark.parametrize("rows", [8, 9])
def test_half_of_a_row_at_the_end_of_a_growing_file_lands_nowhere(
    counter: Counter, rows: int
) -> None:
    """Whether it is alone on its page or fills one."""
    header = ("门店名称", "小票号", "销售时间", "商品编码", "数量", "实收金额")
    whole = csv_text(
        header, *(("测试店", f"T{n}", "2024-05-01 10:00", "P1", 1, f"1{n}.50") for n in range(rows))
    )
    path = counter.drop("sales.csv", whole.removesuffix(".50\r\n"))
    counter.settings = {"page_rows": 2}
    for number, _ in enumerate(counter.pages("sales")):
        if number == 0:
            path.write_text(whole, "utf-8", newline="")
    counter.pull()
    assert len({record.key for record in counter.committed["sales"]}) == rows
    assert f"1{rows - 1}.00" not in {one["amount"] for one in counter.sales}


def test_a_line_without_an_end_is_refused_in_clear_words(counter: Counter) -> None:
    counter.drop("s.csv", csv_text(("卡号", "姓名"), ("A1", "测试")) + "x" * 300_000)
    (refused,) = counter.pull().refusals()
    assert refused.reason.startswith("From line 3 on the text is no table: that line has no end")
    assert [member["member_no"] for member in counter.members] == ["A1"]


@pytest.mark.parametrize(
    "content",
    ["", "\ufeff", "\r\n\r\n", csv_text(("卡号", "姓名", "手机")), ",,,\r\n,,,\r\n"],
    ids=["nothing", "only a BOM", "blank lines", "only a header", "only commas"],
)
def test_a_file_without_rows_counts_as_zero_rows_and_is_reported(
    counter: Counter, content: str
) -> None:
    counter.drop("empty.csv", content)
    counter.drop("会员.csv", MEMBERS)
    counter.pull()
    assert len(counter.members) == 1
    assert counter.lying_in_inbox() == []
    (reason,) = counter.reasons
    assert "zero rows" in reason


def test_a_file_nobody_can_map_goes_to_quarantine_and_the_rest_goes_on(counter: Counter) -> None:
    unknown = csv_text(
        ("申请时间", "审核状态", "备注"), ("2024-05-01", "通过", "测试甲 13900000001")
    )
    counter.drop("申请.csv", unknown)
    counter.drop("会员.csv", MEMBERS)
    counter.pull()
    assert len(counter.members) == 1
    (refused,) = counter.refusals()
    assert refused.place == "申请.csv"
    (report,) = reports(counter)
    assert report["reason"] == refused.reason
    assert report["next_step"]
    assert report["headers"] == {"the table": ["申请时间", "审核状态", "备注"]}
    (sealed,) = (counter.home / "quarantine").glob("申请.csv-*.sealed")
    assert unseal(sealed.read_bytes()) == unknown.encode()


def test_the_report_of_a_file_without_header_shows_no_data(counter: Counter) -> None:
    counter.drop("13900000001.csv", csv_text(("测试甲", "13900000001"), ("测试乙", "13900000002")))
    counter.pull()
    (report,) = reports(counter)
    assert report["headers"] == {}
    assert "测试甲" not in json.dumps([report, counter.reasons], ensure_ascii=False)
    assert report["file"] == "139****0001.csv"
    assert "13900000001" not in " ".join(p.name for p in counter.home.rglob("*"))


def test_a_file_restored_from_quarantine_is_judged_again(counter: Counter) -> None:
    unknown = csv_text(("客编", "称呼", "手机壹"), ("A1", "测试甲", "13900000001"))
    counter.drop("客户.csv", unknown)
    counter.pull()
    counter.drop("客户.csv", unknown)
    counter.drop_mapping(
        "own.yml",
        "kind: members\nmatch: {headers: [客编]}\n"
        "columns: {member_no: 客编, name: 称呼, phone: 手机壹}",
    )
    assert counter.pull().members[0]["name"] == "测试甲"


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("记账时间,资金流水单号,业务类型,收支类型,收支金额（元）", "fund-flow bill"),
        (
            "账务流水号,商户订单号,发生时间,收入金额（+元）,支出金额（-元）,账户余额（元）",
            "account statement",
        ),
        ("交易日期,摘要,收入金额,支出金额,账户余额,对方户名", "bank statement"),
        ("订单编号,商品名称,商品数量,商品单价,收货人,收货地址", "list of ordered goods"),
        ("商品编码,商品名称,售价,库存数量", "list of goods or stock"),
    ],
)
def test_exports_that_would_count_twice_are_recognised_and_not_taken(
    counter: Counter, header: str, word: str
) -> None:
    counter.drop("x.csv", f"{header}\n" + ",".join("`1" for _ in header.split(",")) + "\n")
    counter.pull()
    assert (counter.members, counter.sales) == ([], [])
    assert word in counter.reasons[0]
    assert counter.refused[0].next_step


def test_a_sheet_that_is_passed_over_is_reported_when_it_holds_a_table(counter: Counter) -> None:
    other = [["品牌", "规格", "库存数量"], ["甲", "大", 3]]
    counter.drop(
        "m.xlsx", workbook(("会员", [["卡号", "姓名"], ["A1", "测试甲"]]), ("库存", other))
    )
    counter.pull()
    assert len(counter.members) == 1
    assert counter.refused[0].place == "m.xlsx · 库存"


def test_a_file_that_is_taken_away_before_it_is_opened_stops_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = counter.drop("a.csv", MEMBERS.replace("A1", "A0"))
    counter.drop("b.csv", MEMBERS)

    def hashed(path: Path) -> str:
        sha = fingerprint(path)
        gone.unlink(missing_ok=True)
        return sha

    monkeypatch.setattr(streams, "fingerprint", hashed)
    assert [m["member_no"] for m in counter.pull("members").members] == ["A1"]
    assert counter.lying_in_inbox() == []


def test_a_file_that_may_not_be_read_stops_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.drop("a.csv", MEMBERS)
    forbidden = counter.drop("b.csv", MEMBERS)
    original = Path.open

    def guarded(self: Path, *args: object, **kwargs: object) -> object:
        if self == forbidden:
            raise PermissionError(13, "Permission denied")
        return original(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)
    counter.pull("members")
    assert len(counter.members) == 1
    assert "may not be read" in counter.reasons[0]


def test_older_snapshots_are_taken_before_newer_ones(counter: Counter) -> None:
    for name, points in (
        ("会员2024-06.csv", "3"),
        ("会员20240501.csv", "1"),
        ("b2024-05-20.csv", "2"),
    ):
        path = counter.drop(name, csv_text(("卡号", "姓名", "积分"), ("A1", "测试甲", points)))
        os.utime(path, (1_717_200_000, 1_717_200_000))
    assert [m["points"] for m in counter.pull().members] == ["1", "2", "3"]
    assert [m["_snapshot_date"] for m in counter.members] == [
        "2024-05-01",
        "2024-05-20",
        "2024-06-01",
    ]


def test_the_store_may_stand_only_in_the_name(counter: Counter) -> None:
    counter.settings = {"store_pattern": r"(?P<store>[^/]+店)\d{4}"}
    text = csv_text(SALES_HEADER[1:], ("T1", "2024-05-01 10:00:00", "P1", "1", "10"))
    counter.drop("华东/测试旗舰店2024-05.csv", text)
    assert counter.pull().sales[0]["store"] == "测试旗舰店"
