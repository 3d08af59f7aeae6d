"""Writes the truth: one Parquet file per table.

What belongs here: the tables about people, orders and states, and the writing. What does not:
identifiers, hard cases and the member programme.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sandbox import accounts
from sandbox.truth.cases import hard_cases
from sandbox.truth.columns import instants, numbers, texts, words
from sandbox.truth.identifiers import identifiers
from sandbox.truth.programme import programme_tables
from sandbox.world import World
from sandbox.world.calendar import DAY
from sandbox.world.places import CITIES, PROVINCES
from sandbox.world.views import card_state, follow_state, happened, order_state, rows_until
from sandbox.world.vocabulary import ARCHETYPES, CATEGORIES, LEVELS, PHONE_CASES, REFUNDED

_GENDERS = ("unknown", "male", "female")


def truth_tables(world: World, now: int | None = None) -> dict[str, Any]:
    """Return every table of the truth (pyarrow) by name.

    Args:
        world: The world.
        now: The clock in epoch seconds; the last second of the history when not given.
    """
    clock = world.until_ts - 1 if now is None else now
    known = identifiers(world, clock)
    return {
        "people": _people(world, clock, known),
        "identifiers": known,
        "orders": pa.concat_tables(
            [_shop_orders(world, clock), _youzan_orders(world, clock), _store_orders(world, clock)]
        ),
        "follows": _follows(world, clock),
        "cards": _cards(world, clock),
        "hard_cases": hard_cases(world, clock),
        **programme_tables(world, clock),
    }


def write_truth(world: World, out: Path, now: int | None = None) -> list[Path]:
    """Write the truth as of the clock into a folder, one Parquet file per table.

    Returns:
        The files written.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in truth_tables(world, now).items():
        path = out / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd")
        written.append(path)
    return written


def _people(world: World, now: int, known: Any) -> Any:
    """One row per person of whom at least one identifier is visible."""
    owned = known.filter(pa.compute.is_valid(known["person_id"]))
    first = (
        owned.group_by("person_id").aggregate([("first_visible_at", "min")]).sort_by("person_id")
    )
    ids = first["person_id"].to_numpy()
    people = world.people.take(ids)
    journeys = world.journeys
    return pa.table(
        {
            "person_id": pa.array(ids),
            "name": texts(world.name(ids)),
            "gender": words(people.gender, _GENDERS),
            "birthday": pa.array(people.birth_day.astype("datetime64[D]")),
            "province": words(people.province_id, PROVINCES),
            "city": words(people.city_id, CITIES),
            "archetype": words(people.archetype, ARCHETYPES),
            "favourite_category": words(people.category, CATEGORIES),
            "first_visible_at": first["first_visible_at_min"],
            "joined_at": instants(people.joined_at),
            "silent_at": instants(people.silent_at, now),
            "registered_at": instants(journeys.register_at[ids], now),
            "is_follower_ever": happened(journeys.follow_at[ids], now),
            "is_mini_program_user": happened(journeys.mini_at[ids], now),
            "is_shop_buyer": _has_ordered(world, now)[ids],
            "is_card_holder": happened(journeys.card_at[ids], now),
        }
    )


def _has_ordered(world: World, now: int) -> np.ndarray:
    buys = np.zeros(world.size, dtype=bool)
    buys[world.shop_orders.buyer[: rows_until(world.shop_orders.created_at, now)]] = True
    return buys


def _shop_orders(world: World, now: int) -> Any:
    state = order_state(world, now)
    orders = world.shop_orders.take(np.arange(len(state)))
    gross = np.where(state.is_paid, orders.order_fen, 0)
    return _orders(
        order_id=[str(number) for number in orders.order_no.tolist()],
        channel="shop",
        person=orders.buyer,
        created=orders.created_at,
        paid=np.where(state.is_paid, orders.paid_at, -1),
        gross=gross,
        refund=state.refund_fen,
        is_return=np.zeros(len(orders), dtype=bool),
        shop_openid=texts(world.openid(accounts.SHOP.appid, orders.openid_id)),
        unionid=texts(world.unionid(orders.buyer), orders.has_unionid),
        card_no=pa.nulls(len(orders), pa.string()),
        store_code=pa.nulls(len(orders), pa.string()),
    )


def _youzan_orders(world: World, now: int) -> Any:
    trades = world.youzan_trades.take(np.arange(rows_until(world.youzan_trades.created_at, now)))
    paid = happened(trades.paid_at, now)
    refunds = world.youzan_refunds
    granted = happened(refunds.completed_at, now) & (refunds.outcome == REFUNDED)
    back = np.bincount(refunds.order[granted], refunds.amount_fen[granted], len(trades))
    return _orders(
        order_id=world.youzan_tid(np.arange(len(trades))),
        channel="youzan",
        person=trades.buyer,
        created=trades.created_at,
        paid=np.where(paid, trades.paid_at, -1),
        gross=np.where(paid, trades.order_fen, 0),
        refund=back.astype(np.int64),
        is_return=np.zeros(len(trades), dtype=bool),
        shop_openid=pa.nulls(len(trades), pa.string()),
        unionid=pa.nulls(len(trades), pa.string()),
        card_no=pa.nulls(len(trades), pa.string()),
        store_code=pa.nulls(len(trades), pa.string()),
    )


def _store_orders(world: World, now: int) -> Any:
    """One row per ticket; a return is a ticket of its own, nothing sold, its amount refunded."""
    tickets = world.tickets.take(np.arange(rows_until(world.tickets.at, now)))
    cards = [str(number) for number in world.cards.card_no[tickets.card].tolist()]
    return _orders(
        order_id=[str(number) for number in tickets.ticket_no.tolist()],
        channel="offline",
        person=tickets.person,
        created=tickets.at,
        paid=tickets.at,
        gross=np.maximum(tickets.amount_fen, 0),
        refund=np.maximum(-tickets.amount_fen, 0),
        is_return=tickets.returns >= 0,
        shop_openid=pa.nulls(len(tickets), pa.string()),
        unionid=pa.nulls(len(tickets), pa.string()),
        card_no=texts(cards, tickets.card >= 0),
        store_code=texts(world.stores.code[tickets.store].tolist()),
    )


def _orders(*, order_id: list[str], channel: str, person: Any, created: Any, paid: Any, gross: Any,
            refund: Any, is_return: Any, **references: Any) -> Any:  # fmt: skip
    return pa.table(
        {
            "order_id": pa.array(order_id, pa.string()),
            "channel": pa.array([channel] * len(order_id), pa.string()),
            "person_id": numbers(person),
            "created_at": instants(created),
            "paid_at": instants(paid),
            "is_paid": paid >= 0,
            "is_return": is_return,
            "gross_fen": gross,
            "refund_fen": refund,
            "net_fen": gross - refund,
            **references,
        }
    )


def _follows(world: World, now: int) -> Any:
    state = follow_state(world, now)
    follows = world.follows.take(np.arange(len(state)))
    return pa.table(
        {
            "person_id": follows.person,
            "openid": texts(world.openid(accounts.OFFICIAL_ACCOUNT.appid, follows.openid_id)),
            "is_following": state.is_subscribed,
            "first_subscribed_at": instants(follows.first_subscribed_at),
            "subscribed_at": instants(state.subscribed_at),
            "left_at": instants(state.left_at),
            "unionid": texts(world.unionid(follows.person), state.shows_unionid),
        }
    )


def _cards(world: World, now: int) -> Any:
    state = card_state(world, now)
    rows = np.arange(len(state))
    cards = world.cards.take(rows)
    return pa.table(
        {
            "card_no": [str(number) for number in cards.card_no.tolist()],
            "person_id": numbers(cards.person),
            "phone_written": texts(world.card_phone(rows)),
            "phone_case": words(cards.phone_case, PHONE_CASES),
            "name_written": texts(world.card_name(rows)),
            "opened_at": instants(cards.opened_at),
            "opened_on": pa.array(((cards.opened_at + 8 * 3_600) // DAY).astype("datetime64[D]")),
            "store_code": texts(world.stores.code[cards.store].tolist()),
            "level": words(state.level, LEVELS),
            "points": state.points,
            "stored_fen": state.stored_fen,
            "purchase_count": state.purchase_count,
            "purchase_fen": state.purchase_fen,
            "last_purchase_at": instants(state.last_purchase_at),
        }
    )
