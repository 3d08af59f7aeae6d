"""Files that lie in every such folder and hold no list, or a list that cannot be read.

None of them is the only place of a card or a ticket line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from sandbox.exports import spelling
from sandbox.exports.delimited import Dialect
from sandbox.exports.folder import Folder
from sandbox.exports.members import ListColumn, Write
from sandbox.exports.periods import compact_name
from sandbox.platforms.calendar import date_of, day_of
from sandbox.platforms.columns import Ints

RESAVED_ROWS = 20
WRONG_BY_FEN = 12_800
ROTA_DAYS = 7
EXCEL_CSV = Dialect(encoding="gb18030", newline="\r\n")
LOCK = b"\x06sample" + b"\x00" * 158


def resaved_members(folder: Folder, columns: Sequence[ListColumn], rows: Ints, now: int) -> None:
    """Write a member list that Excel saved again: phones and card numbers are lost for good."""
    spoiled = [
        replace(column, write=_spoil(column)) if column.label in ("会员卡号", "手机号") else column
        for column in columns
    ]
    folder.text(
        f"会员列表_{compact_name(now)}_另存.csv",
        "members",
        EXCEL_CSV,
        spoiled,
        rows[:RESAVED_ROWS],
        now,
        note="phones and card numbers as 1.99E+10",
        refused=True,
    )


def wrong_total(
    folder: Folder,
    dialect: Dialect,
    columns: Sequence[ListColumn],
    rows: Ints,
    amount_fen: int,
    at: int,
) -> None:
    """Write some sales once more, with a total row that says more than the rows do."""
    stated = spelling.grouped(np.array([amount_fen + WRONG_BY_FEN]))[0]
    footer = ["合计"] + [stated if column.label == "金额" else "" for column in columns[1:]]
    folder.text(
        f"销售流水_{compact_name(at)}_补录.csv",
        "sales",
        dialect,
        columns,
        rows,
        at,
        footer=[footer],
        note="the total row does not equal the sum of the rows",
    )


def without_content(
    folder: Folder, dialect: Dialect, columns: Sequence[ListColumn], now: int, contact: str
) -> None:
    """Write an empty file, a header without rows, a lock file and a rota nobody can map.

    Args:
        folder: Where to.
        dialect: How the header-only file is written.
        columns: Its labels.
        now: The time of the files.
        contact: Free text that stands in the rota.
    """
    nobody = np.zeros(0, dtype=np.int64)
    folder.raw("新建文本文档.csv", b"", now, "empty")
    folder.text(
        "会员列表_导出失败.csv", "members", dialect, columns, nobody, now, note="header only"
    )
    folder.raw("~$会员资料表.xlsx", LOCK, now, "lock file of an open workbook")
    first = date_of(day_of(now))
    rota = ["日期,早班,中班,晚班,备注"]
    rota += [
        f"{first + timedelta(days=day)},{'甲乙丙'[day % 3]}组,{'乙丙甲'[day % 3]}组,休,{contact}"
        for day in range(ROTA_DAYS)
    ]
    content = "\n".join(rota).encode("gb18030")
    folder.raw(f"排班表_{first:%Y-%m}.csv", content, now, "neither members nor sales")


def _spoil(column: ListColumn) -> Write:
    return lambda rows: spelling.scientific(column.write(rows))
