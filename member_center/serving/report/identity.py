"""The identity section: chains of evidence of a few members, what rules did with all, health."""

from __future__ import annotations

from member_center.serving.report import evidence, graph
from member_center.serving.report.examples import Example, examples
from member_center.serving.report.health import health
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.reader import Reader
from member_center.serving.report.tables import bilingual, shanghai, table
from member_center.serving.report.words import Words, place, words

TITLES = {
    "varied": Words("多渠道会员", "A member met in many channels"),
    "refused": Words("被拒绝的连接", "Links that a rule did not accept"),
    "merged": Words("一次合并", "Two members that became one"),
}


def identity(reader: Reader) -> Child:
    """A few members' chains of evidence, what rules decided about all links, and the health."""
    drawn = [_drawn(example) for example in examples(reader)]
    return [
        graph.legend() if drawn else None,
        drawn,
        el("div", _verdicts(reader), _standings(reader), css="two"),
        health(reader),
    ]


def _drawn(example: Example) -> Html:
    chain, merge = example.chain, example.merge
    kept = sum(link.status == evidence.KEPT for link in chain.links)
    own = sum(one.one_id == chain.one_id for one in chain.identifiers)
    facts = [f"{own} 个标识，{kept} 条连接"]
    if refused := len(chain.links) - kept:
        facts.append(f"{refused} 条未采纳")
    if merge:
        facts.append(f"{shanghai(merge.at)} 由 {merge.old_one_id} 并入")
    return el(
        "article",
        el("h3", bilingual(TITLES[example.kind]), " ", el("code", chain.one_id)),
        el("p", "；".join(facts), css="note"),
        graph.drawing(chain, merge.link_id if merge else None),
        el(
            "details",
            el("summary", bilingual(Words("证据链", "The chain of evidence"))),
            graph.link_table(chain),
            attributes={"open": example.kind != "merged"},
        ),
        css="example",
    )


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
