"""What the member programme really came to by a clock: accounts, coupons, invitations.

What belongs here: who holds how many points and how much prepaid money, which coupon became what,
who brought whom. What does not: levels and stages.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.truth.columns import instants, numbers, texts, words
from sandbox.world import Table, World
from sandbox.world.draws import Ints
from sandbox.world.views import card_state, happened, rows_until
from sandbox.world.vocabulary import COUPON_TEMPLATES, REDEEM
from sandbox.world.youzan_programme import SPENT, VOUCHER_TEMPLATES


def programme_tables(world: World, now: int) -> dict[str, Any]:
    """Return the tables (pyarrow) by name.

    Args:
        world: The world.
        now: The clock in epoch seconds.

    Returns:
        `accounts`: program (brand_app, store_card, youzan), account_key (login id, card number,
        id at the Youzan shop), person_id, points, redeemed (points ever spent), stored_fen.
        `coupons`: program, coupon_no, template, person_id, received_at, used_at and order_id
        (null while unused). `referrals`: inviter and invitee (login ids), inviter_id and
        invitee_id (people), at.
    """
    return {
        "accounts": pa.concat_tables(
            [_app_accounts(world, now), _cards(world, now), _youzan_accounts(world, now)]
        ),
        "coupons": pa.concat_tables([_coupons(world, now), _vouchers(world, now)]),
        "referrals": _referrals(world, now),
    }


def _logins(world: World, users: Ints) -> list[str]:
    return [str(login) for login in world.mini_users.login_id[users].tolist()]


def _totals(owner: Ints, ledger: Table, spent: int, count: int) -> tuple[Ints, Ints]:
    """Return what each owner has left and has spent; an entry without an owner (-1) is left out."""
    mine = np.flatnonzero(owner >= 0)
    left = np.bincount(owner[mine], ledger.delta[mine], count)
    spends = mine[ledger.reason[mine] == spent]
    taken = np.bincount(owner[spends], -ledger.delta[spends], count)
    return left.astype(np.int64), taken.astype(np.int64)


def _accounts(
    program: str, keys: list[str], person: Ints, points: Ints, redeemed: Ints, stored: Ints
) -> Any:
    return pa.table(
        {
            "program": pa.array([program] * len(keys), pa.string()),
            "account_key": pa.array(keys, pa.string()),
            "person_id": numbers(person),
            "points": points,
            "redeemed": redeemed,
            "stored_fen": stored,
        }
    )


def _app_accounts(world: World, now: int) -> Any:
    users = world.mini_users
    ledger = world.points.take(np.arange(rows_until(world.points.at, now)))
    left, taken = _totals(ledger.mini_user, ledger, REDEEM, len(users))
    rows = np.flatnonzero((users.app == 0) & happened(users.registered_at, now))
    none = np.zeros(len(rows), dtype=np.int64)
    return _accounts(
        "brand_app", _logins(world, rows), users.person[rows], left[rows], taken[rows], none
    )


def _cards(world: World, now: int) -> Any:
    state = card_state(world, now)
    cards = world.cards.take(np.arange(len(state)))
    ledger = world.points.take(np.arange(rows_until(world.points.at, now)))
    left, taken = _totals(ledger.card, ledger, REDEEM, len(world.cards))
    keys = [str(number) for number in cards.card_no.tolist()]
    shown = slice(0, len(state))
    return _accounts("store_card", keys, cards.person, left[shown], taken[shown], state.stored_fen)


def _youzan_accounts(world: World, now: int) -> Any:
    customers = world.youzan_customers
    ledger = world.youzan_points.take(np.arange(rows_until(world.youzan_points.at, now)))
    left, taken = _totals(ledger.customer, ledger, SPENT, len(customers))
    rows = np.flatnonzero(happened(customers.created_at, now))
    person = customers.person[rows]
    none = np.zeros(len(rows), dtype=np.int64)
    return _accounts("youzan", world.yz_open_id(person), person, left[rows], taken[rows], none)


def _coupons(world: World, now: int) -> Any:
    held = world.coupons.take(np.arange(rows_until(world.coupons.received_at, now)))
    orders = world.shop_orders.order_no.astype(str)
    return _held("brand_app", held, held.coupon_no, COUPON_TEMPLATES, orders, now)


def _vouchers(world: World, now: int) -> Any:
    received = rows_until(world.youzan_vouchers.received_at, now)
    held = world.youzan_vouchers.take(np.arange(received))
    trades = np.array(world.youzan_tid(np.arange(len(world.youzan_trades))), dtype=object)
    return _held("youzan", held, held.voucher_no, VOUCHER_TEMPLATES, trades, now)


def _held(program: str, held: Table, number: Ints, templates: Any, order_ids: Any, now: int) -> Any:
    used = happened(held.used_at, now)
    on_order = np.full(len(held), None, dtype=object)
    on_order[used] = order_ids[held.order[used]]
    return pa.table(
        {
            "program": pa.array([program] * len(held), pa.string()),
            "coupon_no": [str(one) for one in number.tolist()],
            "template": words(held.template, [name for name, *_ in templates]),
            "person_id": numbers(held.person),
            "received_at": instants(held.received_at),
            "used_at": instants(held.used_at, now),
            "order_id": texts(on_order.tolist()),
        }
    )


def _referrals(world: World, now: int) -> Any:
    """Everybody a friend brought, before the history, too: the member system remembers."""
    users = world.mini_users
    invitee = np.flatnonzero((users.inviter >= 0) & happened(users.registered_at, now))
    inviter = users.inviter[invitee]
    return pa.table(
        {
            "inviter": pa.array(_logins(world, inviter), pa.string()),
            "invitee": pa.array(_logins(world, invitee), pa.string()),
            "inviter_id": numbers(users.person[inviter]),
            "invitee_id": numbers(users.person[invitee]),
            "at": instants(users.registered_at[invitee]),
        }
    )
