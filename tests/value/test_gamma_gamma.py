"""The model of order values, against made-up spenders of known parameters."""

from __future__ import annotations

import numpy as np
import pytest

from member_center.value import gamma_gamma
from member_center.value.gamma_gamma import GammaGamma, Spenders


def spenders(people: int, seed: int) -> Spenders:
    random = np.random.default_rng(seed)
    frequency = random.integers(1, 8, people).astype(np.float64)
    scale = random.gamma(4.0, 1 / 20.0, people)
    return Spenders(frequency, random.gamma(6.0 * frequency) / scale / frequency, np.ones(people))


def test_fit_finds_the_parameters_values_were_made_with() -> None:
    people = spenders(5000, seed=2)
    model = gamma_gamma.fit(people)
    assert (model.p * model.v, model.q) == pytest.approx((120.0, 4.0), rel=0.12)
    assert model.log_likelihood >= gamma_gamma.log_likelihood((6.0, 4.0, 20.0), people)
    assert model.mean == pytest.approx(6 * 20 / 3, rel=0.03)


def test_unit_of_money_changes_nothing_but_the_scale() -> None:
    people = spenders(800, seed=4)
    fen = Spenders(people.frequency, people.average * 100, people.weight)
    yuan_model, fen_model = gamma_gamma.fit(people), gamma_gamma.fit(fen)
    assert fen_model.p == pytest.approx(yuan_model.p, rel=1e-6)
    assert fen_model.v == pytest.approx(yuan_model.v * 100, rel=1e-6)


def test_more_orders_trust_the_own_average_more() -> None:
    model = GammaGamma(6.0, 4.0, 20.0, 0.0)
    none, few, many = model.expected_value(
        np.array([0.0, 1.0, 50.0]), np.array([np.nan, 100.0, 100.0])
    )
    assert none == pytest.approx(model.mean)
    assert model.mean < few < many < 100
