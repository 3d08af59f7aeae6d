"""Who follows the official account, since when, by which door, and who leaves again.

What belongs here: followers and their events. What does not: what the platform tells about them at
a clock (`views`).
"""

from __future__ import annotations

import numpy as np

from sandbox.world.calendar import DAY, STORE_HOURS, Calendar
from sandbox.world.draws import Ints, Mask, pick, weighted
from sandbox.world.ground import Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import QR_SCENE, SUBSCRIBE_SCENE_WEIGHTS

SUBSCRIBE, UNSUBSCRIBE, SCAN = range(3)

CAMPAIGN_QR_SCENES = ("spring_fair", "baby_expo", "package_insert", "live_room")

# by archetype: the share of those without any other tie that leaves some day
_LEAVES = (0.02, 0.05, 0.1, 0.12, 0.24, 0.36)
_TIED = 0.1
_COMES_BACK = 0.3
_SCANS = 0.12


def qr_scenes(stores: Table) -> tuple[str, ...]:
    """Name the parametric QR codes: one per store, and the campaigns'."""
    return tuple(f"store_{code}" for code in stores.code.tolist()) + CAMPAIGN_QR_SCENES


def make_follows(ground: Ground) -> Table:
    """Let people follow the official account; ordered by the first subscription."""
    rng = ground.draws("follows")
    person = np.flatnonzero(ground.journeys.follow_at >= 0)
    person = person[np.argsort(ground.journeys.follow_at[person], kind="stable")]
    at = ground.journeys.follow_at[person]
    scene = weighted(rng, SUBSCRIBE_SCENE_WEIGHTS, len(person))
    campaign = len(ground.stores) + rng.integers(0, len(CAMPAIGN_QR_SCENES), len(person))
    qr_scene = np.where(rng.random(len(person)) < 0.7, ground.home_store[person], campaign)
    return Table(
        person=person,
        openid_id=person,
        unionid_visible_at=_unionid_visible(rng, ground, at),
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


def make_follow_events(ground: Ground, follows: Table) -> Table:
    """Let followers come, leave, come back and scan; only what happens from the first day on."""
    rng, calendar = ground.draws("follow events"), ground.calendar
    size = len(follows)
    archetype = ground.people.archetype[follows.person]
    store = ground.home_store[follows.person]
    first = follows.first_subscribed_at
    tied = np.maximum(ground.journeys.mini_at, ground.journeys.shop_at)[follows.person] >= 0
    leaves = rng.random(size) < np.array(_LEAVES)[archetype] * np.where(tied, _TIED, 1)
    left = np.maximum(first, calendar.start) + 60
    left = left + (rng.random(size) ** 1.3 * np.maximum(calendar.end - left, 0)).astype(np.int64)
    back = left + (rng.exponential(20 * DAY, size) + 3_600).astype(np.int64)
    returns = leaves & (rng.random(size) < _COMES_BACK) & (back < calendar.end)
    scan = np.maximum(first, calendar.start) + (rng.random(size) * 60 * DAY).astype(np.int64) + DAY
    scan = calendar.at_hours(rng, scan, STORE_HOURS)
    scans = (rng.random(size) < _SCANS) & (scan < np.where(leaves, left, calendar.end))
    back_scene = np.where(rng.random(size) < 0.3, store, -1)
    groups = (
        (first >= calendar.start, first, SUBSCRIBE, follows.qr_scene),
        (leaves, left, UNSUBSCRIBE, np.full(size, -1)),
        (returns, back, SUBSCRIBE, back_scene),
        (scans, scan, SCAN, store),
    )
    follow = np.concatenate([np.flatnonzero(mask) for mask, *_ in groups])
    at = np.concatenate([instants[mask] for mask, instants, *_ in groups])
    kind = np.repeat([kind for _, _, kind, _ in groups], [np.count_nonzero(g[0]) for g in groups])
    scene = np.concatenate([scenes[mask] for mask, *_, scenes in groups])
    order = np.lexsort((follow, at))
    return Table(follow=follow, at=at, kind=kind, qr_scene=scene).take(order)


def _unionid_visible(rng: np.random.Generator, ground: Ground, at: Ints) -> Ints:
    never = pick(rng, np.ones(len(at), dtype=bool), ground.shares.oa_without_unionid)
    shows = late_unionid(rng, ground.calendar, at, ~never, ground.shares.late_unionid)
    return np.where(never, -1, shows)
