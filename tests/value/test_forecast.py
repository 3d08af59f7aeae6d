"""The whole forecast: both periods, the hold-out, and what is said of too few buyers."""

from __future__ import annotations

import numpy as np
import pytest

from member_center.value import forecast as forecasting
from member_center.value.forecast import Columns, Settings, fit_models, forecast
from tests.value.made_up import order_times

SETTINGS = Settings(horizon_days=90, holdout_days=90, minimum_buyers=200, minimum_repeat_buyers=50)


def histories(people: int) -> dict[str, np.ndarray]:
    """Columns of buyers whose first orders lie 10 to 400 days back."""
    random = np.random.default_rng(6)
    ages = np.sort(random.integers(10, 400, people)).astype(np.float64)
    times = order_times("mbg_nbd", (0.9, 40.0, 0.8, 2.0), ages, seed=1)
    values = [random.gamma(5.0, 20.0, len(one)) for one in times]
    columns: dict[str, list[float]] = {}

    def add(prefix: str, kept: list[np.ndarray], age: np.ndarray) -> None:
        chosen = list(zip(times, values, kept, strict=True))
        columns[prefix + "frequency"] = [float(keep.sum()) for _, _, keep in chosen]
        columns[prefix + "recency_days"] = [max(one[keep], default=0.0) for one, _, keep in chosen]
        columns[prefix + "average_value"] = [
            float(money[keep].mean()) if keep.any() else np.nan for _, money, keep in chosen
        ]
        columns[prefix + "age_days"] = list(age)

    early = [one <= age - 90 for one, age in zip(times, ages, strict=True)]
    add("", [np.ones(len(one), dtype=bool) for one in times], ages)
    add("calibration_", early, ages - 90)
    late = [~keep for keep in early]
    columns["holdout_orders"] = [float(keep.sum()) for keep in late]
    columns["holdout_revenue"] = [
        float(money[keep].sum()) for money, keep in zip(values, late, strict=True)
    ]
    arrays = {name: np.array(column) for name, column in columns.items()}
    arrays["calibration_frequency"] = np.where(ages > 90, arrays["calibration_frequency"], np.nan)
    return arrays


def by_model(columns: Columns, settings: Settings = SETTINGS) -> dict[tuple[str, str], dict]:
    return {(row["period"], row["model"]): row for row in fit_models(columns, settings)}


def test_likelier_model_is_used_and_checked_against_the_time_it_was_not_shown() -> None:
    columns = histories(1500)
    fits = by_model(columns)
    rates = [fits["all", "bg_nbd"], fits["all", "mbg_nbd"]]
    assert [row["is_used"] for row in rates] == [False, True]
    assert rates[1]["log_likelihood"] > rates[0]["log_likelihood"]
    checked = fits["calibration", "mbg_nbd"]
    known = np.isfinite(columns["calibration_frequency"])
    assert checked["holdout_buyer_count"] == known.sum() < 1500
    assert checked["holdout_seen"] == columns["holdout_orders"][known].sum()
    assert abs(checked["holdout_expected"] / checked["holdout_seen"] - 1) < 0.15
    money = fits["calibration", "gamma_gamma"]
    assert abs(money["holdout_expected"] / money["holdout_seen"] - 1) < 0.2
    assert np.isnan(fits["all", "mbg_nbd"]["holdout_error"])


def test_forecast_stands_beside_its_buyer_and_hangs_on_no_order_of_rows() -> None:
    columns = histories(600)
    turned = {name: values[::-1] for name, values in columns.items()}
    fits, turned_fits = fit_models(columns, SETTINGS), fit_models(turned, SETTINGS)
    there, back = forecast(columns, fits, SETTINGS), forecast(turned, turned_fits, SETTINGS)
    for name in ("p_alive", "expected_orders", "expected_order_value"):
        assert np.array_equal(there[name], back[name][::-1])
        assert np.isfinite(there[name]).all()


def test_too_few_buyers_are_told_and_not_guessed() -> None:
    few = by_model(histories(150))
    assert {row["note"] for row in few.values()} == {
        "not fitted: 150 buyers are fewer than 200",
        f"not fitted: {few['calibration', 'bg_nbd']['buyer_count']} buyers are fewer than 200",
    }
    settings = Settings(90, 90, minimum_buyers=10, minimum_repeat_buyers=400)
    loyal = by_model(histories(300), settings)
    assert "repeat buyers are fewer than 400" in loyal["all", "bg_nbd"]["note"]
    estimates = forecast(histories(300), list(loyal.values()), settings)
    assert np.isnan(estimates["expected_orders"]).all()


def test_nobody_at_all_is_no_failure() -> None:
    nobody = {name: values[:0] for name, values in histories(5).items()}
    assert all(not row["is_fitted"] for row in fit_models(nobody, SETTINGS))


def test_sample_of_very_many_histories_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = histories(1500)
    whole = by_model(columns)
    monkeypatch.setattr(forecasting, "LARGEST_SAMPLE", 700)
    part = by_model(columns)
    for key, row in whole.items():
        found = part[key]
        assert found["buyer_count"] == row["buyer_count"]
        assert abs(found["log_likelihood"] / row["log_likelihood"] - 1) < 0.02
    expected, sampled = (
        rows["calibration", "mbg_nbd"]["holdout_expected"] for rows in (whole, part)
    )
    assert 0 < abs(sampled / expected - 1) < 0.05
