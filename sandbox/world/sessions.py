"""Visits to the mini programs: when somebody opens them, and what they look at, step by step.

What belongs here: sessions and their steps. What does not: events that have another cause
(`events`).

A step is one page with a stay; sessions that end in an order are timed backwards from the order.
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, ONLINE_HOURS
from sandbox.world.draws import Ints, expand, running_sum, weighted
from sandbox.world.ground import Ground
from sandbox.world.shopping import choose_products
from sandbox.world.table import Table, stack
from sandbox.world.vocabulary import (
    LAUNCH_SCENES,
    LAUNCH_WEIGHTS,
    PAGE_CONFIRM,
    PAGE_PRODUCT,
    PAGE_REGISTER,
    PAGE_SEARCH,
    PAGE_WEIGHTS,
)

# by archetype, in 180 days
_VISITS = (6.0, 3.4, 4.0, 1.5, 1.8, 0.4)
_CAMPAIGN_APP = 0.35
_SEARCHES = 0.22
_ADDS_TO_CART = 0.16
_SHARES_STEP = 0.025
_LATER_THAN_OPENING = 900


def make_sessions(ground: Ground, users: Table, orders: Table, messages: Table) -> Table:
    """Let users open the apps: first, at leisure, from a message, to register, to order.

    Returns:
        `mini_user`, `at` (for orders: the instant of submission), `order` (-1), `campaign` (-1),
        `is_registration`, ordered by user, then instant; the row number is the session's number.
    """
    rng, calendar = ground.draws("sessions"), ground.calendar
    user, at = _leisure(rng, ground, users)
    new = np.flatnonzero(users.opened_at >= calendar.start)
    clicked = np.flatnonzero(messages.clicked_at >= 0)
    comes_to_register = np.flatnonzero(
        (users.registered_at >= calendar.start)
        & (users.registered_at - users.opened_at >= _LATER_THAN_OPENING)
    )
    ordered, orderer = _ordering_users(len(ground.people), users, orders)
    groups = (
        (user, at, -1, -1, False),
        (new, users.opened_at[new], -1, -1, False),
        (
            messages.mini_user[clicked],
            messages.clicked_at[clicked],
            -1,
            messages.campaign[clicked],
            False,
        ),
        (comes_to_register, users.registered_at[comes_to_register] - 45, -1, -1, True),
        (orderer, orders.created_at[ordered], ordered, -1, False),
    )
    sizes = [len(group[0]) for group in groups]
    sessions = Table(
        mini_user=np.concatenate([group[0] for group in groups]),
        at=np.concatenate([group[1] for group in groups]),
        order=_filled([group[2] for group in groups], sizes),
        campaign=_filled([group[3] for group in groups], sizes),
        is_registration=np.repeat([group[4] for group in groups], sizes),
    )
    return sessions.take(np.lexsort((sessions.at, sessions.mini_user)))


def make_steps(ground: Ground, users: Table, sessions: Table, lines: Table) -> tuple[Table, Ints]:
    """Walk through every session.

    Returns:
        Steps (`session`, `at`, `page`, `stay`, `product`, `searches`, `adds`, `shares`) ordered by
        session and instant, and the instant each session starts.
    """
    rng = ground.draws("steps")
    browsing = np.flatnonzero(sessions.order < 0)
    steps = stack(
        _browsing_steps(rng, ground, users, sessions, browsing),
        _ordering_steps(rng, sessions, lines),
    )
    steps = steps.take(np.lexsort((steps.place, steps.session)))
    stay = 4 + rng.exponential(17, len(steps)).astype(np.int64)
    passed = running_sum(steps.session, stay)
    total = np.bincount(steps.session, stay, len(sessions)).astype(np.int64)
    start = sessions.at - np.where(sessions.order >= 0, total + 2, 0)
    timed = Table(
        session=steps.session,
        at=start[steps.session] + 1 + passed - stay,
        page=steps.page,
        stay=stay,
        product=steps.product,
        searches=steps.page == PAGE_SEARCH,
        adds=steps.adds,
        shares=rng.random(len(steps)) < _SHARES_STEP,
    )
    return timed, start


def draw_launch_scenes(rng: np.random.Generator, size: int) -> Ints:
    """Draw by which door each session was opened (the platform's scene ids)."""
    return np.array(LAUNCH_SCENES)[weighted(rng, LAUNCH_WEIGHTS, size)]


def _leisure(rng: np.random.Generator, ground: Ground, users: Table) -> tuple[Ints, Ints]:
    """Draw the visits without a particular cause, between opening and silence."""
    calendar, people = ground.calendar, ground.people
    silent = people.silent_at[users.person]
    since = np.maximum(users.opened_at, calendar.start) + DAY // 2
    stop = np.where(silent >= 0, np.minimum(silent, calendar.end), calendar.end)
    span = np.maximum(stop - since, 0)
    rate = np.array(_VISITS)[people.archetype[users.person]] * span / (180 * DAY)
    rate = rate * np.where(users.app == 0, 1, _CAMPAIGN_APP)
    user, _ = expand(rng.poisson(rate))
    at = since[user] + (rng.random(len(user)) * span[user]).astype(np.int64)
    at = calendar.at_hours(rng, calendar.towards_weekend(rng, at, 0.12), ONLINE_HOURS)
    return user, np.maximum(at, since[user])


def _ordering_users(people: int, users: Table, orders: Table) -> tuple[Ints, Ints]:
    """Return the orders of people who had opened the mini program well before, and these users."""
    user_of = np.full(people, -1)
    main = np.flatnonzero(users.app == 0)
    user_of[users.person[main]] = main
    user = user_of[orders.buyer]
    order = np.flatnonzero((user >= 0) & (users.opened_at[user] + 3_600 < orders.created_at))
    return order, user[order]


def _filled(values: list[Ints | int], sizes: list[int]) -> Ints:
    return np.concatenate(
        [np.broadcast_to(value, size) for value, size in zip(values, sizes, strict=True)]
    )


def _browsing_steps(
    rng: np.random.Generator, ground: Ground, users: Table, sessions: Table, browsing: Ints
) -> Table:
    """Look at the home page, at some others, at goods, and sometimes search."""
    size = len(browsing)
    pages, page_place = expand(1 + rng.poisson(0.6, size))
    page = np.where(page_place == 0, 0, weighted(rng, PAGE_WEIGHTS, len(pages)))
    page[sessions.is_registration[browsing][pages] & (page_place == 0)] = PAGE_REGISTER
    search = np.flatnonzero(rng.random(size) < _SEARCHES)
    looks, look_place = expand(rng.poisson(0.6, size))
    person = users.person[sessions.mini_user[browsing[looks]]]
    product = choose_products(rng, ground.products, ground.people.category[person])
    return Table(
        session=browsing[np.concatenate([pages, search, looks])],
        place=np.concatenate([page_place * 2, np.full(len(search), 1), look_place * 2 + 3]),
        page=np.concatenate(
            [page, np.full(len(search), PAGE_SEARCH), np.full(len(looks), PAGE_PRODUCT)]
        ),
        product=np.concatenate([np.full(len(pages) + len(search), -1), product]),
        adds=np.concatenate(
            [np.zeros(len(pages) + len(search), bool), rng.random(len(looks)) < _ADDS_TO_CART]
        ),
    )


def _ordering_steps(rng: np.random.Generator, sessions: Table, lines: Table) -> Table:
    """Look at the goods of the order, put them into the cart, confirm."""
    session = np.flatnonzero(sessions.order >= 0)
    home = session[rng.random(len(session)) < 0.5]
    first = np.searchsorted(lines.order, sessions.order[session])
    count = np.searchsorted(lines.order, sessions.order[session], side="right") - first
    place, number = expand(count)
    line = first[place] + number
    return Table(
        session=np.concatenate([home, session[place], session]),
        place=np.concatenate([np.full(len(home), -1), number, np.full(len(session), 99)]),
        page=np.concatenate(
            [
                np.zeros(len(home), dtype=np.int64),
                np.full(len(line), PAGE_PRODUCT),
                np.full(len(session), PAGE_CONFIRM),
            ]
        ),
        product=np.concatenate(
            [np.full(len(home), -1), lines.product[line], np.full(len(session), -1)]
        ),
        adds=np.concatenate(
            [np.zeros(len(home), bool), np.ones(len(line), bool), np.zeros(len(session), bool)]
        ),
    )
