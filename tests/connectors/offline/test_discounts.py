"""Discounts from cell to payload: yuan or rates, and the amounts that follow from them."""

from __future__ import annotations

import pytest

from connectors.offline.rates import rate_text
from tests.connectors.offline.counter import Counter, csv_text

LINE = {
    "小票号": "T1",
    "销售时间": "2024-05-01 10:00",
    "数量": "2",
    "单价": "10",
    "实收金额": "17",
}


def sale(counter: Counter, **cells: str) -> dict[str, str]:
    """The one sale of a file with these cells; an empty one stands for a missing column."""
    cells = {name: cell for name, cell in {**LINE, **cells}.items() if cell}
    counter.drop("s.csv", csv_text(tuple(cells), tuple(cells.values())))
    (found,) = counter.pull().sales
    assert counter.refused == []
    return found


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("8.5折", "0.85"),
        ("85折", "0.85"),
        ("九折", "0.9"),
        ("八五折", "0.85"),
        ("10 折", "1"),
        ("不打折", "1"),
        ("85％", "85%"),
        ("0.85", None),
        ("3元", None),
        ("", None),
    ],
)
def test_what_is_certainly_a_rate(written: str, rate: str | None) -> None:
    assert rate_text(written) == rate


@pytest.mark.parametrize("written", ["3", "¥3.00", "0.85", "8.5", "85", "8.5折", "85%", "15%"])
def test_price_and_amount_tell_what_a_discount_means(counter: Counter, written: str) -> None:
    found = sale(counter, 折扣=written)
    assert (found["amount"], found["discount"]) == ("17.00", "3.00")


def test_a_till_may_round_the_price_of_a_piece_first(counter: Counter) -> None:
    found = sale(counter, 数量="10", 单价="9.99", 折扣="0.85", 实收金额="84.90")
    assert found["discount"] == "15.00"


@pytest.mark.parametrize("label", ["折扣金额", "优惠金额", "discount_amount"])
def test_what_is_called_an_amount_is_one(counter: Counter, label: str) -> None:
    """0.85 yuan were taken off for a voucher; that the rest follows from a rate is chance."""
    mapping = "kind: sales\nmatch: {headers: [小票号]}\ncolumns: {discount: discount_amount}\n"
    if label.isascii():
        counter.drop_mapping("m.yml", mapping)
    assert sale(counter, **{label: "0.85"})["discount"] == "0.85"


@pytest.mark.parametrize("written", ["0.5", "2", "50"])
def test_a_discount_that_explains_nothing_is_yuan(counter: Counter, written: str) -> None:
    assert float(sale(counter, 折扣=written)["discount"]) == float(written)


@pytest.mark.parametrize("written", ["0.85", "8.5", "85%", "八五折"])
def test_a_column_of_rates(counter: Counter, written: str) -> None:
    found = sale(counter, 折扣率=written)
    assert (found["amount"], found["discount"]) == ("17.00", "3.00")


def test_a_rate_without_a_price(counter: Counter) -> None:
    assert sale(counter, 单价="", 折扣="8.5折")["discount"] == "3.00"


@pytest.mark.parametrize(
    ("cells", "amount", "discount"),
    [
        ({"折扣": "0.85"}, "17.00", "3.00"),
        ({"折扣": "1"}, "20.00", "0.00"),
        ({"折扣": "9折"}, "18.00", "2.00"),
        ({"折扣率": "9"}, "18.00", "2.00"),
        ({"discount": "0.15"}, "17.00", "3.00"),
        ({"优惠金额": "0.85"}, "19.15", "0.85"),
        ({"折扣": "3"}, "17.00", "3.00"),
        ({"折扣": "3", "数量": "-2"}, "-17.00", "3.00"),
        ({"优惠金额": "30"}, "0.00", "30.00"),
        ({"折后单价": "8.5", "单价": "", "折扣": "3"}, "17.00", "3.00"),
    ],
)
def test_an_amount_that_is_not_there(
    counter: Counter, cells: dict[str, str], amount: str, discount: str
) -> None:
    found = sale(counter, 实收金额="", **cells)
    assert (found["amount"], found["discount"]) == (amount, discount)


def test_a_total_of_rates_is_held_against_the_rates(counter: Counter) -> None:
    rows = [
        ("T1", "2024-05-01", "2", "10", "0.85", "17"),
        ("T2", "2024-05-01", "1", "10", "1", "10"),
    ]
    header = ("小票号", "销售时间", "数量", "单价", "折扣", "实收金额")
    counter.drop("s.csv", csv_text(header, *rows, ("合计", "", "3", "", "1.85", "27")), "gbk")
    assert [one["discount"] for one in counter.pull().sales] == ["3.00", "0.00"]
    assert counter.refused == []
