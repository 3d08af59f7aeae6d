"""How well a model foresaw the time it was not shown.

Only the comparison stands here; where a history is cut in two is the caller's choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HoldOut:
    """What was foreseen, against what came.

    Attributes:
        buyers: How many people were compared.
        seen: What they did altogether.
        expected: What was expected altogether.
        error: Mean absolute error per person.
        error_of_own_pace: The same error if everybody had gone on at the own pace: what the model
            must beat.
    """

    buyers: int
    seen: float
    expected: float
    error: float
    error_of_own_pace: float


def compare(expected: Numbers, seen: Numbers, own_pace: Numbers) -> HoldOut:
    """Compare a forecast with what came, person by person.

    Args:
        expected: The model's forecast per person.
        seen: What each person did.
        own_pace: What each person would do at the pace of the time before.
    """
    return HoldOut(
        buyers=len(seen),
        seen=float(np.sum(seen)),
        expected=float(np.sum(expected)),
        error=float(np.mean(np.abs(expected - seen))),
        error_of_own_pace=float(np.mean(np.abs(own_pace - seen))),
    )
