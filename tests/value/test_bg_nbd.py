"""The models of coming back, against made-up buyers and against a published sample."""

from __future__ import annotations

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from member_center.value import bg_nbd, gamma_gamma
from member_center.value.bg_nbd import BgNbd, Buyers, Variant
from tests.value.made_up import order_times, summed_up

SAMPLE = os.environ.get("MDC_CDNOW_SAMPLE", "")
PARAMETERS = (0.8, 6.0, 0.9, 2.5)
AHEAD = 26.0


@pytest.mark.parametrize("variant", ["bg_nbd", "mbg_nbd"])
def test_fit_finds_the_parameters_buyers_were_made_with(variant: Variant) -> None:
    ages = np.random.default_rng(3).uniform(20, 80, 6000)
    people = order_times(variant, PARAMETERS, ages + AHEAD, seed=11)
    buyers = summed_up(people, ages)
    model = bg_nbd.fit(variant, buyers)
    found = (model.r, model.alpha, model.a / (model.a + model.b))
    expected = (0.8, 6.0, 0.9 / 3.4)
    assert np.allclose(found, expected, rtol=0.15)
    assert model.log_likelihood >= bg_nbd.log_likelihood(variant, PARAMETERS, buyers)


@pytest.mark.parametrize("variant", ["bg_nbd", "mbg_nbd"])
def test_forecast_and_chance_agree_with_what_comes(variant: Variant) -> None:
    ages = np.full(20_000, 40.0)
    people = order_times(variant, PARAMETERS, ages + AHEAD, seed=5)
    buyers = summed_up(people, ages)
    model = BgNbd(variant, *PARAMETERS, 0.0)
    came = np.array([np.sum(times > 40) for times in people])
    expected = model.expected_orders(buyers, AHEAD)
    for frequency in (0, 1, 3):
        chosen = buyers.frequency == frequency
        assert expected[chosen].mean() == pytest.approx(came[chosen].mean(), rel=0.12)
    assert expected.sum() == pytest.approx(came.sum(), rel=0.03)


def test_who_came_often_and_then_stayed_away_has_probably_left() -> None:
    model = BgNbd("bg_nbd", *PARAMETERS, 0.0)
    histories = Buyers(
        np.array([0.0, 8.0, 8.0]), np.array([0.0, 39.0, 8.0]), np.full(3, 40.0), np.ones(3)
    )
    never, recent, long_ago = model.p_alive(histories)
    assert never == 1
    assert recent > 0.85 > 0.05 > long_ago


def test_buyer_with_very_many_orders_has_a_finite_forecast() -> None:
    model = BgNbd("bg_nbd", 0.2426, 4.4135, 0.7929, 2.4258, 0.0)
    heavy = Buyers(np.array([900.0]), np.array([51.9]), np.array([52.0]), np.ones(1))
    assert 100 < float(model.expected_orders(heavy, 13)[0]) < 900 / 52 * 13


def test_equal_histories_may_share_a_row() -> None:
    alone = Buyers(
        np.array([2.0, 2.0, 0.0]), np.array([5.0, 5.0, 0.0]), np.full(3, 9.0), np.ones(3)
    )
    shared = Buyers(np.array([2.0, 0.0]), np.array([5.0, 0.0]), np.full(2, 9.0), np.array([2.0, 1]))
    likelihoods = [bg_nbd.log_likelihood("bg_nbd", PARAMETERS, one) for one in (alone, shared)]
    assert likelihoods[0] == pytest.approx(likelihoods[1])


def test_buyers_who_never_leave_are_fitted_at_the_edge() -> None:
    ages = np.full(1500, 50.0)
    people = order_times("bg_nbd", (2.0, 12.0, 1e-9, 1.0), ages, seed=8)
    model = bg_nbd.fit("bg_nbd", summed_up(people, ages))
    assert model.a / (model.a + model.b) < 1e-3
    assert model.r / model.alpha == pytest.approx(2 / 12, rel=0.05)


def published() -> tuple[Buyers, np.ndarray, np.ndarray]:
    """The CDNOW sample: histories of 39 weeks, average values, orders of the next 39 weeks."""
    with (Path(SAMPLE) / "cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = np.array([list(map(float, row)) for row in list(csv.reader(file))[1:]])
    orders = {
        (int(words[1]), date.fromisoformat(words[2]))
        for line in (Path(SAMPLE) / "CDNOW_sample.txt").read_text().splitlines()
        if (words := line.split())
    }
    later = Counter(buyer for buyer, day in orders if day > date(1997, 9, 30))
    came = np.array([later[int(buyer)] for buyer in rows[:, 0]])
    return Buyers(rows[:, 1], rows[:, 2], rows[:, 3], np.ones(len(rows))), rows[:, 4], came


@pytest.mark.skipif(not SAMPLE, reason="MDC_CDNOW_SAMPLE names no folder with the sample")
def test_published_sample_gives_the_published_parameters() -> None:
    buyers, averages, came = published()
    model = bg_nbd.fit("bg_nbd", buyers)
    found = np.round([model.r, model.alpha, model.a, model.b, model.log_likelihood], 3)
    assert found.tolist() == [0.243, 4.414, 0.793, 2.426, -9582.426]
    error = np.abs(model.expected_orders(buyers, 39) - came).mean()
    assert error <= 0.7855
    better = bg_nbd.fit("mbg_nbd", buyers)
    assert better.log_likelihood > model.log_likelihood
    assert np.abs(better.expected_orders(buyers, 39) - came).mean() <= 0.765
    again = buyers.frequency > 0
    money = gamma_gamma.fit(
        gamma_gamma.Spenders(buyers.frequency[again], averages[again], buyers.weight[again])
    )
    assert np.round([money.p, money.q, money.v], 4).tolist() == [6.2488, 3.7446, 15.4477]
