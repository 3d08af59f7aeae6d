"""What employees send over WeCom: group messages and moments, and whom they reach.

What belongs here: messages, the task each employee gets, and what became of it for every customer
or chat. What does not: what the platform tells of it at a clock.

Created is not sent: a message goes out when the employee confirms it, late or never.
"""

from __future__ import annotations

import numpy as np

from sandbox.world import wecom_words as words
from sandbox.world.calendar import DAY
from sandbox.world.draws import Floats, Ints, Mask, expand, run_ranks, weighted
from sandbox.world.ground import Ground
from sandbox.world.table import Table

_MESSAGE_EVERY, _MOMENT_EVERY = 3, 10
_PERSONAL_SHARE = 0.4
_GROUP_SHARE = 0.25
_CONFIRMS, _WAITS = 0.86, 0.9 * DAY
_KEEN, _KEEN_IS_CHOSEN, _OTHER_IS_CHOSEN = 0.3, 0.9, 0.08
_MOMENT_REACHES = 0.35
_LIKES, _COMMENTS, _STAFF_LIKES = 0.05, 0.012, 0.05


def make_reach(
    ground: Ground, staff: Table, relations: Table, chats: Table
) -> tuple[Table, Table, Table]:
    """Send group messages to customers and to chats.

    Returns:
        The messages (created_at*), one task per message and employee, and one send per task and
        customer (`relation`) or chat.
    """
    rng = ground.draws("wecom messages")
    messages = _messages(rng, ground, staff)
    tasks = _tasks(rng, ground, staff, messages)
    keen = rng.random(len(relations)) < _KEEN
    chance = np.where(keen, _KEEN_IS_CHOSEN, _OTHER_IS_CHOSEN)
    singles = np.flatnonzero(messages.chat_type == words.SINGLE)
    to_customers = _to_customers(rng, messages, tasks, relations, singles, chance)
    task, chat = _to_chats(messages, tasks, chats)
    sends = Table(
        task=np.concatenate([to_customers.task, task]),
        relation=np.concatenate([to_customers.relation, np.full(len(task), -1)]),
        chat=np.concatenate([np.full(len(to_customers), -1), chat]),
    )
    sends = sends.take(np.lexsort((sends.chat, sends.relation, sends.task)))
    sent = tasks.confirmed_at[sends.task]
    person = np.where(sends.relation >= 0, relations.person[sends.relation], -1 - sends.chat)
    status = _outcomes(ground, relations, sends, sent, person)
    return messages, tasks, sends.with_columns(status=status)


def make_moments(ground: Ground, staff: Table, relations: Table) -> tuple[Table, Table, Table]:
    """Publish moments.

    Returns:
        The moments (created_at*), one task per moment and employee, and one send per task and
        customer who may see it, with whether it really shows.
    """
    rng, calendar = ground.draws("wecom moments"), ground.calendar
    days = np.arange(2, (calendar.end - calendar.start) // DAY, _MOMENT_EVERY)
    created = calendar.start + days * DAY + rng.integers(9, 12, len(days)) * 3_600
    personal = rng.random(len(days)) < _PERSONAL_SHARE
    moments = Table(
        created_at=created,
        create_type=np.where(personal, words.BY_PERSON, words.BY_CORP),
        creator=np.where(personal, _anybody(rng, staff, len(days)), -1),
        chat_type=np.full(len(days), words.SINGLE),
        text=rng.integers(0, len(words.MOMENT_TEXTS), len(days)),
    )
    tasks = _tasks(rng, ground, staff, moments)
    chance = np.full(len(relations), _MOMENT_REACHES)
    sends = _to_customers(rng, moments, tasks, relations, np.arange(len(moments)), chance)
    sends = sends.take(np.lexsort((sends.relation, sends.task)))
    published = tasks.confirmed_at[sends.task]
    status = _outcomes(ground, relations, sends, published, relations.person[sends.relation])
    return moments, tasks, sends.with_columns(status=status)


def make_reactions(ground: Ground, tasks: Table, sends: Table) -> Table:
    """Let customers, and now and then the employee, like and comment what they see."""
    rng = ground.draws("wecom reactions")
    seen = np.flatnonzero(sends.status == words.SENT)
    parts = []
    for code, share in ((words.LIKE, _LIKES), (words.COMMENT, _COMMENTS)):
        chosen = seen[rng.random(len(seen)) < share]
        parts.append((sends.task[chosen], sends.relation[chosen], np.full(len(chosen), code)))
    out = np.flatnonzero(tasks.confirmed_at >= 0)
    own = out[rng.random(len(out)) < _STAFF_LIKES]
    parts.append((own, np.full(len(own), -1), np.full(len(own), words.LIKE)))
    task, relation, kind = (np.concatenate(column) for column in zip(*parts, strict=True))
    wait = (rng.exponential(0.6 * DAY, len(task)) + 30).astype(np.int64)
    reactions = Table(task=task, relation=relation, kind=kind, at=tasks.confirmed_at[task] + wait)
    return reactions.take(np.lexsort((relation, kind, task, reactions.at)))


def _messages(rng: np.random.Generator, ground: Ground, staff: Table) -> Table:
    calendar = ground.calendar
    days = np.arange(1, (calendar.end - calendar.start) // DAY, _MESSAGE_EVERY)
    created = calendar.start + days * DAY + rng.integers(9, 19, len(days)) * 3_600
    personal = rng.random(len(days)) < _PERSONAL_SHARE
    return Table(
        created_at=created,
        create_type=np.where(personal, words.BY_PERSON, words.BY_CORP),
        creator=np.where(personal, _anybody(rng, staff, len(days)), -1),
        chat_type=weighted(rng, (1 - _GROUP_SHARE, _GROUP_SHARE), len(days)),
        text=rng.integers(0, len(words.MESSAGE_TEXTS), len(days)),
    )


def _anybody(rng: np.random.Generator, staff: Table, size: int) -> Ints:
    able = np.flatnonzero(staff.state == words.ACTIVE)
    return able[rng.integers(0, len(able), size)]


def _tasks(rng: np.random.Generator, ground: Ground, staff: Table, messages: Table) -> Table:
    """Give each message to its creator, or to all who can send; some confirm late, some never."""
    able = np.flatnonzero(staff.state != words.NOT_ACTIVATED)
    personal = messages.create_type == words.BY_PERSON
    message, nth = expand(np.where(personal, 1, len(able)))
    size = len(message)
    wait = np.where(
        personal[message], rng.integers(5, 120, size), rng.exponential(_WAITS, size) + 120
    )
    sent = messages.created_at[message] + wait.astype(np.int64)
    confirms = personal[message] | (rng.random(size) < _CONFIRMS)
    confirms &= sent < ground.calendar.end
    return Table(
        message=message,
        staff=np.where(personal[message], messages.creator[message], able[nth]),
        confirmed_at=np.where(confirms, sent, -1),
    )


def _to_customers(
    rng: np.random.Generator, messages: Table, tasks: Table, relations: Table, which: Ints,
    chance: Floats,
) -> Table:  # fmt: skip
    """Choose the customers of each message among those the employees know when it is made."""
    staff_count = int(max(tasks.staff.max(initial=0), relations.staff.max(initial=0))) + 1
    task_of = np.full(len(messages) * staff_count, -1)
    task_of[tasks.message * staff_count + tasks.staff] = np.arange(len(tasks))
    parts: list[tuple[Ints, Ints]] = []
    for message in which.tolist():
        known = _known(relations, int(messages.created_at[message]))
        chosen = np.flatnonzero(known & (rng.random(len(relations)) < chance))
        task = task_of[message * staff_count + relations.staff[chosen]]
        parts.append((task[task >= 0], chosen[task >= 0]))
    none = np.zeros(0, dtype=np.int64)
    return Table(
        task=np.concatenate([part[0] for part in parts] or [none]),
        relation=np.concatenate([part[1] for part in parts] or [none]),
    )


def _known(relations: Table, at: int) -> Mask:
    return (relations.added_at < at) & ((relations.ended_at < 0) | (relations.ended_at > at))


def _to_chats(messages: Table, tasks: Table, chats: Table) -> tuple[Ints, Ints]:
    """Send a message for chats to every chat that the employee owns by then."""
    wanted = np.flatnonzero(messages.chat_type[tasks.message] == words.GROUP)
    order = np.argsort(chats.owner, kind="stable")
    low = np.searchsorted(chats.owner[order], tasks.staff[wanted], side="left")
    high = np.searchsorted(chats.owner[order], tasks.staff[wanted], side="right")
    parent, nth = expand(high - low)
    task, chat = wanted[parent], order[low[parent] + nth]
    exists = chats.created_at[chat] < messages.created_at[tasks.message[task]]
    return task[exists], chat[exists]


def _outcomes(ground: Ground, relations: Table, sends: Table, sent: Ints, receiver: Ints) -> Ints:
    """Tell of each send what became of it; the fifth of a month to one receiver is refused."""
    ended = np.where(sends.relation >= 0, relations.ended_at[sends.relation], -1)
    is_sent = sent >= 0
    gone = is_sent & (ended >= 0) & (ended <= sent)
    month = ground.calendar.digits(np.maximum(sent, 0)) // 100
    goes = np.flatnonzero(is_sent & ~gone)
    order = goes[np.lexsort((sends.task[goes], sent[goes], month[goes], receiver[goes]))]
    key = receiver[order] * 1_000_000 + month[order]
    status = np.where(gone, words.NO_FRIEND, np.where(is_sent, words.SENT, words.NOT_SENT))
    status[order[run_ranks(key) >= words.MOST_SENDS_A_MONTH]] = words.MONTH_FULL
    return status
