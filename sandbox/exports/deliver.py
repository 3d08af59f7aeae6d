"""Decides which files a delivery consists of, and has them written.

The first delivery brings everything up to the clock; a later one brings member lists of that day
and the sales since shortly before the delivery before it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sandbox.exports import further, members, oddities, sales
from sandbox.exports.delimited import Dialect
from sandbox.exports.folder import Folder
from sandbox.exports.members import ListColumn, MemberLists
from sandbox.exports.periods import Period, Snapshot, compact_name, sales_periods, snapshots
from sandbox.exports.planted import with_canary
from sandbox.exports.sales import SalesLists
from sandbox.exports.summary import ExportSummary
from sandbox.exports.systems import System, system_of
from sandbox.exports.workbook import HiddenSheet
from sandbox.platforms.calendar import clock_text
from sandbox.platforms.canary import Canary
from sandbox.platforms.columns import Ints, ints
from sandbox.world import World

OFFICE_MEMBERS = Dialect(header_tail=",")
OFFICE_SALES = Dialect()
FRANCHISE = Dialect(encoding="gb18030", newline="\r\n")
COUNTER_MEMBERS = Dialect(delimiter="\t", encoding="utf-16", newline="\r\n", quotes=False)
COUNTER_SALES = Dialect(delimiter="\t", encoding="utf-8", quotes=False)
PREPARED_BY = "制表人:陈䶮"
STALE_ROWS = 5


def write_exports(
    world: World,
    out: Path,
    now: int,
    *,
    since: int | None = None,
    canary: Canary | None = None,
) -> ExportSummary:
    """Write the offline files of a world into a folder.

    Args:
        world: Whose cards and tickets are exported.
        out: The folder; files of the same name are replaced.
        now: The clock, epoch seconds; nothing later stands in any file.
        since: The clock at the delivery before; None for the first delivery.
        canary: A name and a phone to plant into free text and one member row.

    Returns:
        What stands in which file, and what a reader has to refuse.
    """
    delivery = _Delivery(world, Folder(world, out), now, since, canary)
    delivery.members()
    delivery.sales()
    delivery.further()
    return delivery.finish()


class _Delivery:
    """One delivery while it is being written."""

    def __init__(
        self, world: World, folder: Folder, now: int, since: int | None, canary: Canary | None
    ) -> None:
        self._world = world
        self._folder = folder
        self._now = now
        self._since = since
        self._canary = canary
        self._card_system = system_of(ints(world.cards.store))
        self._ticket_system = system_of(ints(world.tickets.store))
        self._office_columns: list[ListColumn] = []

    def members(self) -> None:
        """Write the member lists of all systems."""
        for snapshot in snapshots(int(self._world.start_ts), self._now, self._since):
            self._office_members(snapshot)
        lists = MemberLists(self._world, self._now)
        self._franchise_members(lists)
        self._counter_members(lists)
        self._mall_members(lists)

    def sales(self) -> None:
        """Write the sales lists of all systems, period by period."""
        lists = SalesLists(self._world)
        for period in sales_periods(int(self._world.start_ts), self._now, self._since):
            self._text_sales(lists, period)
            self._mall_sales(lists, period)
        if self._since is None:
            self._wrong_total(lists)

    def further(self) -> None:
        """Write statements, bills, the Youzan shop's exports and a questionnaire."""
        periods = sales_periods(int(self._world.start_ts), self._now, self._since)
        further.statements(self._folder, self._world, self._now)
        further.bills(self._folder, self._world, periods, self._now)
        drifted = self._since is not None
        further.youzan(self._folder, self._world, self._now, drifted=drifted)
        further.survey(self._folder, self._world, self._now)

    def finish(self) -> ExportSummary:
        """Write what else lies in such a folder, and sum up."""
        if self._since is None:
            contact = self._canary.note if self._canary else "临时调班找店长"
            oddities.without_content(
                self._folder, OFFICE_MEMBERS, self._office_columns, self._now, contact
            )
        return self._folder.summary()

    def _office_members(self, snapshot: Snapshot) -> None:
        lists = MemberLists(self._world, snapshot.at)
        rows = self._cards_of(System.OFFICE, lists)
        plain = self._office_columns = lists.office()
        columns = with_canary(plain, self._canary)
        totals = [lists.total(rows, one.label) if one.total else "" for one in plain[1:]]
        self._folder.text(
            f"会员列表_{snapshot.name}.csv",
            "members",
            OFFICE_MEMBERS,
            columns,
            rows,
            snapshot.at,
            footer=[["合计", *totals]],
        )
        if snapshot.at == self._now and self._since is None:
            phones = self._world.cards.phone_written[rows]
            whole = rows[phones > 10**10]
            oddities.resaved_members(self._folder, columns, whole, self._now)

    def _franchise_members(self, lists: MemberLists) -> None:
        rows = self._cards_of(System.FRANCHISE, lists)
        self._folder.text(
            f"会员资料_加盟_{compact_name(self._now)}.csv",
            "members",
            FRANCHISE,
            lists.franchise(),
            rows,
            self._now,
            footer=[[f"共 {len(rows)} 条"], [PREPARED_BY]],
        )

    def _counter_members(self, lists: MemberLists) -> None:
        self._folder.text(
            f"储值卡会员_{compact_name(self._now)}.csv",
            "members",
            COUNTER_MEMBERS,
            lists.counter(),
            self._cards_of(System.COUNTER, lists),
            self._now,
        )

    def _mall_members(self, lists: MemberLists) -> None:
        rows = self._cards_of(System.MALL, lists)
        labels = [column.label for column in members.MALL_COLUMNS]
        stale = [[cells[0], *cells[5:7]] for cells in lists.mall_rows(rows[:STALE_ROWS])]
        self._folder.workbook(
            f"会员资料表_商场_{compact_name(self._now)}.xlsx",
            "members",
            ["商场会员资料表", f"导出时间:{clock_text(self._now)}"],
            members.MALL_COLUMNS,
            lists.mall_rows,
            rows,
            self._now,
            footer=[[PREPARED_BY]],
            hidden=HiddenSheet("上期(勿删)", [[labels[0], *labels[5:7]], *stale]),
        )

    def _text_sales(self, lists: SalesLists, period: Period) -> None:
        office = lists.office()
        lines = self._lines_of(System.OFFICE, period)
        totals = [lists.total(lines, one.label) if one.total else "" for one in office[1:]]
        self._folder.text(
            f"销售流水_{period.name}.csv",
            "sales",
            OFFICE_SALES,
            office,
            lines,
            period.end - 1,
            footer=[["合计", *totals]],
        )
        for system, stem, dialect, columns in (
            (System.FRANCHISE, "销售明细_加盟", FRANCHISE, lists.franchise()),
            (System.COUNTER, "小票明细_专柜", COUNTER_SALES, lists.counter()),
        ):
            self._folder.text(
                f"{stem}_{period.name}.csv",
                "sales",
                dialect,
                columns,
                self._lines_of(system, period),
                period.end - 1,
            )

    def _mall_sales(self, lists: SalesLists, period: Period) -> None:
        lines = self._lines_of(System.MALL, period)
        store = ints(self._world.tickets.store[self._world.ticket_lines.ticket[lines]])
        for number in np.unique(store).tolist():
            name = str(self._world.stores.name[number])
            self._folder.workbook(
                f"销售流水_{period.name}_{name}.xlsx",
                "sales",
                [f"{name} 销售流水明细", f"导出时间:{clock_text(period.end - 1)}"],
                sales.MALL_COLUMNS,
                lists.mall_rows,
                lines[store == number],
                period.end - 1,
                footer=[[PREPARED_BY]],
            )

    def _wrong_total(self, lists: SalesLists) -> None:
        period = Period("", self._now - 2 * 86_400, self._now + 1)
        lines = self._lines_of(System.OFFICE, period)
        amount = int(ints(self._world.ticket_lines.amount_fen)[lines].sum())
        oddities.wrong_total(self._folder, OFFICE_SALES, lists.office(), lines, amount, self._now)

    def _cards_of(self, system: System, lists: MemberLists) -> Ints:
        rows = lists.rows
        mine: Ints = rows[self._card_system[rows] == system]
        return mine

    def _lines_of(self, system: System, period: Period) -> Ints:
        at = self._world.tickets.at
        tickets = np.searchsorted(at, [period.begin, min(period.end, self._now + 1)], side="left")
        edges = np.searchsorted(self._world.ticket_lines.ticket, tickets, side="left")
        lines = np.arange(edges[0], edges[1])
        ticket = self._world.ticket_lines.ticket[lines]
        mine: Ints = lines[self._ticket_system[ticket] == system]
        return mine
