"""A sample of members, as an operator would look at them: masks, stages with reasons, tags.

Only columns that are masked or no clear personal data at all are read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from member_center.serving.report.figures import CHANNELS
from member_center.serving.report.reader import Reader

SHOWN_MEMBERS = 200
SHOWN_IN_COLUMNS = [
    "consumption_stage",
    "activity_stage",
    "member_level",
    "omnichannel",
    "follower",
]
TELLING_FIRST = ["manual", "model", "preference", "rule", "fact"]


class TagValue(NamedTuple):
    """A tag of a member: its code, its Chinese name, and the value as the tables have it."""

    code: str
    label: str
    value: str


class Member(NamedTuple):
    """A member; `tags` leaves out what columns of their own say.

    `met` says for each of `figures.CHANNELS` whether the member is in it.
    """

    one_id: str
    name_masked: str | None
    phone_masked: str | None
    met: list[bool]
    level: str | None
    consumption_stage: str
    activity_stage: str
    reason_zh: str
    reason: str
    order_count: int
    net_revenue: Decimal
    last_order_date: date | None
    tags: list[TagValue]


def latest_members(reader: Reader) -> list[Member]:
    """The members who gave the latest signs of life, the latest first."""
    return reader.all(
        _member,
        f"""
        with shown as (
            from dim_members order by last_seen_at desc, one_id limit ?
        ),
        tags as (
            select
                one_id,
                list(
                    {{'code': tag_code, 'label': label_zh, 'value': tag_value}}
                    order by list_position(?, kind), coverage, tag_code
                ) as tags
            from member_tags join dim_tags using (tag_code)
            semi join shown using (one_id)
            where not list_contains(?, tag_code)
            group by one_id
        )
        select
            shown.one_id, name_masked, phone_masked,
            [{", ".join(CHANNELS.values())}],
            member_level, life.consumption_stage, life.activity_stage, life.reason_zh, life.reason,
            shown.order_count, net_revenue, life.last_order_date, tags.tags
        from shown
        join member_lifecycle as life using (one_id)
        left join tags using (one_id)
        order by last_seen_at desc, one_id
        """,
        [SHOWN_MEMBERS, TELLING_FIRST, SHOWN_IN_COLUMNS],
    )


def _member(*columns: Any) -> Member:
    *fields, tags = columns
    return Member._make([*fields, [TagValue(**tag) for tag in tags or []]])
