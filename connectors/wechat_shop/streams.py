"""The shop's streams, declared, and `connect`, which puts them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.daily_figures import DailyFigures
from connectors.core.errors import NotReady, RecordUnavailable
from connectors.core.keyed import Keyed, keyed_items
from connectors.core.listed_rows import ListedRows
from connectors.core.pagination import CountedKeys, Paginator
from connectors.core.parallel import in_order
from connectors.core.quota_state import QuotaStates
from connectors.core.retry import PATIENT, Retry
from connectors.core.snapshots import SnapshotStream
from connectors.core.stream import Record, Rejected, Source
from connectors.core.time_windows import TimeWindowStream
from connectors.core.wechat_api import WechatApi
from connectors.core.windows import Period, from_epoch, start_of
from connectors.wechat_shop.client import (
    AFTERSALE,
    AFTERSALES,
    GIFT_ORDERS,
    ORDER,
    ORDERS,
    PRODUCT,
    PRODUCTS,
    PRODUCTS_PER_PAGE,
    ShopClient,
)
from connectors.wechat_shop.client import PATHS as TRADE_PATHS
from connectors.wechat_shop.coupons import MemberCoupons
from connectors.wechat_shop.orders import OrderStream
from connectors.wechat_shop.pages import CouponPages, NumberedPages
from connectors.wechat_shop.per_member import PerMember
from connectors.wechat_shop.pii import AFTERSALE_PII, ORDER_PII
from connectors.wechat_shop.points import MemberPoints
from connectors.wechat_shop.programme import (
    COUPON,
    COUPONS,
    MEMBER_COUPON,
    MEMBER_COUPONS,
    MEMBERS,
    SCORE,
    SCORE_FLOW,
    SHOP_FIGURES,
    ProgrammeClient,
)
from connectors.wechat_shop.programme import PATHS as PROGRAMME_PATHS
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
    return Source(
        name=SOURCE,
        title="WeChat Shop (微信小店)",
        account=settings.appid,
        quota=api.quota,
        streams=(
            *_trade(ShopClient(api), settings),
            *_programme(ProgrammeClient(api), settings),
            _quotas(api, settings),
        ),
    )


def _trade(client: ShopClient, settings: Settings) -> tuple[BaseStream, ...]:
    setting, configured = f"{settings.prefix}APPID", settings.configured
    orders = OrderStream(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="orders",
        description="Orders with lines, amounts, receiver and promotion source, each time they "
        "change, from the shop's order API.",
        pii=ORDER_PII,
        apis=(ORDERS, ORDER, GIFT_ORDERS),
        span=SEVEN_DAYS,
        list_page=partial(client.order_page, "update_time_range"),
        list_created=partial(client.order_page, "create_time_range"),
        gift_orders=client.gift_orders,
        detail=partial(_detail, client.order, "order", "update_time"),
    )
    aftersales = TimeWindowStream(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="aftersales",
        description="Refunds, returns and exchanges with amounts and reasons, each time they "
        "change, from the shop's after-sale API.",
        pii=AFTERSALE_PII,
        apis=(AFTERSALES, AFTERSALE),
        span=ONE_DAY,
        list_page=client.aftersale_page,
        detail=partial(_detail, client.aftersale, "after-sale", "update_time"),
    )
    products = SnapshotStream(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="products",
        description="Products with categories, prices, stock and status as they are now, from the "
        "shop's product API.",
        apis=(PRODUCTS, PRODUCT),
        paginator=partial(CountedKeys, PRODUCTS, "product_ids", size=PRODUCTS_PER_PAGE),
        list_page=client.product_page,
        details=partial(_details, partial(_detail, client.product, "product", "edit_time")),
        at_once=1,
    )
    return orders, aftersales, products


def _programme(client: ProgrammeClient, settings: Settings) -> tuple[BaseStream, ...]:
    setting, configured = f"{settings.prefix}APPID", settings.configured
    coupons = SnapshotStream(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="coupons",
        description="The shop's coupons in every state, with what they take off and how many are "
        "out, from the shop's coupon API.",
        expected_every=timedelta(days=30),
        apis=(COUPONS, COUPON),
        paginator=partial(CouponPages, COUPONS),
        list_page=partial(_coupons, client),
        details=partial(_details, partial(_detail, client.coupon, "coupon", "update_time")),
        at_once=1,
    )
    members = ListedRows(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="members",
        description="The shop's members with their grade and experience, and who no longer is one, "
        "from the shop's member API.",
        apis=(MEMBERS,),
        paginator=partial(NumberedPages, MEMBERS, "list"),
        list_page=partial(_members, client),
        gone=lambda openid: Record(openid, {"openid": openid, "is_member": False}, None),
    )
    figures = DailyFigures(
        source=SOURCE,
        setting=setting,
        configured=configured,
        name="shop_figures",
        description="Sales, buyers, refunds and visitors of the shop per day, from the shop's "
        "compass API.",
        apis=(SHOP_FIGURES,),
        ask=partial(_shop_figures, client),
        look_back=7,
    )
    return coupons, members, *_per_member(client, settings), figures


def _per_member(client: ProgrammeClient, settings: Settings) -> tuple[PerMember, ...]:
    of_each = partial(
        PerMember,
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        configured=settings.configured,
        client=client,
    )
    points = MemberPoints(client)
    return (
        of_each(
            name="member_coupons",
            description="Each member's coupons and what became of them, from the coupon API.",
            apis=(MEMBER_COUPONS, MEMBER_COUPON, MEMBERS),
            open=MemberCoupons(client).open,
        ),
        of_each(
            name="member_points",
            description="Each row of each member's points, once, from the shop's member API, which "
            "gives rows neither id nor time.",
            apis=(SCORE_FLOW, MEMBERS),
            open=points.open_flow,
            pii={"remark": "text"},
        ),
        of_each(
            name="member_scores",
            description="How many points each member has now, from the shop's member API.",
            apis=(SCORE, MEMBERS),
            open=points.open_balance,
        ),
    )


def _quotas(api: WechatApi, settings: Settings) -> QuotaStates:
    return QuotaStates(
        source=SOURCE,
        setting=f"{settings.prefix}APPID",
        configured=settings.configured,
        name="api_quotas",
        description="Calls allowed, used and left per API and day, from the platform's quota API.",
        api=api,
        paths=(*TRADE_PATHS, *PROGRAMME_PATHS),
    )


def _coupons(client: ProgrammeClient, pages: Paginator) -> list[str]:
    assert isinstance(pages, CouponPages)  # noqa: S101 - what the stream declares
    return client.coupon_page(pages)


def _members(client: ProgrammeClient, pages: Paginator) -> Keyed:
    assert isinstance(pages, NumberedPages)  # noqa: S101 - what the stream declares
    return keyed_items(client.member_page(pages), "openid", MEMBERS)


def _shop_figures(client: ProgrammeClient, period: Period) -> Keyed:
    day = f"{period.first:%Y%m%d}"
    if not (figures := client.shop_figures(day)):
        raise NotReady(f"{SHOP_FIGURES}: the figures of {day} are not computed yet.")
    return Keyed([Record(day, {"ds": day, **figures}, start_of(period.first))])


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
