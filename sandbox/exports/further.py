"""The other files of a delivery: statements, bills, the Youzan shop's exports, a questionnaire.

Each delivery brings its statements whole and its bills since shortly before the one before it, so
that much of every file has been told already. Columns of the Youzan export drift: later deliveries
name the shop otherwise and have a column less and a column more.
"""

from __future__ import annotations

import numpy as np

from sandbox.exports import payments
from sandbox.exports.delimited import Dialect
from sandbox.exports.folder import Folder
from sandbox.exports.ledgers import Ledgers
from sandbox.exports.payments import Bill
from sandbox.exports.periods import Period, compact_name
from sandbox.exports.surveys import SurveyList
from sandbox.exports.youzan import CUSTOMER_LABELS, ORDER_LABELS, YouzanLists
from sandbox.platforms.calendar import DAY
from sandbox.world import World

OFFICE = Dialect()
BILL = Dialect(newline="\r\n", quotes=False)
YOUZAN_CUSTOMERS = Dialect(encoding="utf-8", header_tail=",")
YOUZAN_ORDERS = Dialect(encoding="utf-8-sig")
SURVEY = Dialect(encoding="utf-8-sig", newline="\r\n")
LATELY = 40 * DAY
ONE_MEMBER = "会员卡号"


def statements(folder: Folder, world: World, now: int) -> None:
    """Write both ledgers, recent points once more, and one member's own statement."""
    lists, day = Ledgers(world, now), compact_name(now)
    columns, rows = lists.points(), lists.points_rows
    recent = rows[world.points.at[rows] > now - LATELY]
    for name, shown in ((f"积分明细_{day}.csv", rows), (f"积分明细_近期_{day}.csv", recent)):
        footer = [["合计", "", "", "", lists.points_total(shown)]]
        folder.text(name, "points_statements", OFFICE, columns, shown, now, footer=footer)
    folder.markup(
        f"储值明细_专柜_{day}.xls",
        "stored_value_statements",
        lists.stored_values(),
        lists.stored_rows,
        now,
        note="an HTML table under the name of a workbook",
    )
    if len(rows):
        busiest = int(np.bincount(world.points.card[rows]).argmax())
        mine = rows[world.points.card[rows] == busiest]
        own = [one for one in columns if one.label not in (ONE_MEMBER, "关联单号")]
        titles = [[f"会员卡号：{world.cards.card_no[busiest]}"]]
        folder.text(
            f"会员积分_{day}.csv", "points_statements", OFFICE, own, mine, now, titles=titles
        )


def bills(folder: Folder, world: World, periods: list[Period], now: int) -> None:
    """Write the WeChat Pay bill of each period, with its footer of two lines."""
    bill = Bill(world)
    for period in periods:
        rows = bill.between(period.begin, min(period.end, now + 1))
        cells = [list(column) for column in zip(*(one.cells() for one in rows), strict=True)]
        folder.cells(
            f"微信支付账单_{period.name}.csv",
            "payments",
            BILL,
            payments.LABELS,
            cells,
            min(period.end - 1, now),
            footer=payments.footer(rows),
        )


def youzan(folder: Folder, world: World, now: int, *, drifted: bool) -> None:
    """Write customers and orders of the Youzan shop."""
    lists, day = YouzanLists(world, now), compact_name(now)
    folder.cells(
        f"有赞客户_{day}.csv",
        "customers",
        YOUZAN_CUSTOMERS,
        CUSTOMER_LABELS,
        lists.customer_columns(),
        now,
    )
    labels = list(ORDER_LABELS)
    if drifted:
        renamed = {"归属店铺": "店铺", "买家昵称": "订单标签"}
        labels = [renamed.get(label, label) for label in labels]
    folder.cells(
        f"有赞订单_{day}.csv", "orders", YOUZAN_ORDERS, labels, lists.order_columns(labels), now
    )


def survey(folder: Folder, world: World, now: int) -> None:
    """Write the questionnaire as far as it has been answered."""
    answers = SurveyList(world, now)
    name = f"新品口味调研_{compact_name(now)}_{len(answers.rows)}份.csv"
    folder.text(name, "surveys", SURVEY, answers.columns(), answers.rows, now)
