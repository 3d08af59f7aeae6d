"""Member cards of the stores, as clerks filled them in: with other people's phones, slips and gaps.

What belongs here: the cards. What does not: what was bought with them (`store_sales`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, STORE_HOURS, Calendar
from sandbox.world.draws import Ints, Mask, pick, run_ranks, weighted
from sandbox.world.ground import GUIDES_PER_STORE, Ground
from sandbox.world.hard_cases import HardCases
from sandbox.world.people import Journeys
from sandbox.world.phones import PhoneBook
from sandbox.world.table import Table
from sandbox.world.vocabulary import (
    LEVEL_POINTS,
    NAME_NONE,
    NAME_PLAIN,
    NAME_SPACED,
    NAME_TITLED,
    PHONE_CLERK,
    PHONE_NONE,
    PHONE_OWN,
    PHONE_PLACEHOLDER,
    PHONE_SLIP,
    PLACEHOLDERS,
)

_CARDS_PER_CLERK_PHONE = 14


def make_cards(ground: Ground) -> Table:
    """Open the cards, ordered by opening; some people get a second one."""
    rng, calendar, shares, book = (
        ground.draws("cards"), ground.calendar, ground.shares, ground.phones,
    )  # fmt: skip
    person, opened, second = _holders(rng, calendar, shares, ground.journeys)
    size = len(person)
    store = ground.home_store[person]
    own = book.at(person, opened)
    delicate = (book.is_family | book.gave_up | book.took_over)[person]
    twice = np.isin(person, person[second])
    case = _phone_cases(rng, shares, ~delicate & ~twice)
    guide = store * GUIDES_PER_STORE + rng.integers(0, GUIDES_PER_STORE, size)
    old = opened < calendar.start
    count = np.where(old, rng.negative_binomial(2, 0.25, size), 0)
    spent = count * rng.integers(9_000, 32_000, size)
    points = np.where(old, (spent // 100 * rng.uniform(0.2, 0.9, size)).astype(np.int64), 0)
    return Table(
        card_no=_card_numbers(store),
        person=person,
        phone_written=_written(rng, case, own, ground.guides, book),
        phone_case=case,
        name_form=_name_forms(rng, shares, ~delicate & ~twice),
        opened_at=opened,
        store=store,
        guide=guide,
        is_second=second,
        level=np.searchsorted(LEVEL_POINTS, spent // 100, side="right") - 1,
        points=points,
        stored_fen=np.zeros(size, dtype=np.int64),
        prior_count=count,
        prior_fen=spent,
        prior_last_at=np.where(count > 0, _last_before(rng, calendar, opened), -1),
    )


def _holders(
    rng: np.random.Generator, calendar: Calendar, shares: HardCases, journeys: Journeys
) -> tuple[Ints, Ints, Mask]:
    """Return person, opening instant and "is the second card", oldest first."""
    holder = np.flatnonzero(journeys.card_at >= 0)
    may = journeys.card_at[holder] < calendar.until - 3 * DAY
    again = holder[pick(rng, may, shares.second_card, len(holder))]
    since = np.maximum(journeys.card_at[again] + DAY, calendar.start)
    later = calendar.between(rng, since, np.full(len(again), calendar.until - DAY), len(again))
    person = np.concatenate([holder, again])
    opened = np.concatenate([journeys.card_at[holder], calendar.at_hours(rng, later, STORE_HOURS)])
    second = np.repeat([False, True], [len(holder), len(again)])
    order = np.lexsort((second, person, opened))
    return person[order], opened[order], second[order]


def _card_numbers(store: Ints) -> Ints:
    """Number the cards per store in the order of opening: 88, store, seven digits."""
    by_store = np.lexsort((np.arange(len(store)), store))
    running = np.empty(len(store), dtype=np.int64)
    running[by_store] = run_ranks(store[by_store])
    return 880_000_000_000 + (101 + store) * 10_000_000 + 1_001 + running * 7


def _phone_cases(rng: np.random.Generator, shares: HardCases, may: Mask) -> Ints:
    """Decide what stands in each card's phone field; exact shares of all cards."""
    case = np.full(len(may), PHONE_OWN)
    for code, share in (
        (PHONE_CLERK, shares.clerk_phone),
        (PHONE_SLIP, shares.phone_slip),
        (PHONE_PLACEHOLDER, shares.placeholder_phone),
        (PHONE_NONE, shares.no_phone),
    ):
        case[pick(rng, may & (case == PHONE_OWN), share, len(may))] = code
    return case


def _written(
    rng: np.random.Generator, case: Ints, own: Ints, guides: Table, book: PhoneBook
) -> Ints:
    """Write the phone of each card; -1 where there is none."""
    size = len(case)
    wanted = int((case == PHONE_CLERK).sum()) // _CARDS_PER_CLERK_PHONE
    used = max(1, min(len(guides), wanted))
    borrowed = guides.phone[rng.permutation(len(guides))[:used]]
    clerk = borrowed[rng.integers(0, used, size)]
    made_up = np.array(PLACEHOLDERS)[weighted(rng, (6, 2, 2), size)]
    slipped = _slip(rng, own, np.concatenate([book.first, book.second, guides.phone]))
    return np.select(
        [case == PHONE_CLERK, case == PHONE_SLIP, case == PHONE_PLACEHOLDER, case == PHONE_NONE],
        [clerk, slipped, made_up, np.full(size, -1)],
        own,
    )


def _slip(rng: np.random.Generator, numbers: Ints, taken: Ints) -> Ints:
    """Mistype numbers: a digit changed, two swapped, or one missing.

    A slip never hits somebody else's number: where it would, a digit is missing.
    """
    place = rng.integers(0, 6, len(numbers))
    low, high = numbers // 10**place % 10, numbers // 10 ** (place + 1) % 10
    swapped = numbers + (high - low) * 10**place + (low - high) * 10 ** (place + 1)
    changed = numbers + ((low + rng.integers(1, 10, len(numbers))) % 10 - low) * 10**place
    missing = numbers // 10 ** (place + 1) * 10**place + numbers % 10**place
    wanted = np.where((rng.random(len(numbers)) < 0.5) & (low != high), swapped, changed)
    short = (rng.random(len(numbers)) < 0.3) | np.isin(wanted, taken)
    return np.where(short, missing, wanted)


def _name_forms(rng: np.random.Generator, shares: HardCases, may: Mask) -> Ints:
    form = np.full(len(may), NAME_PLAIN)
    form[pick(rng, may, shares.no_name, len(may))] = NAME_NONE
    varied = np.flatnonzero(pick(rng, may & (form == NAME_PLAIN), shares.name_variation, len(may)))
    form[varied] = np.where(rng.random(len(varied)) < 0.6, NAME_SPACED, NAME_TITLED)
    return form


def _last_before(rng: np.random.Generator, calendar: Calendar, opened: Ints) -> Ints:
    """Draw the last purchase before the history, for cards that already had one."""
    span = np.maximum(calendar.start - opened, 0)
    return opened + (rng.random(len(opened)) ** 0.4 * span).astype(np.int64)
