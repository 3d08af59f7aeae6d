"""Who holds which mobile number when: shared, given up, taken over, changed, or simply one's own.

What belongs here: numbers and their holders. What does not: who wrote which number where (see
`mini_users`, `cards`).

Every number starts with 1990 and, in worlds below a hundred thousand people, with one or two more
zeros, so that it is recognisably made up; which of the numbers in that block a person gets is a
permutation of the person's row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sandbox.ids import Permutation
from sandbox.world.calendar import DAY, Calendar
from sandbox.world.draws import Draws, Ints, Mask, pick
from sandbox.world.hard_cases import HardCases
from sandbox.world.people import Journeys
from sandbox.world.table import Table

BLOCK = 19_900_000_000
_MAX_PEOPLE = 4_000_000
OWN, FAMILY, GIVEN_UP, TAKEN_OVER, AFTER_CHANGE = range(5)

# shares of the history: until when numbers are known, then given up, then taken over
_KNOWN_BY, _GIVEN_UP_BY, _TAKEN_OVER_BY = 0.40, 0.50, 0.55


@dataclass(frozen=True, slots=True)
class PhoneBook:
    """Numbers per person (int64 arrays, one row per person).

    Attributes:
        first: The number at first.
        second: The number after a change; -1 none.
        change_at: When the first was given up; -1 never.
        rebind_at: When a registered user told the mini program so (换绑); -1 never.
        held_from: Since when the first is held.
        is_family: The first is shared with one or two others.
        gave_up: The first later went to another customer.
        took_over: The first was another customer's before.
    """

    first: Ints
    second: Ints
    change_at: Ints
    rebind_at: Ints
    held_from: Ints
    is_family: Mask
    gave_up: Mask
    took_over: Mask

    def at(self, person: Ints, at: Ints) -> Ints:
        """Return the number each person holds at an instant."""
        changed = (self.change_at[person] >= 0) & (at >= self.change_at[person])
        return np.where(changed, self.second[person], self.first[person])

    def is_plain(self) -> Mask:
        """Mark the people whose number is their own and never moved."""
        return ~(self.is_family | self.gave_up | self.took_over) & (self.change_at < 0)


def number_maker(seed: int, people: int) -> Permutation:
    """Return the permutation that deals the numbers of the block.

    Raises:
        ValueError: When the block is too small for so many people.
    """
    if people > _MAX_PEOPLE:
        raise ValueError(f"the block of made-up phones ends at {_MAX_PEOPLE} people, not {people}")
    width = int(np.clip(np.ceil(np.log10(8 * people)), 5, 7))
    return Permutation(10**width, seed, "phones")


def make_phones(
    draws: Draws, calendar: Calendar, shares: HardCases, journeys: Journeys, numbers: Permutation
) -> PhoneBook:
    """Deal the numbers and let some of them be shared, change or move to another holder."""
    rng = draws("phones")
    size = len(journeys.card_at)
    first_known, last_known = _evidence(journeys)
    known = last_known >= 0
    registered = journeys.register_at >= 0
    family = _families(rng, known, shares.family_phone)
    gave_up, took_over, changes = _reassign(
        rng,
        calendar,
        shares.reassigned_phone,
        (first_known, last_known),
        registered & (family < 0),
        family < 0,
    )
    own = BLOCK + numbers.forward(np.arange(size))
    first = np.where(family >= 0, own[family], own)
    first[took_over] = own[gave_up]
    change_at, rebind_at, held_from = changes
    plain = registered & (family < 0) & (change_at < 0) & (held_from < 0)
    _rebind(rng, calendar, shares.changed_phone, journeys, plain, (change_at, rebind_at))
    second = np.where(change_at >= 0, BLOCK + numbers.forward(size + np.arange(size)), -1)
    return PhoneBook(
        first=first,
        second=second,
        change_at=change_at,
        rebind_at=rebind_at,
        held_from=np.where(held_from < 0, calendar.start - 3_000 * DAY, held_from),
        is_family=family >= 0,
        gave_up=np.isin(np.arange(size), gave_up),
        took_over=np.isin(np.arange(size), took_over),
    )


def phone_table(book: PhoneBook) -> Table:
    """List every number with its holder and span; one row per holder and number."""
    people = np.arange(len(book.first))
    changed = np.flatnonzero(book.change_at >= 0)
    kind = np.select(
        [book.is_family, book.took_over, book.change_at >= 0], [FAMILY, TAKEN_OVER, GIVEN_UP], OWN
    )
    person = np.concatenate([people, changed])
    order = np.argsort(person, kind="stable")
    return Table(
        person=person[order],
        phone=np.concatenate([book.first, book.second[changed]])[order],
        valid_from=np.concatenate([book.held_from, book.change_at[changed]])[order],
        valid_to=np.concatenate([book.change_at, np.full(len(changed), -1)])[order],
        kind=np.concatenate([kind, np.full(len(changed), AFTER_CHANGE)])[order],
    )


def _evidence(journeys: Journeys) -> tuple[Ints, Ints]:
    """Return when each person's number is first and last written down (-1 never)."""
    both = np.stack([journeys.register_at, journeys.card_at])
    first = np.where(both < 0, np.iinfo(np.int64).max, both).min(axis=0)
    last = both.max(axis=0)
    return np.where(last < 0, -1, first), last


def _families(rng: np.random.Generator, known: Mask, share: float) -> Ints:
    """Group some people into families of two or three; the head's row for each, -1 for the rest."""
    members = rng.permutation(np.flatnonzero(pick(rng, known, share)))
    threes = len(members) // 10
    twos = (len(members) - 3 * threes) // 2
    size = np.concatenate([np.full(threes, 3), np.full(twos, 2)]).astype(np.int64)
    head = np.repeat(np.cumsum(size) - size, size)
    family = np.full(len(known), -1)
    family[members[: len(head)]] = members[head]
    return family


def _reassign(
    rng: np.random.Generator, calendar: Calendar, share: float, evidence: tuple[Ints, Ints],
    may_take: Mask, may_give: Mask,
) -> tuple[Ints, Ints, tuple[Ints, Ints, Ints]]:  # fmt: skip
    """Let some early customers give up their number and later ones get it.

    Returns:
        Givers, takers (rows, in pairs) and, per person, change_at, rebind_at and held_from (-1 each
        where not concerned).
    """
    first_known, last_known = evidence
    size = len(first_known)
    gives = may_give & (last_known >= 0) & (last_known < calendar.share(_KNOWN_BY))
    takes = may_take & (first_known >= calendar.share(_TAKEN_OVER_BY))
    wanted = min(round(share * size), int(gives.sum()), int(takes.sum()))
    givers = rng.choice(np.flatnonzero(gives), wanted, replace=False)
    takers = rng.choice(np.flatnonzero(takes), wanted, replace=False)
    change_at, rebind_at, held_from = (np.full(size, -1) for _ in range(3))
    change_at[givers] = calendar.between(
        rng, calendar.share(_KNOWN_BY), calendar.share(_GIVEN_UP_BY), wanted
    )
    held_from[takers] = calendar.between(
        rng, calendar.share(_GIVEN_UP_BY), calendar.share(_TAKEN_OVER_BY), wanted
    )
    tells = givers[may_take[givers] & (rng.random(wanted) < 0.5)]
    rebind_at[tells] = change_at[tells]
    return givers, takers, (change_at, rebind_at, held_from)


def _rebind(
    rng: np.random.Generator, calendar: Calendar, share: float, journeys: Journeys, plain: Mask,
    changes: tuple[Ints, Ints],
) -> None:  # fmt: skip
    """Let some registered users change their number and say so; fills `changes` in place."""
    since = np.maximum(journeys.register_at, calendar.start) + DAY // 2
    may = plain & (since < calendar.until - DAY)
    chosen = np.flatnonzero(pick(rng, may, share, int((journeys.register_at >= 0).sum())))
    at = since[chosen] + (rng.random(len(chosen)) * (calendar.until - since[chosen])).astype(
        np.int64
    )
    for instants in changes:
        instants[chosen] = at
