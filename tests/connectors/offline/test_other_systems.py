"""Exports in the styles of systems that nobody wrote a mapping for, and text that is odd."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.offline.counter import Counter

RESTAURANT = (
    "美食收银-订单明细\n统计时间:2024-05-01至2024-05-31\n"
    "订单号,流水号,结账时间,菜品名称,数量,实收金额(元),会员手机号\n"
    '="0012",0001,2024/5/1 12:40,水煮鱼,1,"1,068.00",13900000011\n'
    '="0012",0001,2024/5/1 12:40,米饭,２,6.00,13900000011\n'
    '小计,,,,3,"1,074.00",\n'
    "订单号,流水号,结账时间,菜品名称,数量,实收金额(元),会员手机号\n"
    '="0013",0002,2024/5/1 13:40,米饭,1,3.00,\n'
    '合计,,,,4,"1,077.00",\n'
)
LEDGER = (
    "单据日期;单据编号;商品编号;商品全名;数量;单价;金额;备注\n"
    '2024-05-01;XS-01;001;测试货;2;10;20;"含\n换行"\n2024-05-01;XT-01;001;测试货;-1;10;-10;\n'
)
DELIVERIES = (
    "销售出库单序时簿\n日期,单据编号,产品代码,产品名称,实发数量,销售单价,销售金额,折扣额\n"
    "2024-05-01,XOUT1,01.001,测试货,2.0000,10.0000,20.00,0\n合计,,,,2.0000,,20.00,0\n"
)
SALON = (
    "消费单号,顾客卡号,顾客姓名,消费项目,消费数量,应付金额,实付,消费时间\n"
    "MD001,0008,测试甲,面部护理,1,380,300,2024-05-01 15:00\n"
)
BOUTIQUE = (
    "序号,销售单号,销售日期,时间,商品编码,数量,折后单价,折后金额,VIP卡号\n"
    "1,XS1,2024-05-01,10:00:01,A,2,5,10,V1\n"
)
RETAILER = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "C536379,D,Discount,-1,12/1/2010 9:41,27.5,14527.0,United Kingdom\n"
)
HOUSEHOLDS = (
    "household_id,store_id,basket_id,product_id,quantity,sales_value,week,transaction_timestamp\n"
    "900,330,31198570044,1095275,1,0.50,1,2017-01-01 11:53:26\n"
)
MARKETPLACE = (
    "order_id,customer_unique_id,order_purchase_timestamp,product_id,payment_value\n"
    "e481f51c,7c396fd4,2017-10-02 10:56:33,87285b34,38.71\n"
)


def said(counter: Counter, *names: str) -> list[dict[str, Any]]:
    return [{name: one[name] for name in names if name in one} for one in counter.sales]


@pytest.mark.parametrize(
    ("text", "encoding", "first"),
    [
        (RESTAURANT, "gb18030", ("1068.00", "1", "水煮鱼", "2024-05-01 12:40:00", "sale")),
        (LEDGER, "gb18030", ("20.00", "2", "测试货", "2024-05-01 00:00:00", "sale")),
        (DELIVERIES, "utf-16", ("20.00", "2", "测试货", "2024-05-01 00:00:00", "sale")),
        (SALON, "utf-8", ("300.00", "1", "面部护理", "2024-05-01 15:00:00", "sale")),
        (BOUTIQUE, "utf-8-sig", ("10.00", "2", None, "2024-05-01 10:00:01", "sale")),
        (RETAILER, "utf-8", ("-27.50", "-1", "Discount", "2010-12-01 09:41:00", "return")),
        (HOUSEHOLDS, "utf-8", ("0.50", "1", None, "2017-01-01 11:53:26", "sale")),
        (MARKETPLACE, "utf-8", ("38.71", None, None, "2017-10-02 10:56:33", "sale")),
    ],
)
def test_sales_of_other_systems(
    counter: Counter, text: str, encoding: str, first: tuple[str | None, ...]
) -> None:
    counter.drop("导出.csv", text, encoding)
    found = counter.pull().sales[0]
    names = ("amount", "quantity", "product_name", "sold_at", "type")
    assert tuple(found.get(name) for name in names) == first
    assert counter.refused == []
    assert all(total["agrees"] for total in counter.files[0]["totals"])


@pytest.mark.parametrize("word", ["VIP", "顾客", "客户", "贵宾"])
def test_a_member_may_be_called_otherwise(counter: Counter, word: str) -> None:
    header = f"{word}编号,{word}姓名,{word}手机,{word}等级,{word}积分,办卡日期"
    counter.drop("档案.csv", f"{header}\nV1,测试甲,13900000037,钻石,88,2024-01-01\n")
    (found,) = counter.pull().members
    names = ("member_no", "name", "phone", "level", "points", "open_date")
    assert [found[name] for name in names] == [
        *("V1", "测试甲", "13900000037", "钻石", "88", "2024-01-01")
    ]


def test_a_statement_with_a_balance_is_no_list_of_members(counter: Counter) -> None:
    counter.drop(
        "储值.csv",
        "卡号,会员姓名,交易时间,交易类型,交易金额,赠送金额,余额\n"
        "K1,测试甲,2024-05-01 10:00:00,充值,500,50,550\n"
        "K1,测试甲,2024-05-02 10:00:00,消费,100,0,450\n",
    )
    counter.pull()
    changes = [one.payload["change"] for one in counter.committed["stored_value_statements"]]
    assert changes == ["550.00", "-100.00"]
    assert counter.members == []


ALIGNED = " 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n"


def test_text_without_a_header_is_read_by_a_mapping(counter: Counter) -> None:
    counter.drop("old_sales.txt", ALIGNED)
    assert counter.pull().sales == []
    counter.drop_mapping(
        "old.yml",
        "kind: sales\nmatch: {file: '^old_'}\nheader_row: 0\n"
        "columns: {member_no: 1, sold_on: 3, quantity: 4, amount: 5}\n",
    )
    counter.drop("old_sales.txt", ALIGNED)
    counter.pull()
    assert said(counter, "member_no", "sold_at", "quantity", "amount") == [
        {"member_no": "00004", "sold_at": f"{day} 00:00:00", "quantity": "2", "amount": amount}
        for day, amount in (("1997-01-01", "29.33"), ("1997-01-18", "29.73"))
    ]


def test_an_encoding_is_declared_and_never_guessed(counter: Counter) -> None:
    text = (
        "InvoiceNo,InvoiceDate,Description,Quantity,UnitPrice\n1,12/1/2010 8:45,Gift £40,2,3.75\n"
    )
    counter.drop("uk.csv", text, "latin-1")
    (refused,) = counter.pull().refused
    assert "neither UTF-8 nor GB18030" in refused.reason
    counter.drop_mapping("uk.yml", "kind: sales\nmatch: {file: '^uk'}\nencoding: latin-1\n")
    counter.drop("uk.csv", text, "latin-1")
    assert said(counter.pull(), "product_name", "amount") == [
        {"product_name": "Gift £40", "amount": "7.50"}
    ]


def test_a_stray_nul_is_no_other_encoding(counter: Counter) -> None:
    counter.drop("nul.csv", "卡号,姓名,手机\nK1,测试\0甲,13900000018\n" * 3)
    (refused,) = counter.pull().refused
    assert "NUL" in refused.reason
