"""Member lists: what stands in which column of which system, as of an instant.

Cards come from `world.cards`, what they hold from `world.views`. Personal habits of writing that
are no part of the world (birthdays left out, remarks) are drawn from the card's number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sandbox.exports import spelling
from sandbox.exports.workbook import Cell, SheetColumn
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.world import World
from sandbox.world.names import spell_names
from sandbox.world.views import card_state
from sandbox.world.vocabulary import LEVELS

GENDERS = ("未知", "男", "女")
GENDERS_POLITE = ("保密", "先生", "女士")
KNOWS_BIRTHDAY = 700_000
REMARKS = ("", "喜欢无糖", "到店自提", "老客户推荐", "喜欢无糖\n到店自提", "赠品,下次补")
REMARK_FROM = 800_000
"""Draws from here on carry a remark; the two odd ones hold a line break and a comma."""

Write = Callable[[Ints], list[str]]

MALL_COLUMNS = [
    SheetColumn("会员编号"),
    SheetColumn("姓名"),
    SheetColumn("性别"),
    SheetColumn("电话", "number"),
    SheetColumn("生日", "date"),
    SheetColumn("等级"),
    SheetColumn("积分余额", "number"),
    SheetColumn("累计积分", "number"),
    SheetColumn("储值余额(元)", "money"),
    SheetColumn("开卡日期", "moment"),
    SheetColumn("开卡门店名称"),
    SheetColumn("最近消费日期", "date"),
    SheetColumn("消费次数", "number"),
    SheetColumn("消费总额", "money"),
    SheetColumn("专属导购姓名"),
    SheetColumn("备注"),
]
"""Columns of the malls' workbook: phones as numbers, days as serials or texts."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a text list: its label and how it is written; `total` columns are summed up."""

    label: str
    write: Write
    total: bool = False


class MemberLists:
    """The columns of all cards that exist at an instant.

    Args:
        world: The cards.
        now: The instant the lists speak of.
    """

    def __init__(self, world: World, now: int) -> None:
        self._world = world
        self._cards = world.cards
        self.state = card_state(world, now)
        self._stores = world.stores.name.tolist()
        self._guides = spell_names(world.guides.name_id)

    @property
    def rows(self) -> Ints:
        """Rows of `world.cards` that exist, by opening."""
        return np.arange(len(self.state))

    def office(self) -> list[ListColumn]:
        """Columns of the head office's list; a nameless one follows the last label."""
        return [
            ListColumn("序号", lambda rows: spelling.plain(rows + 1)),
            ListColumn("会员卡号", self._number),
            ListColumn("会员姓名", self._name),
            ListColumn("性别", lambda rows: self._gender(rows, GENDERS)),
            ListColumn("手机号", lambda rows: spelling.careless_phones(self._phone(rows), rows)),
            ListColumn("生日", lambda rows: self._birthday(rows, "-")),
            ListColumn("会员等级", self._level),
            ListColumn("可用积分", lambda rows: spelling.plain(self.state.points[rows]), True),
            ListColumn("累计积分", lambda rows: spelling.plain(self.state.points_total[rows])),
            ListColumn("储值余额", lambda rows: spelling.yuan(self.state.stored_fen[rows]), True),
            ListColumn("开卡时间", lambda rows: spelling.moments(self._opened_at(rows))),
            ListColumn("开卡门店", self._store),
            ListColumn("上次消费时间", lambda rows: spelling.moments(self._last(rows))),
            ListColumn("消费次数", lambda rows: spelling.plain(self.state.purchase_count[rows])),
            ListColumn("累计消费金额", lambda rows: self._spent(rows, spelling.yuan), True),
            ListColumn("专属导购", self._guide),
            ListColumn("状态", lambda rows: ["正常"] * len(rows)),
            ListColumn("备注", self._remark),
        ]

    def franchise(self) -> list[ListColumn]:
        """Columns of the franchise's list: dates with slashes and dots, polite genders."""
        return [
            ListColumn("会员卡号", self._number),
            ListColumn("真实姓名", self._name),
            ListColumn("性别", lambda rows: self._gender(rows, GENDERS_POLITE)),
            ListColumn("移动电话", self._phone),
            ListColumn("出生日期", lambda rows: self._birthday(rows, ".")),
            ListColumn("会员级别", self._level),
            ListColumn("余额", lambda rows: spelling.yuan(self.state.stored_fen[rows])),
            ListColumn("总金额", lambda rows: self._spent(rows, spelling.yuan)),
            ListColumn("剩余积分", lambda rows: spelling.plain(self.state.points[rows])),
            ListColumn("总积分", lambda rows: spelling.plain(self.state.points_total[rows])),
            ListColumn("领卡时间", lambda rows: spelling.moments(self._opened_at(rows))),
            ListColumn("发卡门店", self._store),
            ListColumn("最近消费日期", lambda rows: spelling.days(self._last(rows), "/")),
            ListColumn("消费次数", lambda rows: spelling.plain(self.state.purchase_count[rows])),
            ListColumn("导购员", self._guide),
            ListColumn("备注", self._remark),
        ]

    def counter(self) -> list[ListColumn]:
        """Columns of the card counters' list: every number guarded, money with ¥ and commas."""
        return [
            ListColumn("VIP卡号", lambda rows: spelling.guarded(self._number(rows))),
            ListColumn("持卡人", self._name),
            ListColumn("性别", lambda rows: self._gender(rows, GENDERS)),
            ListColumn("联系电话", lambda rows: spelling.as_formula(self._phone(rows))),
            ListColumn("生日", lambda rows: self._birthday(rows, "/")),
            ListColumn("会员卡等级", self._level),
            ListColumn("当前积分", lambda rows: self._grouped_count(self.state.points[rows])),
            ListColumn("累计积分", lambda rows: self._grouped_count(self.state.points_total[rows])),
            ListColumn("卡余额", lambda rows: spelling.with_sign(self.state.stored_fen[rows])),
            ListColumn("发卡日期", lambda rows: spelling.moments(self._opened_at(rows))),
            ListColumn("发卡门店", self._store),
            ListColumn("末次消费日期", lambda rows: spelling.days(self._last(rows), "-")),
            ListColumn(
                "累计消费次数", lambda rows: spelling.plain(self.state.purchase_count[rows])
            ),
            ListColumn("累计消费金额", lambda rows: self._spent(rows, spelling.with_sign)),
            ListColumn("导购", self._guide),
            ListColumn("卡状态", lambda rows: ["启用"] * len(rows)),
            ListColumn("备注", lambda rows: [one.replace("\n", " ") for one in self._remark(rows)]),
        ]

    def mall_rows(self, rows: Ints) -> list[tuple[Cell, ...]]:
        """Return the cells of these cards under `MALL_COLUMNS`."""
        state = self.state
        columns: list[list[Cell]] = [
            [*self._number(rows)],
            [*self._name(rows)],
            [*self._gender(rows, GENDERS)],
            [_as_number(phone) for phone in self._phone(rows)],
            self._birthday_cells(rows),
            [*self._level(rows)],
            state.points[rows].tolist(),
            state.points_total[rows].tolist(),
            (state.stored_fen[rows] / 100).tolist(),
            [*spelling.serials(self._opened_at(rows))],
            [*self._store(rows)],
            self._mixed_days(rows),
            state.purchase_count[rows].tolist(),
            (state.purchase_fen[rows] / 100).tolist(),
            [*self._guide(rows)],
            [*self._remark(rows)],
        ]
        return list(zip(*columns, strict=True))

    def total(self, rows: Ints, label: str) -> str:
        """Return what the head office writes under a summed column."""
        if label == "可用积分":
            return str(int(self.state.points[rows].sum()))
        column = self.state.stored_fen if label == "储值余额" else self.state.purchase_fen
        return spelling.yuan(np.array([column[rows].sum()]))[0]

    def _number(self, rows: Ints) -> list[str]:
        return spelling.plain(self._cards.card_no[rows])

    def _name(self, rows: Ints) -> list[str]:
        return [name or "" for name in self._world.card_name(rows)]

    def _phone(self, rows: Ints) -> list[str]:
        return [phone or "" for phone in self._world.card_phone(rows)]

    def _gender(self, rows: Ints, words: tuple[str, ...]) -> list[str]:
        return spelling.chosen(words, self._world.people.gender[self._cards.person[rows]])

    def _level(self, rows: Ints) -> list[str]:
        return spelling.chosen(LEVELS, self.state.level[rows])

    def _store(self, rows: Ints) -> list[str]:
        return spelling.chosen(self._stores, self._cards.store[rows])

    def _guide(self, rows: Ints) -> list[str]:
        return spelling.chosen(self._guides, self._cards.guide[rows])

    def _opened_at(self, rows: Ints) -> Ints:
        return ints(self._cards.opened_at[rows])

    def _last(self, rows: Ints) -> Ints:
        return ints(self.state.last_purchase_at[rows])

    def _spent(self, rows: Ints, spell: Callable[[Ints], list[str]]) -> list[str]:
        return spell(ints(self.state.purchase_fen[rows]))

    def _birth_day(self, rows: Ints) -> Ints:
        """Return the birthdays that somebody wrote down; the smallest number where nobody did."""
        known = pick(self._cards.card_no[rows], 41) < KNOWS_BIRTHDAY
        day = self._world.people.birth_day[self._cards.person[rows]]
        return np.where(known, day, np.iinfo(np.int64).min)

    def _birthday(self, rows: Ints, separator: str) -> list[str]:
        return spelling.day_numbers(self._birth_day(rows), separator)

    def _birthday_cells(self, rows: Ints) -> list[Cell]:
        days = self._birth_day(rows).tolist()
        return [day + spelling.SERIAL_EPOCH_DAYS if day > -30_000 else "" for day in days]

    def _mixed_days(self, rows: Ints) -> list[Cell]:
        last = self._last(rows)
        texts = spelling.days(last, "-")
        serials = [int(serial) for serial in spelling.serials(last)]
        return [
            text if row % 3 == 0 or not text else serial
            for row, text, serial in zip(rows.tolist(), texts, serials, strict=True)
        ]

    def _remark(self, rows: Ints) -> list[str]:
        drawn = pick(self._cards.card_no[rows], 43)
        return spelling.chosen(REMARKS, np.where(drawn < REMARK_FROM, 0, drawn % len(REMARKS)))

    @staticmethod
    def _grouped_count(counts: Ints) -> list[str]:
        return spelling.each(counts, lambda count: f"{count:,}")


def _as_number(phone: str) -> Cell:
    """Return a phone as a mall's sheet holds it: a number, unless zeros in front would be lost."""
    return int(phone) if phone and phone[0] != "0" else phone
