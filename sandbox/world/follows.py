"""Who follows the official account, since when, by which door, and who leaves again.

What belongs here: followers and their events. What does not: what the platform tells about them at a clock (`views`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, STORE_HOURS, Calendar
from sandbox.world.draws import Draws, Ints, Mask, pick, weighted
from sandbox.world.hard_cases import HardCases
from sandbox.world.people import Journeys
from sandbox.world.table import Table
from sandbox.world.vocabulary import QR_SCENE, SUBSCRIBE_SCENE_WEIGHTS

SUBSCRIBE, UNSUBSCRIBE, SCAN = range(3)

CAMPAIGN_QR_SCENES = ("spring_fair", "baby_expo", "package_insert", "live_room")

# by archetype: the share that leaves some day; buyers hardly ever do
_LEAVES = (0.01, 0.02, 0.05, 0.06, 0.12, 0.22)
_COMES_BACK = 0.3
_SCANS = 0.12


def qr_scenes(stores: Table) -> tuple[str, ...]:
    """Name the parametric QR codes: one per store, and the campaigns'."""
    return tuple(f"store_{code}" for code in stores.code.tolist()) + CAMPAIGN_QR_SCENES


def make_follows(
    draws: Draws,
    calendar: Calendar,
    shares: HardCases,
    journeys: Journeys,
    stores: Table,
    home_store: Ints,
) -> Table:
    """Let people follow the official account; ordered by the first subscription."""
    rng = draws("follows")
    person = np.flatnonzero(journeys.follow_at >= 0)
    person = person[np.argsort(journeys.follow_at[person], kind="stable")]
    at = journeys.follow_at[person]
    scene = weighted(rng, SUBSCRIBE_SCENE_WEIGHTS, len(person))
    campaign = len(stores) + rng.integers(0, len(CAMPAIGN_QR_SCENES), len(person))
    qr_scene = np.where(rng.random(len(person)) < 0.7, home_store[person], campaign)
    return Table(
        person=person,
        openid_id=person,
        unionid_visible_at=_unionid_visible(rng, calendar, shares, at),
        first_subscribed_at=at,
        scene=scene,
        qr_scene=np.where(scene == QR_SCENE, qr_scene, -1),
    )


def late_unionid(
    rng: np.random.Generator, calendar: Calendar, seen_at: Ints, eligible: Mask, share: float
) -> Ints:
    """Return when each account's unionid shows: at once for most, weeks later for a share."""
    late = pick(rng, eligible, share, len(seen_at))
    since = np.maximum(seen_at, calendar.start)
    wait = (rng.exponential(25 * DAY, len(seen_at)) + DAY / 4).astype(np.int64)
    return np.where(late, since + np.minimum(wait, (calendar.end - since) * 9 // 10), seen_at)


def make_follow_events(
    draws: Draws, calendar: Calendar, people: Table, follows: Table, home_store: Ints
) -> Table:
    """Let followers come, leave, come back and scan; only what happens from the first day on."""
    rng = draws("follow events")
    size = len(follows)
    archetype = people.archetype[follows.person]
    first = follows.first_subscribed_at
    leaves = rng.random(size) < np.array(_LEAVES)[archetype]
    left = np.maximum(first, calendar.start) + 60
    left = left + (rng.random(size) ** 1.3 * np.maximum(calendar.end - left, 0)).astype(np.int64)
    back = left + (rng.exponential(20 * DAY, size) + 3_600).astype(np.int64)
    returns = leaves & (rng.random(size) < _COMES_BACK) & (back < calendar.end)
    scan = np.maximum(first, calendar.start) + (rng.random(size) * 60 * DAY).astype(np.int64) + DAY
    scan = calendar.at_hours(rng, scan, STORE_HOURS)
    scans = (rng.random(size) < _SCANS) & (scan < np.where(leaves, left, calendar.end))
    back_scene = np.where(rng.random(size) < 0.3, home_store[follows.person], -1)
    groups = (
        (first >= calendar.start, first, SUBSCRIBE, follows.qr_scene),
        (leaves, left, UNSUBSCRIBE, np.full(size, -1)),
        (returns, back, SUBSCRIBE, back_scene),
        (scans, scan, SCAN, home_store[follows.person]),
    )
    follow = np.concatenate([np.flatnonzero(mask) for mask, *_ in groups])
    at = np.concatenate([instants[mask] for mask, instants, *_ in groups])
    kind = np.repeat([kind for _, _, kind, _ in groups], [np.count_nonzero(g[0]) for g in groups])
    scene = np.concatenate([scenes[mask] for mask, *_, scenes in groups])
    order = np.lexsort((follow, at))
    return Table(follow=follow, at=at, kind=kind, qr_scene=scene).take(order)


def _unionid_visible(
    rng: np.random.Generator, calendar: Calendar, shares: HardCases, at: Ints
) -> Ints:
    never = pick(rng, np.ones(len(at), dtype=bool), shares.oa_without_unionid)
    shows = late_unionid(rng, calendar, at, ~never, shares.late_unionid)
    return np.where(never, -1, shows)
