"""The streams of WeCom, declared one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.retry import PATIENT, Retry
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Source
from connectors.wecom import client as api
from connectors.wecom import figures, listed, pii
from connectors.wecom.api import WecomApi
from connectors.wecom.chats import ChatBook
from connectors.wecom.client import WecomClient
from connectors.wecom.customers import CustomerBook
from connectors.wecom.figures import RecentFigures
from connectors.wecom.links import LinkBook, LinkCustomers
from connectors.wecom.listed import ListedStream
from connectors.wecom.paging import EmployeeWalk, NextCursor
from connectors.wecom.reach import Reach
from connectors.wecom.sent import SentStream
from connectors.wecom.settings import Settings

SOURCE = "wecom"
DAYS_AT_ONCE = 30
# Employees confirm late, and a customer's result changes until they do.
LOOK_BACK_DAYS = 30
FIGURES_LOOK_BACK_DAYS = 3
MANY_ROWS = Enough(rows=1_000, pages=2_000)


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    retry: Retry = PATIENT,
) -> Source:
    """Return the source with all its streams; nothing is called before a stream is pulled.

    Args:
        settings: The corp and the app's secret.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.

    Raises:
        FatalError: Only one of corpid and secret is set; the message names the other.
    """
    wecom = WecomApi(settings.credentials(), settings.base_url, state_dir, now, retry)
    client = WecomClient(wecom)
    common = {
        "source": SOURCE,
        "setting": f"{settings.prefix}CORPID",
        "configured": settings.configured,
    }
    return Source(
        name=SOURCE,
        title="WeCom (企业微信)",
        account=settings.account,
        streams=(
            *_people(client, common),
            *_chats(client, common),
            *_messages(client, common),
            *_moments(client, common),
            *_links(client, common),
        ),
        quota=wecom.quota,
    )


def _people(client: WecomClient, common: dict[str, Any]) -> tuple[BaseStream, ...]:
    customers = CustomerBook(client)
    return (
        ListedStream(
            **common,
            name="follow_users",
            description="Employees who may have customers, those who no longer may as gone, from "
            "the customer-contact API.",
            apis=(api.FOLLOW_USERS,),
            ask=lambda: listed.employees(client.follow_users()),
            key_field="userid",
        ),
        SnapshotStream(
            **common,
            name="customers",
            description="Each customer as each employee knows them, with way and channel of "
            "adding, notes and tags, and who is gone, from the customer batch API.",
            pii=pii.CUSTOMER_PII,
            apis=(api.CUSTOMERS, api.CUSTOMER, api.FOLLOW_USERS),
            paginator=partial(EmployeeWalk, api.CUSTOMERS, client.follow_users),
            list_page=customers.list_page,
            details=customers.details,
        ),
        ListedStream(
            **common,
            name="corp_tags",
            description="The corp's customer tags with their groups, those taken away as gone, "
            "from the tag API.",
            apis=(api.TAGS,),
            ask=lambda: listed.tags(client.tags()),
            key_field="id",
        ),
        RecentFigures(
            **common,
            name="behaviour_daily",
            description="What each employee did with customers per day, such as new contacts, "
            "chats and messages, from the behaviour statistics API.",
            apis=(api.BEHAVIOUR, api.FOLLOW_USERS),
            ask=partial(figures.behaviour, client),
            span=DAYS_AT_ONCE,
            look_back=FIGURES_LOOK_BACK_DAYS,
        ),
    )


def _chats(client: WecomClient, common: dict[str, Any]) -> tuple[BaseStream, ...]:
    chats = ChatBook(client)
    return (
        SnapshotStream(
            **common,
            name="group_chats",
            description="Customer groups with owner, notice and everybody who is in them, each "
            "time they change, from the group chat API.",
            pii=pii.CHAT_PII,
            apis=(api.CHATS, api.CHAT, api.FOLLOW_USERS),
            paginator=partial(EmployeeWalk, api.CHATS, client.follow_users, by_employee=False),
            list_page=chats.list_page,
            details=chats.details,
            at_once=1,
            chunk=100,
        ),
        RecentFigures(
            **common,
            name="group_statistics_daily",
            description="New chats, members and messages of each owner's groups per day, from the "
            "group chat statistics API.",
            apis=(api.CHAT_OWNERS, api.CHAT_DAYS, api.FOLLOW_USERS),
            ask=partial(figures.chat_days, client),
            span=DAYS_AT_ONCE,
            look_back=FIGURES_LOOK_BACK_DAYS,
        ),
    )


def _messages(client: WecomClient, common: dict[str, Any]) -> tuple[BaseStream, ...]:
    reach = Reach(client)
    sent = partial(
        SentStream,
        **common,
        list_page=client.message_page,
        id_field="msgid",
        kinds=("single", "group"),
        span_days=DAYS_AT_ONCE,
    )
    return (
        sent(
            name="group_messages",
            description="Messages that the corp or an employee made for many customers or chats, "
            "from the group message list API.",
            pii=pii.MESSAGE_PII,
            apis=(api.MESSAGES,),
            about=reach.message,
        ),
        sent(
            name="group_message_tasks",
            description="Which employees were to send each group message and who did, asked again "
            "for a month, from the group message task API.",
            apis=(api.MESSAGES, api.MESSAGE_TASKS),
            about=reach.message_tasks,
            look_back_days=LOOK_BACK_DAYS,
            enough=MANY_ROWS,
        ),
        sent(
            name="group_message_results",
            description="What became of each group message for each customer or chat, asked again "
            "for a month, from the send result API.",
            apis=(api.MESSAGES, api.MESSAGE_TASKS, api.MESSAGE_RESULTS),
            about=reach.message_results,
            look_back_days=LOOK_BACK_DAYS,
            enough=MANY_ROWS,
        ),
    )


def _moments(client: WecomClient, common: dict[str, Any]) -> tuple[BaseStream, ...]:
    reach = Reach(client)
    published = partial(
        SentStream,
        **common,
        list_page=client.moment_page,
        id_field="moment_id",
        span_days=DAYS_AT_ONCE,
    )
    again = partial(published, look_back_days=LOOK_BACK_DAYS, enough=MANY_ROWS)
    return (
        published(
            name="moments",
            description="Moments that the corp or an employee made for customers to see, from the "
            "moment list API.",
            pii=pii.MOMENT_PII,
            apis=(api.MOMENTS,),
            about=reach.moment,
        ),
        again(
            name="moment_tasks",
            description="Which employees were to publish each moment and who did, asked again for "
            "a month, from the moment task API.",
            apis=(api.MOMENTS, api.MOMENT_TASKS),
            about=reach.moment_tasks,
        ),
        again(
            name="moment_results",
            description="For whom each moment was chosen and whom it reached, asked again for a "
            "month, from the moment customer and send result APIs.",
            apis=(api.MOMENTS, api.MOMENT_TASKS, api.MOMENT_CUSTOMERS, api.MOMENT_RESULTS),
            about=reach.moment_results,
        ),
        again(
            name="moment_comments",
            description="Who liked each moment and who commented on it, asked again for a month, "
            "from the moment comment API.",
            apis=(api.MOMENTS, api.MOMENT_TASKS, api.MOMENT_COMMENTS),
            about=reach.moment_comments,
        ),
    )


def _links(client: WecomClient, common: dict[str, Any]) -> tuple[BaseStream, ...]:
    return (
        SnapshotStream(
            **common,
            name="acquisition_links",
            description="Links over which customers add employees (获客链接), and whom each leads "
            "to, from the customer acquisition API.",
            pii=pii.LINK_PII,
            apis=(api.LINKS, api.LINK),
            paginator=partial(NextCursor, api.LINKS),
            list_page=client.link_page,
            details=LinkBook(client).details,
            at_once=1,
        ),
        LinkCustomers(
            **common,
            name="acquisition_customers",
            description="Who came over each acquisition link, to which employee and with which "
            "channel parameter, from the customer acquisition API.",
            apis=(api.LINK_CUSTOMERS, api.LINKS),
            client=client,
        ),
    )
