"""Who the visitors are: the blocks of the mini program's user portrait.

Places, gender and age come from `world.people`; what kind of phone somebody holds is no part of the
world and is drawn from the person's number, the same for each question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sandbox.platforms.addresses import FULL_PROVINCES
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.world import World
from sandbox.world.places import CITIES

GENDERS = ("未知", "男", "女")
PLATFORMS = (("iPhone", 380_000), ("Android", 600_000), ("其他", 20_000))
DEVICES = tuple(
    (f"示例手机 {letter}{number}", 40_000) for letter in "ABCDE" for number in range(1, 6)
)
MOST_DEVICES = 20
AGE_FROM = (18, 25, 30, 40, 50)
AGES = ("17岁以下", "18-24岁", "25-29岁", "30-39岁", "40-49岁", "50岁以上")
DAYS_A_YEAR = 365.2425
Items = list[dict[str, Any]]


class Portrait:
    """Describes groups of mini-program users."""

    def __init__(self, world: World) -> None:
        self._people = world.people
        self._person = ints(world.mini_users.person)

    def describe(self, users: Ints, day: int) -> dict[str, Items]:
        """Return the blocks of one group of users, ages as of a day; empty parts are left out."""
        person = self._person[users]
        years = (day - ints(self._people.birth_day[person])) / DAYS_A_YEAR
        province, city = self._people.province_id[person], self._people.city_id[person]
        return {
            "province": _items(ints(province), FULL_PROVINCES),
            "city": _items(ints(city), CITIES),
            "genders": _items(ints(self._people.gender[person]), GENDERS),
            "platforms": _items(_drawn(person, PLATFORMS, 1), [name for name, _ in PLATFORMS], 1),
            "devices": _devices(person),
            "ages": _items(np.searchsorted(AGE_FROM, years, side="right"), AGES, 1),
        }


def _items(codes: Ints, names: Sequence[str], first_id: int = 0) -> Items:
    counts = np.bincount(codes, minlength=len(names))
    return [
        {"id": first_id + code, "name": names[code], "value": int(counts[code])}
        for code in np.argsort(-counts, kind="stable").tolist()
        if counts[code]
    ]


def _devices(person: Ints) -> Items:
    items = _items(_drawn(person, DEVICES, 2), [name for name, _ in DEVICES])
    return [{"name": item["name"], "value": item["value"]} for item in items[:MOST_DEVICES]]


def _drawn(person: Ints, choices: Sequence[tuple[str, int]], salt: int) -> Ints:
    edges = np.cumsum([share for _, share in choices])
    places = np.searchsorted(edges, pick(person, salt), side="right")
    return np.minimum(places, len(choices) - 1).astype(np.int64)
