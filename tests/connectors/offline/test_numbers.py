"""Money, quantities and points: what people type, and never a number that is not there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.offline.cells import BadValue, NumberText
from connectors.offline.numbers import (
    count_reader,
    decimal_comma_reader,
    money_reader,
    writes_decimal_comma,
)

read = money_reader()
fen = st.integers(min_value=-(10**11), max_value=10**11)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("￥ 1234.50", "1234.50"),
        ("１２３．５", "123.50"),
        ("100元", "100.00"),
        ("1.2万元", "12000.00"),
        ("1.2万", "12000.00"),
        ("350分", "3.50"),
        ("(300.00)", "-300.00"),
        ("（300）", "-300.00"),
        ("300-", "-300.00"),
        ("-¥5", "-5.00"),
        ("¥-5", "-5.00"),
        ("−5", "-5.00"),
        ("+5", "5.00"),
        (".5", "0.50"),
        ("12,3456.7", "123456.70"),
        ("12.345", "12.345"),
        (NumberText("0.30000000000000004"), "0.30"),
        ("1E+3", "1000.00"),
        ("'99", "99.00"),
    ],
)
def test_money_is_read_as_people_write_it(cell: str, expected: str) -> None:
    assert read(cell) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Preis", "2,55", "3", "1.234,50"], True),
        (["3,39 €", "-15,30"], True),
        (["3", "17"], False),
        (["1,234", "12,345.60"], False),
        (["2,55", "3.5"], False),
        (["2,55", "1,234"], False),
    ],
)
def test_the_numbers_of_a_table_tell_whether_their_decimals_follow_a_comma(
    cells: list[str], expected: bool
) -> None:
    assert writes_decimal_comma(cells) is expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2,55", "2.55"),
        ("-1.234,50 €", "-1234.50"),
        ("1.234", "1234.00"),
        ("17", "17.00"),
        (NumberText("3.5"), "3.50"),
    ],
)
def test_a_decimal_comma_is_read(cell: str, expected: str) -> None:
    assert decimal_comma_reader(read)(cell) == expected


def test_a_point_among_decimal_commas_is_refused() -> None:
    with pytest.raises(BadValue, match="decimal point"):
        decimal_comma_reader(read)("3.5")


@pytest.mark.parametrize("cell", ["", "-", "--", "——", "—", "无", "NULL", " ", "\t"])
def test_markers_of_emptiness_are_no_money(cell: str) -> None:
    assert read(cell) is None


@pytest.mark.parametrize("cell", ["免费", "1,23", "1.2.3", "10-20", "8.5折", "12/5", "1e30", "∞"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(BadValue):
        read(cell)


@pytest.mark.parametrize(
    ("unit", "cell", "expected"),
    [
        ("万元", "1.5", "15000.00"),
        ("分", "12345", "123.45"),
        ("元", "1.5", "1.50"),
        ("万元", "300元", "300.00"),
    ],
)
def test_the_unit_of_the_header_counts_unless_the_cell_names_its_own(
    unit: str, cell: str, expected: str
) -> None:
    assert money_reader(unit)(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2", "2"),
        ("2.0", "2"),
        ("2件", "2"),
        ("1,200", "1200"),
        ("-1", "-1"),
        ("0.500", "0.5"),
        ("120分", "120"),
        ("1E3", "1000"),
        ("-0", "0"),
    ],
)
def test_quantities_and_points_are_plain_decimals(cell: str, expected: str) -> None:
    assert count_reader()(cell) == expected


@settings(deadline=None)
@given(fen, st.sampled_from(["{}", "¥{}", "{}元", " {} ", "'{}"]))
def test_every_amount_comes_back_to_the_fen(amount: int, form: str) -> None:
    yuan = Decimal(amount) / 100
    assert Decimal(read(form.format(f"{yuan:,.2f}")) or "") == yuan


@settings(deadline=None)
@given(fen)
def test_brackets_and_a_trailing_minus_mean_the_same(amount: int) -> None:
    yuan = abs(Decimal(amount) / 100)
    assert read(f"({yuan})") == read(f"{yuan}-") == read(f"-{yuan}")


@settings(deadline=None)
@given(fen)
def test_a_workbook_number_comes_back_to_the_fen(amount: int) -> None:
    assert Decimal(read(NumberText(repr(amount / 100))) or "0") == Decimal(amount) / 100


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    for reader in (read, count_reader(), money_reader("万元")):
        try:
            found = reader(text)
        except BadValue:
            continue
        assert found is None or Decimal(found).is_finite()
