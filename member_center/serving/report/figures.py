"""The figures of the report, as the published tables have them.

Members are counted and rates are carried over; no rate is defined here. Records hold codes, not
words: how they are called and drawn is decided elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from member_center.serving.report.reader import Reader

DAYS_SHOWN = 365
COMBINATIONS_SHOWN = 20
CHANNELS = {
    "wechat_official_account": "is_official_account_follower",
    "wechat_mini_program": "is_mini_program_user",
    "wechat_shop": "is_shop_buyer",
    "youzan": "is_youzan_customer",
    "wecom": "is_wecom_customer",
    "offline_store": "is_store_customer",
}
"""Channels in the order in which they are shown, and the column of `dim_members` that tells."""


class KeyFigures(NamedTuple):
    """How the brand stands: people as of the version, money over all of `kpi_daily`.

    `repurchase_rate_90d` is that of `last_day`; all three are None before the first business day.
    """

    members: int
    followers: int
    registered: int
    buyers: int
    in_several_channels: int
    net_revenue: Decimal
    repurchase_rate_90d: Decimal | None
    first_day: date | None
    last_day: date | None


class Day(NamedTuple):
    """A business day (Asia/Shanghai)."""

    day: date
    net_revenue: Decimal
    new_members: int


class Group(NamedTuple):
    """Members who share a code, and which share of those counted they are."""

    code: str
    members: int
    share: float


class Pair(NamedTuple):
    """Members who stand at one place of two axes."""

    row: str
    column: str
    members: int


class Combination(NamedTuple):
    """Members who were met in exactly these channels; `met` is in the order of `CHANNELS`."""

    met: list[bool]
    members: int
    share: float


class Tag(NamedTuple):
    """A declared tag and whom it covers; `coverage` is a share of all members, if there are any."""

    category: str
    label: str
    name: str
    kind: str
    definition: str
    members: int
    values: int
    coverage: Decimal | None
    definition_zh: str | None


class Segment(NamedTuple):
    """Buyers of one RFM segment and what they brought."""

    code: str
    members: int
    share: float
    net_revenue: Decimal
    revenue_share: float


class StreamState(NamedTuple):
    """How fresh a stream is; instants are UTC."""

    source: str
    stream: str
    status: str
    last_landed_at: datetime | None
    last_occurred_at: datetime | None
    hours_since_landed: int | None
    expected_hours: int | None
    rows: int


def key_figures(reader: Reader) -> KeyFigures:
    """The figures that open the report."""
    return reader.all(
        KeyFigures,
        """
        select
            count(*),
            count(*) filter (is_official_account_follower),
            count(*) filter (is_registered),
            count(*) filter (order_count > 0),
            count(*) filter (channel_count >= 2),
            (select coalesce(sum(net_revenue), 0) from kpi_daily),
            (select max_by(repurchase_rate_90d, business_date) from kpi_daily),
            (select min(business_date) from kpi_daily),
            (select max(business_date) from kpi_daily)
        from dim_members
        """,
    )[0]


def days(reader: Reader) -> list[Day]:
    """The latest business days, oldest first."""
    return reader.all(
        Day,
        """
        select business_date, net_revenue, new_members
        from (from kpi_daily order by business_date desc limit ?)
        order by business_date
        """,
        [DAYS_SHOWN],
    )


def stages(reader: Reader, axis: str) -> list[Group]:
    """Members by stage.

    Args:
        reader: The version.
        axis: `consumption_stage` or `activity_stage`.
    """
    return reader.all(
        Group,
        f"""
        select {axis}, count(*) as members, count(*) / (select count(*) from member_lifecycle)
        from member_lifecycle group by {axis}
        """,
    )


def crossed_stages(reader: Reader) -> list[Pair]:
    """Members by consumption stage and activity stage."""
    return reader.all(
        Pair,
        "select consumption_stage, activity_stage, count(*) from member_lifecycle group by all",
    )


def combinations(reader: Reader) -> list[Combination]:
    """Members by the channels they are in, most members first."""
    return reader.all(
        Combination,
        f"""
        select
            [{", ".join(CHANNELS.values())}] as met,
            count(*) as members, count(*) / (select count(*) from dim_members)
        from dim_members group by all order by members desc, met limit ?
        """,
        [COMBINATIONS_SHOWN],
    )


def tags(reader: Reader) -> list[Tag]:
    """All declared tags, the widest of a category first."""
    return reader.all(
        Tag,
        """
        select
            category, label_zh, tag_name, kind, definition, member_count, value_count, coverage,
            definition_zh
        from dim_tags
        order by max(coverage) over (partition by category) desc, category, coverage desc, tag_code
        """,
    )


def segments(reader: Reader) -> list[Segment]:
    """Buyers by RFM segment."""
    return reader.all(
        Segment,
        """
        select
            segment, count(*), count(*) / total.buyers,
            sum(monetary), coalesce(sum(monetary) / nullif(total.revenue, 0), 0)
        from member_rfm
        cross join (select count(*) as buyers, sum(monetary) as revenue from member_rfm) as total
        group by segment, total.buyers, total.revenue
        """,
    )


def scores(reader: Reader) -> list[Pair]:
    """Buyers by recency score and frequency score."""
    return reader.all(
        Pair,
        """
        select recency_score::varchar, frequency_score::varchar, count(*)
        from member_rfm group by all
        """,
    )


def streams(reader: Reader) -> list[StreamState]:
    """Freshness of every declared stream; late ones first."""
    return reader.all(
        StreamState,
        """
        select
            source, stream, status, last_landed_at, last_occurred_at, hours_since_landed,
            expected_hours, row_count
        from source_freshness
        order by status = 'never_landed', not is_late, source, stream
        """,
    )
