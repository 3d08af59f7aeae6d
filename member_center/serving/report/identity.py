"""The identity section: one member's chain of evidence, and what the rules decided about all."""

from __future__ import annotations

from member_center.serving.report import evidence, graph
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.reader import Reader
from member_center.serving.report.tables import bilingual, table
from member_center.serving.report.words import Words, place, words


def identity(reader: Reader) -> Child:
    """One member's chain of evidence, and what the rules decided about all links."""
    chain = evidence.richest_chain(reader)
    drawn: Child = None
    if chain:
        said = f"{len(chain.identifiers)} 个标识，{len(chain.links)} 条连接"
        drawn = [
            el("h3", said, " ", el("code", chain.one_id)),
            graph.legend(),
            graph.drawing(chain),
            graph.link_table(chain),
        ]
    return [drawn, el("div", _verdicts(reader), _standings(reader), css="two")]


def _verdicts(reader: Reader) -> Html:
    rows = [
        (
            bilingual(words("identity_status", one.status)),
            bilingual(words("identity_rule", one.rule)),
            f"{one.links:,}",
        )
        for one in evidence.verdicts(reader)
    ]
    headings = [Words("连接结果", "Verdict"), Words("规则", "Rule"), Words("连接数", "Links")]
    caption = "全部连接 All links"
    return el("div", el("h3", caption), table(headings, rows, numbers=[2], caption=caption))


def _standings(reader: Reader) -> Html:
    found = {(one.type, one.status): one.identifiers for one in evidence.standings(reader)}
    statuses = ("linked", "conflict", "shared", "blocked")
    types = sorted({kind for kind, _ in found}, key=lambda kind: place("identifier_type", kind))
    rows = [
        (
            bilingual(words("identifier_type", kind)),
            *(f"{found.get((kind, status), 0):,}" for status in statuses),
        )
        for kind in types
    ]
    headings = [
        Words("标识类型", "Type"),
        *(words("identity_status", status) for status in statuses),
    ]
    caption = "全部标识 All identifiers"
    listed = table(headings, rows, numbers=range(1, 5), caption=caption)
    return el("div", el("h3", caption), listed)
