"""WeCom behind the scenes: relations, chats, and what became of everything that was sent."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sandbox.world import World
from sandbox.world import wecom_words as words
from sandbox.world.wecom import Wecom


@pytest.fixture(scope="module")
def brand() -> World:
    return World(3_000, 150, 31, date(2026, 3, 1))


@pytest.fixture(scope="module")
def wecom(brand: World) -> Wecom:
    return brand.wecom


def test_relations_follow_each_other_and_begin_after_the_person_is_known(
    brand: World, wecom: Wecom
) -> None:
    table = wecom.relations
    assert (np.diff(table.added_at) >= 0).all()
    late_enough = np.maximum(brand.people.joined_at[table.person], brand.start_ts - 300 * 86_400)
    assert (table.added_at >= late_enough).all()
    order = np.lexsort((table.added_at, table.staff, table.person))
    person, staff, added, ended = (
        table[name][order] for name in ("person", "staff", "added_at", "ended_at")
    )
    again = (person[1:] == person[:-1]) & (staff[1:] == staff[:-1])
    assert again.any()
    assert (added[1:][again] > ended[:-1][again]).all()
    assert ((ended >= 0) == (table.ended_by[order] != words.BY_NOBODY)).all()


def test_everybody_who_added_somebody_or_sits_in_a_chat_is_a_contact(wecom: Wecom) -> None:
    known = set(wecom.contacts.person.tolist())
    assert set(wecom.relations.person.tolist()) <= known
    outside = wecom.chat_members.person[wecom.chat_members.person >= 0]
    assert set(outside.tolist()) <= known
    assert len(set(outside.tolist()) - set(wecom.relations.person.tolist())) > 5
    hidden = ~wecom.contacts.shows_unionid
    assert 0 < hidden.mean() < 0.06
    assert not wecom.contacts.shows_unionid[wecom.contacts.type == words.WECOM_USER].any()


def test_a_noted_number_was_the_persons_own_then(brand: World, wecom: Wecom) -> None:
    noted = wecom.relations.take(wecom.relations.mobile >= 0)
    assert 0.3 < len(noted) / len(wecom.relations) < 0.7
    assert np.array_equal(noted.mobile, brand.phone_at(noted.person, noted.added_at))
    assert (noted.added_at >= brand.phone_book.held_from[noted.person]).all()


def test_members_of_a_chat_come_after_it_was_opened(wecom: Wecom) -> None:
    members = wecom.chat_members
    assert (members.joined_at >= wecom.chats.created_at[members.chat]).all()
    assert ((members.person >= 0) ^ (members.staff >= 0)).all()
    assert (members.left_at[members.left_at >= 0] > members.joined_at[members.left_at >= 0]).all()
    owners = np.isin(wecom.chats.owner, np.flatnonzero(wecom.staff.state == words.ACTIVE))
    assert owners.all()


def test_what_is_confirmed_goes_out_but_for_friends_lost_and_full_months(wecom: Wecom) -> None:
    for tasks, sends in (
        (wecom.message_tasks, wecom.message_sends),
        (wecom.moment_tasks, wecom.moment_sends),
    ):
        confirmed = tasks.confirmed_at[sends.task]
        assert ((sends.status == words.NOT_SENT) == (confirmed < 0)).all()
        assert 0.05 < (tasks.confirmed_at < 0).mean() < 0.3
        gone = sends.take(sends.status == words.NO_FRIEND)
        left = wecom.relations.ended_at[gone.relation]
        assert (left <= tasks.confirmed_at[gone.task]).all()


def test_nobody_gets_more_than_four_messages_a_month(brand: World, wecom: Wecom) -> None:
    sends = wecom.message_sends.take(wecom.message_sends.relation >= 0)
    person = wecom.relations.person[sends.relation]
    sent = wecom.message_tasks.confirmed_at[sends.task]
    month = brand.calendar.digits(np.maximum(sent, 0)) // 100
    _, counts = np.unique(
        np.stack([person, month])[:, sends.status == words.SENT], axis=1, return_counts=True
    )
    assert counts.max() == words.MOST_SENDS_A_MONTH
    assert (sends.status == words.MONTH_FULL).any()


def test_ids_are_read_back_and_foreign_ones_are_not(wecom: Wecom) -> None:
    ids = wecom.ids.external(wecom.contacts.person, wecom.contacts.type)
    assert np.array_equal(wecom.ids.read_external(ids), wecom.contacts.person)
    assert {one[:2] for one in ids} == {"wm", "wo"}
    assert wecom.ids.read_external([f"wm{'x' * 30}", "", "某人"]).tolist() == [-1, -1, -1]
