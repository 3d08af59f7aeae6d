"""Tables of the report: the plain ones, bars inside cells, and the searchable list of members.

They show what they are given, in the order they are given it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from member_center.serving.report.figures import CHANNELS
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.members import Member, TagValue
from member_center.serving.report.words import Words, words

SHANGHAI = ZoneInfo("Asia/Shanghai")
TAGS_AT_FIRST = 6
VALUE_KINDS = ("tag_value", "channel")
NUMBER = "number"
MEMBER_HEADINGS = (
    Words("会员", "Member"),
    Words("渠道", "Channels"),
    Words("等级", "Level"),
    Words("消费阶段", "Consumption"),
    Words("活跃阶段与原因", "Activity and why"),
    Words("标签", "Tags"),
    Words("订单", "Orders"),
    Words("净收入", "Net revenue"),
    Words("最近下单", "Last order"),
)
MEMBER_NUMBERS = frozenset({6, 7, 8})


def yuan(amount: Decimal) -> str:
    """An amount in yuan."""
    return f"¥{amount:,.2f}"


def percent(share: float | Decimal | None) -> str:
    """A share of one as a percentage; nothing known is a dash."""
    return "–" if share is None else f"{float(share):.1%}"


def shanghai(instant: datetime | None) -> str:
    """A UTC instant as it reads on a clock in Shanghai."""
    if instant is None:
        return "–"
    return f"{instant.replace(tzinfo=UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def bilingual(word: Words, name: str = "span") -> Html:
    """Words in Chinese with the English beside them."""
    english = el("span", word.english, css="en", attributes={"lang": "en"})
    return el(name, word.chinese, [" ", english] if word.english else None)


def bar(share: float | Decimal | None, color: str = "") -> Html:
    """A bar for a share of one; the figure stands beside it, so it is hidden from readers."""
    width = el("i", attributes={"style": f"width:{100 * float(share or 0):.2f}%"}, css=color)
    return el("span", width, css="bar", attributes={"aria-hidden": "true"})


def note(chinese: str, english: str) -> Html:
    """A remark in both languages."""
    return el("p", chinese, " ", el("span", english, attributes={"lang": "en"}), css="note")


def table(
    headings: Sequence[Words],
    rows: Iterable[Sequence[Child]],
    *,
    numbers: Iterable[int] = (),
    css: str = "",
    caption: str = "",
    name: str | None = None,
) -> Html:
    """A table with a heading row; the first cell of a row is its heading.

    Args:
        headings: One a column.
        rows: Cells, as text or markup.
        numbers: Positions of the columns that hold figures.
        css: Class names of the table.
        caption: What the table shows, for those who cannot see the page around it.
        name: Its id.
    """
    right = set(numbers)
    classes = [NUMBER if position in right else "" for position in range(len(headings))]
    head = [
        el("th", bilingual(word), attributes={"scope": "col"}, css=kind)
        for word, kind in zip(headings, classes, strict=True)
    ]
    body = [_row(row, headings, classes) for row in rows]
    drawn = el(
        "table",
        el("caption", caption) if caption else None,
        el("thead", el("tr", head)),
        el("tbody", body),
        css=css,
        attributes={"id": name},
    )
    return el("div", drawn, css="scroll", attributes={"tabindex": "0"})


def member_table(members: Sequence[Member]) -> Html:
    """The list of members that the page's script searches and turns the pages of."""
    rows = [_member_cells(member) for member in members]
    return table(
        MEMBER_HEADINGS,
        rows,
        numbers=MEMBER_NUMBERS,
        css="members",
        caption="会员列表 Members",
        name="members",
    )


def _row(row: Sequence[Child], headings: Sequence[Words], classes: Sequence[str]) -> Html:
    cells = []
    for position, (cell, word, kind) in enumerate(zip(row, headings, classes, strict=True)):
        label = {"data-label": word.chinese}
        if position == 0:
            cells.append(el("th", cell, css=kind, attributes={"scope": "row", **label}))
        else:
            cells.append(el("td", cell, css=kind, attributes=label))
    return el("tr", cells)


def _member_cells(member: Member) -> list[Child]:
    who = [
        el("b", member.name_masked or "（无姓名）"),
        el("span", member.phone_masked or "", css="phone"),
        el("code", member.one_id),
    ]
    activity = words("activity_stage", member.activity_stage)
    return [
        el("div", who, css="who"),
        el("div", _channels(member), css="chips"),
        member.level or "–",
        bilingual(words("consumption_stage", member.consumption_stage)),
        [
            el("span", bilingual(activity), css=f"stage {_safe_name(member.activity_stage)}"),
            el("small", member.reason_zh, css="reason", attributes={"title": member.reason}),
        ],
        _chips(member.tags),
        f"{member.order_count:,}",
        yuan(member.net_revenue),
        member.last_order_date or "–",
    ]


def _channels(member: Member) -> list[Html]:
    codes = [code for code, is_met in zip(CHANNELS, member.met, strict=True) if is_met]
    names = [words("channel", code).chinese for code in codes]
    return [el("span", name, css="chip channel") for name in names or ["曾关注"]]


def _chips(tags: Sequence[TagValue]) -> Html:
    chips = [_chip(tag) for tag in tags]
    rest = chips[TAGS_AT_FIRST:]
    more = el("details", el("summary", f"+{len(rest)}"), rest) if rest else None
    return el("div", chips[:TAGS_AT_FIRST], more, css="chips")


def _chip(tag: TagValue) -> Html:
    if tag.value == "yes":
        return el("span", tag.label, css="chip")
    said = next(
        (found for kind in (tag.code, *VALUE_KINDS) if (found := words(kind, tag.value)).english),
        Words(tag.value),
    )
    return el("span", el("i", tag.label), said.chinese, css="chip")


def _safe_name(code: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in code)
