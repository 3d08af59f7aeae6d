"""Headers: real rows of real systems, dirt around them, and what is no header."""

from __future__ import annotations

import pytest

from connectors.offline.header import find_header
from connectors.offline.labels import label, name_columns
from connectors.offline.table import Row
from connectors.offline.vocabulary import looks_like_header, shipped

YOUZAN_CUSTOMERS = (
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,免费等级,付费等级,权益卡,客户积分,客户储值余额,"
    "消费次数,消费金额,累计退款金额,累计退款订单数,笔单价,上次消费时间,分销员,导购员,企微好友,来源渠道,来源方式,成为客户时间,"
    "成为会员时间,成为会员店铺,公众号,公众号关注时间,最近浏览时间,微信地域,所属区域,指定时间消费次数,指定时间消费金额,"
)
MEMBER_HEADERS = [
    "会员卡号,真实姓名,性别,所属分组,移动电话,电话,QQ,E-mail,余额,总金额,剩余积分,总积分,领卡时间,联系地址",
    "会员ID,姓名,性别,手机号,会员等级,储值余额,累计消费金额,可用积分,最后到店,宠物档案",
    "会员序号, 会员号, 姓名, 电话, 会员等级, 余额, 积分, 开卡门店, 开卡时间",
    "系统编号, 会员卡号, 会员姓名, 会员电话, 性别, 会员折扣, 会员余额, 删除状态",
    "序号, 会员卡号, 发卡日期, 发卡人, 客户, 发卡部门, 会员卡分类, 会员卡等级, 会员姓名, 会员电话",
    "姓名（必填）,电话（必填）,会员所属省份ID（必填）,性别,邮箱,生日,备注,第三方ID,积分余额,充值余额,成长值余额",
    "姓名,生日日期,关注日期,主门店名称,专属导购姓名,专属导购手机号,开卡日期,会员卡号,会员等级名称,积分余额,储值余额",
    YOUZAN_CUSTOMERS,
]


def rows(*lines: str) -> list[Row]:
    return [Row(number, line.split(",")) for number, line in enumerate(lines, start=1)]


@pytest.mark.parametrize("line", MEMBER_HEADERS, ids=lambda line: line[:12])
def test_member_lists_of_real_systems_are_recognised(line: str) -> None:
    header = find_header(rows(line, "1,2,3"), shipped())
    assert header is not None
    assert header.kind == "members"
    assert {"phone", "name"} & header.columns.keys()


def test_youzan_customers_map_by_meaning() -> None:
    header = find_header(rows(YOUZAN_CUSTOMERS), shipped())
    assert header is not None
    found = {name: [header.labels[p].text for p in at] for name, at in header.columns.items()}
    assert found["phone"] == ["客户手机号"]
    assert found["level"] == ["免费等级", "付费等级"]
    assert found["purchase_amount"] == ["消费金额"]
    assert found["open_date"] == ["成为会员时间"]
    assert len(header.raw) == 35


def test_sales_of_a_mall_system_are_sales_although_they_name_cards() -> None:
    line = "门店名称,收款台,小票号,消费时间,消费金额,折扣金额,积分,收款员代码,消费记录编号,卡号"
    header = find_header(rows(line), shipped())
    assert header is not None
    assert header.kind == "sales"
    assert header.labels[header.columns["ticket_no"][0]].text == "小票号"


def test_bought_goods_are_sales_however_much_is_said_of_the_buyer() -> None:
    line = "会员卡号,姓名,手机,性别,生日,会员等级,消费时间,商品名称,数量,消费金额"
    header = find_header(rows(line), shipped())
    assert header is not None
    assert header.kind == "sales"


def test_a_list_of_point_requests_is_not_taken_for_members() -> None:
    line = "申请时间,会员卡号,用户,状态,积分,金额,门店名称,订单号,审核时间,设置人"
    header = find_header(rows(line), shipped())
    assert header is not None
    assert header.kind == "points_statements"


@pytest.mark.parametrize("titles", range(0, 12, 3))
def test_the_header_is_found_below_titles(titles: int) -> None:
    above = [f"XX商场会员资料表 第{n}行,,," for n in range(titles)]
    header = find_header(rows(*above, "卡号,姓名,手机,积分", "A1,张三,13900000001,5"), shipped())
    assert header is not None
    assert header.last_row == titles + 1


def test_the_header_is_not_looked_for_forever() -> None:
    above = ["说明,,,"] * 15
    assert find_header(rows(*above, "卡号,姓名,手机,积分"), shipped()) is None


def test_the_title_tells_day_and_store() -> None:
    found = find_header(
        rows("会员资料 门店：测试二店,,,", "导出时间：2024-05-02 10:00,,,", "卡号,姓名,手机,积分"),
        shipped(),
    )
    assert found is not None
    assert (found.day, found.store) == ("2024-05-02", "测试二店")


def test_two_rows_are_read_as_one_header() -> None:
    found = find_header(
        rows("会员信息,,,消费,", "卡号,姓名,手机,次数,金额", "A1,张三,13900000001,2,30"), shipped()
    )
    assert found is not None
    assert found.last_row == 2
    assert [found.labels[found.columns[n][0]].text for n in ("purchase_count", "purchase_amount")]
    assert found.columns["purchase_count"] == (3,)
    assert found.columns["purchase_amount"] == (4,)


def test_labels_merged_down_over_two_rows_count_once() -> None:
    found = find_header(rows("卡号,姓名,消费,", ",,次数,金额", "A1,张三,2,30"), shipped())
    assert found is not None
    assert found.columns["member_no"] == (0,)
    assert found.columns["purchase_count"] == (2,)


@pytest.mark.parametrize(
    ("cell", "key", "unit"),
    [
        ("*手机号", "手机号", None),
        (" 手　机\n号 ", "手机号", None),
        ("姓名（必填）", "姓名", None),
        ("会员编号(number)", "会员编号", None),
        ("金额(元)", "金额", "元"),
        ("累计消费（万元）", "累计消费", "万元"),
        ("实收金额/元", "实收金额", "元"),
        ("积分", "积分", None),
        ("ＶＩＰ卡号", "vip卡号", None),
        ("'卡号", "卡号", None),
    ],
)
def test_noise_around_a_label_does_not_matter(cell: str, key: str, unit: str | None) -> None:
    assert (label(cell).key, label(cell).unit) == (key, unit)


def test_twice_the_same_label_is_told_apart_and_nothing_stays_nameless() -> None:
    keys = [found.key for found in name_columns(["分销员", "", "分销员", "分销员"])]
    assert keys == ["分销员", "col_2", "分销员#2", "分销员#3"]


def test_the_better_synonym_wins_whatever_the_order_of_columns() -> None:
    line = "应收金额,小票号,实收金额,销售时间,数量"
    header = find_header(rows(line), shipped())
    assert header is not None
    assert header.columns["amount"] == (2,)


def test_names_and_phones_are_never_taken_for_labels() -> None:
    assert looks_like_header(name_columns(["申请时间", "审核状态", "备注"]))
    assert not looks_like_header(name_columns(["张三", "李四", "王五"]))
    assert not looks_like_header(name_columns(["手机", "13900000001", "姓名"]))
    assert looks_like_header(name_columns(["t_dat", "customerId", "Sales Price"]))
    assert not looks_like_header(name_columns(["Wang Xiaoming", "wang@example.com", "Iderma"]))
