"""Accounts of the two mini programs: opened, registered, invited, bound to a card.

What belongs here: the accounts and who invited whom. What does not: the log of their profiles
(`registry`) and of their behaviour (`events`).
"""

from __future__ import annotations

import numpy as np

from sandbox.ids import Permutation
from sandbox.world.calendar import DAY, ONLINE_HOURS, Calendar
from sandbox.world.draws import Ints, Mask, pick, weighted
from sandbox.world.follows import late_unionid
from sandbox.world.ground import Ground
from sandbox.world.hard_cases import HardCases
from sandbox.world.people import Journeys
from sandbox.world.table import Table
from sandbox.world.vocabulary import IN_STORE, INVITED, PHONE_OWN

_NAME_GIVEN = 0.55
_INVITED = 0.22
_LOGS_IN_TWICE = 0.5
# by archetype: how likely somebody passes the program on to friends
_SHARES_WITH_FRIENDS = (0.5, 0.3, 0.35, 0.1, 0.1, 0.0)
_CHANNEL_WEIGHTS = (42, 0, 24, 20, 8, 6)


def login_numbers(seed: int) -> Permutation:
    """Return the permutation behind the brand's nine-digit user ids."""
    return Permutation(900_000_000, seed, "login")


def make_mini_users(ground: Ground, cards: Table, logins: Permutation) -> Table:
    """Open the accounts of both apps, ordered by the instant of the first visit."""
    rng, calendar, shares, book = (
        ground.draws("mini users"), ground.calendar, ground.shares, ground.phones,
    )  # fmt: skip
    person, app, opened, registered = _accounts(rng, calendar, shares, ground.journeys)
    told = np.maximum(registered, 0)
    first_app = app == 0
    in_store = (registered >= 0) & (np.abs(registered - ground.journeys.card_at[person]) < 900)
    channel = np.where(in_store, IN_STORE, weighted(rng, _CHANNEL_WEIGHTS, len(person)))
    hour = (registered - calendar.midnight(registered)) // 3_600
    channel = np.where((channel == IN_STORE) & ((hour < 10) | (hour > 20)), 0, channel)
    must_name = (book.is_family | book.gave_up | book.took_over)[person]
    rebinds = first_app & (registered >= 0) & (book.rebind_at[person] >= 0)
    card, bound_at = _bind_cards(rng, calendar, shares, person, app, registered, cards)
    users = Table(
        person=person,
        app=app,
        openid_id=person,
        login_id=np.where(registered >= 0, 100_000_000 + logins.forward(person), 0),
        unionid_visible_at=late_unionid(
            rng, calendar, opened, np.ones(len(person), dtype=bool), shares.late_unionid
        ),
        opened_at=opened,
        registered_at=registered,
        phone=np.where(registered >= 0, book.at(person, told), -1),
        phone_2=np.where(rebinds, book.second[person], -1),
        phone_2_at=np.where(rebinds, book.rebind_at[person], -1),
        name_given=(registered >= 0) & (must_name | (rng.random(len(person)) < _NAME_GIVEN)),
        channel=np.where(registered >= 0, channel, -1),
        card=card,
        card_bound_at=bound_at,
        store=np.where(in_store | (channel == IN_STORE), ground.home_store[person], -1),
    )
    inviter = _inviters(ground.draws("inviters"), users, ground.people.archetype[person])
    return users.with_columns(
        inviter=inviter, channel=np.where(inviter >= 0, INVITED, users.channel)
    )


def _accounts(
    rng: np.random.Generator, calendar: Calendar, shares: HardCases, journeys: Journeys
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return person, app, opened_at and registered_at of every account, oldest first."""
    first = np.flatnonzero(journeys.mini_at >= 0)
    both = first[
        pick(rng, journeys.mini_at[first] < calendar.until - DAY, shares.second_app, len(first))
    ]
    seen = np.maximum(journeys.mini_at[both], calendar.start)
    again = calendar.between(rng, seen, np.full(len(both), calendar.until - DAY), len(both))
    opened_again = np.maximum(calendar.at_hours(rng, again, ONLINE_HOURS), seen + 60)
    registered = journeys.register_at[both]
    logs_in = (registered >= 0) & (rng.random(len(both)) < _LOGS_IN_TWICE)
    logged_in = np.maximum(opened_again, registered) + rng.integers(20, 900, len(both))
    person = np.concatenate([first, both])
    app = np.repeat([0, 1], [len(first), len(both)])
    opened = np.concatenate([journeys.mini_at[first], opened_again])
    register = np.concatenate([journeys.register_at[first], np.where(logs_in, logged_in, -1)])
    order = np.lexsort((app, person, opened))
    return person[order], app[order], opened[order], register[order]


def _bind_cards(
    rng: np.random.Generator, calendar: Calendar, shares: HardCases,
    person: Ints, app: Ints, registered: Ints, cards: Table,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Let some registered users type their card's number into the mini program."""
    main = np.flatnonzero(~cards.is_second & (cards.person >= 0))
    card_of = np.full(int(person.max(initial=0)) + 1, -1)
    main = main[cards.person[main] < len(card_of)]
    card_of[cards.person[main]] = main
    card = card_of[person]
    usable = cards.phone_case[card] == PHONE_OWN
    chance = np.where(usable, shares.card_bound, shares.card_bound_unreachable)
    binds = (app == 0) & (registered >= 0) & (card >= 0) & (rng.random(len(person)) < chance)
    ready = np.maximum(registered, cards.opened_at[card])
    lag = np.minimum(rng.exponential(2 * DAY, len(person)), np.maximum(calendar.until - ready, 0))
    bound_at = ready + 60 + (lag * rng.random(len(person))).astype(np.int64)
    return np.where(binds, card, -1), np.where(binds, bound_at, -1)


def _inviters(rng: np.random.Generator, users: Table, archetype: Ints) -> Ints:
    """Name the friend who brought each invited user: somebody registered before, rather lately."""
    main = (users.app == 0) & (users.registered_at >= 0)
    hosts = np.flatnonzero(
        main & (rng.random(len(users)) < np.array(_SHARES_WITH_FRIENDS)[archetype])
    )
    hosts = hosts[np.argsort(users.registered_at[hosts], kind="stable")]
    invited: Mask = main & (users.channel != IN_STORE) & (rng.random(len(users)) < _INVITED)
    guests = np.flatnonzero(invited)
    known = np.searchsorted(users.registered_at[hosts], users.registered_at[guests])
    chosen = (np.sqrt(rng.random(len(guests))) * known).astype(np.int64)
    inviter = np.full(len(users), -1)
    brought = known > 0
    inviter[guests[brought]] = hosts[chosen[brought]]
    return inviter


def make_referrals(calendar: Calendar, users: Table) -> Table:
    """List the invitations that led to a registration since the first day."""
    invitee = np.flatnonzero((users.inviter >= 0) & (users.registered_at >= calendar.start))
    invitee = invitee[np.argsort(users.registered_at[invitee], kind="stable")]
    return Table(inviter=users.inviter[invitee], invitee=invitee, at=users.registered_at[invitee])
