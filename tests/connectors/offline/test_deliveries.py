"""Whatever is delivered, repeated, corrected or taken back: the tables hold the last word."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.connectors.offline.counter import csv_text
from tests.connectors.offline.delivered import MODELS, Delivered, compiled_models
from tests.dbt.conftest import run_dbt
from tests.dbt.landing_files import Landed, LandingFiles

pytestmark = pytest.mark.pipeline

HEADER = ("门店", "小票号", "销售时间", "商品编码", "数量", "金额")
Row = tuple[str, ...]
Ticket = tuple[tuple[str, str], ...]
"""Article and amount of each line."""


def line(ticket: str, article: str, amount: str, day: str = "2024-05-01") -> Row:
    return ("一店", ticket, f"{day} 10:00:00", article, "1", amount)


def text(*rows: Row) -> str:
    return csv_text(HEADER, *rows)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    home = tmp_path_factory.mktemp("compiled")
    names = ("members", "sales")
    LandingFiles(home).write([Landed("offline", name, "test", "x", {}) for name in names])
    run_dbt(home, "compile", "--select", *MODELS)
    return dict(compiled_models(home / "dbt" / "target"))


@pytest.fixture
def shop(tmp_path: Path, compiled: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Delivered:
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    return Delivered(tmp_path / "home", compiled)


def told(shop: Delivered) -> list[tuple[str | None, str, str]]:
    return [(ticket, article, str(amount)) for ticket, article, _, amount in shop.sales()]


MAY = (
    line("T1", "P1", "10"),
    line("T1", "P1", "10"),
    line("T1", "P2", "5"),
    line("T2", "P1", "7"),
    line("T3", "P3", "9", "2024-05-03"),
    line("", "P9", "3"),
    line("", "P9", "3"),
)


def test_repeats_and_other_orders_change_nothing(shop: Delivered) -> None:
    shop.deliver("流水_202405.csv", text(*MAY))
    before = told(shop)
    assert len(before) == len(MAY)
    shop.deliver("改名.csv", text(*MAY))
    shop.deliver("倒序.csv", text(*reversed(MAY)))
    assert told(shop) == before


def test_one_corrected_ticket_replaces_that_ticket_alone(shop: Delivered) -> None:
    shop.deliver("流水_202405.csv", text(*MAY))
    mended = (line("T1", "P1", "11"), line("T1", "P2", "5"), line("T1", "P7", "1"))
    shop.deliver("更正.csv", text(*mended))
    assert [row for row in told(shop) if row[0] == "T1"] == [
        ("T1", "P1", "11.00"),
        ("T1", "P2", "5.00"),
        ("T1", "P7", "1.00"),
    ]
    assert len(told(shop)) == len(MAY)


def test_a_corrected_month_takes_back_what_it_no_longer_has(shop: Delivered) -> None:
    shop.deliver("流水_202405.csv", text(*MAY))
    shop.deliver("流水_202405 (1).csv", text(*MAY[1:4], MAY[5]))
    assert told(shop) == [
        ("T1", "P1", "10.00"),
        ("T1", "P2", "5.00"),
        ("T2", "P1", "7.00"),
        (None, "P9", "3.00"),
    ]


def test_a_few_tickets_under_the_old_name_take_nothing_back(shop: Delivered) -> None:
    shop.deliver("流水.csv", text(*MAY))
    shop.deliver("流水.csv", text(line("T2", "P1", "8")))
    assert len(told(shop)) == len(MAY)
    assert ("T2", "P1", "8.00") in told(shop)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("parts", [((0, 13), (7, 20)), ((0, 7), (7, 20))])
def test_a_ticket_that_was_cut_between_two_files_keeps_all_its_lines(
    shop: Delivered, parts: tuple[tuple[int, int], ...], order: tuple[int, ...]
) -> None:
    rows = [line(f"T{n // 2}", f"P{n}", "1") for n in range(20)]
    for number in order:
        shop.deliver(f"part-{number}.csv", text(*rows[slice(*parts[number])]))
    assert len(told(shop)) == len(rows)


def test_an_old_export_that_comes_late_overwrites_nothing(shop: Delivered) -> None:
    shop.deliver("流水_20240510.csv", text(line("T1", "P1", "12"), line("T5", "P5", "3")))
    shop.deliver("流水_20240505.csv", text(line("T1", "P1", "10"), line("T4", "P1", "4")))
    assert told(shop) == [("T1", "P1", "12.00"), ("T4", "P1", "4.00"), ("T5", "P5", "3.00")]


def test_a_ticket_that_is_void_now_counts_no_more(shop: Delivered) -> None:
    shop.deliver("a.csv", text(line("T1", "P1", "10"), line("T2", "P2", "2")))
    void = csv_text((*HEADER, "单据状态"), (*line("T1", "P1", "10"), "作废"))
    shop.deliver("b.csv", void)
    assert told(shop) == [("T2", "P2", "2.00")]


def test_a_ticket_with_a_refused_line_does_not_replace_a_whole_one(shop: Delivered) -> None:
    shop.deliver("a.csv", text(line("T1", "P1", "10"), line("T1", "P2", "5")))
    shop.deliver("b.csv", text(line("T1", "P1", "11"), line("T1", "P2", "??")))
    assert told(shop) == [("T1", "P1", "10.00"), ("T1", "P2", "5.00")]


def test_an_old_member_list_that_comes_late_overwrites_nothing(shop: Delivered) -> None:
    def members(points: int) -> str:
        other = ("B1", "测试乙", len(shop.results))
        return csv_text(("会员卡号", "姓名", "积分"), ("A1", "测试甲", points), other)

    for day, points in (("01", 1), ("10", 1), ("05", 3)):
        shop.deliver(f"会员_2024-05-{day}.csv", members(points))
    query = "select points from warehouse.staging.stg_offline__members where member_no = 'A1'"
    assert shop.table(query) == [(1,)]
    shop.deliver("会员_2024-05-12.csv", members(3))
    assert shop.table(query) == [(3,)]


tickets = st.dictionaries(
    st.sampled_from(["T1", "T2", "T3", "T4"]),
    st.lists(
        st.tuples(st.sampled_from(["P1", "P2"]), st.sampled_from(["1", "2"])),
        min_size=1,
        max_size=3,
    ).map(tuple),
    min_size=1,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.booleans(), tickets, st.integers(0, 99)), max_size=5))
def test_any_sequence_of_deliveries_ends_with_the_last_word(
    compiled: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[bool, dict[str, Ticket], int]],
) -> None:
    """Corrections of some tickets, and the whole list again, without one ticket it had before."""
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    with tempfile.TemporaryDirectory() as folder:
        shop = Delivered(Path(folder), compiled)
        truth: dict[str, Ticket] = {f"K{n}": (("P0", "1"),) for n in range(6)}
        shop.deliver("全部.csv", text(*_rows(truth, 0)))
        before = sorted(truth)
        for number, (is_whole, some, order) in enumerate(steps):
            if is_whole:
                if len(before) > 4:
                    truth.pop(before[order % len(before)], None)
                shop.deliver("全部.csv", text(*_rows(truth, order)))
                before = sorted(truth)
            else:
                edges: dict[str, Ticket] = {f"E{number}{n}": (("P0", "9"),) for n in "ab"}
                told = {**dict([edges.popitem()]), **some, **edges}
                truth |= told
                shop.deliver(f"更正{number}.csv", text(*_rows(told)))
        expected = sorted(
            (name, article, Decimal(amount))
            for name, lines in truth.items()
            for article, amount in lines
        )
        assert [(name, article, amount) for name, article, _, amount in shop.sales()] == expected


def _rows(said: Mapping[str, Ticket], order: int | None = None) -> list[Row]:
    names = list(said)
    if order is not None:
        names = names[order % len(names) :] + names[: order % len(names)]
    return [line(name, article, amount) for name in names for article, amount in said[name]]


def test_a_contradiction_names_the_ticket_the_files_and_both_amounts(shop: Delivered) -> None:
    shop.deliver("甲_20240502.csv", text(line("T0", "P1", "1"), *MAY[:3], line("T9", "P1", "1")))
    shop.deliver("乙_20240502.csv", text(line("T1", "P1", "8")))
    found = shop.table(
        "select ticket_no, kept_file, kept_lines, kept_amount, other_file, other_lines,"
        " other_amount from warehouse.intermediate.int_orders__ticket_contradictions"
    )
    kept, other = ("乙_20240502.csv", 1, Decimal(8)), ("甲_20240502.csv", 3, Decimal(25))
    assert found == [("T1", *kept, *other)]


def test_lines_without_numbers_are_not_doubled_by_a_newer_day(shop: Delivered) -> None:
    lines = "销售日期,商品编码,数量,金额\n2024-05-01,A,1,2.00\n2024-05-01,A,1,2.00\n"
    for day in ("2024-05-02", "2024-06-02"):
        shop.deliver(f"流水_{day}.csv", lines)
    assert len(shop.sales()) == 2


def test_old_content_under_a_newer_day_is_the_last_word(shop: Delivered) -> None:
    first, corrected = text(line("T1", "P1", "8")), text(line("T1", "P1", "9"))
    for day, content in (("02", first), ("03", corrected), ("04", first)):
        shop.deliver(f"流水_2024-06-{day}.csv", content)
    assert told(shop) == [("T1", "P1", "8.00")]
    shop.deliver("流水_2024-06-03 (1).csv", corrected)
    assert told(shop) == [("T1", "P1", "8.00")]
