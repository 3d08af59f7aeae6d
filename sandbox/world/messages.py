"""Campaigns and the messages that reached registered users, clicked or not.

What belongs here: reach. What does not: what people do after a click (`sessions`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY
from sandbox.world.draws import weighted
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import MESSAGE_CHANNEL_WEIGHTS

_EVERY_DAYS, _FIRST_DAY = 9, 4
_REACHES = 0.15
# by archetype
_CLICKS = (0.34, 0.2, 0.26, 0.08, 0.06, 0.01)


def make_campaigns(ground: Ground) -> Table:
    """Plan a campaign every nine days, through the future days too."""
    rng, calendar = ground.draws("campaigns"), ground.calendar
    days = np.arange(_FIRST_DAY, (calendar.end - calendar.start) // DAY, _EVERY_DAYS)
    return Table(
        at=calendar.start + days * DAY + rng.integers(10, 20, len(days)) * 3_600,
        channel=weighted(rng, MESSAGE_CHANNEL_WEIGHTS, len(days)),
        code=np.array([f"C{number + 1:03d}" for number in range(len(days))], dtype="U8"),
    )


def make_messages(ground: Ground, users: Table, campaigns: Table) -> Table:
    """Send every campaign to a share of those registered by then; ordered by sending."""
    rng, people = ground.draws("messages"), ground.people
    main = np.flatnonzero((users.app == 0) & (users.registered_at >= 0))
    parts = []
    for number, at in enumerate(campaigns.at.tolist()):
        audience = main[users.registered_at[main] < at]
        audience = audience[rng.random(len(audience)) < _REACHES]
        parts.append((np.full(len(audience), number), audience))
    campaign = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    user = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    person = users.person[user]
    sent = campaigns.at[campaign] + rng.integers(0, 1_200, len(user))
    silent = people.silent_at[person]
    awake = (silent < 0) | (sent < silent)
    chance = np.array(_CLICKS)[people.archetype[person]] * np.where(awake, 1, 0.15)
    clicked = sent + 20 + rng.exponential(2.5 * 3_600, len(user)).astype(np.int64)
    messages = Table(
        campaign=campaign,
        person=person,
        mini_user=user,
        channel=campaigns.channel[campaign],
        sent_at=sent,
        clicked_at=np.where(rng.random(len(user)) < chance, clicked, -1),
    )
    return messages.take(np.argsort(sent, kind="stable"))
