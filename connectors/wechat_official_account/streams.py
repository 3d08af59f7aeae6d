"""The official account's streams, declared, and `connect`, which puts them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.daily_figures import DailyFigures
from connectors.core.daily_logs import DailyLog, LineRefused
from connectors.core.keyed import Keyed, keyed_items, keyed_rows
from connectors.core.log_files import open_log_files
from connectors.core.pagination import LastItem
from connectors.core.retry import PATIENT, Retry
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Cursor, Page, PullContext, Record, Source
from connectors.core.wechat_api import WechatApi
from connectors.core.windows import Period, from_epoch
from connectors.wechat_official_account.client import USERS, OfficialAccountClient
from connectors.wechat_official_account.followers import PII, FollowerDetails
from connectors.wechat_official_account.settings import Settings

SOURCE = "wechat_official_account"
NEW_ARTICLE_FIGURES_SINCE = date(2025, 11, 1)
ARTICLE_TRACKING_DAYS = 30


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    retry: Retry = PATIENT,
) -> Source:
    """Return the source with all its streams; nothing is called before a stream is pulled.

    Args:
        settings: The account and its logs.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.

    Raises:
        FatalError: Only one of appid and secret is set; the message names the other.
    """
    api = WechatApi(settings.credentials(), settings.base_url, state_dir, now, retry)
    client = OfficialAccountClient(api)
    return Source(
        name=SOURCE,
        title="WeChat Official Account (公众号)",
        account=settings.appid,
        streams=(
            *_people(client, settings),
            *_figures(client, settings),
            _follow_events(settings, now, retry),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class TagStream(BaseStream):
    """All tags in one answer.

    Attributes:
        client: The account's endpoints.
    """

    client: OfficialAccountClient

    def fetch(self, _cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the tags as they are now."""
        found = keyed_items(self.client.tags(), "id", "tags")
        state = {"finished_at": context.now().isoformat(timespec="seconds")}
        yield Page(found.records, state, found.rejected)


def _people(client: OfficialAccountClient, settings: Settings) -> tuple[BaseStream, ...]:
    followers = SnapshotStream(
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        name="followers",
        description="Everyone who follows the official account or once did, with openid, unionid, "
        "follow time and scene, from the user list and details APIs.",
        pii=PII,
        configured=settings.configured,
        paginator=partial(LastItem, USERS),
        list_page=client.follower_page,
        details=FollowerDetails(client),
    )
    tags = TagStream(
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        name="tags",
        description="The tags that operators put on followers, with how many carry each, from the "
        "tag API.",
        remembers="all",
        configured=settings.configured,
        client=client,
    )
    return followers, tags


def _figures(client: OfficialAccountClient, settings: Settings) -> tuple[DailyFigures, ...]:
    def rows(api: str, *key: str) -> Callable[[Period], Keyed]:
        return lambda period: keyed_rows(client.figures(api, period)["list"], key, api)

    figures = partial(
        DailyFigures,
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        configured=settings.configured,
    )
    return (
        figures(
            name="user_growth",
            description="New and lost followers per day and way of arriving, from the user "
            "statistics API.",
            ask=rows("getusersummary", "ref_date", "user_source"),
            span=7,
        ),
        figures(
            name="user_cumulate",
            description="Number of followers at the end of each day, from the user statistics API.",
            ask=rows("getusercumulate", "ref_date"),
            span=7,
        ),
        figures(
            name="article_summary",
            description="Readers and shares of each article on its publishing day, from the old "
            "article statistics API.",
            ask=rows("getarticlesummary", "ref_date", "msgid"),
        ),
        figures(
            name="article_total_detail",
            description="Readers, likes and follows that each article brought, restated for 30 "
            "days after publishing, from the new article statistics API.",
            ask=lambda period: _article_details(client.figures("getarticletotaldetail", period)),
            look_back=ARTICLE_TRACKING_DAYS,
            since=NEW_ARTICLE_FIGURES_SINCE,
        ),
    )


def _article_details(answer: dict[str, Any]) -> Keyed:
    is_delayed = bool(answer.get("is_delay"))
    items = [
        {**item, "is_delay": is_delayed} if isinstance(item, dict) else item
        for item in answer["list"]
    ]
    found = keyed_rows(items, ("ref_date", "msgid"), "getarticletotaldetail")
    return Keyed(found.records, found.rejected, is_final=not is_delayed)


def _follow_events(settings: Settings, now: Callable[[], datetime], retry: Retry) -> DailyLog:
    variable = f"{settings.prefix}EVENT_LOG"
    return DailyLog(
        source=SOURCE,
        name="follow_events",
        description="Each follow, unfollow and QR scan that WeChat pushed to the brand, from the "
        "brand's own daily event log.",
        pii={"line": "text"},
        remembers="none",
        configured=bool(settings.event_log),
        setting=variable,
        kind="follow_events",
        files=open_log_files(settings.event_log, variable, now, retry),
        parse=_follow_event,
    )


def _follow_event(event: dict[str, Any], _raw: bytes) -> Record:
    # WeChat delivers an event up to three times; these three fields tell deliveries from events.
    key = [event.get(field) for field in ("FromUserName", "CreateTime", "Event")]
    happened_at = from_epoch(event.get("CreateTime"))
    if not all(key) or happened_at is None:
        raise LineRefused("an event needs FromUserName, CreateTime (seconds) and Event")
    return Record("|".join(map(str, key)), event, happened_at)
