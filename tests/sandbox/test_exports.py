"""The offline files: dirty where they should be, and together complete to the fen."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from sandbox.exports import ExportSummary, write_exports
from sandbox.platforms.calendar import DAY
from sandbox.platforms.canary import Canary
from sandbox.world import World

Rows = list[dict[str, str]]
CARD_LABELS = ("会员卡号", "会员编号", "VIP卡号")
TICKET_LABELS = ("小票号", "单号", "单据号")
AMOUNT_LABELS = ("金额", "实收金额", "实付金额")


@pytest.fixture(scope="module")
def now(small_world: World) -> int:
    return int(small_world.until_ts) + 15 * 3_600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def summary(small_world: World, folder: Path, now: int) -> ExportSummary:
    return write_exports(small_world, folder, now)


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def encoding_of(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith(b"\xff\xfe"):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def read_text(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode(encoding_of(path.read_bytes()))
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def read_rows(path: Path) -> Rows:
    """Read a list without its footer; the first row that has no blanks is the header."""
    if path.suffix == ".xlsx":
        cells = CalamineWorkbook.from_path(path).get_sheet_by_name("Sheet1").to_python()
        table = [[_text(cell) for cell in row] for row in cells][3:]
    else:
        table = read_text(path)
    return [
        dict(zip(table[0], cells, strict=False))
        for cells in table[1:]
        if not re.match(r"合计|共 \d+ 条|制表人", cells[0])
    ]


def _text(cell: object) -> str:
    is_whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if is_whole else str(cell)  # type: ignore[call-overload]  # checked above


def bare(text: str) -> str:
    return re.sub(r"[¥,'=\"]", "", text)


def pick(row: dict[str, str], labels: tuple[str, ...]) -> str:
    return bare(next(row[label] for label in labels if label in row))


def readable(summary: ExportSummary, content: str) -> Iterator[str]:
    for file in summary.files:
        if file.content == content and file.rows and not file.refused:
            yield file.name


def test_every_card_stands_in_a_readable_row(
    small_world: World, folder: Path, summary: ExportSummary, now: int
) -> None:
    found = {
        pick(row, CARD_LABELS)
        for name in readable(summary, "members")
        for row in read_rows(folder / name)
        if any(label in row for label in CARD_LABELS)
    }
    cards = small_world.cards
    expected = {str(number) for number in cards.card_no[cards.opened_at <= now].tolist()}
    assert found == expected
    assert summary.cards == len(expected)


def test_every_ticket_line_stands_in_a_readable_row_and_revenue_adds_up_to_the_fen(
    small_world: World, folder: Path, summary: ExportSummary, now: int
) -> None:
    lines: Counter[tuple[str, ...]] = Counter()
    for name in readable(summary, "sales"):
        in_file = Counter(_line_of(row) for row in read_rows(folder / name))
        lines |= in_file
    table = small_world.ticket_lines
    sold = small_world.tickets.at[table.ticket] <= now
    expected = Counter(_lines_of(small_world, np.flatnonzero(sold)))
    assert lines == expected
    revenue = sum(Decimal(line[-1]) * count for line, count in lines.items())
    assert revenue * 100 == int(table.amount_fen[sold].sum()) == summary.amount_fen
    assert summary.ticket_lines == expected.total() > 300


def _line_of(row: dict[str, str]) -> tuple[str, ...]:
    sku = row.get("商品编码") or row["货号"]
    quantity = row.get("数量") or row["销售数量"]
    amount = Decimal(pick(row, AMOUNT_LABELS)).quantize(Decimal("0.01"))
    return (pick(row, TICKET_LABELS), row["门店名称"], sku, bare(quantity), str(amount))


def _lines_of(world: World, rows: np.ndarray) -> Iterator[tuple[str, ...]]:
    table, tickets = world.ticket_lines.take(rows), world.tickets
    for ticket, product, quantity, fen in zip(
        table.ticket, table.product, table.quantity, table.amount_fen, strict=True
    ):
        yield (
            str(tickets.ticket_no[ticket]),
            str(world.stores.name[tickets.store[ticket]]),
            str(world.products.sku[product]),
            str(quantity),
            str(Decimal(int(fen)) / 100 + Decimal("0.00")),
        )


def test_about_a_third_of_the_sales_rows_was_delivered_before(summary: ExportSummary) -> None:
    rows = sum(file.rows for file in summary.files if file.content == "sales")
    assert 0.25 < 1 - summary.ticket_lines / rows < 0.42


def test_some_tickets_hold_the_same_line_twice(
    small_world: World, folder: Path, summary: ExportSummary
) -> None:
    twice = sum(
        count > 1
        for name in readable(summary, "sales")
        for count in Counter(_line_of(row) for row in read_rows(folder / name)).values()
    )
    assert twice > 0


def test_the_head_office_writes_a_mark_a_nameless_column_ragged_rows_and_a_total(
    folder: Path, summary: ExportSummary
) -> None:
    path = only(folder, "会员列表_2026-11-21.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows, total = read_text(path)
    assert header[-1] == ""
    assert {len(row) for row in rows} == {len(header) - 1}
    assert total[0] == "合计"
    points = header.index("可用积分")
    assert int(total[points]) == sum(int(row[points]) for row in rows)
    assert total[header.index("会员卡号")] == ""
    shapes = {re.sub(r"\d", "9", row[header.index("手机号")]) for row in rows}
    assert "99999999999" in shapes
    assert shapes & {"999 9999 9999", "+86 99999999999", "999-9999-9999"}


def test_the_franchise_writes_gb18030_with_a_character_outside_gbk(
    folder: Path, summary: ExportSummary
) -> None:
    content = only(folder, "会员资料_加盟_*.csv").read_bytes()
    assert b"\r\n" in content
    assert "䶮" in content.decode("gb18030")
    for codec in ("utf-8", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            content.decode(codec)


def test_the_mall_writes_titles_numbers_for_phones_serials_and_a_hidden_sheet(
    folder: Path, summary: ExportSummary
) -> None:
    book = CalamineWorkbook.from_path(only(folder, "会员资料表_商场_*.xlsx"))
    visible = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
    assert visible["Sheet1"] == SheetVisibleEnum.Visible
    assert SheetVisibleEnum.Hidden in visible.values()
    title, exported, blank, header, *rows, footer = book.get_sheet_by_name("Sheet1").to_python()
    assert title[0] == "商场会员资料表"
    assert exported[0].startswith("导出时间:2026-11-21")
    assert not any(blank)
    assert footer[0].startswith("制表人")
    assert isinstance(rows[0][header.index("会员编号")], str)
    phones = [row[header.index("电话")] for row in rows]
    assert any(isinstance(phone, float) for phone in phones)
    dates = {type(row[header.index("最近消费日期")]).__name__ for row in rows}
    assert {"str", "date"} <= dates | {"date" if "datetime" in dates else ""}


def test_the_counter_guards_numbers_and_writes_money_with_signs(
    folder: Path, summary: ExportSummary
) -> None:
    header, *rows = read_text(only(folder, "储值卡会员_*.csv"))
    assert only(folder, "储值卡会员_*.csv").read_bytes().startswith(b"\xff\xfe")
    by_label = {label: [row[place] for row in rows] for place, label in enumerate(header)}
    assert all(one.startswith("'88") for one in by_label["VIP卡号"])
    assert all(re.fullmatch(r"-?¥[\d,]+\.\d\d", one) for one in by_label["累计消费金额"])
    assert any("," in one for one in by_label["累计消费金额"])
    raw = only(folder, "储值卡会员_*.csv").read_bytes().decode("utf-16")
    assert re.search(r'\t="\d{10,11}"\t', raw)


def test_a_resaved_list_has_lost_its_numbers_and_says_nothing_new(
    small_world: World, folder: Path, summary: ExportSummary
) -> None:
    path = only(folder, "会员列表_*_另存.csv")
    rows = read_rows(path)
    assert rows
    assert all(re.fullmatch(r"1\.\d\dE\+10", row["手机号"]) for row in rows)
    (entry,) = [file for file in summary.files if file.name == path.name]
    assert (entry.refused, entry.cards) == (len(rows), 0)
    assert summary.refused == len(rows)


def test_a_total_that_does_not_agree_is_announced(folder: Path, summary: ExportSummary) -> None:
    path = only(folder, "销售流水_*_补录.csv")
    header, *rows, total = read_text(path)
    place = header.index("金额")
    stated = Decimal(bare(total[place]))
    assert stated - sum(Decimal(bare(row[place])) for row in rows) == 128
    assert any("total" in file.note for file in summary.files if file.name == path.name)


def test_the_folder_holds_what_such_folders_hold(folder: Path, summary: ExportSummary) -> None:
    assert only(folder, "新建文本文档.csv").read_bytes() == b""
    assert len(read_text(only(folder, "会员列表_导出失败.csv"))) == 1
    assert only(folder, "~$*.xlsx").stat().st_size == 165
    assert read_text(only(folder, "排班表_*.csv"))[0] == ["日期", "早班", "中班", "晚班", "备注"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        file.name for file in summary.files
    )


def test_the_same_world_gives_the_same_bytes_and_times(
    small_world: World, folder: Path, summary: ExportSummary, now: int, tmp_path: Path
) -> None:
    again = write_exports(small_world, tmp_path, now)
    assert again == summary
    for file in summary.files:
        first, second = folder / file.name, tmp_path / file.name
        assert first.read_bytes() == second.read_bytes(), file.name
        assert first.stat().st_mtime == second.stat().st_mtime <= now


def test_lists_never_tell_what_had_not_happened(
    small_world: World, folder: Path, summary: ExportSummary
) -> None:
    for name in ("会员列表_2026-09.csv", "会员列表_2026-10.csv"):
        month = name[5:12]
        for row in read_rows(folder / name):
            assert row["开卡时间"][:7] <= month
            assert row["上次消费时间"][:7] <= month


def test_a_later_delivery_brings_new_cards_and_repeats_a_week_of_sales(
    small_world: World, now: int, tmp_path: Path
) -> None:
    later = now + 3 * DAY
    delivery = write_exports(small_world, tmp_path, later, since=now)
    assert not any(file.content == "none" for file in delivery.files)
    cards = np.count_nonzero(small_world.cards.opened_at <= later)
    assert delivery.cards == cards > np.count_nonzero(small_world.cards.opened_at <= now)
    at = small_world.tickets.at[small_world.ticket_lines.ticket]
    repeated = np.count_nonzero((at >= now - 7 * DAY) & (at <= later))
    assert delivery.ticket_lines == repeated > np.count_nonzero((at > now) & (at <= later))


def test_a_canary_stands_in_a_list_and_in_the_file_nobody_can_map(
    small_world: World, now: int, tmp_path: Path
) -> None:
    somebody = Canary("甄小鸟", "19912345678")
    write_exports(small_world, tmp_path, now, canary=somebody)
    first = read_rows(tmp_path / "会员列表_2026-11-21.csv")[0]
    assert (first["会员姓名"], first["手机号"]) == (somebody.name, somebody.phone)
    assert first["备注"] == somebody.note
    assert somebody.phone in only(tmp_path, "排班表_*.csv").read_bytes().decode("gb18030")
