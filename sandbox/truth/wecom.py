"""What WeCom shows of people by a clock: who is known there, noted numbers, unionids.

What belongs here: reading WeCom's tables for the truth. What does not: the truth's own tables.
"""

from __future__ import annotations

import numpy as np

from sandbox.world import World
from sandbox.world.draws import Ints, run_starts
from sandbox.world.table import Table
from sandbox.world.wecom_words import UNLICENSED


def known_contacts(world: World, now: int) -> Table:
    """List everybody with an external_userid that the platform has shown.

    An employee without a licence shows no customers; who sits in a chat is shown by the chat.

    Returns:
        The contacts (columns as in `sandbox.world`) with `first_at`, when they were shown first.
    """
    wecom = world.wecom
    added = _shown_relations(world, now)
    members = wecom.chat_members
    joined = members.take((members.person >= 0) & (members.joined_at <= now))
    person = np.concatenate([added.person, joined.person])
    at = np.concatenate([added.added_at, joined.joined_at])
    order = np.lexsort((at, person))
    first = order[run_starts(person[order])]
    rows = np.searchsorted(wecom.contacts.person, person[first])
    return wecom.contacts.take(rows).with_columns(first_at=at[first])


def noted_mobiles(world: World, now: int) -> tuple[Ints, Ints, Ints]:
    """Return person, number and instant of every mobile that an employee noted."""
    added = _shown_relations(world, now)
    noted = added.take(added.mobile >= 0)
    return noted.person, noted.mobile, noted.added_at


def shown_unionids(world: World, now: int) -> tuple[Ints, Ints]:
    """Return the people whose unionid WeCom shows, and since when."""
    known = known_contacts(world, now)
    shown = known.take(known.shows_unionid)
    return shown.person, shown.first_at


def _shown_relations(world: World, now: int) -> Table:
    table = world.wecom.relations
    licensed = world.wecom.staff.state[table.staff] != UNLICENSED
    return table.take((table.added_at <= now) & licensed)
