"""The identity graph of one member as an inline SVG drawing, with its links listed beneath.

Each link carries a number that leads to its row in the list, so the drawing needs no room for
words on its lines. Where everything stands is worked out in `layout`.
"""

from __future__ import annotations

from member_center.serving.report import layout
from member_center.serving.report.evidence import KEPT, Chain, Identifier, Link
from member_center.serving.report.layout import BOX_HEIGHT, BOX_WIDTH, Curve, Point
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.tables import bilingual, shanghai, table
from member_center.serving.report.words import Words, words

SOURCES = (
    "wechat_official_account",
    "wechat_mini_program",
    "wechat_shop",
    "wecom",
    "youzan",
    "offline",
    "manual",
)
LINES = (
    ("edge verified", Words("来源已核实", "A source vouches for it")),
    ("edge", Words("未核实", "Not verified")),
    ("edge refused", Words("未采纳", "Not kept")),
)


def drawing(chain: Chain, cause: str | None = None) -> Html:
    """The graph: boxes are identifiers, lines are links, coloured by the source that says so.

    Args:
        chain: The member.
        cause: The link that joined two members into this one, which is marked.
    """
    at = layout.places(chain)
    numbered = list(enumerate(zip(chain.links, layout.curves(chain, at), strict=True), start=1))
    width, height = layout.extent(at)
    kept = sum(link.status == KEPT for link in chain.links)
    own = sum(one.one_id == chain.one_id for one in chain.identifiers)
    picture = el(
        "svg",
        el("title", f"{own} 个标识，{kept} 条连接 identifiers and links"),
        [_halo(curve) for _, (link, curve) in numbered if link.link_id == cause],
        [_line(link, curve) for _, (link, curve) in numbered],
        [_box(one, at[one.identifier_id], chain) for one in chain.identifiers],
        [_badge(number, link, curve.badge) for number, (link, curve) in numbered],
        attributes={
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "role": "img",
        },
        css="graph",
    )
    return el("div", picture, css="scroll", attributes={"tabindex": "0"})


def legend() -> Html:
    """Which colour stands for which source, and which line for what."""
    dots: list[Html] = [
        el("span", el("i", css=f"dot {source}"), bilingual(words("channel", source)))
        for source in SOURCES
    ]
    strokes = [el("span", _sample(css), bilingual(said)) for css, said in LINES]
    return el("p", dots, strokes, css="legend")


def link_table(chain: Chain) -> Html:
    """The links of the graph, by number: what says so, since when, how often."""
    named = {one.identifier_id: one for one in chain.identifiers}
    rows = [
        (
            el("i", number, css=f"count {_source(link)}"),
            _named(named[link.from_id]),
            _named(named[link.to_id]),
            [_verdict(link), bilingual(words("identity_rule", link.rule))],
            bilingual(words("channel", link.source)),
            shanghai(link.first_seen_at),
            shanghai(link.last_seen_at),
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
        Words("最近出现", "Last seen"),
        Words("记录数", "Records"),
    ]
    return table(headings, rows, numbers=[7], css="links", caption="证据链 The chain of evidence")


def _verdict(link: Link) -> Child:
    if link.status == KEPT:
        return None
    return [el("b", words("identity_status", link.status).chinese, css="refusal"), " "]


def _named(one: Identifier) -> list[Html]:
    return [el("span", words("identifier_type", one.type).chinese), el("code", one.value)]


def _sample(css: str) -> Html:
    line = el("line", attributes={"x1": 0, "y1": 5, "x2": 26, "y2": 5}, css=css)
    return el("svg", line, attributes={"viewBox": "0 0 26 10", "aria-hidden": "true"}, css="sample")


def _halo(curve: Curve) -> Html:
    return el("path", attributes={"d": curve.path}, css="halo")


def _line(link: Link, curve: Curve) -> Html:
    kept = link.status == KEPT
    look = ("verified" if link.is_verified else "") if kept else "refused"
    return el("path", attributes={"d": curve.path}, css=f"edge {look} {_source(link)}")


def _badge(number: int, link: Link, spot: Point) -> Html:
    rule = words("identity_rule", link.rule)
    said = f"{words('channel', link.source).chinese}, {shanghai(link.first_seen_at)}"
    look = _source(link) if link.status == KEPT else "refused"
    return el(
        "g",
        el("title", f"{number}: {rule}; {said}"),
        el("circle", attributes={"cx": f"{spot.x:.0f}", "cy": f"{spot.y:.0f}", "r": 10}),
        el("text", number, attributes={"x": f"{spot.x:.0f}", "y": f"{spot.y + 4:.0f}"}),
        css=f"badge {look}",
    )


def _box(one: Identifier, place: Point, chain: Chain) -> Html:
    word = words("identifier_type", one.type)
    left, top = place.x - BOX_WIDTH / 2, place.y - BOX_HEIGHT / 2
    css, note = "node", None
    if one.one_id != chain.one_id:
        css, note = "node other", "另一会员" if one.one_id else "不归任何人"
    elif one.identifier_id == layout.root(chain):
        css, note = "node root", "会员号由此而来"
    return el(
        "g",
        el("title", str(word)),
        el("rect", attributes={"width": BOX_WIDTH, "height": BOX_HEIGHT, "rx": 8}),
        el("text", note, attributes={"x": 2, "y": -5}, css="remark") if note else None,
        el("text", word.chinese, attributes={"x": 12, "y": 19}, css="type"),
        el("text", one.value, attributes={"x": 12, "y": 36}, css="value"),
        attributes={"transform": f"translate({left:.0f},{top:.0f})"},
        css=css,
    )


def _source(link: Link) -> str:
    first = link.source.split(",")[0].strip()
    return first if first in SOURCES else "other"
