"""The people: where they are met, their numbers, and the hard cases in their intended share."""

from __future__ import annotations

from datetime import date

import numpy as np
import phonenumbers
import pytest

from sandbox.truth import truth_tables
from sandbox.world import World
from sandbox.world import vocabulary as words
from sandbox.world.phones import AFTER_CHANGE, FAMILY, GIVEN_UP, TAKEN_OVER

UNTIL = date(2026, 3, 1)


@pytest.fixture(scope="module", params=[11, 12])
def town(request: pytest.FixtureRequest) -> World:
    """A world large enough for shares, by two seeds nothing was tuned on."""
    return World(4_000, 120, request.param, UNTIL)


@pytest.mark.parametrize(
    ("place", "low", "high"),
    [("follow_at", 0.60, 0.67), ("mini_at", 0.56, 0.64), ("shop_at", 0.31, 0.38),
     ("card_at", 0.41, 0.48), ("register_at", 0.35, 0.44)],
)  # fmt: skip
def test_each_place_knows_its_share_of_the_people(
    town: World, place: str, low: float, high: float
) -> None:
    instants = getattr(town.journeys, place)
    share = np.count_nonzero((instants >= 0) & (instants < town.until_ts)) / town.size
    assert low <= share <= high


def test_many_are_met_in_two_places_and_everybody_in_one(town: World) -> None:
    journeys = town.journeys
    places = np.stack([journeys.follow_at, journeys.mini_at, journeys.shop_at, journeys.card_at])
    met = (places >= 0).sum(axis=0)
    assert met.min() >= 1
    assert (met >= 2).mean() > 0.5


def test_every_hard_case_has_its_intended_share(town: World) -> None:
    cases = truth_tables(town, town.end_ts)["hard_cases"].to_pandas()
    for row in cases.itertuples():
        spread = 3 * np.sqrt(row.intended * (1 - row.intended) / max(row.base, 1))
        allowed = max(spread, 0.25 * row.intended)
        assert abs(row.share - row.intended) <= allowed, f"{row.case} of {row.unit}"
        assert row.affected > 0, row.case


def test_a_hard_case_can_be_left_out() -> None:
    usual = World(300, 60, 5, UNTIL)
    cases = dict.fromkeys(usual.hard_cases.__dataclass_fields__, 0.0)
    easy = World(300, 60, 5, UNTIL, type(usual.hard_cases)(**cases))
    found = truth_tables(easy)["hard_cases"].to_pandas()
    assert found["affected"].sum() == 0


def test_numbers_are_valid_and_recognisably_made_up(small_world: World) -> None:
    for number in np.unique(small_world.phones.phone).tolist():
        assert str(number).startswith("199000")
        assert phonenumbers.is_valid_number(phonenumbers.parse(str(number), "CN"))


def test_only_families_and_successors_share_a_number(town: World) -> None:
    phones = town.phones
    number, place, holders = np.unique(phones.phone, return_inverse=True, return_counts=True)
    shared = holders[place] > 1
    assert set(np.unique(phones.kind[shared])) == {FAMILY, GIVEN_UP, TAKEN_OVER}
    assert holders.max() <= 3
    assert not np.isin(number, town.guides.phone).any()


def test_a_number_has_one_owner_at_a_time_but_for_families(town: World) -> None:
    phones = town.phones.take(town.phones.kind != FAMILY)
    order = np.lexsort((phones.valid_from, phones.phone))
    same = phones.phone[order][1:] == phones.phone[order][:-1]
    given_up = phones.valid_to[order][:-1][same]
    assert len(given_up) >= 0.008 * town.size
    assert (given_up >= 0).all()
    assert (given_up <= phones.valid_from[order][1:][same]).all()


def test_a_taken_over_number_is_known_of_the_first_holder_before_the_second(town: World) -> None:
    users, book = town.mini_users, town.phone_book
    takers = np.flatnonzero((users.app == 0) & book.took_over[users.person])
    assert len(takers)
    for user in takers.tolist():
        giver = int(np.flatnonzero(book.gave_up & (book.first == users.phone[user]))[0])
        assert book.change_at[giver] < users.registered_at[user]
        assert users.name_given[user]


def test_a_changed_number_shows_old_then_new_in_the_registry(town: World) -> None:
    kind = words.REGISTRY_KINDS.index("rebound")
    rebound = np.flatnonzero(town.registry_changes.kind == kind)
    assert len(rebound)
    for row in rebound.tolist():
        mine = town.registry_changes.mini_user == town.registry_changes.mini_user[row]
        told = town.registry_changes.phone[mine]
        told = told[told >= 0]
        assert len(np.unique(told)) == 2
        assert (np.diff((told == told[-1]).astype(int)) >= 0).all()
    new = town.phones.take(town.phones.kind == AFTER_CHANGE)
    assert np.isin(town.registry_changes.phone[rebound], new.phone).all()


def test_a_clerks_number_stands_on_many_cards(town: World) -> None:
    written = town.cards.phone_written[town.cards.phone_case == words.PHONE_CLERK]
    number, cards = np.unique(written, return_counts=True)
    assert np.isin(number, town.guides.phone).all()
    assert len(number) <= 4
    assert cards.min() >= 5


def test_a_slip_never_hits_somebody_elses_number(town: World) -> None:
    slips = town.cards.phone_written[town.cards.phone_case == words.PHONE_SLIP]
    assert len(slips)
    assert not np.isin(slips, np.concatenate([town.phones.phone, town.guides.phone])).any()
    lengths = {len(str(number)) for number in slips.tolist()}
    assert lengths <= {10, 11}


def test_two_cards_of_one_person_bear_the_same_name_and_phone(town: World) -> None:
    second = np.flatnonzero(town.cards.is_second)
    first = town.people.card[town.cards.person[second]]
    assert town.card_name(first) == town.card_name(second)
    assert (town.cards.opened_at[first] < town.cards.opened_at[second]).all()
    kept = town.phone_book.change_at[town.cards.person[second]] < 0
    assert np.array_equal(
        town.cards.phone_written[first][kept], town.cards.phone_written[second][kept]
    )


def test_card_numbers_are_unique_and_no_phone(small_world: World) -> None:
    numbers = small_world.cards.card_no
    assert len(np.unique(numbers)) == len(numbers)
    assert {len(str(number)) for number in numbers.tolist()} == {12}


def test_written_phones_are_spelled_as_somebody_typed_them() -> None:
    world = World(4_000, 30, 2, UNTIL)
    placeholder = np.flatnonzero(world.cards.phone_case == words.PHONE_PLACEHOLDER)
    spelled = set(world.card_phone(placeholder))
    assert spelled == {"13800138000", "00000000000", "11111111111"}
    none = np.flatnonzero(world.cards.phone_case == words.PHONE_NONE)
    assert set(world.card_phone(none)) == {None}


def test_names_are_many_and_some_leave_the_usual_character_set(small_world: World) -> None:
    names = World(4_000, 10, 1, UNTIL).name(np.arange(4_000))
    assert len(set(names)) > 3_500
    assert all(2 <= len(name) <= 3 for name in names)
    rare = [name for name in small_world.name(np.arange(250)) if set(name) & set("䶮㐂𠮷")]
    assert rare
    with pytest.raises(UnicodeEncodeError):
        rare[0].encode("gbk")
