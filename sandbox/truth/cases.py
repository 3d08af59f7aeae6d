"""How often each hard identity case occurs at a clock, beside the share that was intended.

What belongs here: the `hard_cases` table. What does not: which identifiers are concerned
(`truth.identifiers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sandbox.world import Table, World
from sandbox.world.draws import Ints, Mask
from sandbox.world.views import happened, rows_until
from sandbox.world.vocabulary import (
    NAME_NONE,
    NAME_PLAIN,
    PHONE_CLERK,
    PHONE_NONE,
    PHONE_OWN,
    PHONE_PLACEHOLDER,
    PHONE_SLIP,
)


@dataclass(frozen=True, slots=True)
class Count:
    """One case: which rows of which unit it touches.

    Attributes:
        case: Its name, a field of `HardCases`.
        unit: What is counted.
        touched: Rows of the unit.
        person: The person behind each row, -1 nobody.
    """

    case: str
    unit: str
    touched: NDArray[np.bool_]
    person: Ints


def hard_cases(world: World, now: int) -> Any:
    """Return the `hard_cases` table (pyarrow).

    Returns:
        `case`, `unit`, `affected`, `base`, `share`, `intended`, `persons`; a row per case and unit.
    """
    counts = [
        *_accounts(world, now),
        *_holders(world, now),
        *_cards(world, now),
        *_purchases(world, now),
    ]
    return pa.table(
        {
            "case": [count.case for count in counts],
            "unit": [count.unit for count in counts],
            "affected": [int(np.count_nonzero(count.touched)) for count in counts],
            "base": [len(count.touched) for count in counts],
            "share": [
                float(count.touched.mean()) if len(count.touched) else 0.0 for count in counts
            ],
            "intended": [float(getattr(world.hard_cases, count.case)) for count in counts],
            "persons": [_persons(count) for count in counts],
        }
    )


def _persons(count: Count) -> int:
    people = np.unique(count.person[count.touched])
    return int(np.count_nonzero(people >= 0))


def _accounts(world: World, now: int) -> list[Count]:
    follows = world.follows.take(np.arange(rows_until(world.follows.first_subscribed_at, now)))
    users = world.mini_users.take(np.arange(rows_until(world.mini_users.opened_at, now)))
    return [
        Count("oa_without_unionid", "followers", follows.unionid_visible_at < 0, follows.person),
        Count(
            "late_unionid",
            "followers",
            _late(world, follows, "first_subscribed_at"),
            follows.person,
        ),
        Count(
            "late_unionid", "mini-program accounts", _late(world, users, "opened_at"), users.person
        ),
        _second_app(users),
    ]


def _late(world: World, accounts: Table, since: str) -> Mask:
    return accounts.unionid_visible_at > np.maximum(accounts[since], world.start_ts)


def _second_app(users: Table) -> Count:
    main = users.take(users.app == 0)
    also = np.isin(main.person, users.person[users.app == 1])
    return Count("second_app", "mini-program users", also, main.person)


def _holders(world: World, now: int) -> list[Count]:
    """Count the cases of phone numbers, over the people whose number somebody has written down."""
    journeys, book = world.journeys, world.phone_book
    known = np.flatnonzero(happened(journeys.register_at, now) | happened(journeys.card_at, now))
    registered = np.flatnonzero(happened(journeys.register_at, now))
    everybody = np.flatnonzero(world.people.joined_at <= now)
    changed = happened(book.rebind_at[registered], now) & ~book.gave_up[registered]
    return [
        Count("family_phone", "people with a phone", book.is_family[known], known),
        Count("reassigned_phone", "people", book.took_over[everybody], everybody),
        Count("changed_phone", "registered users", changed, registered),
    ]


def _cards(world: World, now: int) -> list[Count]:
    cards = world.cards.take(np.arange(rows_until(world.cards.opened_at, now)))
    main = cards.take(~cards.is_second)
    twice = np.isin(main.person, cards.person[cards.is_second])
    case, form = cards.phone_case, cards.name_form
    users = world.mini_users
    both = main.take(np.isin(main.person, users.person[happened(users.registered_at, now)]))
    bound = users.person[happened(users.card_bound_at, now)]
    own = both.take(both.phone_case == PHONE_OWN)
    other = both.take(both.phone_case != PHONE_OWN)
    return [
        Count("second_card", "card holders", twice, main.person),
        Count("clerk_phone", "cards", case == PHONE_CLERK, cards.person),
        Count("phone_slip", "cards", case == PHONE_SLIP, cards.person),
        Count("placeholder_phone", "cards", case == PHONE_PLACEHOLDER, cards.person),
        Count("no_phone", "cards", case == PHONE_NONE, cards.person),
        Count("no_name", "cards", form == NAME_NONE, cards.person),
        Count("name_variation", "cards", form > NAME_PLAIN, cards.person),
        Count("card_bound", "registered card holders", np.isin(own.person, bound), own.person),
        Count("card_bound_unreachable", "registered card holders without usable phone",
              np.isin(other.person, bound), other.person),
    ]  # fmt: skip


def _purchases(world: World, now: int) -> list[Count]:
    tickets = world.tickets.take(np.arange(rows_until(world.tickets.at, now)))
    orders = world.shop_orders.take(np.arange(rows_until(world.shop_orders.created_at, now)))
    bound_at = world.calendar.share(world.hard_cases.shop_before_bind)
    later = orders.take(orders.created_at >= bound_at)
    buyer = np.unique(later.buyer)
    never = ~np.isin(buyer, later.buyer[later.has_unionid])
    held = tickets.take((tickets.person >= 0) & (world.people.card[tickets.person] >= 0))
    return [
        Count("anonymous_ticket", "tickets", tickets.person < 0, tickets.person),
        Count("forgotten_card", "tickets of card holders", held.card < 0, held.person),
        Count("shop_without_unionid", "shop buyers since the bind", never, buyer),
        Count("shop_before_bind", "shop orders", orders.created_at < bound_at, orders.buyer),
    ]
