"""The identifiers that were visible at a clock, with their owners and what makes them hard.

What belongs here: the `identifiers` table. What does not: how often the hard cases occur
(`truth.cases`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sandbox import accounts
from sandbox.truth.columns import instants, numbers, words
from sandbox.truth.wecom import known_contacts, noted_mobiles, shown_unionids
from sandbox.world import World
from sandbox.world.draws import Ints, run_starts
from sandbox.world.phones import AFTER_CHANGE, FAMILY, GIVEN_UP, TAKEN_OVER
from sandbox.world.registry import first_lines
from sandbox.world.views import follow_state, happened, rows_until
from sandbox.world.vocabulary import (
    NAME_PLAIN,
    PHONE_CLERK,
    PHONE_NONE,
    PHONE_OWN,
    PHONE_PLACEHOLDER,
    PHONE_SLIP,
)
from sandbox.world.world import spell_phones

CASES = (
    "oa_without_unionid",
    "left_account",
    "late_unionid",
    "second_app",
    "shop_without_unionid",
    "shop_before_bind",
    "clerk_phone",
    "placeholder_phone",
    "phone_slip",
    "no_phone",
    "second_card",
    "name_variation",
    "family_phone",
    "reassigned_phone",
    "changed_phone",
    "wecom_without_unionid",
)
CASE = {name: code for code, name in enumerate(CASES)}
_NONE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """The identifiers of one type: arrays of equal length, values in clear."""

    kind: str
    scope: str
    values: list[str]
    person: Ints
    visible_at: Ints
    case: Ints
    valid_from: Ints | None = None
    valid_to: Ints | None = None


def identifiers(world: World, now: int) -> Any:
    """Return the `identifiers` table (pyarrow) as of the clock.

    Returns:
        `person_id` (null: nobody's), `identifier_type`, `scope`, `value`, `valid_from`, `valid_to`,
        `first_visible_at`, `owners` (people who share the value, 0 for nobody's), `hard_case`.
    """
    parts = [
        _official_account(world, now),
        *(_mini_program(world, now, app) for app in range(len(accounts.MINI_PROGRAMS))),
        _shop(world, now),
        _unionids(world, now),
        _brand_users(world, now),
        _cards(world, now),
        _youzan_customers(world, now),
        _wecom_contacts(world, now),
        *_phones(world, now),
    ]
    return pa.concat_tables([_table(part, now) for part in parts])


def _table(part: Part, now: int) -> Any:
    size = len(part.values)
    never = np.full(size, -1)
    return pa.table(
        {
            "person_id": numbers(part.person),
            "identifier_type": pa.array([part.kind] * size, pa.string()),
            "scope": pa.array([part.scope] * size, pa.string()),
            "value": pa.array(part.values, pa.string()),
            "valid_from": instants(part.visible_at if part.valid_from is None else part.valid_from),
            "valid_to": instants(never if part.valid_to is None else part.valid_to, now),
            "first_visible_at": instants(part.visible_at),
            "owners": pa.array(_owners(part), pa.int64()),
            "hard_case": words(part.case, CASES),
        }
    )


def _owners(part: Part) -> Ints:
    if part.kind != "phone":
        return np.ones(len(part.values), dtype=np.int64)
    _, place, count = np.unique(part.values, return_inverse=True, return_counts=True)
    return np.where(part.person >= 0, count[place], 0)


def _cases(*choices: tuple[NDArray[np.bool_], str]) -> Ints:
    """Name the first case that applies to each row."""
    masks = [mask for mask, _ in choices]
    return np.select(masks, [CASE[name] for _, name in choices], _NONE).astype(np.int64)


def _official_account(world: World, now: int) -> Part:
    state = follow_state(world, now)
    follows = world.follows.take(np.arange(len(state)))
    seen = np.maximum(follows.first_subscribed_at, world.start_ts)
    appid = accounts.OFFICIAL_ACCOUNT.appid
    return Part(
        "oa_openid",
        appid,
        world.openid(appid, follows.openid_id),
        follows.person,
        follows.first_subscribed_at,
        _cases(
            (follows.unionid_visible_at < 0, "oa_without_unionid"),
            (~state.is_subscribed, "left_account"),
            (follows.unionid_visible_at > seen, "late_unionid"),
        ),
        valid_to=state.left_at,
    )


def _mini_program(world: World, now: int, app: int) -> Part:
    shown = first_lines(world.registry_changes, len(world.mini_users))
    rows = np.flatnonzero((world.mini_users.app == app) & happened(shown, now))
    users = world.mini_users.take(rows)
    appid = accounts.MINI_PROGRAMS[app].appid
    late = users.unionid_visible_at > np.maximum(users.opened_at, world.start_ts)
    return Part(
        "mp_openid",
        appid,
        world.openid(appid, users.openid_id),
        users.person,
        shown[rows],
        _cases((late, "late_unionid"), (users.app > 0, "second_app")),
    )


def _shop(world: World, now: int) -> Part:
    orders = world.shop_orders.take(np.arange(rows_until(world.shop_orders.created_at, now)))
    buyer, first = np.unique(orders.buyer, return_index=True)
    shown = np.bincount(orders.buyer[orders.has_unionid], minlength=world.size)[buyer] > 0
    bound = world.calendar.share(world.hard_cases.shop_before_bind)
    last = np.zeros(world.size, dtype=np.int64)
    np.maximum.at(last, orders.buyer, orders.created_at)
    appid = accounts.SHOP.appid
    return Part(
        "shop_openid",
        appid,
        world.openid(appid, buyer),
        buyer,
        orders.created_at[first],
        _cases(
            (~shown & (last[buyer] >= bound), "shop_without_unionid"), (~shown, "shop_before_bind")
        ),
    )


def _unionids(world: World, now: int) -> Part:
    """Collect the unionids that some place showed; the earliest instant of each person."""
    state = follow_state(world, now)
    follows = world.follows.take(np.flatnonzero(state.shows_unionid))
    users, lines = world.mini_users, world.registry_changes
    told = np.flatnonzero(lines.has_unionid[: rows_until(lines.at, now)])
    orders = world.shop_orders.take(np.arange(rows_until(world.shop_orders.created_at, now)))
    bound = orders.take(orders.has_unionid)
    customer, since = shown_unionids(world, now)
    user = users.person[lines.mini_user[told]]
    person = np.concatenate([follows.person, user, bound.buyer, customer])
    at = np.concatenate([follows.unionid_visible_at, lines.at[told], bound.created_at, since])
    owner, first = _earliest(person, at)
    return Part(
        "unionid",
        accounts.OPEN_PLATFORM,
        world.unionid(owner),
        owner,
        first,
        np.full(len(owner), _NONE),
    )


def _brand_users(world: World, now: int) -> Part:
    lines = world.registry_changes
    told = np.flatnonzero(lines.is_registered[: rows_until(lines.at, now)])
    person = world.mini_users.person[lines.mini_user[told]]
    owner, first = _earliest(person, lines.at[told])
    login = np.zeros(world.size, dtype=np.int64)
    login[person] = world.mini_users.login_id[lines.mini_user[told]]
    return Part(
        "brand_user_id",
        accounts.BRAND,
        [str(number) for number in login[owner].tolist()],
        owner,
        first,
        np.full(len(owner), _NONE),
    )


def _cards(world: World, now: int) -> Part:
    cards = world.cards.take(np.arange(rows_until(world.cards.opened_at, now)))
    twice = np.isin(cards.person, cards.person[cards.is_second])
    return Part(
        "member_card",
        accounts.BRAND,
        [str(number) for number in cards.card_no.tolist()],
        cards.person,
        cards.opened_at,
        _cases(
            (cards.phone_case == PHONE_CLERK, "clerk_phone"),
            (cards.phone_case == PHONE_PLACEHOLDER, "placeholder_phone"),
            (cards.phone_case == PHONE_SLIP, "phone_slip"),
            (cards.phone_case == PHONE_NONE, "no_phone"),
            (twice, "second_card"),
            (cards.name_form > NAME_PLAIN, "name_variation"),
        ),
    )


def _wecom_contacts(world: World, now: int) -> Part:
    known = known_contacts(world, now)
    return Part(
        "external_userid",
        accounts.WECOM.appid,
        world.wecom.ids.external(known.person, known.type),
        known.person,
        known.first_at,
        _cases((~known.shows_unionid, "wecom_without_unionid")),
    )


def _youzan_customers(world: World, now: int) -> Part:
    customers = world.youzan_customers
    customers = customers.take(np.arange(rows_until(customers.created_at, now)))
    return Part(
        "youzan_yz_open_id",
        accounts.YOUZAN.kdt_id,
        world.yz_open_id(customers.person),
        customers.person,
        customers.created_at,
        np.full(len(customers), _NONE),
    )


def _told_to_youzan(world: World, now: int) -> tuple[Ints, Ints, Ints]:
    """Return person, number and instant of every mobile that the Youzan shop was told."""
    customers = world.youzan_customers
    told = [
        (customers.mobile, customers.created_at),
        (customers.mobile_2, customers.mobile_2_at),
    ]
    rows = [np.flatnonzero((phone >= 0) & happened(at, now)) for phone, at in told]
    return (
        np.concatenate([customers.person[row] for row in rows]),
        np.concatenate([phone[row] for row, (phone, _) in zip(rows, told, strict=True)]),
        np.concatenate([at[row] for row, (_, at) in zip(rows, told, strict=True)]),
    )


def _phones(world: World, now: int) -> tuple[Part, Part]:
    """Return the numbers that people hold and told, and the written ones that are nobody's."""
    lines = world.registry_changes.take(np.arange(rows_until(world.registry_changes.at, now)))
    told = lines.take(lines.phone >= 0)
    cards = world.cards.take(np.arange(rows_until(world.cards.opened_at, now)))
    own = cards.take(cards.phone_case == PHONE_OWN)
    tickets = world.tickets.take(np.arange(rows_until(world.tickets.at, now)))
    spoken = tickets.take(tickets.phone_written >= 0)
    buyer, mobile, told_at = _told_to_youzan(world, now)
    customer, noted, noted_at = noted_mobiles(world, now)
    registered = world.mini_users.person[told.mini_user]
    person = np.concatenate([registered, own.person, spoken.person, buyer, customer])
    phone = np.concatenate([told.phone, own.phone_written, spoken.phone_written, mobile, noted])
    at = np.concatenate([told.at, own.opened_at, spoken.at, told_at, noted_at])
    held = world.phones
    key = _holder_key(held.person, held.phone)
    by_key = np.argsort(key)
    which, first = _earliest(by_key[np.searchsorted(key[by_key], _holder_key(person, phone))], at)
    kind = held.kind[which]
    moved_on = (kind == GIVEN_UP) & world.phone_book.gave_up[held.person[which]]
    mine = Part(
        "phone",
        "",
        _international(held.phone[which]),
        held.person[which],
        first,
        _cases(
            (kind == FAMILY, "family_phone"),
            ((kind == TAKEN_OVER) | moved_on, "reassigned_phone"),
            ((kind == GIVEN_UP) | (kind == AFTER_CHANGE), "changed_phone"),
        ),
        valid_from=held.valid_from[which],
        valid_to=held.valid_to[which],
    )
    return mine, _nobodys_phones(
        cards.take((cards.phone_case != PHONE_OWN) & (cards.phone_written >= 0))
    )


def _nobodys_phones(cards: Any) -> Part:
    written, first = np.unique(cards.phone_written, return_index=True)
    case = cards.phone_case[first]
    return Part(
        "phone",
        "",
        _international(written),
        np.full(len(written), -1),
        cards.opened_at[first],
        _cases(
            (case == PHONE_CLERK, "clerk_phone"),
            (case == PHONE_PLACEHOLDER, "placeholder_phone"),
            (case == PHONE_SLIP, "phone_slip"),
        ),
    )


def _holder_key(person: Ints, phone: Ints) -> Ints:
    return person * 100_000_000 + phone % 100_000_000


def _international(phones: Ints) -> list[str]:
    return [f"+86{text}" for text in spell_phones(phones)]


def _earliest(group: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Return every group once, with its earliest instant."""
    order = np.lexsort((at, group))
    first = order[run_starts(group[order])]
    return group[first], at[first]
