"""The mini program's statistics as streams: trends, retention, pages, ways in, portrait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from connectors.core.daily_figures import DailyFigures
from connectors.core.keyed import Keyed, keyed_rows
from connectors.core.stream import Record
from connectors.core.windows import Period, start_of
from connectors.wechat_mini_program.client import MiniProgramClient

RETENTION_DAYS = 31

Ask = Callable[[Period], Keyed]


def figure_streams(
    client: MiniProgramClient, source: str, setting: str, configured: bool
) -> tuple[DailyFigures, ...]:
    """Declare all statistics of the account.

    Args:
        client: The account's endpoints.
        source: Name of the source.
        setting: The variable that configures the account.
        configured: Whether it is set.
    """
    figures = partial(DailyFigures, source=source, setting=setting, configured=configured)
    return (*_trends(client, figures), *_days(client, figures))


def _trends(
    client: MiniProgramClient, figures: Callable[..., DailyFigures]
) -> tuple[DailyFigures, ...]:
    return (
        figures(
            name="visit_trend_daily",
            description="Opens, visits, visitors and time spent per day, from the mini program's "
            "statistics API.",
            ask=_rows(client, "dailyvisittrend", "ref_date"),
        ),
        figures(
            name="visit_trend_weekly",
            description="Opens, visits, distinct visitors and time spent per Monday-to-Sunday "
            "week, from the mini program's statistics API.",
            ask=_rows(client, "weeklyvisittrend", "ref_date"),
            unit="week",
            look_back=7,
            expected_every=timedelta(days=7),
        ),
        figures(
            name="visit_trend_monthly",
            description="Opens, visits, distinct visitors and time spent per calendar month, from "
            "the mini program's statistics API.",
            ask=_rows(client, "monthlyvisittrend", "ref_date"),
            unit="month",
            look_back=28,
            expected_every=timedelta(days=31),
        ),
        figures(
            name="summary_daily",
            description="Visitors so far, shares and sharers per day, from the mini program's "
            "statistics API.",
            ask=_rows(client, "dailysummarytrend", "ref_date"),
        ),
    )


def _days(
    client: MiniProgramClient, figures: Callable[..., DailyFigures]
) -> tuple[DailyFigures, ...]:
    return (
        figures(
            name="retention_daily",
            description="How many of a day's new and active visitors came back on each later day, "
            "asked again for a month while the later days fill in, from the statistics API.",
            ask=_whole(client, "dailyretaininfo"),
            look_back=RETENTION_DAYS,
        ),
        figures(
            name="visit_pages",
            description="Visits, visitors, time spent and shares of the 200 most visited pages per "
            "day, from the mini program's statistics API.",
            ask=_rows(client, "visitpage", "ref_date", "page_path"),
        ),
        figures(
            name="visit_distribution",
            description="How visits spread over ways in, depth and duration per day, from the mini "
            "program's statistics API.",
            ask=_rows(client, "visitdistribution", "ref_date", "index"),
        ),
        figures(
            name="user_portrait",
            description="Where a day's visitors live, their age groups, genders and devices, as "
            "counts, from the mini program's statistics API.",
            ask=_whole(client, "userportrait"),
        ),
    )


def _rows(client: MiniProgramClient, name: str, *key: str) -> Ask:
    """Records of an answer's ``list``; the day that stands beside it is put into each row."""

    def ask(period: Period) -> Keyed:
        answer = client.figures(name, period, needs="list")
        beside = {"ref_date": answer["ref_date"]} if "ref_date" in answer else {}
        return keyed_rows([_with(beside, row) for row in answer["list"] or ()], key, name)

    return ask


def _whole(client: MiniProgramClient, name: str) -> Ask:
    """One record of the whole answer, keyed by the day that was asked for."""

    def ask(period: Period) -> Keyed:
        answer = client.figures(name, period, needs="visit_uv")
        return Keyed([Record(f"{period.first:%Y%m%d}", answer, start_of(period.first))])

    return ask


def _with(beside: dict[str, Any], row: Any) -> Any:
    return {**beside, **row} if isinstance(row, dict) else row
