"""The mini program's streams, put together by `connect`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from connectors.core.base_stream import BaseStream
from connectors.core.daily_logs import DailyLog
from connectors.core.datacube import Datacube
from connectors.core.log_files import open_log_files
from connectors.core.quota_state import QuotaStates
from connectors.core.retry import PATIENT, Retry
from connectors.core.stream import Source
from connectors.core.wechat_api import WechatApi
from connectors.wechat_mini_program.figures import DAY_FORM, FIGURES, PREFIX
from connectors.wechat_mini_program.logs import (
    EVENT_PII,
    REGISTRY_PII,
    event_line,
    registry_line,
)
from connectors.wechat_mini_program.settings import Settings

SOURCE = "wechat_mini_program"


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
    return Source(
        name=SOURCE,
        title="WeChat Mini Program (小程序)",
        account=settings.appid,
        quota=api.quota,
        streams=(
            *_figures(api, settings),
            _registry(settings, now, retry),
            _events(settings, now, retry),
        ),
    )


def _figures(api: WechatApi, settings: Settings) -> tuple[BaseStream, ...]:
    cube, setting = Datacube(api, DAY_FORM, PREFIX), f"{settings.prefix}APPID"
    quotas = QuotaStates(
        source=SOURCE,
        setting=setting,
        configured=settings.configured,
        name="api_quotas",
        description="Calls allowed, used and left per API and day, from the platform's quota API.",
        api=api,
        paths=cube.paths(FIGURES),
    )
    return (*cube.streams(FIGURES, SOURCE, setting, settings.configured), quotas)


def _registry(settings: Settings, now: Callable[[], datetime], retry: Retry) -> DailyLog:
    variable = f"{settings.prefix}REGISTRY_LOG"
    return DailyLog(
        source=SOURCE,
        name="registry",
        description="Every change of a registered user's profile (unionid, phone, level, points, "
        "inviter), from the brand's own daily registry log.",
        pii=REGISTRY_PII,
        remembers="none",
        configured=bool(settings.registry_log),
        setting=variable,
        kind="registry",
        files=open_log_files(settings.registry_log, variable, now, retry),
        parse=registry_line,
    )


def _events(settings: Settings, now: Callable[[], datetime], retry: Retry) -> DailyLog:
    variable = f"{settings.prefix}EVENT_LOG"
    return DailyLog(
        source=SOURCE,
        name="events",
        description="What users did in the mini program (open, browse, search, share, buy, use "
        "coupons, earn points), from the brand's own daily event log.",
        pii=EVENT_PII,
        remembers="none",
        configured=bool(settings.event_log),
        setting=variable,
        kind="events",
        files=open_log_files(settings.event_log, variable, now, retry),
        parse=event_line,
    )
