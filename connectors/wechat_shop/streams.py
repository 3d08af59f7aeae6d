"""The shop's streams, declared, and `connect`, which puts them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from connectors.core.errors import RecordUnavailable
from connectors.core.pagination import CountedKeys
from connectors.core.parallel import in_order
from connectors.core.retry import PATIENT, Retry
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Record, Rejected, Source
from connectors.core.time_windows import TimeWindowStream
from connectors.core.wechat_api import WechatApi
from connectors.core.windows import from_epoch
from connectors.wechat_shop.client import PRODUCTS, ShopClient
from connectors.wechat_shop.pii import AFTERSALE_PII, ORDER_PII
from connectors.wechat_shop.settings import Settings

SOURCE = "wechat_shop"
SEVEN_DAYS = 7 * 24 * 3600
ONE_DAY = 24 * 3600


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    retry: Retry = PATIENT,
) -> Source:
    """Return the source with all its streams; nothing is called before a stream is pulled.

    Args:
        settings: The shop's account.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.

    Raises:
        FatalError: Only one of appid and secret is set; the message names the other.
    """
    api = WechatApi(settings.credentials(), settings.base_url, state_dir, now, retry)
    client = ShopClient(api)
    setting = f"{settings.prefix}APPID"
    windowed = partial(
        TimeWindowStream, source=SOURCE, setting=setting, configured=settings.configured
    )
    orders = windowed(
        name="orders",
        description="Orders with lines, amounts, receiver and promotion source, each time they "
        "change, from the shop's order API.",
        pii=ORDER_PII,
        span=SEVEN_DAYS,
        list_page=client.order_page,
        detail=partial(_detail, client.order, "order", "update_time"),
    )
    aftersales = windowed(
        name="aftersales",
        description="Refunds, returns and exchanges with amounts and reasons, each time they "
        "change, from the shop's after-sale API.",
        pii=AFTERSALE_PII,
        span=ONE_DAY,
        list_page=client.aftersale_page,
        detail=partial(_detail, client.aftersale, "after-sale", "update_time"),
    )
    products = SnapshotStream(
        source=SOURCE,
        name="products",
        description="Products with categories, prices, stock and status as they are now, from the "
        "shop's product API.",
        configured=settings.configured,
        setting=setting,
        paginator=partial(CountedKeys, PRODUCTS, "product_ids"),
        list_page=client.product_page,
        details=partial(_details, partial(_detail, client.product, "product", "edit_time")),
    )
    return Source(
        name=SOURCE,
        title="WeChat Shop (微信小店)",
        account=settings.appid,
        streams=(orders, aftersales, products),
    )


def _detail(
    fetch: Callable[[str], dict[str, Any]], what: str, time_field: str, key: str
) -> Record | Rejected:
    try:
        payload = fetch(key)
    except RecordUnavailable as error:
        return Rejected(
            place=f"{what} {key}",
            reason=str(error),
            next_step=f"Look the {what} up in the shop's console; the next change brings it again.",
            payload={"id": key},
        )
    return Record(key, payload, from_epoch(payload.get(time_field)))


def _details(
    fetch: Callable[[str], Record | Rejected], keys: Sequence[str]
) -> list[Record | Rejected]:
    return in_order(fetch, keys)
