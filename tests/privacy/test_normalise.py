"""Any spelling of one value ends in one form; what is not a value is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from member_center.privacy.mask import mask
from member_center.privacy.normalise import Normalised, is_id_number, normalise
from tests.privacy.people import id_numbers, mobiles, spellings


@given(st.data(), mobiles)
def test_every_spelling_of_a_mobile_number_is_one_number(data: st.DataObject, mobile: str) -> None:
    found = normalise("phone", data.draw(spellings(mobile)))
    assert found.value == f"+86{mobile}"
    assert found.status in ("valid", "placeholder")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("021-60001234", "+862160001234"),
        ("（021）6000 1234", "+862160001234"),
        ("+852 5123 4567", "+85251234567"),
        ("00852 51234567", "+85251234567"),
        ("+1 650-253-0000", "+16502530000"),
    ],
)
def test_landlines_and_foreign_numbers_are_valid_too(raw: str, value: str) -> None:
    assert normalise("phone", raw) == Normalised(value, "valid")


@pytest.mark.parametrize(
    "raw",
    [
        "13800138000",
        "+86 138 0013 8000",
        "00000000000",
        "11111111111",
        "99999999",
        "12345678901",
        "13800000000",
        "13888888888",
        "1３8００138０００",
    ],
)
def test_placeholders_are_marked(raw: str) -> None:
    assert normalise("phone", raw).status == "placeholder"


@pytest.mark.parametrize("raw", ["138****8000", "186******05", "138＊＊＊＊8000", "186xxxx0005"])
def test_masked_phones_are_told_apart(raw: str) -> None:
    assert normalise("phone", raw).status == "masked"


@pytest.mark.parametrize(
    "raw",
    ["1.38E+10", "1380013800", "138001380001", "13912340001/13912340002", "无", "13912345678转8"],
)
def test_what_is_no_phone_is_invalid(raw: str) -> None:
    assert normalise("phone", raw).status == "invalid"


def test_names_and_emails_have_one_form() -> None:
    spellings = (" 样　本 ", "样本", "样 本\t", "'样本")
    assert {normalise("name", raw) for raw in spellings} == {("样本", "valid")}
    assert normalise("name", "Sample  Person") == ("Sample Person", "valid")
    assert normalise("name", "ＳＡＭＰＬＥ") == ("SAMPLE", "valid")
    assert normalise("name", "样*").status == "masked"
    assert normalise("email", " Made.Up＠Example.COM ") == ("made.up@example.com", "valid")
    assert normalise("email", "made.up(at)example").status == "invalid"


@pytest.mark.parametrize(
    "raw", ["匿名", "无", "TEST", "样女士", "先生", "样本小姐", "样总", "会员"]
)
def test_a_form_of_address_is_no_name(raw: str) -> None:
    assert normalise("name", raw).status == "placeholder"


@given(id_numbers(), st.integers(0, 17))
def test_an_id_number_is_known_by_its_check_digit(number: str, place: int) -> None:
    assert is_id_number(number)
    assert normalise("id_number", number.lower()) == (number, "valid")
    digit = "1" if number[place] != "1" else "2"
    assert not is_id_number(number[:place] + digit + number[place + 1 :])


@given(st.sampled_from(["phone", "name", "email", "address", "id_number", "text"]), st.text())
def test_normalising_never_fails_and_a_valid_form_is_final(kind: str, raw: str) -> None:
    once = normalise(kind, raw)
    assert once.status != "valid" or normalise(kind, once.value) == once


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("phone", "13912348000", "139****8000"),
        ("phone", "186******05", "186******05"),
        ("phone", "1391234800", "****"),
        ("phone", "021-60001234", "+86****34"),
        ("name", "样本人", "样**"),
        ("email", "made.up@example.com", "m***@example.com"),
        ("email", "not an address", "****"),
        ("id_number", "110101199003070012", "****"),
        ("address", "样本省样本市一号", "样本****"),
        ("text", "anything", "****"),
    ],
)
def test_masks_show_enough_and_no_more(kind: str, raw: str, shown: str) -> None:
    assert mask(kind, *normalise(kind, raw)) == shown


@given(id_numbers())
def test_an_id_number_shows_its_ends(number: str) -> None:
    assert mask("id_number", number, "valid") == f"{number[0]}{'*' * 16}{number[-1]}"
