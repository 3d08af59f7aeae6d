"""From order histories to fitted models, their hold-out error and a forecast per buyer.

Composes the models of this room. What it is given and gives back are plain columns, so that the dbt
models that call it hold no rule of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from member_center.value import bg_nbd, gamma_gamma
from member_center.value.fitting import NotConverged
from member_center.value.holdout import HoldOut, compare

Numbers = NDArray[np.float64]
Row = dict[str, Any]
Columns = Mapping[str, Any]

DAYS_PER_WEEK = 7
RATE_PARAMETERS = ("r", "alpha", "a", "b")
MONEY_PARAMETERS = ("p", "q", "v")
RATE_MODELS: tuple[bg_nbd.Variant, ...] = get_args(bg_nbd.Variant)
LARGEST_SAMPLE = 40_000
"""More histories than this are sampled to be fitted: the parameters' standard errors are below one
in a hundred then, far below what the hold-out can tell, and the search has no more to add up."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for.

    Attributes:
        horizon_days: How far a forecast reaches.
        holdout_days: Length of the time at the end that models are checked against.
        minimum_buyers: With fewer buyers nothing is fitted.
        minimum_repeat_buyers: With fewer buyers who came back nothing is fitted.
    """

    horizon_days: int
    holdout_days: int
    minimum_buyers: int
    minimum_repeat_buyers: int


@dataclass(frozen=True, slots=True)
class Histories:
    """Order histories of all buyers of one period, time in weeks.

    Attributes:
        frequency: Order days after the first one.
        recency: Weeks from the first to the last.
        age: Weeks from the first to the end of the period.
        average: Average value of the order days after the first; NaN without any.
    """

    frequency: Numbers
    recency: Numbers
    age: Numbers
    average: Numbers

    @classmethod
    def of(cls, columns: Columns, prefix: str = "") -> Histories:
        """From columns frequency, recency_days, age_days, average_value with the prefix."""

        def numbers(name: str) -> Numbers:
            return np.asarray(columns[prefix + name], dtype=np.float64)

        return cls(
            numbers("frequency"),
            numbers("recency_days") / DAYS_PER_WEEK,
            numbers("age_days") / DAYS_PER_WEEK,
            numbers("average_value"),
        )

    @property
    def repeat_buyers(self) -> int:
        """Buyers who came back."""
        return int(np.sum(self.frequency > 0))

    def buyers(self) -> bg_nbd.Buyers:
        """One element per person, in the order given."""
        return bg_nbd.Buyers(self.frequency, self.recency, self.age, np.ones_like(self.frequency))

    def distinct_buyers(self) -> bg_nbd.Buyers:
        """One element per history, in an order that does not hang on the order of people."""
        rows = np.column_stack([self.frequency, self.recency, self.age])
        found, counts = _evenly_sampled(*np.unique(rows, axis=0, return_counts=True))
        return bg_nbd.Buyers(found[:, 0], found[:, 1], found[:, 2], counts)

    def spenders(self) -> gamma_gamma.Spenders:
        """Those who came back and paid something, sorted."""
        chosen = (self.frequency > 0) & (self.average > 0)
        rows = np.column_stack([self.frequency[chosen], self.average[chosen]])
        found, counts = _evenly_sampled(*np.unique(rows, axis=0, return_counts=True))
        return gamma_gamma.Spenders(found[:, 0], found[:, 1], counts)


def _evenly_sampled(rows: Numbers, counts: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Every so manieth buyer along the sorted histories, standing for as many as there are.

    Sorted by frequency first, so that buyers of all frequencies keep their share; no chance is in
    it, so that the same histories give the same sample.
    """
    buyers = int(counts.sum())
    if len(rows) <= LARGEST_SAMPLE:
        return rows, counts.astype(np.float64)
    middles = (np.arange(LARGEST_SAMPLE) + 0.5) * buyers / LARGEST_SAMPLE
    chosen = np.searchsorted(np.cumsum(counts), middles, side="right")
    kept, times = np.unique(chosen, return_counts=True)
    weights: Numbers = times.astype(np.float64) * (buyers / LARGEST_SAMPLE)
    return rows[kept], weights


def fit_models(columns: Columns, settings: Settings) -> list[Row]:
    """Fit every model on all time, and on the time before the hold-out to be compared with it.

    Args:
        columns: `frequency, recency_days, age_days, average_value` of every buyer; the same with
            the prefix `calibration_`, NaN for buyers who came later; `holdout_orders` and
            `holdout_revenue`.
        settings: What is asked for.

    Returns:
        One row per model and period, with its parameters, or with the reason why it was not fitted.
        Time is in weeks, money in the unit of the columns.
    """
    known = np.isfinite(np.asarray(columns["calibration_frequency"], dtype=np.float64))
    early = {name: np.asarray(values)[known] for name, values in columns.items()}
    calibration = _fit_period("calibration", Histories.of(early, "calibration_"), settings)
    _add_holdout(calibration, early, settings)
    return [*calibration, *_fit_period("all", Histories.of(columns), settings)]


def forecast(columns: Columns, fits: list[Row], settings: Settings) -> dict[str, Numbers]:
    """What every buyer is expected to do, by the models fitted on all time.

    Args:
        columns: As in `fit_models`.
        fits: Its rows.
        settings: What is asked for.

    Returns:
        `p_alive`, `expected_orders`, `expected_order_value` in the order of the columns; NaN where
        no model was fitted.
    """
    chosen = [row for row in fits if row["period"] == "all" and row["is_used"]]
    return _forecast(Histories.of(columns), chosen, settings.horizon_days)


def _forecast(histories: Histories, chosen: list[Row], days: int) -> dict[str, Numbers]:
    nothing = np.full(len(histories.frequency), np.nan)
    found = {"p_alive": nothing, "expected_orders": nothing, "expected_order_value": nothing}
    for row in chosen:
        if row["model"] in RATE_MODELS:
            parameters = (row[name] for name in (*RATE_PARAMETERS, "log_likelihood"))
            rates = bg_nbd.BgNbd(row["model"], *parameters)
            buyers = histories.buyers()
            found["p_alive"] = rates.p_alive(buyers)
            found["expected_orders"] = rates.expected_orders(buyers, days / DAYS_PER_WEEK)
        else:
            parameters = (row[name] for name in (*MONEY_PARAMETERS, "log_likelihood"))
            found["expected_order_value"] = gamma_gamma.GammaGamma(*parameters).expected_value(
                histories.frequency, histories.average
            )
    return found


def _fit_period(period: str, histories: Histories, settings: Settings) -> list[Row]:
    buyers, spenders = histories.distinct_buyers(), histories.spenders()
    refusal = _refusal(histories, settings)
    rows = [
        _fit(period, variant, histories, refusal, partial(bg_nbd.fit, variant, buyers))
        for variant in RATE_MODELS
    ]
    fitted = [row for row in rows if row["is_fitted"]]
    if fitted:
        max(fitted, key=lambda row: row["log_likelihood"])["is_used"] = True
    money = _fit(period, "gamma_gamma", histories, refusal, partial(gamma_gamma.fit, spenders))
    if money["is_fitted"] and money["q"] <= 1:
        money |= {"is_fitted": False, "note": "not fitted: the mean order value is infinite"}
    money["is_used"] = money["is_fitted"]
    return [*rows, money]


def _refusal(histories: Histories, settings: Settings) -> str | None:
    """Why there are too few buyers to fit anything, or None."""
    buyers, repeat = len(histories.frequency), histories.repeat_buyers
    if buyers < settings.minimum_buyers:
        return f"not fitted: {buyers} buyers are fewer than {settings.minimum_buyers}"
    if repeat < settings.minimum_repeat_buyers:
        return f"not fitted: {repeat} repeat buyers are fewer than {settings.minimum_repeat_buyers}"
    return None


def _fit(
    period: str, model: str, histories: Histories, refusal: str | None, fit: Callable[[], Any]
) -> Row:
    row: Row = {
        "model": model,
        "period": period,
        "is_fitted": False,
        "is_used": False,
        "note": refusal,
        "buyer_count": len(histories.frequency),
        "repeat_buyer_count": histories.repeat_buyers,
    }
    row |= dict.fromkeys((*RATE_PARAMETERS, *MONEY_PARAMETERS, "log_likelihood"), np.nan)
    row |= dict.fromkeys(_holdout_columns(None), np.nan)
    if refusal is None:
        try:
            found = fit()
        except NotConverged as problem:
            row["note"] = f"not fitted: {problem}"
        else:
            names = MONEY_PARAMETERS if model == "gamma_gamma" else RATE_PARAMETERS
            row |= {name: getattr(found, name) for name in (*names, "log_likelihood")}
            row |= {"is_fitted": True, "note": "fitted"}
    return row


def _add_holdout(rows: list[Row], early: Columns, settings: Settings) -> None:
    """Compare the models of the calibration period with what came after it."""
    histories = Histories.of(early, "calibration_")
    ahead = settings.holdout_days / DAYS_PER_WEEK
    orders = np.asarray(early["holdout_orders"], dtype=np.float64)
    revenue = np.asarray(early["holdout_revenue"], dtype=np.float64)
    pace = ahead * histories.frequency / np.maximum(histories.age, 1 / DAYS_PER_WEEK)
    used = [row for row in rows if row["is_used"]]
    for row in rows:
        if not row["is_fitted"]:
            continue
        if row["model"] in RATE_MODELS:
            expected = _forecast(histories, [row], settings.holdout_days)["expected_orders"]
            row.update(_holdout_columns(compare(expected, orders, pace)))
        elif len(used) > 1:
            found = _forecast(histories, used, settings.holdout_days)
            expected = found["expected_orders"] * found["expected_order_value"]
            own = pace * np.nan_to_num(histories.average)
            row.update(_holdout_columns(compare(expected, revenue, own)))


def _holdout_columns(holdout: HoldOut | None) -> Row:
    return {
        "holdout_buyer_count": holdout.buyers if holdout else np.nan,
        "holdout_seen": holdout.seen if holdout else np.nan,
        "holdout_expected": holdout.expected if holdout else np.nan,
        "holdout_error": holdout.error if holdout else np.nan,
        "holdout_error_of_own_pace": holdout.error_of_own_pace if holdout else np.nan,
    }
