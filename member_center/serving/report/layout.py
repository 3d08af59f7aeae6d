"""Where things stand in the drawing of a member: layers of boxes, curves between them.

The identifier that names the member stands on the left, and what is so many links away from it in
so manieth a column to the right. Only geometry belongs here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import dist
from typing import NamedTuple

from member_center.serving.report.evidence import KEPT, Chain

BOX_WIDTH, BOX_HEIGHT = 150, 46
COLUMN, ROW = BOX_WIDTH + 92, BOX_HEIGHT + 26
MARGIN, TOP = 14, 22
PORT_ROOM, MOST_BETWEEN_PORTS = 34, 11
BULGE = 46
BADGE_ROOM = 12
ALONG = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86)
SWEEPS = 4


class Point(NamedTuple):
    """A place in the drawing; of an identifier, the middle of its box."""

    x: float
    y: float


class Curve(NamedTuple):
    """A cubic curve from one box to another, and where its number stands."""

    start: Point
    first: Point
    second: Point
    end: Point
    badge: Point

    @property
    def path(self) -> str:
        """It, as SVG takes it."""
        (x, y), *rest = self[:4]
        return f"M{x:.0f},{y:.0f} C" + " ".join(f"{x:.0f},{y:.0f}" for x, y in rest)


def places(chain: Chain) -> dict[str, Point]:
    """The middle of every identifier's box."""
    columns = _columns(chain)
    tallest = max(map(len, columns), default=0)
    return {
        identifier_id: Point(
            MARGIN + BOX_WIDTH / 2 + COLUMN * number,
            TOP + BOX_HEIGHT / 2 + ROW * ((tallest - len(column)) / 2 + row),
        )
        for number, column in enumerate(columns)
        for row, identifier_id in enumerate(column)
    }


def curves(chain: Chain, at: Mapping[str, Point]) -> list[Curve]:
    """The curve of every link, in the order of the links."""
    ends = [_left_first(at[link.from_id], at[link.to_id]) for link in chain.links]
    ports = _ports(ends)
    found: list[Curve] = []
    taken: list[Point] = []
    for number, (left, right) in enumerate(ends):
        start = Point(left.x + BOX_WIDTH / 2, left.y + ports[number, 0])
        if left.x == right.x:
            end = Point(right.x + BOX_WIDTH / 2, right.y + ports[number, 1])
            reach = start.x + BULGE
            bends = Point(reach, start.y), Point(reach, end.y)
        else:
            end = Point(right.x - BOX_WIDTH / 2, right.y + ports[number, 1])
            half = (start.x + end.x) / 2
            bends = Point(half, start.y), Point(half, end.y)
        badge = _free_spot((start, *bends, end), list(at.values()), taken)
        taken.append(badge)
        found.append(Curve(start, *bends, end, badge))
    return found


def extent(at: Mapping[str, Point]) -> Point:
    """Width and height of the drawing."""
    return Point(
        max((place.x for place in at.values()), default=0) + BOX_WIDTH / 2 + BULGE + MARGIN,
        max((place.y for place in at.values()), default=0) + BOX_HEIGHT / 2 + MARGIN,
    )


def root(chain: Chain) -> str:
    """The identifier that the member's id is made of; the eldest where none is."""
    names = (one for one in chain.identifiers if chain.one_id == f"m_{one.identifier_id[:20]}")
    return next(names, chain.identifiers[0]).identifier_id


def _columns(chain: Chain) -> list[list[str]]:
    """Identifiers by how far they are from the root, neighbours beside each other."""
    near: dict[str, list[str]] = defaultdict(list)
    kept: dict[str, list[str]] = defaultdict(list)
    for link in chain.links:
        for one, other in ((link.from_id, link.to_id), (link.to_id, link.from_id)):
            near[one].append(other)
            if link.status == KEPT:
                kept[one].append(other)
    depths = {root(chain): 0}
    for graph in (kept, near):
        waiting = list(depths)
        for node in waiting:
            for other in graph[node]:
                if other not in depths:
                    depths[other] = depths[node] + 1
                    waiting.append(other)
    columns: list[list[str]] = [[] for _ in range(max(depths.values()) + 1)]
    for identifier in chain.identifiers:
        columns[depths.get(identifier.identifier_id, 0)].append(identifier.identifier_id)
    for _ in range(SWEEPS):
        _sort(columns[1:], columns, near)
        _sort(reversed(columns[:-1]), columns, near)
    return columns


def _sort(
    changing: Iterable[list[str]], columns: Sequence[list[str]], near: Mapping[str, list[str]]
) -> None:
    """Order columns so that everything stands level with the middle of its neighbours."""
    for column in changing:
        tallest = max(map(len, columns))
        rows = {
            node: row + (tallest - len(one)) / 2 for one in columns for row, node in enumerate(one)
        }
        level = {
            node: sum(rows[other] for other in near[node]) / len(near[node])
            if near.get(node)
            else rows[node]
            for node in column
        }
        column.sort(key=lambda node: level[node])


def _left_first(one: Point, other: Point) -> tuple[Point, Point]:
    return (one, other) if one <= other else (other, one)


def _ports(ends: Sequence[tuple[Point, Point]]) -> dict[tuple[int, int], float]:
    """How far above or below a box's middle each link's ends touch it, so that none cover others.

    By the link's number and its end: 0 left, 1 right.
    """
    touching: dict[tuple[Point, bool], list[tuple[float, int, int]]] = defaultdict(list)
    for number, (left, right) in enumerate(ends):
        touching[left, True].append((right.y, number, 0))
        touching[right, left.x == right.x].append((left.y, number, 1))
    offsets = {}
    for links in touching.values():
        apart = min(MOST_BETWEEN_PORTS, PORT_ROOM / len(links))
        for place, (_, number, end) in enumerate(sorted(links)):
            offsets[number, end] = (place - (len(links) - 1) / 2) * apart
    return offsets


def _free_spot(curve: Sequence[Point], boxes: Sequence[Point], taken: Sequence[Point]) -> Point:
    """Where on a curve its number covers neither a box nor another number, the middle first.

    Where there is no such place, the one beside the boxes that is farthest from other numbers.
    """
    spots = [_on(curve, share) for share in ALONG]
    clear = [
        spot
        for spot in spots
        if not any(
            abs(spot.x - box.x) < BOX_WIDTH / 2 + BADGE_ROOM
            and abs(spot.y - box.y) < BOX_HEIGHT / 2 + BADGE_ROOM
            for box in boxes
        )
    ]
    room = {spot: min((dist(spot, other) for other in taken), default=0) for spot in clear}
    free = (spot for spot in clear if not taken or room[spot] > 2 * BADGE_ROOM)
    return next(free, max(clear, key=lambda spot: room[spot], default=spots[0]))


def _on(curve: Sequence[Point], share: float) -> Point:
    """The point of a cubic curve at a share of its way."""
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    return Point(
        sum(weight * point.x for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point.y for weight, point in zip(weights, curve, strict=True)),
    )
