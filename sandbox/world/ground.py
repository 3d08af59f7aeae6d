"""The ground of the world: what is there before anything happens.

What belongs here: what every maker of happenings needs, and the clerks. What does not: accounts,
purchases, or anything else people do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sandbox.ids import Permutation
from sandbox.world.calendar import Calendar
from sandbox.world.draws import Draws, Ints
from sandbox.world.hard_cases import HardCases
from sandbox.world.names import draw_names
from sandbox.world.people import Journeys, make_people
from sandbox.world.phones import BLOCK, PhoneBook, make_phones, number_maker
from sandbox.world.places import make_stores, nearest_store
from sandbox.world.products import make_products
from sandbox.world.table import Table

GUIDES_PER_STORE = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """What the happenings stand on.

    Attributes:
        draws: Named random streams.
        calendar: The edges of time.
        shares: How often the hard identity cases occur.
        products: The catalogue.
        stores: The stores.
        guides: The clerks, four per store in the order of the stores.
        people: The people.
        journeys: When each person first came to each place.
        phones: Who holds which number when.
        home_store: The store each person goes to.
    """

    draws: Draws
    calendar: Calendar
    shares: HardCases
    products: Table
    stores: Table
    guides: Table
    people: Table
    journeys: Journeys
    phones: PhoneBook
    home_store: Ints


def lay_ground(draws: Draws, calendar: Calendar, shares: HardCases, size: int, seed: int) -> Ground:
    """Lay the ground for `size` people."""
    stores = make_stores(draws, size)
    people, journeys = make_people(draws, calendar, size)
    numbers = number_maker(seed, size)
    phones = make_phones(draws, calendar, shares, journeys, numbers)
    return Ground(
        draws=draws,
        calendar=calendar,
        shares=shares,
        products=make_products(draws, calendar),
        stores=stores,
        guides=_hire(draws, size, stores, numbers),
        people=_silence_the_unreachable(people, journeys, phones),
        journeys=journeys,
        phones=phones,
        home_store=nearest_store(draws("home stores"), stores, people.city_id),
    )


def _hire(draws: Draws, people: int, stores: Table, numbers: Permutation) -> Table:
    """Hire the clerks; their numbers follow those of the people in the same block."""
    store = np.repeat(np.arange(len(stores)), GUIDES_PER_STORE)
    return Table(
        store=store,
        name_id=draw_names(draws("names of guides"), np.full(len(store), 2)),
        phone=BLOCK + numbers.forward(2 * people + np.arange(len(store))),
    )


def _silence_the_unreachable(people: Table, journeys: Journeys, phones: PhoneBook) -> Table:
    """Let registered people who gave up their number without a word fall silent then."""
    gone = phones.gave_up & (phones.rebind_at < 0) & (journeys.register_at >= 0)
    earlier = gone & ((people.silent_at < 0) | (people.silent_at > phones.change_at))
    return people.with_columns(silent_at=np.where(earlier, phones.change_at, people.silent_at))
