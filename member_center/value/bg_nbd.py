"""BG/NBD and MBG/NBD: how often buyers come back, and whether they still do.

While alive a buyer orders at a rate of their own, gamma distributed over buyers (r, alpha), and
leaves for good after an order with a chance of their own, beta distributed (a, b). In BG/NBD the
chance begins with the first repeat order (P. Fader, B. Hardie and K. Lee, "Counting Your Customers
the Easy Way", Marketing Science 24, 2005), in MBG/NBD with the very first order (E. Batislam, M.
Denizel and A. Filiztekin, "Empirical validation and comparison of models for customer base
analysis", IJRM 24, 2007). Money is not looked at here, see `gamma_gamma`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, hyp2f1

from member_center.value.fitting import maximise

Numbers = NDArray[np.float64]
Variant = Literal["bg_nbd", "mbg_nbd"]
Parameters = tuple[float, float, float, float]

START: Parameters = (1.0, 5.0, 1.0, 2.0)
NEAR_ONE = 1e-6


@dataclass(frozen=True, slots=True)
class Buyers:
    """Order histories of buyers, summed up; equal histories may share an element.

    Attributes:
        frequency: Orders after the first one.
        recency: Time from the first order to the last one; 0 without a repeat order.
        age: Time from the first order to the end of the observation, in the same unit.
        weight: How many buyers have this history.
    """

    frequency: Numbers
    recency: Numbers
    age: Numbers
    weight: Numbers


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model; time in the unit of the buyers it was fitted to.

    Attributes:
        variant: Whether one can leave before the first repeat order (mbg_nbd) or not.
        r: Shape of the order rates over buyers.
        alpha: Inverse scale of the order rates, in units of time.
        a: First shape of the chances to leave.
        b: Second shape of the chances to leave.
        log_likelihood: Of the buyers it was fitted to.
    """

    variant: Variant
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def p_alive(self, buyers: Buyers) -> Numbers:
        """The probability that each buyer has not left; 1 without a repeat order in bg_nbd."""
        alive: Numbers = 1 / (1 + self._odds_of_having_left(buyers))
        return alive

    def expected_orders(self, buyers: Buyers, ahead: float) -> Numbers:
        """How many orders each buyer is expected to make in the time to come.

        Args:
            buyers: Histories up to now.
            ahead: Length of the time to come, in the model's unit.

        Returns:
            One number per history.
        """
        a = self.a if abs(self.a - 1) > NEAR_ONE else 1 + NEAR_ONE
        shape = a + self.b + buyers.frequency + _first_chance(self.variant) - 1
        share = ahead / (self.alpha + buyers.age + ahead)
        # Euler's transformation of the papers' term: it neither overflows nor cancels for many
        # orders.
        series = hyp2f1(shape - self.r - buyers.frequency, a - 1, shape, share)
        if_alive = shape / (a - 1) * (1 - (1 - share) ** (a - 1) * series)
        orders: Numbers = np.maximum(if_alive * self.p_alive(buyers), 0)
        return orders

    def _odds_of_having_left(self, buyers: Buyers) -> Numbers:
        chances, has_chance = _chances(self.variant, buyers)
        grown = np.log((self.alpha + buyers.age) / (self.alpha + buyers.recency))
        odds = np.exp(np.log(self.a / (self.b + chances - 1)) + (self.r + buyers.frequency) * grown)
        return np.where(has_chance, odds, 0.0)


def log_likelihood(variant: Variant, parameters: Parameters, buyers: Buyers) -> float:
    """The log-likelihood of (r, alpha, a, b), summed over all buyers."""
    r, alpha, a, b = parameters
    orders = r + buyers.frequency
    chances, has_chance = _chances(variant, buyers)
    rate = gammaln(orders) - gammaln(r) + r * np.log(alpha)
    stays = (
        betaln(a, b + buyers.frequency + _first_chance(variant))
        - betaln(a, b)
        - orders * np.log(alpha + buyers.age)
    )
    leaves = betaln(a + 1, b + chances - 1) - betaln(a, b) - orders * np.log(alpha + buyers.recency)
    either = np.where(has_chance, np.logaddexp(stays, leaves), stays)
    return float(np.sum(buyers.weight * (rate + either)))


def fit(variant: Variant, buyers: Buyers) -> BgNbd:
    """Fit the model by maximum likelihood.

    Raises:
        NotConverged: No maximum was found, as with histories that hold no repeat order.
    """
    best = maximise(lambda values: log_likelihood(variant, values, buyers), START)
    r, alpha, a, b = best.parameters
    return BgNbd(variant, r, alpha, a, b, best.log_likelihood)


def _first_chance(variant: Variant) -> int:
    return 1 if variant == "mbg_nbd" else 0


def _chances(variant: Variant, buyers: Buyers) -> tuple[Numbers, NDArray[np.bool_]]:
    """How often each buyer could have left, or 1 as the formulas need it; whether at all."""
    chances = buyers.frequency + _first_chance(variant)
    return np.maximum(chances, 1), chances > 0
