"""When people buy and what they put into the basket, online and in stores alike.

What belongs here: purchase rhythm and baskets. What does not: money rules of one channel
(`shop_sales`, `store_sales`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY
from sandbox.world.draws import Floats, Ints, expand, run_ranks, weighted
from sandbox.world.ground import Ground
from sandbox.world.products import popularity
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    CATEGORIES,
    CATEGORY_GAP_DAYS,
    CATEGORY_WEIGHTS,
    GHOST,
    LURKER,
    ONE_TIMER,
)

# by archetype: times the category's usual gap
_PACE = (0.7, 1.15, 1.7, 1.0, 1.0, 1.0)
_TWO_CHANNELS = 1.5
_FAVOURITE = 0.65
_LINES_WEIGHTS = (50, 27, 14, 9)
_QUANTITY_WEIGHTS = (76, 17, 7)
_DROPS_IN = 0.07


def own_gaps(ground: Ground) -> Floats:
    """Return the usual seconds between two purchases of each person in one channel."""
    people, journeys = ground.people, ground.journeys
    rng = ground.draws("gaps")
    days = np.array(CATEGORY_GAP_DAYS)[people.category] * np.array(_PACE)[people.archetype]
    both = (journeys.shop_at >= 0) & (journeys.card_at >= 0)
    days = days * np.where(both, _TWO_CHANNELS, 1) * rng.lognormal(0, 0.25, len(people))
    return np.asarray(days * DAY, dtype=np.float64)


def online_purchases(ground: Ground, gaps: Floats) -> tuple[Ints, Ints]:
    """Return person and instant of every purchase in the shop, at least one per shopper."""
    first = ground.journeys.shop_at
    person = np.flatnonzero(first >= 0)
    return renewals(ground.draws("online"), ground, person, first[person], gaps)


def store_purchases(ground: Ground, gaps: Floats) -> tuple[Ints, Ints]:
    """Return person and instant of every purchase in a store.

    Card holders buy there, and a few who only registered drop in.
    """
    rng, calendar, journeys = ground.draws("stores and people"), ground.calendar, ground.journeys
    archetype = ground.people.archetype
    size = len(archetype)
    quiet = (archetype == GHOST) | (archetype == LURKER)
    holds = (journeys.card_at >= 0) & ~quiet
    drops_in = (journeys.register_at >= 0) & (journeys.card_at < 0) & ~quiet
    drops_in &= rng.random(size) < _DROPS_IN
    at_opening = rng.random(size) < 0.75
    wait = (gaps * rng.random(size)).astype(np.int64)
    opened = journeys.card_at + np.where(at_opening, 300, wait)
    first = np.where(journeys.card_at < calendar.start, calendar.start + wait, opened)
    registered = np.maximum(journeys.register_at, calendar.start) + DAY
    first = np.where(drops_in, registered + wait, first)
    person = np.flatnonzero((holds | drops_in) & (first < calendar.end))
    return renewals(ground.draws("in stores"), ground, person, first[person], gaps)


def renewals(
    rng: np.random.Generator, ground: Ground, person: Ints, first: Ints, gaps: Floats
) -> tuple[Ints, Ints]:
    """Let each person buy again and again after a gap, until they fall silent or the world ends.

    Args:
        rng: The generator to draw with.
        ground: Tells when people fall silent.
        person: Who buys.
        first: The instant of each one's first purchase.
        gaps: Usual seconds between two purchases, one per person of the world.

    Returns:
        Person and instant of every purchase.
    """
    silent, end = ground.people.silent_at[person], ground.calendar.end
    stop = np.where(silent >= 0, np.minimum(silent, end), end)
    stop = np.where(ground.people.archetype[person] == ONE_TIMER, first, stop)
    buyers, at, found = person, first, [(person, first)]
    while buyers.size:
        gap = np.maximum(gaps[buyers] * rng.lognormal(-0.06, 0.35, len(buyers)), 2 * DAY)
        at = at + gap.astype(np.int64)
        again = at < stop
        buyers, at, stop = buyers[again], at[again], stop[again]
        found.append((buyers, at))
    return np.concatenate([who for who, _ in found]), np.concatenate([when for _, when in found])


def fill_baskets(
    rng: np.random.Generator, products: Table, category: Ints, *, may_repeat: float = 0.0
) -> tuple[Ints, Ints, Ints]:
    """Choose the goods of each purchase.

    Args:
        rng: The generator to draw with.
        products: The catalogue.
        category: Favourite category per purchase.
        may_repeat: Share of lines that stand on the receipt a second time.

    Returns:
        Purchase row, product and quantity of each line, ordered by purchase.
    """
    basket, _ = expand(weighted(rng, _LINES_WEIGHTS, len(category)) + 1)
    product = choose_products(rng, products, category[basket])
    order = np.lexsort((product, basket))
    basket, product = basket[order], product[order]
    once = run_ranks(basket * len(products) + product) == 0
    basket, product = basket[once], product[once]
    copies = 1 + (rng.random(len(basket)) < may_repeat)
    basket, product = np.repeat(basket, copies), np.repeat(product, copies)
    return basket, product, weighted(rng, _QUANTITY_WEIGHTS, len(basket)) + 1


def choose_products(rng: np.random.Generator, products: Table, category: Ints) -> Ints:
    """Choose one SKU each, mostly from the favourite category, popular ones more often."""
    size = len(category)
    elsewhere = weighted(rng, CATEGORY_WEIGHTS, size)
    wanted = np.where(rng.random(size) < _FAVOURITE, category, elsewhere)
    weights = popularity(products)
    share = weights / np.bincount(products.category, weights, len(CATEGORIES))[products.category]
    edges = np.cumsum(share)
    chosen = np.searchsorted(edges, wanted + rng.random(size), side="right")
    return np.minimum(chosen, len(products) - 1)
