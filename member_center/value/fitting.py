"""The search for the parameters under which what was seen is most likely.

Only the search stands here; what is likely is each model's own business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

STEP = {"maxiter": 4000, "maxfev": 4000, "xatol": 1e-6, "fatol": 1e-6, "adaptive": True}
EDGE = 12.0


class NotConverged(Exception):
    """No maximum was found; says how far the search came."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where a likelihood is highest.

    Attributes:
        parameters: The parameters there.
        log_likelihood: The value there.
    """

    parameters: tuple[float, ...]
    log_likelihood: float


def maximise(likelihood: Callable[[Any], float], start: tuple[float, ...]) -> Maximum:
    """Find positive parameters that maximise a log-likelihood.

    The search walks over the parameters' logarithms, which keeps them positive: first along the
    slope, then with a simplex from where that stopped, since slopes by differences are too coarse
    for the last digits. Parameters between e⁻¹² and e¹² are looked at: where nobody leaves, the
    likelihood rises towards zero for ever, and any further step is worth nothing.

    Args:
        likelihood: Log-likelihood of a tuple of parameters.
        start: Where to begin.

    Returns:
        The maximum.

    Raises:
        NotConverged: The search did not end, or the likelihood is no number anywhere near.
    """

    def loss(logarithms: Any) -> float:
        if np.any(np.abs(logarithms) > EDGE):
            return float("inf")
        value = -likelihood(tuple(np.exp(logarithms)))
        return value if np.isfinite(value) else float("inf")

    bounds = [(-EDGE, EDGE)] * len(start)
    rough = minimize(loss, np.log(start), method="L-BFGS-B", bounds=bounds)
    found = minimize(loss, rough.x, method="Nelder-Mead", options=STEP)
    if not found.success or not np.isfinite(found.fun):
        raise NotConverged(f"no maximum after {found.nit} steps at {np.exp(found.x).round(4)}")
    return Maximum(tuple(float(value) for value in np.exp(found.x)), -float(found.fun))
