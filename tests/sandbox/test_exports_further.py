"""Statements, bills, the Youzan shop's exports, a questionnaire: odd in form, true to the fen."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from sandbox.exports import ExportSummary, write_exports
from sandbox.platforms.calendar import DAY
from sandbox.world import World
from sandbox.world.views import card_state, rows_until

pytestmark = pytest.mark.usefixtures("summary")


@pytest.fixture(scope="module")
def now(small_world: World) -> int:
    return int(small_world.until_ts) + 15 * 3_600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def summary(small_world: World, folder: Path, now: int) -> ExportSummary:
    return write_exports(small_world, folder, now)


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_balances_of_the_statements_are_those_of_the_member_lists(
    small_world: World, folder: Path, now: int
) -> None:
    state, cards = card_state(small_world, now), small_world.cards
    header, *rows = read(only(folder, "积分明细_2*.csv"))[:-1]
    card, after = header.index("会员卡号"), header.index("变动后积分")
    told = {row[card]: int(row[after]) for row in rows}
    held = dict(zip(cards.card_no.tolist(), state.points.tolist(), strict=False))
    assert told
    assert all(held[int(number)] == points for number, points in told.items())
    page = only(folder, "储值明细_*.xls").read_bytes().decode("gb18030")
    lines = [re.findall(r"<td>(.*?)</td>", line) for line in page.splitlines()]
    left = {line[2]: line[5].replace(",", "") for line in lines if line}
    stored = dict(zip(cards.card_no.tolist(), state.stored_fen.tolist(), strict=False))
    assert left
    assert all(stored[int(number)] == Decimal(money) * 100 for number, money in left.items())


def test_one_members_statement_names_the_card_above_its_header_only(folder: Path) -> None:
    title, header, *rows = read(only(folder, "会员积分_*.csv"))
    assert re.fullmatch(r"会员卡号：88\d{10}", title[0])
    assert header == ["操作时间", "操作门店", "操作类型", "变动积分数", "变动后积分", "备注"]
    assert rows


def test_a_bill_guards_every_value_and_its_footer_adds_up(folder: Path) -> None:
    *_, path = sorted(folder.glob("微信支付账单_*.csv"))
    header, *rows, labels, totals = read(path)
    assert all(cell.startswith("`") for row in [*rows, totals] for cell in row)
    assert labels[0] == "总交易单数"
    columns = ("应结订单金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额")
    places = [header.index(label) for label in columns]
    sums = [sum(Decimal(row[place][1:]) for row in rows) for place in places]
    assert [Decimal(total[1:]) for total in totals] == [len(rows), *sums]
    assert {row[header.index("交易状态")] for row in rows} == {"`SUCCESS", "`REFUND"}


def test_bills_hold_every_payment_by_wechat_and_nothing_else(
    small_world: World, folder: Path, now: int
) -> None:
    paid: dict[str, Decimal] = {}
    for path in folder.glob("微信支付账单_*.csv"):
        header, *rows, _, _ = read(path)
        for row in rows:
            told = dict(zip(header, (cell[1:] for cell in row), strict=True))
            if told["交易状态"] == "SUCCESS":
                paid[told["商户订单号"]] = Decimal(told["订单金额"])
    orders, tickets = small_world.shop_orders, small_world.tickets
    mine = (orders.pay_method == 1) & (orders.paid_at >= 0) & (orders.paid_at <= now)
    rung = (tickets.pay_method == 0) & (tickets.amount_fen > 0) & (tickets.at <= now)
    known = {
        **dict(zip(orders.order_no[mine].tolist(), orders.order_fen[mine].tolist(), strict=True)),
        **dict(
            zip(tickets.ticket_no[rung].tolist(), tickets.amount_fen[rung].tolist(), strict=True)
        ),
    }
    assert paid == {str(number): Decimal(fen) / 100 for number, fen in known.items()}


def test_youzan_customers_are_ragged_and_partly_masked(
    small_world: World, folder: Path, now: int
) -> None:
    header, *rows = read(only(folder, "有赞客户_*.csv"))
    assert (len(header), header[-1]) == (35, "")
    assert {len(row) for row in rows} == {33}
    assert len(rows) == rows_until(small_world.youzan_customers.created_at, now) > 5
    shapes = {re.sub(r"\d", "9", row[header.index("客户手机号")]) for row in rows}
    assert {"99999999999", "999******99"} <= shapes
    assert {row[header.index("标签")] for row in rows} == {" "}


def test_youzan_orders_are_the_trades_of_the_world_to_the_fen(
    small_world: World, folder: Path, now: int
) -> None:
    header, *rows = read(only(folder, "有赞订单_*.csv"))
    assert header.count("分销员") == 2
    assert len(header) == 60
    trades = small_world.youzan_trades
    shown = np.arange(rows_until(trades.created_at, now))
    assert [row[0] for row in rows] == small_world.youzan_tid(shown)
    paid = sum(Decimal(row[header.index("订单实付金额")]) for row in rows)
    got = (trades.paid_at >= 0) & (trades.paid_at <= now)
    assert paid * 100 == int(trades.order_fen[got].sum())
    goods = rows[0][header.index("全部商品名称")]
    assert re.fullmatch(r"(?:[^;]+\(数量：\d+\);?)+", goods)
    assert any("——" in row for row in rows)


def test_a_later_youzan_export_has_drifted(small_world: World, now: int, tmp_path: Path) -> None:
    write_exports(small_world, tmp_path, now + 3 * DAY, since=now)
    header, *rows = read(only(tmp_path, "有赞订单_*.csv"))
    assert {"店铺", "订单标签"} <= set(header)
    assert not {"归属店铺", "买家昵称"} & set(header)
    assert {len(row) for row in rows} == {len(header)}


def test_answers_come_from_followers_under_their_own_openids(
    small_world: World, folder: Path
) -> None:
    header, *rows = read(only(folder, "新品口味调研_*.csv"))
    openids = [row[header.index("微信OpenID")] for row in rows]
    assert (small_world.decode_openid("wx0a0000000000demo1", openids) >= 0).all()
    assert any("┋" in row[header.index("2、您的购买原因（多选）")] for row in rows)
    phones = {row[header.index("6、请留下您的手机号")] for row in rows}
    assert "(跳过)" in phones
    assert len(phones) > 1
