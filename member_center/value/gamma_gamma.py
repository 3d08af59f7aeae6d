"""Gamma-Gamma: what an order of each buyer is worth on average.

Order values scatter around a mean of the buyer's own; these means are distributed over buyers (p,
q, v). A buyer with few orders is therefore judged more by all buyers than by the own mean.
Formulas: P. Fader, B. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). It assumes that the
value of orders does not hang on their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from member_center.value.fitting import maximise

Numbers = NDArray[np.float64]

START = (2.0, 3.0, 1.0)


@dataclass(frozen=True, slots=True)
class Spenders:
    """Average values of repeat orders; equal histories may share an element.

    Attributes:
        frequency: Repeat orders, at least one.
        average: Their average value, above zero.
        weight: How many buyers these are.
    """

    frequency: Numbers
    average: Numbers
    weight: Numbers


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model; money in the unit of the spenders it was fitted to.

    Attributes:
        p: Shape of order values around a buyer's mean.
        q: Shape of the means over buyers.
        v: Scale of the means over buyers.
        log_likelihood: Of the spenders it was fitted to.
    """

    p: float
    q: float
    v: float
    log_likelihood: float

    @property
    def mean(self) -> float:
        """The average order value over all buyers; infinite for a q of 1 and less."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def expected_value(self, frequency: Numbers, average: Numbers) -> Numbers:
        """The expected value of an order of each buyer: between the own average and that of all.

        Args:
            frequency: Repeat orders; 0 takes the average of all.
            average: Their average value; of no account without any.
        """
        seen = np.where(frequency > 0, average, 0.0)
        expected: Numbers = self.p * (self.v + frequency * seen) / (self.p * frequency + self.q - 1)
        return expected


def log_likelihood(parameters: tuple[float, float, float], spenders: Spenders) -> float:
    """The log-likelihood of (p, q, v), summed over all spenders."""
    p, q, v = parameters
    x, z = spenders.frequency, spenders.average
    terms = (
        gammaln(p * x + q)
        - gammaln(p * x)
        - gammaln(q)
        + q * np.log(v)
        + (p * x - 1) * np.log(z)
        + p * x * np.log(x)
        - (p * x + q) * np.log(v + x * z)
    )
    return float(np.sum(spenders.weight * terms))


def fit(spenders: Spenders) -> GammaGamma:
    """Fit the model by maximum likelihood.

    Raises:
        NotConverged: No maximum was found, as with values that are all the same.
    """
    scale = float(np.average(spenders.average, weights=spenders.weight))
    # Money has no natural unit: in units of the mean the search is the same in yuan and in fen.
    relative = Spenders(spenders.frequency, spenders.average / scale, spenders.weight)
    p, q, v = maximise(lambda values: log_likelihood(values, relative), START).parameters
    return GammaGamma(p, q, v * scale, log_likelihood((p, q, v * scale), spenders))
