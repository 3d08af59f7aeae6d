"""The declared kinds: statements, bills, orders, surveys as real systems print them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.offline.fields import FIELDS, pii
from connectors.offline.header import find_header
from connectors.offline.kinds import DECLARED, KINDS
from connectors.offline.labels import label
from connectors.offline.orders import goods_of
from connectors.offline.table import Row
from connectors.offline.vocabulary import shipped
from tests.connectors.offline.counter import Counter, csv_text

HEADERS = {
    "操作时间,操作门店,操作类型,变动积分数,变动后积分,备注": "points_statements",
    "申请时间,会员卡号,用户,状态,积分,金额,门店名称,订单号,审核时间,设置人": "points_statements",
    "变动时间,会员卡号,手机号,积分来源,增加积分,扣减积分,剩余积分": "points_statements",
    "操作时间,操作门店,操作类型,变动金额,变动后金额,备注": "stored_value_statements",
    "充值单号,充值时间,会员卡号,充值金额,赠送金额,充值后余额,支付方式": "stored_value_statements",
    "卡号,交易时间,交易类型,变动本金,变动赠送,本金余额,赠送余额,门店": "stored_value_statements",
    "卡号,手机号,交易类型,交易时间,交易金额,实储变动,赠送变动,总余额": "stored_value_statements",
    "交易时间,交易类型,客户手机号,本金变动,赠金变动,本金余额,赠金余额": "stored_value_statements",
    "时间,积分变动,变动原因,当前积分": "points_statements",
    "编号,开始答题时间,结束答题时间,答题时长,1.口味,2.多久买一次": "surveys",
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,用户标识,交易状态,订单金额": "payments",
    "支付宝交易号,商户订单号,业务类型,创建时间,完成时间,对方账户,订单金额（元）": "payments",
    "交易时间,商户订单号,收钱吧订单号,门店名称,交易类型,交易金额,实收金额,手续费": "payments",
    "订单号,归属店铺,订单状态,买家付款时间,订单实付金额,全部商品名称,分销员,分销员": "orders",
    "订单编号,订单状态,下单时间,商品信息,商品总额,运费,实付金额,收货人姓名": "orders",
    "序号,提交答卷时间,所用时间,来源,来自IP,1、您的性别,2、口味": "surveys",
    "序号,口味,购买原因,姓名,手机,提交时间,填写设备,IP": "surveys",
    "门店名称,收款台,小票号,消费时间,消费金额,折扣金额,积分,积分倍数,卡号": "sales",
    "结账时间,流水号,桌号,人数,菜品名称,数量,单价,实收金额,会员卡号": "sales",
    "会员编号,会员姓名,手机号,会员等级,储值余额,本金余额,赠送余额,注册时间": "members",
    "卡号,姓名,余额,充值金额,消费金额,创建时间": "members",
}
BILL = (
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,用户标识,交易状态,应结订单金额,微信退款单号,"
    "退款金额,手续费,订单金额\n"
    "`2024-05-01 10:00:00,`wx0a,`123,`42001,`T1,`oAbc,`SUCCESS,`10.00,`0,`0.00,`0.06001,`10.00\n"
    "`2024-05-01 11:00:00,`wx0a,`123,`42001,`T1,`oAbc,`REFUND,`0.00,`5030,`4.00,`-0.02,`0.00\n"
    "总交易单数,应结订单总金额,退款总金额,手续费总金额,订单总金额\n"
)
SURVEY = (
    "序号",
    "提交时间",
    "1、口味",
    "2、购买原因",
    "3、评分",
    "4、您的建议",
    "5、您的手机号码？",
)


@pytest.mark.parametrize("line", HEADERS)
def test_headers_of_real_systems_are_known_for_what_they_are(line: str) -> None:
    header = find_header([Row(1, line.split(","))], shipped())
    assert header is not None
    assert header.kind == HEADERS[line]


@pytest.mark.parametrize("kind", KINDS)
def test_a_declared_kind_is_whole(kind: str) -> None:
    declared = DECLARED[kind]
    named = {name for choice in declared.needs for together in choice for name in together}
    assert named | set(declared.key) <= declared.columns.keys()
    assert set(declared.footer.values()) - {"rows"} <= declared.columns.keys()
    assert pii(kind)["row"] == "text"
    keys = [label(one).key for field in declared.columns.values() for one in field.labels]
    assert len(keys) == len(set(keys)), "a label stands for two columns"
    assert FIELDS[kind]


def entries(counter: Counter, kind: str) -> list[dict[str, Any]]:
    return [record.payload for record in counter.committed[kind]]


def test_spending_is_negative_however_it_is_written(counter: Counter) -> None:
    header = ("操作时间", "会员卡号", "操作类型", "变动金额", "变动后金额")
    rows = [
        ("2024-05-01 09:00:00", "88001", "现金充值", "100.00", "100.00"),
        ("2024-05-01 10:00:00", "88001", "余额消费", "30.00", "70.00"),
        ("2024-05-01 11:00:00", "88001", "余额消费", "-20.00", "50.00"),
        ("2024-05-01 12:00:00", "88001", "消费撤销", "20.00", "70.00"),
    ]
    counter.drop("储值.csv", csv_text(header, *rows, ("合计", "", "", "130.00", "")))
    counter.pull()
    changes = [one["change"] for one in entries(counter, "stored_value_statements")]
    assert changes == ["100.00", "-30.00", "-20.00", "20.00"]
    assert counter.refused == []


def test_overlapping_statements_land_once_and_keep_twins(counter: Counter) -> None:
    header = ("变动时间", "会员卡号", "变动类型", "变动积分")
    first = [("2024-05-01 10:00:00", "88001", "签到", "5")] * 2
    counter.drop("五月.csv", csv_text(header, *first))
    counter.drop(
        "五月六月.csv", csv_text(header, *first, ("2024-06-01 10:00", "88001", "签到", "5"))
    )
    counter.pull()
    keys = [record.key for record in counter.committed["points_statements"]]
    assert len(keys) == 5
    assert len(set(keys)) == 3


def test_a_request_that_was_settled_is_the_same_entry(counter: Counter) -> None:
    header = ("申请时间", "会员卡号", "状态", "积分", "审核时间")
    counter.drop("一.csv", csv_text(header, ("2024-05-01 10:00:00", "88001", "待审核", "50", "")))
    settled = ("2024-05-01 10:00:00", "88001", "已通过", "50", "2024-05-02 09:00:00")
    counter.drop("二.csv", csv_text(header, settled))
    counter.pull()
    one, two = counter.committed["points_statements"]
    assert one.key == two.key
    assert two.payload["changed_at"] == "2024-05-02 09:00:00"


def test_a_statement_says_above_its_header_or_in_its_name_whose_it_is(counter: Counter) -> None:
    table = csv_text(("操作时间", "操作类型", "变动积分数"), ("2024-05-01 10:00:00", "签到", "5"))
    counter.drop("积分.csv", "会员卡号：88001,,\n" + table)
    counter.drop("积分明细_会员88002.csv", table)
    counter.drop("谁的积分.csv", table.replace("签到", "活动"))
    counter.pull()
    found = [one.get("member_no") for one in entries(counter, "points_statements")]
    assert sorted(found, key=str) == ["88001", "88002", None]
    assert [one.place for one in counter.refused] == ["谁的积分.csv · row 2 · column 会员卡号"]


def test_no_phone_stands_in_the_key_of_an_entry(counter: Counter) -> None:
    header = ("操作时间", "手机号", "操作类型", "变动积分数")
    row = ("2024-05-01 10:00:00", "13900000001", "签到", "5")
    counter.drop("a.csv", csv_text(header, row))
    counter.drop("b.csv", csv_text(header, (row[0], "+86 139-0000-0001", *row[2:])))
    counter.pull()
    assert all("13900000001" not in one.key for one in counter.committed["points_statements"])


@pytest.mark.parametrize(
    ("totals", "notices"),
    [("`2,`10.00,`4.00,`0.04,`10.00", 0), ("`3,`10.00,`5.00,`0.04,`10.00", 1)],
)
def test_a_bill_is_reconciled_with_its_footer(counter: Counter, totals: str, notices: int) -> None:
    counter.drop("账单.csv", BILL + totals + "\n")
    counter.pull()
    payment, refund = counter.committed["payments"]
    assert (payment.key, refund.key) == ("42001", "42001|5030")
    assert (payment.payload["type"], refund.payload["type"]) == ("payment", "refund")
    assert (payment.payload["fee"], refund.payload["refund_amount"]) == ("0.06001", "4.00")
    assert "refund_no" not in payment.payload
    assert len(counter.refused) == notices
    assert counter.sales == []


def test_a_bill_between_comment_lines_is_read(counter: Counter) -> None:
    text = (
        "#支付宝业务明细查询\n#起始日期：[2024年05月01日 00:00:00]\n"
        "支付宝交易号,商户订单号,业务类型,完成时间,对方账户,订单金额（元）,商家实收（元）,服务费（元）\n"
        "20240501220\t,T9\t,交易,2024-05-01 10:00:05,张*(139****0001),12.00,11.50,-0.07\n"
        "#业务明细列表结束\n#交易合计：1笔，商家实收共11.50元\n"
    )
    counter.drop("支付宝.csv", text, "gb18030")
    counter.pull()
    (found,) = entries(counter, "payments")
    assert (found["provider"], found["amount"], found["order_no"]) == ("alipay", "11.50", "T9")
    assert counter.refused == []


def test_an_order_keeps_columns_that_nobody_knows(counter: Counter) -> None:
    header = "订单号,归属店铺,买家付款时间,订单实付金额,全部商品名称,分销员,分销员,新的一列"
    row = "E2024,总店,2024-05-01 10:00:00,30.00,甲(数量：1);乙 大(数量：2),阿分,阿二,值"
    counter.drop("订单.csv", f"{header}\n{row}\n")
    counter.pull()
    (found,) = entries(counter, "orders")
    assert (found["platform"], found["distributor"], found["distributor_again"]) == (
        "youzan",
        "阿分",
        "阿二",
    )
    assert json.loads(found["other"]) == {"新的一列": "值"}
    assert pii("orders")["other"] == "text"
    assert [(one["name"], one["quantity"]) for one in found["items"]] == [
        ("甲", "1"),
        ("乙 大", "2"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("长寿花(数量：1)", [("长寿花", "1")]),
        ("面包x2,牛奶×3", [("面包", "2"), ("牛奶", "3")]),
        ("积木 50粒(数量：1);果泥 100g×12(数量：3)", [("积木 50粒", "1"), ("果泥 100g×12", "3")]),
        ("礼盒", []),
        ("", []),
    ],
)
def test_goods_of_one_cell(cell: str, expected: list[tuple[str, str]]) -> None:
    assert [(one["name"], one["quantity"]) for one in goods_of(cell)] == expected


def answers(payload: dict[str, Any], topic: str) -> list[tuple[str, str]]:
    return [
        (one["kind"], one.get("answer") or one["text"])
        for one in payload["answers"]
        if one["topic"] == topic
    ]


def test_any_questionnaire_lands_with_answerable_options_and_sealed_words(
    counter: Counter,
) -> None:
    rows = [
        ("1", "2024/5/1 10:00:00", "甜", "好吃┋便宜", "5分", "希望多开店，谢谢！", "13900000001"),
        ("2", "2024/5/1 10:05:00", "咸", "其他〖朋友说的〗", "4分", "(空)", "(跳过)"),
    ]
    counter.drop("口味调研_20240502.csv", csv_text(SURVEY, *rows))
    counter.pull()
    first, second = entries(counter, "surveys")
    assert first["survey"] == "口味调研"
    assert first["phone"] == "13900000001"
    assert "phone" not in second
    assert answers(first, "口味") == [("choice", "甜")]
    assert answers(first, "购买原因") == [("choices", "好吃"), ("choices", "便宜")]
    assert answers(second, "购买原因") == [("choices", "其他"), ("text", "朋友说的")]
    assert answers(first, "评分") == [("rating", "5分")]
    assert answers(first, "建议") == [("text", "希望多开店，谢谢！")]
    assert answers(second, "建议") == []
    assert pii("surveys")["answers[].text"] == "text"


def test_what_asks_who_somebody_is_stays_sealed_even_if_it_is_short(counter: Counter) -> None:
    header = ("提交时间", "口味", "怎么称呼您", "所在地址", "常买什么")
    rows = [(f"2024-05-01 10:0{n}:00", "甜", "小张", "某路", f"第{n}种点心") for n in range(9)]
    counter.drop("表单.csv", csv_text(header, *rows))
    counter.pull()
    one = entries(counter, "surveys")[0]
    assert {a["topic"]: a["kind"] for a in one["answers"]} == {
        "口味": "choice",
        "怎么称呼您": "text",
        "所在地址": "text",
        "常买什么": "text",
    }


def test_a_response_that_is_exported_again_is_the_same_response(counter: Counter) -> None:
    row = ("1", "2024/5/1 10:00:00", "甜", "好吃", "5", "", "")
    counter.drop("a.csv", csv_text(SURVEY, row))
    counter.drop("b.csv", csv_text(SURVEY, row, ("2", "2024/5/2 10:00:00", "咸", "", "1", "", "")))
    counter.pull()
    keys = [record.key for record in counter.committed["surveys"]]
    assert (len(keys), len(set(keys))) == (3, 2)
