"""Cards, phones, codes: what Excel has destroyed is refused, everything else stays as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.offline.cells import BadValue, NumberText, clean
from connectors.offline.texts import (
    GENDERS,
    coded_reader,
    read_article,
    read_code,
    read_flat_text,
    read_phone,
    read_text,
    split_phones,
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13900000001", "13900000001"),
        ("138 0013 8000", "138 0013 8000"),
        ("+86 139-0000-0001", "+86 139-0000-0001"),
        ("１３９００００００００１", "139000000001"),
        ("13900000001.0", "13900000001"),
        ("'13900000001", "13900000001"),
        ("\t13900000001", "13900000001"),
        ("13900000001\t", "13900000001"),
        ("`13900000001", "13900000001"),
        ('="13900000001"', "13900000001"),
        ("\u202d13900000001\u202c", "13900000001"),
        ("138****0001", "138****0001"),
        ("186******05", "186******05"),
        ("021-60000001", "021-60000001"),
        ("1.3900000001E+10", "13900000001"),
        (NumberText("13900000001"), "13900000001"),
        ("-", None),
        (" ", None),
    ],
)
def test_a_phone_stays_as_it_was_written(cell: str, expected: str | None) -> None:
    assert read_phone(cell) == expected


@pytest.mark.parametrize(
    "cell", ["1.38E+10", "1.39e10", "1.3900E+10", "4.66E+15", "#N/A!", "#REF!"]
)
def test_a_destroyed_number_is_refused(cell: str) -> None:
    for read in (read_phone, read_code):
        if cell != "#N/A!":
            with pytest.raises(BadValue):
                read(cell)


def test_sixteen_digits_are_lost_in_a_numeric_cell_and_kept_in_text() -> None:
    assert read_code("7495396815497821") == "7495396815497821"
    assert read_code(NumberText("749539681549782")) == "749539681549782"
    with pytest.raises(BadValue, match="15 digits"):
        read_code(NumberText("7495396815497820"))


@pytest.mark.parametrize("cell", ["备注：以上为全部", "two words", "x" * 65])
def test_a_sentence_is_no_code(cell: str) -> None:
    with pytest.raises(BadValue):
        read_code(cell)


@pytest.mark.parametrize(
    ("cell", "article"),
    [("BANK CHARGES", "BANK CHARGES"), (" A1  红 ", "A1 红"), ("85123A", "85123A"), ("", None)],
)
def test_the_number_of_an_article_may_be_words(cell: str, article: str | None) -> None:
    assert read_article(cell) == article


@pytest.mark.parametrize("cell", ["备注：以上为全部", "1.38E+10", "x" * 65])
def test_a_sentence_or_a_destroyed_number_is_no_article(cell: str) -> None:
    with pytest.raises(BadValue):
        read_article(cell)


@pytest.mark.parametrize("cell", ["5E12", "1e3", "A1", "NULL1", "E10"])
def test_a_code_with_an_e_in_it_is_no_power_of_ten(cell: str) -> None:
    assert read_code(cell) == cell


def test_leading_zeros_of_a_card_stay() -> None:
    assert read_code("000123") == "000123"


@pytest.mark.parametrize(
    "cell",
    [
        "13900000001/13900000002",
        "13900000001、13900000002",
        "13900000001 13900000002",
        "13900000001,13900000002",
        "13900000001\n13900000002",
    ],
)
def test_two_phones_in_one_cell_are_told_apart(cell: str) -> None:
    assert split_phones(cell) == ("13900000001", "13900000002")


@pytest.mark.parametrize("cell", ["13900000001", "021-60000001", "+86 139 0000 0001"])
def test_one_phone_is_not_torn_apart(cell: str) -> None:
    assert split_phones(cell) == (cell, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("男", "男"),
        ("先生", "男"),
        ("M", "男"),
        ("女士", "女"),
        ("f", "女"),
        ("保密", "未知"),
        ("其他", "未知"),
        ("未知", "未知"),
        ("", None),
    ],
)
def test_gender_words_are_understood(cell: str, expected: str | None) -> None:
    assert coded_reader(GENDERS, {})(cell) == expected


@pytest.mark.parametrize("cell", ["0", "1", "2", "1.0", NumberText("1")])
def test_gender_digits_are_never_guessed(cell: str) -> None:
    with pytest.raises(BadValue) as refused:
        coded_reader(GENDERS, {})(cell)
    assert refused.value.instead == "未知"


def test_gender_digits_mean_what_the_mapping_declares() -> None:
    read = coded_reader(GENDERS, {"0": "女", "1": "male", "2": "保密"})
    assert [read(c) for c in ("0", "1", NumberText("1.0"), "2")] == ["女", "男", "男", "未知"]


def test_text_is_flattened_where_it_names_a_thing() -> None:
    assert read_flat_text("南京路店　２号\n") == "南京路店 2号"
    assert read_text("O'Neil") == "O'Neil"
    assert clean('="say ""hi"""') == 'say "hi"'


def test_a_cell_of_a_book_is_refused() -> None:
    with pytest.raises(BadValue, match="2,000 characters"):
        read_text("x" * 2001)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (read_code, read_phone, read_text, read_flat_text):
        try:
            found = read(text)
        except BadValue:
            continue
        assert found is None or found.strip()
