"""Customer groups of WeCom: who owns them, who joins, who leaves.

What belongs here: chats and their members over time. What does not: how much is said in them
(`sandbox.platforms.wecom_figures` tells it from the members).
"""

from __future__ import annotations

import numpy as np

from sandbox.world import wecom_words as words
from sandbox.world.calendar import DAY
from sandbox.world.draws import Ints, expand, run_ranks, run_starts, weighted
from sandbox.world.ground import GUIDES_PER_STORE, Ground
from sandbox.world.table import Table

MEMBERS_PER_CHAT = 120
_JOINS, _LEAVES = 0.32, 0.18


def make_chats(
    ground: Ground, staff: Table, relations: Table, strangers: Ints
) -> tuple[Table, Table]:
    """Open a chat per store, and another whenever one is full.

    Args:
        ground: The world so far.
        staff: The employees.
        relations: Who added whom.
        strangers: People who join without having added anybody.

    Returns:
        The chats (store, owner, created_at*), and who joins them (chat, person, joined_at).
    """
    rng, calendar = ground.draws("wecom chats"), ground.calendar
    _, first = np.unique(relations.person, return_index=True)
    chosen = first[rng.random(len(first)) < _JOINS]
    lag = (rng.exponential(12 * DAY, len(chosen)) + 300).astype(np.int64)
    met = ground.people.joined_at[strangers]
    late = (rng.exponential(30 * DAY, len(strangers)) + 3_600).astype(np.int64)
    person = np.concatenate([relations.person[chosen], strangers])
    at = np.concatenate([relations.added_at[chosen] + lag, met + late])
    store = np.concatenate([staff.store[relations.staff[chosen]], ground.home_store[strangers]])
    order = np.lexsort((person, at, store))
    order = order[at[order] < calendar.end]
    person, at, store = person[order], at[order], store[order]
    rank = run_ranks(store)
    number = store * 1_000_000 + rank // MEMBERS_PER_CHAT
    starts = run_starts(number)
    created = at[starts] - 3_600
    by_age = np.lexsort((number[starts], created))
    place = np.empty(len(starts), dtype=np.int64)
    place[by_age] = np.arange(len(starts))
    chat_of_run = np.repeat(place, np.diff(np.append(starts, len(number))))
    chats = Table(
        store=store[starts][by_age],
        owner=_owners(staff, store[starts][by_age], number[starts][by_age] % 1_000_000),
        created_at=created[by_age],
    )
    return chats, Table(chat=chat_of_run, person=person, joined_at=at)


def make_chat_members(ground: Ground, staff: Table, chats: Table, joiners: Table) -> Table:
    """List employees and customers of every chat with when they came and went."""
    rng, calendar = ground.draws("wecom chat members"), ground.calendar
    chat, nth = expand(np.full(len(chats), GUIDES_PER_STORE))
    clerk = chats.store[chat] * GUIDES_PER_STORE + nth
    works = staff.state[clerk] != words.NOT_ACTIVATED
    chat, clerk = chat[works], clerk[works]
    size = len(joiners)
    leaves = rng.random(size) < _LEAVES
    since = np.maximum(joiners.joined_at, calendar.start)
    part = rng.random(size) ** 1.5
    left = since + 600 + (part * np.maximum(calendar.end - since, 0)).astype(np.int64)
    scene = np.array(words.CHAT_SCENES)[weighted(rng, words.CHAT_SCENE_WEIGHTS, size)]
    owner = chats.owner[joiners.chat]
    members = Table(
        chat=np.concatenate([chat, joiners.chat]),
        staff=np.concatenate([clerk, np.full(size, -1)]),
        person=np.concatenate([np.full(len(clerk), -1), joiners.person]),
        joined_at=np.concatenate([chats.created_at[chat], joiners.joined_at]),
        left_at=np.concatenate([np.full(len(clerk), -1), np.where(leaves, left, -1)]),
        scene=np.concatenate([np.full(len(clerk), words.CHAT_INVITED), scene]),
        inviter=np.concatenate(
            [chats.owner[chat], np.where(scene == words.CHAT_INVITED, owner, -1)]
        ),
    )
    return members.take(np.lexsort((members.person, members.staff, members.joined_at)))


def _owners(staff: Table, store: Ints, number: Ints) -> Ints:
    """Give each chat to the next employee of its store who can own one."""
    able = np.flatnonzero(staff.state == words.ACTIVE)
    low = np.searchsorted(staff.store[able], store, side="left")
    high = np.searchsorted(staff.store[able], store, side="right")
    owner: Ints = able[np.minimum(low + number % np.maximum(high - low, 1), len(able) - 1)]
    return owner
