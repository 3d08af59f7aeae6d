"""The interactive charts, drawn by plotly from figures that were read before.

Each chart is a fragment; the script they share is put into the page once. Plotly reads labels as
markup, so text from tables is escaped here too.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from html import escape

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from member_center.serving.report.figures import Day, Pair
from member_center.serving.report.markup import Html, el
from member_center.serving.report.words import Words

BLUE, GREEN, INK, GRID = "#2f6fb3", "#2e8b6f", "#24303c", "#e6eaef"
SCALE = [[0.0, "#f4f8fc"], [0.5, "#8db7de"], [1.0, BLUE]]
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif"
DAYS_AT_FIRST = 90
SPANS = (30, 90, 180)
CONFIG = {"displayModeBar": False, "responsive": True, "showTips": False}


def script() -> Html:
    """Plotly's own script, from the installed package."""
    return el("script", Html(get_plotlyjs()))


def daily(days: list[Day]) -> Html:
    """Net revenue and new members by business day, with buttons for the span shown."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.13)
    dates = [one.day for one in days]
    panels = [
        ("净收入 Net revenue (¥)", BLUE, [float(one.net_revenue) for one in days]),
        ("新会员 New members", GREEN, [one.new_members for one in days]),
    ]
    for row, (name, color, values) in enumerate(panels, start=1):
        bars = go.Bar(x=dates, y=values, name=name, marker_color=color)
        figure.add_trace(bars, row=row, col=1)
        figure.add_annotation(
            text=f"<b>{name}</b>",
            xref="paper",
            yref=f"y{'' if row == 1 else row} domain",
            x=0,
            y=1.04,
            yanchor="bottom",
            showarrow=False,
        )
    figure.update_xaxes(type="date", gridcolor=GRID, tickformat="%m-%d\n%Y", fixedrange=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=GRID, fixedrange=True, tickformat="~s")
    if days:
        figure.update_layout(_span(days, DAYS_AT_FIRST), updatemenus=[_span_buttons(days)])
    margins = {"l": 44, "r": 8, "t": 76, "b": 44}
    title = "每日净收入与新会员 Net revenue and new members by day"
    return _drawn(figure, "daily", 480, margins, title)


def heat_map(
    name: str,
    pairs: list[Pair],
    rows: dict[str, Words],
    columns: dict[str, Words],
    axes: tuple[str, str],
    title: str,
) -> Html:
    """Members by two axes, the number in every cell.

    Args:
        name: Id of the chart in the page.
        pairs: Counts; a place that is missing holds nobody.
        rows: Codes of the vertical axis, from the top, and what they are called.
        columns: Codes of the horizontal axis, from the left.
        axes: Titles of the vertical and the horizontal axis.
        title: What the chart shows, for those who cannot see it.
    """
    counts = {(pair.row, pair.column): pair.members for pair in pairs}
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    figure = go.Figure(
        go.Heatmap(
            z=table,
            x=[_label(word) for word in columns.values()],
            y=[_label(word) for word in rows.values()],
            text=[[f"{cell:,}" if cell else "" for cell in line] for line in table],
            texttemplate="%{text}",
            hovertemplate="%{y}<br>%{x}<br><b>%{z:,}</b><extra></extra>",
            colorscale=SCALE,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_yaxes(autorange="reversed", title=axes[0], fixedrange=True, automargin=True)
    figure.update_xaxes(title=axes[1], fixedrange=True, automargin=True, side="bottom")
    margins = {"l": 60, "r": 8, "t": 8, "b": 50}
    return _drawn(figure, name, 70 + 46 * len(rows), margins, title)


def _span_buttons(days: list[Day]) -> dict[str, object]:
    counts = [*(count for count in SPANS if count < len(days)), len(days)]
    buttons = [
        {"label": f"{count} 天", "method": "relayout", "args": [_span(days, count)]}
        for count in counts
    ]
    return {
        "type": "buttons",
        "direction": "right",
        "buttons": buttons,
        "active": counts.index(min(DAYS_AT_FIRST, len(days))),
        "x": 1,
        "xanchor": "right",
        "y": 1.1,
        "yanchor": "bottom",
    }


def _span(days: list[Day], count: int) -> dict[str, object]:
    """Axis ranges that show the last days, the vertical ones fitted to what is shown.

    Plotly fits axes to all data, seen or not: one old peak would flatten the days in view.
    """
    shown = days[-count:]
    half = timedelta(hours=12)
    first, last = (datetime.combine(day.day, time()) for day in (shown[0], shown[-1]))
    ends = [(first - half).isoformat(), (last + half).isoformat()]
    revenue = [float(day.net_revenue) for day in shown]
    met = [day.new_members for day in shown]
    return {
        "xaxis.range": ends,
        "xaxis2.range": ends,
        "yaxis.range": [min(0.0, *revenue) * 1.05, max(1.0, *revenue) * 1.05],
        "yaxis2.range": [0, max(1, *met) * 1.05],
    }


def _label(word: Words) -> str:
    lines = [escape(word.chinese), escape(word.english)]
    return "<br>".join(line for line in lines if line)


def _drawn(figure: go.Figure, name: str, height: int, margins: dict[str, int], title: str) -> Html:
    figure.update_layout(
        height=height,
        margin=margins,
        showlegend=False,
        bargap=0.2,
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": INK, "size": 12},
        hoverlabel={"font": {"family": FONT}},
    )
    drawing = figure.to_html(
        full_html=False, include_plotlyjs=False, config=CONFIG, div_id=f"chart-{name}"
    )
    return el("div", Html(drawing), css="chart", attributes={"role": "img", "aria-label": title})
