"""Which mobile number a person had at an instant, looked up in `world.phones`."""

from __future__ import annotations

import numpy as np

from sandbox.platforms.columns import ints
from sandbox.world import World

NONE = -1


class PhoneNumbers:
    """Looks numbers up by person."""

    def __init__(self, world: World) -> None:
        self._person = ints(world.phones.person)
        self._phone = ints(world.phones.phone)
        self._from = ints(world.phones.valid_from)
        self._to = ints(world.phones.valid_to)

    def at(self, person: int, now: int) -> int:
        """Return the number a person used at an instant; -1 when none was known."""
        left, right = np.searchsorted(self._person, [person, person + 1], side="left")
        for row in range(right - 1, left - 1, -1):
            if self._from[row] <= now and not 0 <= self._to[row] <= now:
                return int(self._phone[row])
        return NONE
