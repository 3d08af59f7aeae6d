"""What the sections of the report show, each from the version to its markup."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from member_center.serving.report import charts, figures
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.members import latest_members
from member_center.serving.report.reader import Reader
from member_center.serving.report.tables import (
    bar,
    bilingual,
    member_table,
    note,
    percent,
    shanghai,
    table,
    yuan,
)
from member_center.serving.report.words import Words, named, place, words

MEMBERS = Words("会员", "Members")
SHARE = Words("占比", "Share")
SCORES = ("5", "4", "3", "2", "1")


def key_figures(reader: Reader) -> Child:
    """The figures that open the report."""
    key = figures.key_figures(reader)
    period = f"{key.first_day} – {key.last_day}" if key.first_day else ""
    tiles: list[tuple[Words, str, str]] = [
        (MEMBERS, f"{key.members:,}", ""),
        (Words("公众号粉丝", "Followers"), f"{key.followers:,}", "现在关注 now"),
        (Words("已入会", "Registered"), f"{key.registered:,}", ""),
        (Words("购买过", "Buyers"), f"{key.buyers:,}", ""),
        (Words("多渠道", "In 2+ channels"), f"{key.in_several_channels:,}", ""),
        (Words("净收入", "Net revenue"), yuan(key.net_revenue), period),
        (
            Words("90 天复购率", "90-day repurchase"),
            percent(key.repurchase_rate_90d),
            f"截至 as of {key.last_day}" if key.last_day else "",
        ),
    ]
    return el(
        "dl",
        [
            el("div", el("dt", bilingual(word)), el("dd", value), el("dd", remark, css="note"))
            for word, value, remark in tiles
        ],
        css="tiles",
    )


def daily(reader: Reader) -> Child:
    """Net revenue and new members by day."""
    return charts.daily(figures.days(reader))


def life_cycle(reader: Reader) -> Child:
    """Both axes of stages, and where they cross."""
    axes = [
        ("consumption_stage", Words("消费阶段", "Consumption stage")),
        ("activity_stage", Words("活跃阶段", "Activity stage")),
    ]
    lists = [el("div", _stages(reader, axis, title)) for axis, title in axes]
    pairs = figures.crossed_stages(reader)
    crossed = charts.heat_map(
        "stages",
        pairs,
        named("consumption_stage", [pair.row for pair in pairs]),
        named("activity_stage", [pair.column for pair in pairs]),
        ("", ""),
        "消费阶段与活跃阶段的交叉人数 Members by consumption stage and activity stage",
    )
    both = el("h3", "两轴交叉 ", el("span", "Both axes", css="en", attributes={"lang": "en"}))
    return [el("div", lists, css="two"), both, crossed]


def channels(reader: Reader) -> Child:
    """In which combinations of channels the members are."""
    rows = [
        (
            *map(_met, one.met),
            f"{one.members:,}",
            bar(one.share, "green"),
            percent(one.share),
        )
        for one in figures.combinations(reader)
    ]
    headings = [*(words("channel", code) for code in figures.CHANNELS), MEMBERS, Words(""), SHARE]
    said = note(
        "公众号一列是现在关注的人；都没有点的是已取关、别处未见的人。",
        "The first channel counts who follows now; a row without dots left it and is in no other.",
    )
    caption = "渠道组合 Combinations of channels"
    first = len(figures.CHANNELS)
    return [said, table(headings, rows, numbers=[first, first + 2], css="overlap", caption=caption)]


def tags(reader: Reader) -> Child:
    """Coverage of every tag, by category."""
    headings = [
        Words("标签", "Tag"),
        Words("类型", "Kind"),
        MEMBERS,
        Words("覆盖率", "Coverage"),
        Words(""),
        Words("取值", "Values"),
    ]
    groups = groupby(figures.tags(reader), key=lambda tag: tag.category)
    return el("div", [_category(name, of, headings) for name, of in groups], css="tags")


def rfm(reader: Reader) -> Child:
    """Segments of buyers and what they bring; recency against frequency."""
    rows = [
        (
            bilingual(words("rfm_segment", one.code)),
            f"{one.members:,}",
            [bar(one.share), percent(one.share)],
            yuan(one.net_revenue),
            [bar(one.revenue_share, "green"), percent(one.revenue_share)],
        )
        for one in sorted(figures.segments(reader), key=lambda o: place("rfm_segment", o.code))
    ]
    headings = [
        Words("分群", "Segment"),
        Words("人数", "Buyers"),
        Words("人数占比", "Share of buyers"),
        Words("净收入", "Net revenue"),
        Words("收入占比", "Share of revenue"),
    ]
    grid = charts.heat_map(
        "rfm",
        figures.scores(reader),
        {score: Words(f"R{score}") for score in SCORES},
        {score: Words(f"F{score}") for score in reversed(SCORES)},
        ("最近一次 Recency →", "频次 Frequency →"),
        "按最近一次与频次评分的人数 Buyers by recency and frequency score",
    )
    caption = "RFM 分群 RFM segments"
    listed = table(headings, rows, numbers=[1, 3], css="bars", caption=caption)
    return el("div", listed, grid, css="wide-left rfm")


def members(reader: Reader) -> Child:
    """The members seen last, with a field to search them."""
    shown = latest_members(reader)
    field = el(
        "input",
        attributes={
            "type": "search",
            "id": "search",
            "placeholder": "姓名、手机尾号、标签、阶段… Search",
            "aria-label": "搜索会员 Search members",
            "aria-controls": "members",
        },
    )
    said = note(
        f"最近有动静的 {len(shown):,} 位会员；姓名与手机号只有掩码。",
        f"The {len(shown):,} members seen last; names and phones are masked.",
    )
    pager = el("div", attributes={"id": "pager", "aria-live": "polite"}, css="pager")
    return [said, el("div", field, pager, css="controls"), member_table(shown)]


def freshness(reader: Reader) -> Child:
    """How fresh every stream is."""
    rows = [
        (
            [bilingual(words("channel", one.source)), el("code", one.stream)],
            el("span", bilingual(words("freshness", one.status)), css=f"status {one.status}"),
            shanghai(one.last_landed_at),
            shanghai(one.last_occurred_at),
            "–" if one.hours_since_landed is None else f"{one.hours_since_landed:,} h",
            "–" if one.expected_hours is None else f"{one.expected_hours:,} h",
            f"{one.rows:,}",
        )
        for one in figures.streams(reader)
    ]
    headings = [
        Words("数据流", "Stream"),
        Words("状态", "Status"),
        Words("最近落地", "Last landed"),
        Words("最近记录", "Last record"),
        Words("已静默", "Silent for"),
        Words("应不超过", "Expected within"),
        Words("落地行数", "Rows landed"),
    ]
    said = note("时间为北京时间。", "Times are those of Shanghai.")
    return [said, table(headings, rows, numbers=[4, 5, 6], caption="数据新鲜度 Freshness")]


def _stages(reader: Reader, axis: str, title: Words) -> Html:
    rows = [
        (
            bilingual(words(axis, one.code)),
            f"{one.members:,}",
            bar(one.share),
            percent(one.share),
        )
        for one in sorted(figures.stages(reader, axis), key=lambda one: place(axis, one.code))
    ]
    headings = [title, MEMBERS, Words(""), SHARE]
    return table(headings, rows, numbers=[1, 3], css="bars", caption=str(title))


def _category(name: str, found: Iterable[figures.Tag], headings: list[Words]) -> Html:
    rows = [
        (
            el("span", bilingual(Words(tag.label, tag.name)), attributes={"title": _meaning(tag)}),
            words("tag_kind", tag.kind).chinese,
            f"{tag.members:,}",
            percent(tag.coverage),
            bar(tag.coverage),
            f"{tag.values:,}",
        )
        for tag in found
    ]
    listed = table(headings, rows, numbers=[2, 3, 5], css="bars", caption=name)
    return el("div", el("h3", name), listed)


def _meaning(tag: figures.Tag) -> str:
    return "\n".join(text for text in (tag.definition_zh, tag.definition) if text)


def _met(is_met: bool) -> Html:
    sign = el("i", css="met" if is_met else "unmet", attributes={"aria-hidden": "true"})
    return el("span", sign, el("span", "是 yes" if is_met else "否 no", css="unseen"))
