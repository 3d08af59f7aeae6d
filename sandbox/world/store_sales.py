"""Tickets of the stores: with a card, with a phone only, or anonymous; and goods brought back.

What belongs here: tickets, their lines and the stored-value account they draw on. What does not:
points (`loyalty`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, STORE_HOURS, Calendar
from sandbox.world.draws import Floats, Ints, run_ranks, running_sum, weighted
from sandbox.world.ground import GUIDES_PER_STORE, Ground
from sandbox.world.shopping import fill_baskets, store_purchases
from sandbox.world.table import Table, stack
from sandbox.world.vocabulary import (
    CATEGORIES,
    PAY_METHOD_WEIGHTS,
    PHONE_OWN,
    STORED_VALUE,
)

_RETURNED = 0.03
_SPLIT_LINE = 0.02
_TOPS_UP = 0.12
_TOP_UPS = (20_000, 50_000, 100_000)
_WEEKEND = 0.3


def make_tickets(ground: Ground, cards: Table, gaps: Floats) -> tuple[Table, Table]:
    """Ring up everything bought in stores, ordered by instant, and the lines of every ticket."""
    rng, calendar, book = ground.draws("tickets"), ground.calendar, ground.phones
    person, at = store_purchases(ground, gaps)
    card = _card_used(cards, person, at, len(ground.people))
    known = (card >= 0) | book.is_plain()[person]
    person, at, card = _with_strangers(rng, ground, person[known], at[known], card[known])
    at = calendar.at_hours(rng, calendar.towards_weekend(rng, at, _WEEKEND), STORE_HOURS)
    since = np.where(card >= 0, cards.opened_at[card], ground.journeys.register_at[person])
    at = np.maximum(at, np.where(person >= 0, since + 120, calendar.start))
    order = np.lexsort((person, at))
    order = order[at[order] < calendar.end]
    person, at, card = person[order], at[order], card[order]
    forgets = (card >= 0) & (cards.phone_case[card] == PHONE_OWN) & book.is_plain()[person]
    forgets &= rng.random(len(at)) < ground.shares.forgotten_card
    tells = forgets | ((card < 0) & (person >= 0))
    store = _store(rng, ground, person)
    sales = Table(
        at=at,
        person=person,
        card=np.where(forgets, -1, card),
        phone_written=np.where(tells, book.at(person, at), -1),
        store=store,
        register=rng.integers(1, 4, len(at)),
        cashier=store * GUIDES_PER_STORE + rng.integers(0, GUIDES_PER_STORE, len(at)),
        pay_method=weighted(rng, PAY_METHOD_WEIGHTS, len(at)),
        returns=np.full(len(at), -1),
    )
    favourite = rng.integers(0, len(CATEGORIES), len(at))
    favourite = np.where(person >= 0, ground.people.category[person], favourite)
    lines = _ring_up(rng, ground.products, favourite)
    return _numbered(calendar, *_with_returns(rng, calendar, sales, lines))


def _card_used(cards: Table, person: Ints, at: Ints, people: int) -> Ints:
    """Return the newest card each buyer holds at that instant, -1 for people without one."""
    first, second = np.full(people, -1), np.full(people, -1)
    holder = np.flatnonzero(cards.person >= 0)
    main, extra = holder[~cards.is_second[holder]], holder[cards.is_second[holder]]
    first[cards.person[main]] = main
    second[cards.person[extra]] = extra
    newer = second[person]
    return np.where((newer >= 0) & (cards.opened_at[newer] < at), newer, first[person])


def _with_strangers(
    rng: np.random.Generator, ground: Ground, person: Ints, at: Ints, card: Ints
) -> tuple[Ints, Ints, Ints]:
    """Add the tickets of people nobody knows, as their share of all tickets demands."""
    share, calendar = ground.shares.anonymous_ticket, ground.calendar
    strangers = round(len(person) * share / (1 - share))
    nobody = np.full(strangers, -1)
    when = rng.integers(calendar.start, calendar.end, strangers)
    return (
        np.concatenate([person, nobody]),
        np.concatenate([at, when]),
        np.concatenate([card, nobody]),
    )


def _store(rng: np.random.Generator, ground: Ground, person: Ints) -> Ints:
    """Shop at the home store mostly; strangers anywhere."""
    anywhere = rng.integers(0, len(ground.stores), len(person))
    at_home = (person >= 0) & (rng.random(len(person)) < 0.88)
    return np.where(at_home, ground.home_store[person], anywhere)


def _ring_up(rng: np.random.Generator, products: Table, favourite: Ints) -> Table:
    """Put goods on every ticket; some lines stand twice, some are marked down."""
    ticket, product, quantity = fill_baskets(rng, products, favourite, may_repeat=_SPLIT_LINE)
    unit = products.price_fen[product]
    off = np.array((0, 5, 10, 12, 20))[weighted(rng, (82, 5, 6, 4, 3), len(ticket))]
    discount = unit * quantity * off // 100
    return Table(
        ticket=ticket,
        product=product,
        quantity=quantity,
        unit_fen=unit,
        discount_fen=discount,
        amount_fen=unit * quantity - discount,
    )


def _with_returns(
    rng: np.random.Generator, calendar: Calendar, sales: Table, lines: Table
) -> tuple[Table, Table]:
    """Bring one line of a few tickets back within two weeks, on a ticket of its own."""
    returned = rng.random(len(sales)) < _RETURNED
    later = sales.at + rng.integers(1, 13, len(sales)) * DAY
    later = calendar.at_hours(rng, later, STORE_HOURS)
    original = np.flatnonzero(returned & (later < calendar.end))
    first = np.searchsorted(lines.ticket, original)
    count = np.searchsorted(lines.ticket, original, side="right") - first
    line = first + (rng.random(len(original)) * count).astype(np.int64)
    back = sales.take(original).with_columns(at=later[original], returns=original)
    taken = 1 + (rng.random(len(line)) * lines.quantity[line]).astype(np.int64)
    unit, discount = (
        lines.unit_fen[line],
        -(lines.discount_fen[line] * taken // lines.quantity[line]),
    )
    back_lines = Table(
        ticket=len(sales) + np.arange(len(original)),
        product=lines.product[line],
        quantity=-taken,
        unit_fen=unit,
        discount_fen=discount,
        amount_fen=-unit * taken - discount,
    )
    return stack(sales, back), stack(lines, back_lines)


def _numbered(calendar: Calendar, tickets: Table, lines: Table) -> tuple[Table, Table]:
    """Order tickets and lines by instant, and number them: store, date, running number."""
    order = np.argsort(tickets.at, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    amount = np.bincount(lines.ticket, lines.amount_fen, len(tickets)).astype(np.int64)
    tickets = tickets.with_columns(
        amount_fen=amount,
        points=np.where(tickets.card >= 0, np.sign(amount) * (np.abs(amount) // 100), 0),
        returns=np.where(tickets.returns >= 0, place[tickets.returns], -1),
    ).take(order)
    lines = lines.with_columns(ticket=place[lines.ticket])
    lines = lines.take(np.argsort(lines.ticket, kind="stable"))
    day = calendar.day_number(tickets.at)
    by_day = np.lexsort((tickets.at, day, tickets.store))
    running = np.empty(len(tickets), dtype=np.int64)
    running[by_day] = run_ranks((tickets.store * 100_000 + day)[by_day]) + 1
    number = ((101 + tickets.store) * 100_000_000 + calendar.digits(tickets.at)) * 10_000 + running
    return (
        tickets.with_columns(ticket_no=number),
        lines.with_columns(line_no=run_ranks(lines.ticket) + 1),
    )


def pay_from_balance(ground: Ground, cards: Table, tickets: Table) -> tuple[Table, Table]:
    """Let some card holders top up and pay from the balance while it lasts.

    Returns:
        The tickets with their payment method, and the stored-value ledger ordered by instant.
    """
    rng, calendar = ground.draws("stored value"), ground.calendar
    since = np.maximum(cards.opened_at, calendar.start)
    top_up_at = (
        since + 90 + (rng.random(len(cards)) ** 3 * (calendar.end - since) * 0.8).astype(np.int64)
    )
    chosen = rng.random(len(cards)) < _TOPS_UP
    paid_in = np.where(chosen, np.array(_TOP_UPS)[rng.integers(0, 3, len(cards))], 0)
    card = tickets.card
    may = np.flatnonzero((card >= 0) & (tickets.returns < 0) & (paid_in[card] > 0))
    may = may[tickets.at[may] > top_up_at[card[may]]]
    may = may[np.argsort(card[may], kind="stable")]
    spent = running_sum(card[may], tickets.amount_fen[may])
    covered = may[spent <= paid_in[card[may]]]
    pay_method = tickets.pay_method.copy()
    pay_method[covered] = STORED_VALUE
    topped = np.flatnonzero(paid_in > 0)
    owner = np.concatenate([topped, card[covered]])
    at = np.concatenate([top_up_at[topped], tickets.at[covered]])
    delta = np.concatenate([paid_in[topped], -tickets.amount_fen[covered]])
    ticket = np.concatenate([np.full(len(topped), -1), covered])
    by_card = np.lexsort((at, owner))
    ledger = Table(card=owner, at=at, delta_fen=delta, ticket=ticket).take(by_card)
    ledger = ledger.with_columns(balance_fen=running_sum(ledger.card, ledger.delta_fen))
    pay_back = tickets.returns >= 0
    pay_method[pay_back & (pay_method == STORED_VALUE)] = 0
    return (
        tickets.with_columns(pay_method=pay_method),
        ledger.take(np.argsort(ledger.at, kind="stable")),
    )
