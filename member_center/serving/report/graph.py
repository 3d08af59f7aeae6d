"""The identity graph of one member as an inline SVG drawing, with its links listed beneath.

Each link carries a number that leads to its row in the list, so the drawing needs no room for
words on its lines.
"""

from __future__ import annotations

from math import cos, dist, pi, sin
from typing import NamedTuple

from member_center.serving.report.evidence import Chain, Identifier, Link
from member_center.serving.report.markup import Html, el
from member_center.serving.report.tables import bilingual, shanghai, table
from member_center.serving.report.words import Words, words

AROUND = (
    "oa_openid",
    "unionid",
    "shop_openid",
    "brand_user_id",
    "mp_openid",
    "member_card",
    "phone",
)
BOX_WIDTH, BOX_HEIGHT = 176, 46
BADGE_ROOM = 13
MARGIN = 12
ALONG = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68)
SOURCES = ("wechat_official_account", "wechat_mini_program", "wechat_shop", "offline")


class Point(NamedTuple):
    """A place in the drawing; of an identifier, the middle of its box."""

    x: float
    y: float


def drawing(chain: Chain) -> Html:
    """The graph: boxes are identifiers, lines are links, coloured by the source that says so."""
    places = _places(chain.identifiers)
    lines: list[Html] = []
    badges: list[Html] = []
    taken: list[Point] = []
    for number, link in enumerate(chain.links, start=1):
        start, end = places[link.from_id], places[link.to_id]
        spot = _free_spot(start, end, list(places.values()), taken)
        taken.append(spot)
        lines.append(_line(link, start, end))
        badges.append(_badge(number, link, spot))
    boxes = [_box(one, places[one.identifier_id]) for one in chain.identifiers]
    width = max((place.x for place in places.values()), default=0) + BOX_WIDTH / 2 + MARGIN
    height = max((place.y for place in places.values()), default=0) + BOX_HEIGHT / 2 + MARGIN
    title = f"{len(boxes)} 个标识，{len(lines)} 条连接 identifiers and links"
    picture = el(
        "svg",
        el("title", title),
        lines,
        boxes,
        badges,
        attributes={"viewBox": f"0 0 {width:.0f} {height:.0f}", "role": "img"},
        css="graph",
    )
    return el("div", picture, css="scroll", attributes={"tabindex": "0"})


def legend() -> Html:
    """Which colour stands for which source."""
    return el(
        "p",
        [
            el("span", el("i", css=f"dot {source}"), bilingual(words("channel", source)))
            for source in SOURCES
        ],
        css="legend",
    )


def link_table(chain: Chain) -> Html:
    """The links of the graph, by number: what says so, since when, how often."""
    named = {one.identifier_id: one for one in chain.identifiers}
    rows = [
        (
            [str(number), el("i", css=f"dot {_source(link)}")],
            _named(named[link.from_id]),
            _named(named[link.to_id]),
            bilingual(words("identity_rule", link.rule)),
            bilingual(words("channel", link.source)),
            shanghai(link.first_seen_at),
            f"{link.records:,}",
        )
        for number, link in enumerate(chain.links, start=1)
    ]
    headings = [
        Words("#"),
        Words("标识", "Identifier"),
        Words("与之相连", "Linked to"),
        Words("依据", "Evidence"),
        Words("来源", "Source"),
        Words("首次出现", "First seen"),
        Words("记录数", "Records"),
    ]
    return table(headings, rows, numbers=[6], caption="证据链 The chain of evidence")


def _named(one: Identifier) -> list[Html]:
    return [el("span", words("identifier_type", one.type).chinese), el("code", one.value)]


def _places(identifiers: list[Identifier]) -> dict[str, Point]:
    """Identifiers around an ellipse that grows with their number, neighbours by type.

    Around an ellipse, straight lines between two boxes keep clear of the middle of every other.
    """
    order = {code: number for number, code in enumerate(AROUND)}
    ring = sorted(identifiers, key=lambda one: order.get(one.type, len(order)))
    wide, high = max(330, 40 * len(ring)), max(150, 25 * len(ring))
    places = {}
    for position, one in enumerate(ring):
        angle = 2 * pi * position / len(ring) - pi / 2 - pi / len(ring)
        places[one.identifier_id] = Point(
            MARGIN + BOX_WIDTH / 2 + wide * (1 + cos(angle)),
            MARGIN + BOX_HEIGHT / 2 + high * (1 + sin(angle)),
        )
    return places


def _free_spot(start: Point, end: Point, boxes: list[Point], taken: list[Point]) -> Point:
    """Where on a line its number covers neither a box nor another number, else the middle."""
    spots = [
        Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        for share in ALONG
    ]
    for spot in spots:
        on_box = any(
            abs(spot.x - box.x) < BOX_WIDTH / 2 + BADGE_ROOM
            and abs(spot.y - box.y) < BOX_HEIGHT / 2 + BADGE_ROOM
            for box in boxes
        )
        if not on_box and all(dist(spot, other) > 2 * BADGE_ROOM for other in taken):
            return spot
    return spots[0]


def _line(link: Link, start: Point, end: Point) -> Html:
    ends = {
        "x1": f"{start.x:.0f}",
        "y1": f"{start.y:.0f}",
        "x2": f"{end.x:.0f}",
        "y2": f"{end.y:.0f}",
    }
    return el("line", attributes=ends, css=f"edge {_source(link)}")


def _badge(number: int, link: Link, spot: Point) -> Html:
    said = f"{words('channel', link.source).chinese}, {shanghai(link.first_seen_at)}"
    return el(
        "g",
        el("title", f"{number}: {said}"),
        el("circle", attributes={"cx": f"{spot.x:.0f}", "cy": f"{spot.y:.0f}", "r": 10}),
        el("text", number, attributes={"x": f"{spot.x:.0f}", "y": f"{spot.y + 4:.0f}"}),
        css=f"badge {_source(link)}",
    )


def _box(one: Identifier, place: Point) -> Html:
    word = words("identifier_type", one.type)
    left, top = place.x - BOX_WIDTH / 2, place.y - BOX_HEIGHT / 2
    return el(
        "g",
        el("title", str(word)),
        el("rect", attributes={"width": BOX_WIDTH, "height": BOX_HEIGHT, "rx": 8}),
        el("text", word.chinese, attributes={"x": 12, "y": 19}, css="type"),
        el("text", one.value, attributes={"x": 12, "y": 36}, css="value"),
        attributes={"transform": f"translate({left:.0f},{top:.0f})"},
        css="node",
    )


def _source(link: Link) -> str:
    first = link.source.split(",")[0].strip()
    return first if first in SOURCES else "other"
