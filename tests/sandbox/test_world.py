"""The world as a whole: the same seed is the same world, tables fit together, time goes forward."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sandbox.world import HardCases, Table, World
from sandbox.world.calendar import DAY, FUTURE_DAYS

UNTIL = date(2026, 3, 1)

ORDERED_BY = {
    "follows": "first_subscribed_at",
    "follow_events": "at",
    "menu_taps": "at",
    "received_messages": "at",
    "locations": "at",
    "template_results": "at",
    "mass_sends": "at",
    "mini_users": "opened_at",
    "registry_changes": "at",
    "mini_events": "at",
    "cards": "opened_at",
    "shop_orders": "created_at",
    "shop_aftersales": "created_at",
    "tickets": "at",
    "coupons": "received_at",
    "points": "at",
    "stored_values": "at",
    "messages": "sent_at",
    "referrals": "at",
    "campaigns": "at",
}

POINTS_AT = {
    "follows": {"person": "people"},
    "follow_events": {"follow": "follows"},
    "menu_taps": {"follow": "follows"},
    "received_messages": {"follow": "follows"},
    "locations": {"follow": "follows", "store": "stores"},
    "template_results": {"follow": "follows", "message": "messages"},
    "phones": {"person": "people"},
    "mini_users": {"person": "people", "inviter": "mini_users", "card": "cards", "store": "stores"},
    "registry_changes": {"mini_user": "mini_users", "card": "cards"},
    "mini_events": {"mini_user": "mini_users", "product": "products"},
    "guides": {"store": "stores"},
    "cards": {"person": "people", "store": "stores", "guide": "guides"},
    "shop_orders": {"buyer": "people", "coupon": "coupons"},
    "shop_lines": {"order": "shop_orders", "product": "products"},
    "shop_aftersales": {"order": "shop_orders", "line": "shop_lines"},
    "tickets": {"card": "cards", "person": "people", "cashier": "guides", "returns": "tickets"},
    "ticket_lines": {"ticket": "tickets", "product": "products"},
    "coupons": {"person": "people", "mini_user": "mini_users", "order": "shop_orders"},
    "points": {"person": "people", "mini_user": "mini_users", "card": "cards"},
    "stored_values": {"card": "cards", "ticket": "tickets"},
    "messages": {"campaign": "campaigns", "person": "people", "mini_user": "mini_users"},
    "referrals": {"inviter": "mini_users", "invitee": "mini_users"},
}


def tables(world: World) -> dict[str, Table]:
    return {name: value for name, value in vars(world).items() if isinstance(value, Table)}


def differences(one: World, other: World, shift: int = 0) -> list[str]:
    """Name the columns in which two worlds differ, beyond a shift of every instant."""
    found = []
    for name, table in tables(one).items():
        for column in table:
            mine, theirs = table[column], tables(other)[name][column]
            dated = column.endswith("_at") or column in (
                "at",
                "valid_from",
                "valid_to",
                "valid_until",
            )
            if dated and shift:
                mine = np.where(mine == -1, -1, mine + shift)
            if not np.array_equal(mine, theirs):
                found.append(f"{name}.{column}")
    return found


def test_the_same_seed_makes_the_same_world() -> None:
    assert differences(World(150, 40, 3, UNTIL), World(150, 40, 3, UNTIL)) == []


def test_another_seed_makes_another_world() -> None:
    found = differences(World(150, 40, 3, UNTIL), World(150, 40, 4, UNTIL))
    assert {"people.name_id", "phones.phone", "mini_users.login_id"} <= set(found)
    one, other = (World(20, 5, seed, UNTIL).unionid(np.arange(20)) for seed in (3, 4))
    assert not set(one) & set(other)


def test_another_until_only_shifts_the_dates() -> None:
    moved = World(150, 40, 3, UNTIL + timedelta(days=31))
    shifted_too = {"people.birth_day", "tickets.ticket_no"}
    assert set(differences(World(150, 40, 3, UNTIL), moved, shift=31 * DAY)) == shifted_too


def test_shares_of_hard_cases_do_not_reshuffle_the_people() -> None:
    plain = World(150, 40, 3, UNTIL, HardCases(family_phone=0, clerk_phone=0))
    usual = World(150, 40, 3, UNTIL)
    assert np.array_equal(plain.people.name_id, usual.people.name_id)
    assert np.array_equal(plain.shop_orders.order_fen, usual.shop_orders.order_fen)
    assert not plain.phone_book.is_family.any()


@pytest.mark.parametrize(("people", "days"), [(10, 1), (11, 3), (100, 7), (100, 400)])
def test_a_world_of_any_size_can_be_made(people: int, days: int) -> None:
    world = World(people, days, 1, UNTIL)
    assert len(world.people) == people
    assert world.until_ts - world.start_ts == days * DAY
    assert world.end_ts - world.until_ts == FUTURE_DAYS * DAY


@pytest.mark.parametrize(("people", "days"), [(9, 30), (100, 0)])
def test_a_world_too_small_is_refused(people: int, days: int) -> None:
    with pytest.raises(ValueError, match="at least 10 people and a day"):
        World(people, days, 1, UNTIL)


def test_tables_are_ordered_by_time(small_world: World) -> None:
    for name, column in ORDERED_BY.items():
        instants = tables(small_world)[name][column]
        assert len(instants), name
        assert (np.diff(instants) >= 0).all(), name


def test_every_reference_finds_its_row(small_world: World) -> None:
    for name, references in POINTS_AT.items():
        for column, target in references.items():
            rows = tables(small_world)[name][column]
            assert rows.min() >= -1, f"{name}.{column}"
            assert rows.max() < len(tables(small_world)[target]), f"{name}.{column}"


def test_what_is_logged_lies_within_the_world(small_world: World) -> None:
    for name in ("follow_events", "registry_changes", "mini_events", "shop_orders", "tickets"):
        table = tables(small_world)[name]
        instants = table["created_at" if name == "shop_orders" else "at"]
        assert instants.min() >= small_world.start_ts, name
        assert instants.max() < small_world.end_ts, name


def test_the_future_days_bring_something_new(small_world: World) -> None:
    for name in ("follow_events", "registry_changes", "mini_events", "tickets"):
        assert (tables(small_world)[name].at >= small_world.until_ts).any(), name


def test_a_person_finds_their_rows(small_world: World) -> None:
    people = small_world.people
    for column, table in (
        ("follow", small_world.follows),
        ("mini_user", small_world.mini_users),
        ("card", small_world.cards),
    ):
        owners = np.flatnonzero(people[column] >= 0)
        assert np.array_equal(table.person[people[column][owners]], owners), column


def test_a_table_refuses_columns_of_different_length() -> None:
    with pytest.raises(ValueError, match="equally long"):
        Table(one=np.arange(2), two=np.arange(3))


def test_a_table_names_its_columns_when_one_is_missing() -> None:
    with pytest.raises(AttributeError, match="no column 'three'; there are one, two"):
        Table(one=np.arange(2), two=np.arange(2)).three  # noqa: B018  # the access is the test
