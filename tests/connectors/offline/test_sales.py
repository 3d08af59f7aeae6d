"""Sales from file to payload: lines, returns, overlaps, totals."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.connectors.offline.counter import Counter, at, csv_text, workbook

HEADER = ("门店名称", "小票号", "销售时间", "商品编码", "商品名称", "数量", "单价", "实收金额")
LINE = ("测试一店", "T1", "2024-05-01 10:00:00", "P1", "茶", "1", "10", "10")


def line(**changed: str) -> tuple[str, ...]:
    return tuple({**dict(zip(HEADER, LINE, strict=True)), **changed}.values())


def test_a_line_arrives_normalised(counter: Counter) -> None:
    counter.drop("s.csv", csv_text(HEADER, line()))
    (record,) = counter.pull().committed["sales"]
    assert record.occurred_at is not None
    assert record.occurred_at.isoformat() == "2024-05-01T02:00:00+00:00"
    del record.payload["_file"], record.payload["statements"]
    assert record.payload == {
        "ticket_no": "T1",
        "sold_at": "2024-05-01 10:00:00",
        "store": "测试一店",
        "sku": "P1",
        "product_name": "茶",
        "quantity": "1",
        "unit_price": "10.00",
        "amount": "10.00",
        "type": "sale",
        "_row": 2,
        "_occurrence": 1,
    }


def test_split_lines_of_one_ticket_are_all_kept(counter: Counter) -> None:
    counter.drop("s.csv", csv_text(HEADER, line(), line(), line(数量="2", 实收金额="20"), line()))
    records = counter.pull().committed["sales"]
    assert len({record.key for record in records}) == 4
    assert [record.payload["_occurrence"] for record in records] == [1, 2, 1, 3]


def test_overlapping_exports_give_each_line_one_key(counter: Counter) -> None:
    lines = [line(小票号=f"T{n // 3}", 商品编码=f"P{n % 2}") for n in range(12)]
    counter.drop("may.csv", csv_text(HEADER, *lines[:9]))
    counter.drop("june.csv", csv_text(HEADER, *reversed(lines[3:])))
    records = counter.pull().committed["sales"]
    assert len(records) == 18
    assert len({record.key for record in records}) == 12


def test_another_format_of_the_same_line_gives_the_same_key(counter: Counter) -> None:
    """Excel re-saves dates without seconds and amounts without zeros."""
    counter.drop(
        "till.csv", csv_text(HEADER, line(销售时间="2024-05-01 10:00:37", 实收金额="10.00"))
    )
    counter.drop(
        "excel.csv",
        csv_text(HEADER, line(销售时间="2024/5/1 10:00", 实收金额="¥10", 门店名称="测试一店 ")),
        "gb18030",
    )
    row = ["测试一店", "T1", at("2024-05-01 10:00:37"), "P1", "茶", 1, 10, 10]
    counter.drop("book.xlsx", workbook(("销售", [list(HEADER), row])))
    assert len({record.key for record in counter.pull().committed["sales"]}) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"门店名称": "测试二店"},
        {"小票号": "T2"},
        {"销售时间": "2024-05-01 10:01:00"},
        {"商品编码": "P2"},
        {"数量": "2"},
        {"实收金额": "9.9"},
    ],
)
def test_a_line_that_differs_in_one_thing_is_another_line(
    counter: Counter, changed: dict[str, str]
) -> None:
    counter.drop("a.csv", csv_text(HEADER, line()))
    counter.drop("b.csv", csv_text(HEADER, line(**changed)))
    assert len({record.key for record in counter.pull().committed["sales"]}) == 2


def test_lines_without_a_ticket_number_are_all_kept(counter: Counter) -> None:
    counter.drop("a.csv", csv_text(HEADER, line(小票号=""), line(小票号="")))
    records = counter.pull().committed["sales"]
    assert len({record.key for record in records}) == 2


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"数量": "-1", "实收金额": "-10"}, ("-1", "-10.00", "return")),
        ({"数量": "-1", "实收金额": "10"}, ("-1", "-10.00", "return")),
        ({"数量": "1", "实收金额": "10", "类型": "退货"}, ("-1", "-10.00", "return")),
        ({"数量": "-1", "实收金额": "-10", "类型": "退货"}, ("-1", "-10.00", "return")),
        ({"数量": "1", "实收金额": "(10)", "类型": "退款"}, ("-1", "-10.00", "return")),
        ({"数量": "1", "实收金额": "10", "类型": "销售"}, ("1", "10.00", "sale")),
        ({"数量": "1", "实收金额": "0", "类型": "退货"}, ("-1", "0.00", "return")),
    ],
)
def test_a_return_is_negative_however_the_till_writes_it(
    counter: Counter, changed: dict[str, str], expected: tuple[str, str, str]
) -> None:
    kind = changed.pop("类型", "")
    counter.drop("s.csv", csv_text((*HEADER, "类型"), (*line(**changed), kind)))
    (found,) = counter.pull().sales
    assert (found["quantity"], found["amount"], found["type"]) == expected


def test_day_and_time_in_two_columns_are_one_instant(counter: Counter) -> None:
    header = ("门店", "小票号", "销售日期", "销售时间", "数量", "金额")
    rows = [
        ("测试一店", "T1", "2024.5.1", "9:05", "1", "10"),
        ("测试一店", "T2", "", "9:05", "1", "1"),
    ]
    counter.drop("s.csv", csv_text(header, *rows))
    assert [s["sold_at"] for s in counter.pull().sales] == ["2024-05-01 09:05:00"]
    assert "no time of sale" in counter.refusals()[0].reason


def test_a_day_alone_is_midnight(counter: Counter) -> None:
    counter.drop("s.csv", csv_text(("小票号", "交易日期", "金额"), ("T1", "20240501", "10")))
    assert counter.pull().sales[0]["sold_at"] == "2024-05-01 00:00:00"


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        (["5/8/2022", "29/11/2021"], ["2022-08-05", "2021-11-29"]),
        (["5/8/2022", "11/29/2021 08:26"], ["2022-05-08", "2021-11-29"]),
        (["5/8/2022", "6/7/2022"], ["2022-05-08", "2022-06-07"]),
        (["01-12-2010 08:26", "13-12-2010 09:00"], ["2010-12-01", "2010-12-13"]),
        (["11-08-2016", "11-13-2016"], ["2016-11-08", "2016-11-13"]),
        (["5.8.2022", "6.7.2022"], ["2022-08-05", "2022-07-06"]),
    ],
)
def test_a_column_tells_whether_the_day_comes_first(
    counter: Counter, dates: list[str], read: list[str]
) -> None:
    """The cell that tells may stand far below the first rows."""
    rows = [(f"T{n}", dates[0], "1") for n in range(300)] + [("T-last", dates[1], "1")]
    counter.drop("s.csv", csv_text(("小票号", "交易日期", "金额"), *rows))
    sold = [one["sold_at"][:10] for one in counter.pull().sales]
    assert (sold[0], sold[-1], len(sold)) == (*read, 301)


def test_a_file_with_decimal_commas_is_read_with_its_total(counter: Counter) -> None:
    header = ("Invoice", "InvoiceDate", "StockCode", "Quantity", "Price", "Discount", "小计")
    rows = [
        ("536365", "1-Dec-10 8:26", "85123A", "6", "202,55", "0,15", "1.033,01"),
        ("536366", "1-Dec-10 8:28", "71053", "2", "3,5", "", "7"),
        ("合计", "", "", "8", "", "", "1.040,01"),
    ]
    counter.drop("s.csv", csv_text(header, *rows, delimiter=";"))
    told = [(one["sold_at"], one["amount"], one.get("discount")) for one in counter.pull().sales]
    assert told == [
        ("2010-12-01 08:26:00", "1033.01", "182.29"),
        ("2010-12-01 08:28:00", "7.00", None),
    ]
    assert counter.refusals() == []


def test_headers_of_public_retail_data(counter: Counter) -> None:
    header = ("Invoice ID", "User ID", "Date", "Time", "Quantity", "Price per Unit", "Order Status")
    rows = [
        ("750", "U1", "1/27/2019", "13:08", "3", "2.5", "delivered"),
        ("751", "U1", "1/27/2019", "14:08", "3", "2.5", "Canceled"),
    ]
    counter.drop("s.csv", csv_text(header, *rows))
    (found,) = counter.pull().sales
    assert (found["sold_at"], found["member_no"]) == ("2019-01-27 13:08:00", "U1")
    assert (found["amount"], found["unit_price"]) == ("7.50", "2.50")
    assert counter.reasons == ["Notice: 1 row left out: the ticket is void or not paid."]


def test_an_amount_that_is_not_there_is_price_times_quantity(counter: Counter) -> None:
    header = ("小票号", "销售时间", "数量", "单价")
    counter.drop("s.csv", csv_text(header, ("T1", "2024-05-01 10:00", "3", "9.9")))
    assert counter.pull().sales[0]["amount"] == "29.70"


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"销售时间": "昨天"}, "销售时间", "not a date"),
        ({"实收金额": "免费"}, "实收金额", "not a number"),
        ({"数量": "一"}, "数量", "not a number"),
        ({"商品编码": "6.92E+12"}, "商品编码", "scientific"),
        ({"小票号": "2.02405E+17"}, "小票号", "scientific"),
        ({"实收金额": "", "单价": ""}, "", "no amount"),
    ],
)
def test_a_line_that_cannot_be_counted_is_refused(
    counter: Counter, changed: dict[str, str], column: str, reason: str
) -> None:
    counter.drop("s.csv", csv_text(HEADER, line(**changed), line(小票号="T9")))
    assert [s["ticket_no"] for s in counter.pull().sales] == ["T9"]
    (refused,) = counter.refusals()
    assert reason in refused.reason
    assert refused.place == "s.csv · row 2" + (f" · column {column}" if column else "")


def test_void_tickets_are_left_out_and_said_so(counter: Counter) -> None:
    rows = [(*line(), "正常"), (*line(小票号="T2"), "已作废"), ("合计", *[""] * 6, "10", "")]
    counter.drop("s.csv", csv_text((*HEADER, "单据状态"), *rows))
    assert [s["ticket_no"] for s in counter.pull().sales] == ["T1"]
    assert counter.reasons == [
        "Notice: 1 row left out: the ticket is void or not paid.",
    ]


def test_a_mall_without_articles_gives_whole_tickets(counter: Counter) -> None:
    header = ("门店名称", "收款台", "小票号", "消费时间", "消费金额", "折扣金额", "卡号")
    counter.drop(
        "mall.csv", csv_text(header, ("测试一店", "03", "T1", "2024-05-01 10:00", "88", "2", "A1"))
    )
    (found,) = counter.pull().sales
    assert (found["amount"], found["discount"], found["register"]) == ("88.00", "2.00", "03")
    assert (found["member_no"], found["type"]) == ("A1", "sale")
    assert "quantity" not in found


class TestTotals:
    """Total rows are no data, and they are held against the rows."""

    def refused(self, counter: Counter, *footers: tuple[str, ...]) -> list[str]:
        rows = [
            line(),
            line(小票号="T2", 数量="-1", 实收金额="-10"),
            line(小票号="T3", 实收金额="25.5"),
        ]
        counter.drop("s.csv", csv_text(HEADER, *rows, *footers))
        assert [s["ticket_no"] for s in counter.pull().sales] == ["T1", "T2", "T3"]
        assert counter.refusals() == []
        return counter.reasons

    @pytest.mark.parametrize(
        "first", ["合计", "总计：", " 合 计 ", "本页合计", "测试一店小计", "合计(元)", "合计："]
    )
    def test_a_right_total_says_nothing(self, counter: Counter, first: str) -> None:
        assert self.refused(counter, (first, "", "", "", "", "1", "", "25.50")) == []

    def test_a_total_may_stand_in_any_column(self, counter: Counter) -> None:
        assert self.refused(counter, ("", "", "", "", "合计", "1", "", "¥25.50")) == []

    def test_a_wrong_total_is_reported_and_nothing_is_refused(self, counter: Counter) -> None:
        (reason,) = self.refused(counter, ("合计", "", "", "", "", "1", "", "1,025.50"))
        assert "amount: the row says 1025.5, the rows above it add up to 25.5" in reason
        assert counter.refused[0].place == "s.csv · row 5"

    def test_signatures_and_counts_are_no_lines(self, counter: Counter) -> None:
        footers = [("共3条",), ("制表人：测试员",), ("打印时间：2024-05-02",), ("备注：以上数据",)]
        assert self.refused(counter, *footers) == []

    def test_a_wrong_count_is_reported(self, counter: Counter) -> None:
        assert "4 rows, there are 3" in self.refused(counter, ("共 4 条记录",))[0]

    def test_a_product_called_total_is_a_line(self, counter: Counter) -> None:
        counter.drop("s.csv", csv_text(HEADER, line(门店名称="", 商品名称="合计")))
        assert len(counter.pull().sales) == 1

    def test_subtotals_speak_for_their_section(self, counter: Counter) -> None:
        def total(word: str, amount: str) -> tuple[str, ...]:
            return (word, "", "", "", "", "", "", amount)

        rows = [
            line(),
            total("小计", "10"),
            line(小票号="T2"),
            line(小票号="T3"),
            total("小计", "20"),
        ]
        counter.drop("s.csv", csv_text(HEADER, *rows, total("总计", "30")))
        assert len(counter.pull().sales) == 3
        assert counter.reasons == []

    def test_returns_written_without_sign_agree_with_either_total(self, counter: Counter) -> None:
        rows = [(*line(), "销售"), (*line(小票号="T2"), "退货")]
        for name, amount in (("net.csv", "0"), ("gross.csv", "20")):
            total = ("合计", *[""] * 6, amount, "")
            counter.drop(name, csv_text((*HEADER, "类型"), *rows, total))
        counter.pull()
        assert counter.reasons == []

    def test_refused_rows_are_part_of_the_sum(self, counter: Counter) -> None:
        rows = [line(), line(小票号="2.02E+17"), ("合计", "", "", "", "", "2", "", "20")]
        counter.drop("s.csv", csv_text(HEADER, *rows))
        counter.pull()
        assert len(counter.sales) == 1
        assert [reason for reason in counter.reasons if reason.startswith("Notice")] == []


def test_the_sum_of_all_files_is_the_sum_of_all_lines(counter: Counter) -> None:
    lines = [line(小票号=f"T{n}", 实收金额=str(n / 100)) for n in range(1, 400)]
    for part in range(4):
        counter.drop(f"{part}.csv", csv_text(HEADER, *lines[part * 90 : part * 90 + 130]))
    latest = {r.key: Decimal(r.payload["amount"]) for r in counter.pull().committed["sales"]}
    assert sum(latest.values()) == sum(Decimal(n) / 100 for n in range(1, 400))


def test_columns_that_nobody_knows_are_kept_and_tell_no_lines_apart(counter: Counter) -> None:
    header = (*HEADER, "促销活动", "备用")
    counter.drop("s.csv", csv_text(header, (*LINE, "双十一", ""), (*line(小票号="T2"), "", "")))
    counter.drop("later.csv", csv_text(HEADER, line()))
    kept, bare, again = counter.pull().committed["sales"]
    assert json.loads(kept.payload["other"]) == {"促销活动": "双十一"}
    assert "other" not in bare.payload
    assert again.key == kept.key
