"""The streams of a Youzan shop, declared, and `connect`, which puts them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from connectors.core.errors import RecordUnavailable
from connectors.core.keyed import REPORT_IT
from connectors.core.odd_records import OddRecords
from connectors.core.parallel import in_order
from connectors.core.retry import PATIENT, Retry
from connectors.core.stream import Record, Rejected, Source
from connectors.youzan import client as apis
from connectors.youzan.api import YouzanApi
from connectors.youzan.client import YouzanClient
from connectors.youzan.coupons import ActivitiesStream, CouponsStream
from connectors.youzan.customers import CustomersStream
from connectors.youzan.numbered import ListLimits
from connectors.youzan.pii import COUPON_PII, CUSTOMER_PII, REFUND_PII, TRADE_PII
from connectors.youzan.points import PointsStream
from connectors.youzan.settings import Settings
from connectors.youzan.values import instant
from connectors.youzan.window_stream import ChangesStream

SOURCE = "youzan"
ONE_DAY = 86_400
# Three months are 89 days at least.
TRADE_LIMITS = ListLimits(89 * ONE_DAY, apis.TRADES_PER_PAGE, 10_000)
REFUND_LIMITS = ListLimits(89 * ONE_DAY, apis.REFUNDS_PER_PAGE, 3_000)


def connect(
    settings: Settings,
    *,
    state_dir: Path,
    now: Callable[[], datetime],
    retry: Retry = PATIENT,
) -> Source:
    """Return the source with all its streams; nothing is called before a stream is pulled.

    Args:
        settings: The shop and its app.
        state_dir: Where token and quota notes are shared with other processes.
        now: The clock.
        retry: How often and how patiently calls are repeated.

    Raises:
        FatalError: Only some of shop, app and secret are set; the message names what is missing.
    """
    credentials = settings.credentials("client_secret", settings.client_id)
    api = YouzanApi(credentials, settings.base_url, state_dir, now, retry)
    client = YouzanClient(api)
    declared: dict[str, Any] = {
        "source": SOURCE,
        "setting": f"{settings.prefix}KDT_ID",
        "configured": settings.configured,
    }
    return Source(
        name=SOURCE,
        title="Youzan (有赞)",
        account=settings.kdt_id,
        streams=(*_changes(client, declared), *_members(client, declared)),
        quota=api.quota,
    )


def _changes(client: YouzanClient, declared: dict[str, Any]) -> tuple[ChangesStream, ...]:
    trades = ChangesStream(
        **declared,
        name="trades",
        description="Trades with lines, payment, buyer, address and status, each time they change, "
        "from the shop's trade search.",
        pii=TRADE_PII,
        apis=(apis.TRADES,),
        limits=TRADE_LIMITS,
        list_page=client.trades,
        convert=trade_records,
    )
    refunds = ChangesStream(
        **declared,
        name="refunds",
        description="Refunds, returns and exchanges with amount, line and outcome, each time they "
        "change, from the shop's refund search.",
        pii=REFUND_PII,
        expected_every=timedelta(days=7),
        apis=(apis.REFUNDS, apis.REFUND),
        limits=REFUND_LIMITS,
        list_page=client.refunds,
        convert=partial(_listed_refunds, client),
        ask_again=partial(_single_refunds, client),
    )
    return trades, refunds


def _members(client: YouzanClient, declared: dict[str, Any]) -> tuple[Any, ...]:
    return (
        CustomersStream(
            **declared,
            name="customers",
            description="Customers with mobile, membership, points and number of trades as they "
            "are now, from the shop's customer list.",
            pii=CUSTOMER_PII,
            apis=(apis.CUSTOMERS,),
            client=client,
        ),
        PointsStream(
            **declared,
            name="points",
            description="Changes of the members' points and the balances they led to, from the "
            "shop's points log.",
            apis=(apis.POINTS, apis.CUSTOMERS),
            client=client,
            filters={"is_member": 1},
            most_customers=20_000,
        ),
        CouponsStream(
            **declared,
            name="coupons",
            description="Vouchers that customers hold, have used or let lapse, with value and "
            "trade, from the shop's voucher query.",
            pii=COUPON_PII,
            apis=(apis.VOUCHERS, apis.CUSTOMERS),
            client=client,
            most_customers=5_000,
        ),
        ActivitiesStream(
            **declared,
            name="coupon_activities",
            description="Coupon activities with value, threshold and how many were taken and "
            "used, from the shop's coupon search.",
            expected_every=timedelta(days=30),
            apis=(apis.ACTIVITIES,),
            client=client,
        ),
    )


def trade_records(rows: Sequence[Any]) -> list[Record | Rejected]:
    """Make a record of each listed trade, keyed by its number (tid)."""
    found: list[Record | Rejected] = []
    for row in rows:
        trade = row.get("full_order_info", row) if isinstance(row, dict) else None
        order = trade.get("order_info") if isinstance(trade, dict) else None
        if isinstance(trade, dict) and isinstance(order, dict) and order.get("tid"):
            changed = instant(order.get("update_time")) or instant(order.get("created"))
            found.append(Record(str(order["tid"]), trade, changed))
        else:
            payload = row if isinstance(row, dict) else {"row": row}
            found.append(Rejected("trade", "It lacks order_info.tid.", REPORT_IT, payload))
    return found


def _listed_refunds(client: YouzanClient, rows: Sequence[Any]) -> list[Record | Rejected]:
    listed = {
        str(row["refund_id"]): row
        for row in rows
        if isinstance(row, dict) and row.get("refund_id") not in (None, "")
    }
    return _refunds(partial(_refund, client, listed.__getitem__), list(listed))


def _single_refunds(client: YouzanClient, refund_ids: Sequence[str]) -> list[Record | Rejected]:
    return _refunds(partial(_refund, client, client.listed_refund), refund_ids)


def _refunds(
    fetch: Callable[[str], Record | Rejected], refund_ids: Sequence[str]
) -> list[Record | Rejected]:
    one = partial(OddRecords().one, f"{SOURCE}.refunds", fetch)
    return [each for found in in_order(one, refund_ids) for each in found]


def _refund(
    client: YouzanClient, listed: Callable[[str], dict[str, Any]], refund_id: str
) -> Record | Rejected:
    row = listed(refund_id)
    try:
        detail = client.refund(refund_id)
    except RecordUnavailable as error:
        return Rejected(
            place=f"refund {refund_id}",
            reason=str(error),
            next_step="Look the refund up in the shop's console; the next change brings it again.",
            payload=row,
        )
    payload = {**row, **{name: value for name, value in detail.items() if value is not None}}
    changed = instant(payload.get("modified")) or instant(payload.get("created"))
    return Record(refund_id, payload, changed)
