"""The mini program's statistics, one line of a table each: trends, retention, pages, portrait.

Days are written without dashes here, unlike in the official account's statistics. How they are
asked for is `connectors.core.datacube`'s.
"""

from __future__ import annotations

from connectors.core.datacube import Figure

DAY_FORM = "%Y%m%d"
PREFIX = "/datacube/getweanalysisappid"

TRENDS = (
    Figure(
        name="visit_trend_daily",
        api="dailyvisittrend",
        description="Opens, visits, visitors and time spent per day, from the mini program's "
        "statistics API.",
        key=("ref_date",),
    ),
    Figure(
        name="visit_trend_weekly",
        api="weeklyvisittrend",
        description="Opens, visits, distinct visitors and time spent per Monday-to-Sunday week, "
        "from the mini program's statistics API.",
        key=("ref_date",),
        unit="week",
        look_back=7,
    ),
    Figure(
        name="visit_trend_monthly",
        api="monthlyvisittrend",
        description="Opens, visits, distinct visitors and time spent per calendar month, from the "
        "mini program's statistics API.",
        key=("ref_date",),
        unit="month",
        look_back=28,
    ),
    Figure(
        name="summary_daily",
        api="dailysummarytrend",
        description="Visitors so far, shares and sharers per day, from the mini program's "
        "statistics API.",
        key=("ref_date",),
    ),
)

RETENTION = (
    Figure(
        name="retention_daily",
        api="dailyretaininfo",
        description="How many of a day's new and active visitors came back on each later day, "
        "asked again for a month while the later days fill in, from the statistics API.",
        look_back=31,
        needs="visit_uv",
    ),
    Figure(
        name="retention_weekly",
        api="weeklyretaininfo",
        description="How many of a week's new and active visitors came back in each of the four "
        "weeks after, asked again while they fill in, from the statistics API.",
        unit="week",
        look_back=5 * 7,
        needs="visit_uv",
    ),
    Figure(
        name="retention_monthly",
        api="monthlyretaininfo",
        description="How many of a month's new and active visitors came back in the month after, "
        "asked again until it is over, from the statistics API.",
        unit="month",
        look_back=62,
        needs="visit_uv",
    ),
)

VISITS = (
    Figure(
        name="visit_pages",
        api="visitpage",
        description="Visits, visitors, time spent and shares of the 200 most visited pages per "
        "day, from the mini program's statistics API.",
        key=("ref_date", "page_path"),
    ),
    Figure(
        name="visit_distribution",
        api="visitdistribution",
        description="How visits spread over ways in, depth and duration per day, from the mini "
        "program's statistics API.",
        key=("ref_date", "index"),
    ),
)

PORTRAITS = (
    Figure(
        name="user_portrait",
        api="userportrait",
        description="Where a day's visitors live, their age groups, genders and devices, as "
        "counts, from the mini program's statistics API.",
        needs="visit_uv",
    ),
    Figure(
        name="user_portrait_7d",
        api="userportrait",
        description="Where the visitors of seven days live, their age groups, genders and devices, "
        "as counts of people, from the mini program's statistics API.",
        reach=7,
        needs="visit_uv",
    ),
    Figure(
        name="user_portrait_30d",
        api="userportrait",
        description="Where the visitors of thirty days live, their age groups, genders and "
        "devices, as counts of people, from the mini program's statistics API.",
        reach=30,
        needs="visit_uv",
    ),
)

FIGURES = (*TRENDS, *RETENTION, *VISITS, *PORTRAITS)
