"""Identity's health, run by run, as far as the record of the version goes back.

What is counted and from where on a figure is a jump is dbt's business (`member_identity_health`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from member_center.serving.report.markup import Html, el
from member_center.serving.report.reader import Reader
from member_center.serving.report.tables import bilingual, percent, shanghai, table
from member_center.serving.report.words import Words, place, words

TABLE = "member_identity_health"
SHOWN_ENTRIES = 30
WIDTH, HEIGHT, EDGE = 120, 22, 2
SHARE = "channel_met_elsewhere"
METRICS = (
    *("members", "identifiers_per_member_p50", "identifiers_per_member_p99"),
    *("identifiers_per_member_max", SHARE, "conflicts", "shared_values", "suspects"),
    *("merges", "splits", "ids_changed"),
)


class Figure(NamedTuple):
    """A figure of one entry of the record; `at` is UTC."""

    metric: str
    segment: str
    entry: int
    value: Decimal
    at: datetime


def health(reader: Reader) -> Html | None:
    """Each figure over the latest entries; None where the version has no record yet."""
    found = _figures(reader)
    if not found:
        return None
    entries = sorted({(one.entry, one.at) for one in found})
    since, until = shanghai(entries[0][1]), shanghai(entries[-1][1])
    runs = f"{since} – {until}，{len(entries)} 次有变化的运行 runs with a change"
    rows = []
    for (metric, segment), group in groupby(found, lambda one: (one.metric, one.segment)):
        by_entry = {one.entry: one.value for one in group}
        values = [by_entry.get(entry, Decimal()) for entry, _ in entries]
        before = _shown(metric, values[-2]) if len(values) > 1 else "–"
        rows.append((_name(metric, segment), line(values), before, _shown(metric, values[-1])))
    headings = [
        Words("指标", "Figure"),
        Words("走势", "Course"),
        Words("上次", "Before"),
        Words("最新", "Now"),
    ]
    caption = "识别健康度 Health of identity"
    listed = table(headings, rows, numbers=[2, 3], caption=caption)
    return el("div", el("h3", caption), el("p", runs, css="note"), listed, css="health")


def line(values: list[Decimal]) -> Html:
    """A small line over values, from left to right; the last one is marked."""
    low, high = min(values), max(values)
    span = float(high - low) or 1.0
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    points = [
        (EDGE + step * number, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * float(value - low) / span)
        for number, value in enumerate(values)
    ]
    (x, y) = points[-1]
    return el(
        "svg",
        el("polyline", attributes={"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points)}),
        el("circle", attributes={"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": EDGE}),
        attributes={
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "width": WIDTH,
            "height": HEIGHT,
            "aria-hidden": "true",
        },
        css="course",
    )


def _figures(reader: Reader) -> list[Figure]:
    """The figures that are shown, by metric and part, oldest entry first."""
    there = reader.all(
        str, "select table_name from information_schema.tables where table_name = ?", [TABLE]
    )
    if not there:
        return []
    found = reader.all(
        Figure,
        f"""
        select metric, segment, entry_number, value, recorded_at from {TABLE}
        where
            metric in (select unnest(?)) and (segment = '' or metric = '{SHARE}')
            and entry_number > (select max(entry_number) from {TABLE}) - ?
        """,
        [list(METRICS), SHOWN_ENTRIES],
    )
    return sorted(
        found,
        key=lambda one: (
            METRICS.index(one.metric),
            place("channel", one.segment) if one.segment else 0,
            one.segment,
            one.entry,
        ),
    )


def _name(metric: str, segment: str) -> Html:
    said = words("identity_metric", metric)
    if not segment:
        return bilingual(said)
    part = words("channel", segment)
    return bilingual(Words(f"{said.chinese}：{part.chinese}", f"{said.english}: {part.english}"))


def _shown(metric: str, value: Decimal) -> str:
    return percent(value) if metric == SHARE else f"{value.normalize():,f}"
