"""Made-up buyers of known parameters: the process of the models, run forwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from member_center.value.bg_nbd import Buyers, Variant

Numbers = NDArray[np.float64]


def order_times(
    variant: Variant, parameters: tuple[float, float, float, float], until: Numbers, seed: int
) -> list[Numbers]:
    """The times of every buyer's repeat orders, counted from the first order.

    Args:
        variant: Whether a buyer can leave right after the first order.
        parameters: r, alpha, a, b.
        until: How long each buyer is watched.
        seed: Of the random numbers.
    """
    r, alpha, a, b = parameters
    random = np.random.default_rng(seed)
    people = []
    for watched in until:
        rate, chance = random.gamma(r, 1 / alpha), random.beta(a, b)
        times: list[float] = []
        now = 0.0
        alive = variant == "bg_nbd" or random.random() >= chance
        while alive:
            now += random.exponential(1 / rate) if rate > 0 else np.inf
            if now > watched:
                break
            times.append(now)
            alive = random.random() >= chance
        people.append(np.array(times))
    return people


def summed_up(people: list[Numbers], ages: Numbers) -> Buyers:
    """The histories of buyers as they stood at their ages."""
    before = [times[times <= age] for times, age in zip(people, ages, strict=True)]
    return Buyers(
        frequency=np.array([len(times) for times in before], dtype=np.float64),
        recency=np.array([times[-1] if len(times) else 0.0 for times in before]),
        age=ages,
        weight=np.ones_like(ages),
    )
