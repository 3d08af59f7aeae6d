"""The official account's streams, declared, and `connect`, which puts them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from connectors.core.base_stream import BaseStream
from connectors.core.datacube import Datacube
from connectors.core.keyed import keyed_items
from connectors.core.listed_rows import ListedRows
from connectors.core.pagination import LastItem
from connectors.core.quota_state import QuotaStates
from connectors.core.retry import PATIENT, Retry
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Cursor, Page, PullContext, Source
from connectors.core.wechat_api import WechatApi
from connectors.wechat_official_account.client import (
    BLACKLIST,
    LISTS,
    MOST_DETAILS,
    TAG_MEMBERS,
    TAGS,
    USER_DETAILS,
    USERS,
    OfficialAccountClient,
)
from connectors.wechat_official_account.figures import DAY_FORM, FIGURES
from connectors.wechat_official_account.followers import PII, FollowerDetails
from connectors.wechat_official_account.lists import Blocked, TagMembers, TagPages
from connectors.wechat_official_account.pushed_streams import pushed_streams
from connectors.wechat_official_account.pushes import Fingerprint, no_fingerprint
from connectors.wechat_official_account.settings import Settings

SOURCE = "wechat_official_account"


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    retry: Retry = PATIENT,
    received: Path | None = None,
    fingerprint: Fingerprint = no_fingerprint,
) -> Source:
    """Return the source with all its streams; nothing is called before a stream is pulled.

    Args:
        settings: The account and its logs.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.
        received: Folder of what the callback received, if there is a home.
        fingerprint: Stands for content in a key.

    Raises:
        FatalError: Only one of appid and secret is set; the message names the other.
    """
    api = WechatApi(settings.credentials(), settings.base_url, state_dir, now, retry)
    client = OfficialAccountClient(api)
    return Source(
        name=SOURCE,
        title="WeChat Official Account (公众号)",
        account=settings.appid,
        quota=api.quota,
        streams=(
            *_people(client, settings),
            *_lists(client, settings),
            *_figures(api, settings),
            *pushed_streams(settings, SOURCE, received, fingerprint, now, retry),
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
        apis=(USERS, USER_DETAILS),
        paginator=partial(LastItem, USERS),
        list_page=client.follower_page,
        details=FollowerDetails(client),
        at_once=MOST_DETAILS,
    )
    tags = TagStream(
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        name="tags",
        description="The tags that operators put on followers, with how many carry each, from the "
        "tag API.",
        remembers="all",
        configured=settings.configured,
        apis=(TAGS,),
        client=client,
    )
    return followers, tags


def _lists(client: OfficialAccountClient, settings: Settings) -> tuple[ListedRows, ...]:
    listed = partial(
        ListedRows,
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        configured=settings.configured,
    )
    members, blocked = TagMembers(client), Blocked(client)
    return (
        listed(
            name="tag_members",
            description="Which followers carry which tag now, and which no longer do, from the tag "
            "API.",
            apis=(TAG_MEMBERS, TAGS),
            paginator=TagPages,
            list_page=members.page,
            gone=members.gone,
        ),
        listed(
            name="blacklist",
            description="Whom the account has blocked, and whom no longer, from the blacklist API.",
            apis=(BLACKLIST,),
            paginator=partial(LastItem, BLACKLIST),
            list_page=blocked.page,
            gone=blocked.gone,
            expected_every=timedelta(days=30),
        ),
    )


def _figures(api: WechatApi, settings: Settings) -> tuple[BaseStream, ...]:
    cube, setting = Datacube(api, DAY_FORM), f"{settings.prefix}APPID"
    quotas = QuotaStates(
        source=SOURCE,
        setting=setting,
        configured=settings.configured,
        name="api_quotas",
        description="Calls allowed, used and left per API and day, from the platform's quota API.",
        api=api,
        paths=(*LISTS, *cube.paths(FIGURES)),
    )
    return (*cube.streams(FIGURES, SOURCE, setting, settings.configured), quotas)
