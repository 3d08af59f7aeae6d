"""Who the people are, which of the brand's places they use, and from when on.

What belongs here: persons, their temper (archetype) and the first instant at each place. What does
not: what they do there.

A person enters at `joined_at`. Some knew the brand before the history begins, a few come only in
the future days. The first instants at each place follow from that; -1 means the person never goes
there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sandbox.world.calendar import DAY, ONLINE_HOURS, STORE_HOURS, Calendar
from sandbox.world.draws import Draws, Ints, Mask, weighted, weighted_rows
from sandbox.world.names import draw_names
from sandbox.world.places import CITY_PROVINCE, CITY_WEIGHTS
from sandbox.world.table import Table
from sandbox.world.vocabulary import CATEGORY_WEIGHTS

KNEW_BEFORE, COMES_LATER = 0.45, 0.04

# who meets the brand only on the shop floor, only on WeChat, or on both
_FLOOR_ONLY, _BOTH = 0.20, 0.25

# loyal, regular, bargain, one_timer, lurker, ghost
_ARCHETYPES = (
    (0.15, 0.35, 0.20, 0.30, 0.00, 0.00),  # buys in the shop
    (0.12, 0.33, 0.12, 0.23, 0.00, 0.20),  # holds a card, never in the shop
    (0.00, 0.00, 0.00, 0.00, 0.65, 0.35),  # only follows or browses
)
_SILENT = (0.05, 0.20, 0.32, 0.55, 0.50, 0.90)


@dataclass(frozen=True, slots=True)
class Journeys:
    """First instants of each person at each place, -1 for never; all int64, one row per person."""

    follow_at: Ints
    mini_at: Ints
    register_at: Ints
    shop_at: Ints
    card_at: Ints

    def joined_at(self) -> Ints:
        """Return the first instant anywhere."""
        instants = np.stack([self.follow_at, self.mini_at, self.shop_at, self.card_at])
        first: Ints = np.where(instants < 0, np.iinfo(np.int64).max, instants).min(axis=0)
        return first


def make_people(draws: Draws, calendar: Calendar, size: int) -> tuple[Table, Journeys]:
    """Bring the people into being.

    Returns:
        The people (columns as in `sandbox.world`, without the row indices into other tables) and
        their journeys.
    """
    flags = _places(draws, size)
    heard = _heard_of(draws, calendar, size)
    journeys = _journeys(draws, calendar, heard, flags)
    rng = draws("people")
    kind = np.where(flags["shop"], 0, np.where(flags["card"], 1, 2))
    archetype = weighted_rows(rng, _ARCHETYPES, kind)
    gender = weighted(rng, (0.04, 0.24, 0.72), size)
    city = weighted(rng, CITY_WEIGHTS, size)
    age_days = rng.normal(33, 6, size).clip(19, 68) * 365.25
    joined = journeys.joined_at()
    people = Table(
        gender=gender,
        birth_day=(calendar.until // DAY - age_days).astype(np.int64),
        name_id=draw_names(draws("names"), gender),
        province_id=CITY_PROVINCE[city],
        city_id=city,
        joined_at=joined,
        silent_at=_silent(draws, calendar, joined, archetype),
        archetype=archetype,
        category=weighted(rng, CATEGORY_WEIGHTS, size),
    )
    return people, journeys


def _places(draws: Draws, size: int) -> dict[str, Mask]:
    """Decide which places each person uses; everybody uses at least one."""
    rng = draws("places of people")
    dice = rng.random(size)
    both = (dice >= _FLOOR_ONLY) & (dice < _FLOOR_ONLY + _BOTH)
    wechat = dice >= _FLOOR_ONLY
    online_only = wechat & ~both
    mini = (both & (rng.random(size) < 0.992)) | (online_only & (rng.random(size) < 0.645))
    shop = (both & (rng.random(size) < 0.50)) | (online_only & (rng.random(size) < 0.41))
    follow = (both & (rng.random(size) < 0.74)) | (online_only & (rng.random(size) < 0.83))
    registered = mini & (rng.random(size) < np.where(both, 0.998, 0.45))
    follow |= wechat & ~mini & ~shop
    return {
        "follow": follow,
        "mini": mini,
        "register": registered,
        "shop": shop,
        "card": ~online_only,
    }


def _heard_of(draws: Draws, calendar: Calendar, size: int) -> Ints:
    """Draw when each person first heard of the brand: before, during or after the history."""
    rng = draws("heard of")
    dice, part = rng.random(size), rng.random(size)
    before = calendar.start - (DAY + part**1.5 * 900 * DAY).astype(np.int64)
    last_moment = calendar.until - DAY
    during = calendar.start + (part * (last_moment - calendar.start)).astype(np.int64)
    after = calendar.until + (part * (calendar.end - DAY - calendar.until)).astype(np.int64)
    return np.where(dice < KNEW_BEFORE, before, np.where(dice >= 1 - COMES_LATER, after, during))


def _silent(draws: Draws, calendar: Calendar, joined: Ints, archetype: Ints) -> Ints:
    """Draw who falls silent, and when; -1 for those who stay."""
    rng = draws("silent")
    size = len(joined)
    falls = rng.random(size) < np.array(_SILENT)[archetype]
    low = np.maximum(joined, calendar.start)
    at = calendar.between(rng, low + DAY, np.full(size, calendar.end), size)
    return np.where(falls, at, -1)


def _journeys(draws: Draws, calendar: Calendar, heard: Ints, flags: dict[str, Mask]) -> Journeys:
    """Spread the first instants at each place after the person heard of the brand.

    Who came during the history has been everywhere before it ends, so that at `until_ts` only the
    newcomers of the future days are still on their way; otherwise evidence that ties places
    together would be missing for many.
    """
    rng = draws("journeys")
    leads = rng.integers(0, 3, len(heard))
    follow, mini, card = (_first_visit(rng, calendar, heard, leads == place) for place in range(3))
    shop = np.where(
        heard < calendar.start,
        calendar.start + _first_gap(rng, calendar, len(heard)),
        _first_visit(rng, calendar, heard, leads < 0),
    )
    follow = calendar.at_hours(rng, follow, ONLINE_HOURS)
    card = calendar.at_hours(rng, card, STORE_HOURS)
    mini = calendar.at_hours(rng, mini, ONLINE_HOURS)
    register = _register(rng, calendar, mini, heard)
    in_store = flags["card"] & flags["register"] & (card >= calendar.start)
    in_store &= rng.random(len(heard)) < 0.45
    mini = np.where(in_store, card + rng.integers(30, 240, len(heard)), mini)
    register = np.where(in_store, mini + rng.integers(30, 300, len(heard)), register)
    return Journeys(
        follow_at=np.where(flags["follow"], follow, -1),
        mini_at=np.where(flags["mini"], mini, -1),
        register_at=np.where(flags["register"], register, -1),
        shop_at=np.where(flags["shop"], calendar.at_hours(rng, shop, ONLINE_HOURS), -1),
        card_at=np.where(flags["card"], card, -1),
    )


def _first_visit(rng: np.random.Generator, calendar: Calendar, heard: Ints, leads: Mask) -> Ints:
    """Draw the first visit to one place; at once where this place leads."""
    size = len(heard)
    left = _limit(calendar, heard) - np.maximum(heard, calendar.start)
    part = rng.random(size)
    soon = np.minimum(rng.exponential(18 * DAY, size), part * left).astype(np.int64)
    old = heard < calendar.start
    earlier = old & (rng.random(size) < 0.6)
    in_history = np.maximum(heard, calendar.start) + np.where(
        old, (part * left).astype(np.int64), soon
    )
    before = heard + (part * (calendar.start - heard)).astype(np.int64)
    return np.where(leads, heard, np.where(earlier, before, in_history))


def _first_gap(rng: np.random.Generator, calendar: Calendar, size: int) -> Ints:
    """Draw how far into the history an old customer's first order of it lies."""
    span = calendar.until - calendar.start - DAY
    return np.minimum(rng.exponential(30 * DAY, size), rng.random(size) * span).astype(np.int64)


def _register(rng: np.random.Generator, calendar: Calendar, mini: Ints, heard: Ints) -> Ints:
    """Register minutes after the first visit (most people) or some days later."""
    size = len(mini)
    at_once = rng.random(size) < 0.6
    left = np.maximum(_limit(calendar, heard) - mini, 0)
    days_later = np.minimum(rng.exponential(9 * DAY, size), rng.random(size) * left)
    return mini + np.where(at_once, rng.integers(20, 600, size), days_later.astype(np.int64) + 60)


def _limit(calendar: Calendar, heard: Ints) -> Ints:
    """Return the instant by which a person has been everywhere."""
    return np.where(heard >= calendar.until, calendar.end - DAY, calendar.until - DAY)
