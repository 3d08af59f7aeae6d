"""Hand-made landing for dbt tests: files and index as the pull writes them, records in few words.

The values are made up; tokens stand where the privacy guard would have put them. Nothing here uses
the code that writes real landing, so that a change of the file form shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

OFFICIAL_ACCOUNT = "wx0a_test"
MINI_PROGRAM = "wx0b_test"
CAMPAIGN_PROGRAM = "wx0b_campaign"
SHOP = "wx0c_test"
BRAND = "testbrand"

UNIX_EPOCH = datetime.fromisoformat("1970-01-01")
EPOCH = datetime.fromisoformat("2026-01-01")
ENVELOPE = pa.schema(
    [
        ("batch_seq", pa.int64()),
        ("position", pa.int32()),
        ("source", pa.string()),
        ("stream", pa.string()),
        ("account", pa.string()),
        ("record_key", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("fetched_at", pa.timestamp("us")),
        ("payload", pa.string()),
        ("payload_hash", pa.string()),
    ]
)
INDEX = pa.schema(
    [
        ("source", pa.string()),
        ("stream", pa.string()),
        ("batch_seq", pa.int64()),
        ("file", pa.string()),
        ("rows", pa.int64()),
        ("occurred_min", pa.timestamp("us")),
        ("occurred_max", pa.timestamp("us")),
        ("fetched_at", pa.timestamp("us")),
    ]
)


@dataclass(frozen=True)
class Landed:
    """One record on its way into landing."""

    source: str
    stream: str
    account: str
    key: str
    payload: dict[str, Any]
    occurred_at: datetime | None = None


@dataclass
class LandingFiles:
    """Writes batches below `home/landing` and the index over them.

    Attributes:
        home: A temporary MDC_HOME.
        batches: What was written, as index rows.
    """

    home: Path
    batches: list[dict[str, Any]] = field(default_factory=list)

    def write(self, records: Iterable[Landed]) -> None:
        """Land records in the given order; neighbours of one stream share a batch."""
        batch: list[Landed] = []
        for record in records:
            if batch and (batch[0].source, batch[0].stream) != (record.source, record.stream):
                self.write_batch(batch)
                batch = []
            batch.append(record)
        if batch:
            self.write_batch(batch)
        self.write_index()

    def write_batch(self, records: Sequence[Landed]) -> None:
        seq = len(self.batches) + 1
        first = records[0]
        fetched_at = EPOCH + timedelta(days=365, minutes=seq)
        rows = [
            {
                "batch_seq": seq,
                "position": position,
                "source": record.source,
                "stream": record.stream,
                "account": record.account,
                "record_key": record.key,
                "occurred_at": record.occurred_at,
                "fetched_at": fetched_at,
                "payload": (text := json.dumps(record.payload, ensure_ascii=False)),
                "payload_hash": hashlib.sha256(text.encode()).hexdigest()[:32],
            }
            for position, record in enumerate(records)
        ]
        file = Path("landing") / first.source / first.stream / f"{seq:012d}.parquet"
        (self.home / file).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, ENVELOPE), self.home / file, compression="zstd")
        self.batches.append(
            {
                "source": first.source,
                "stream": first.stream,
                "batch_seq": seq,
                "file": file.as_posix(),
                "rows": len(rows),
                "fetched_at": fetched_at,
            }
        )

    def write_index(self) -> None:
        path = self.home / "landing" / "index.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(self.batches, INDEX), path)


def token(kind: str, value: str) -> str:
    """The token a value would get: the same value, the same token."""
    return f"{kind}1_{hashlib.sha256(value.encode()).hexdigest()[:32]}"


def protected(kind: str, value: str, status: str = "valid") -> dict[str, str | None]:
    """A value as the guard leaves it in a payload."""
    return {"token": token(kind, value), "mask": f"{value[:1]}**", "status": status}


def at(day: float) -> datetime:
    """An instant so many days after the first day of the tests, UTC."""
    return EPOCH + timedelta(days=day)


def beijing(day: float) -> str:
    """The same instant on a Beijing clock."""
    return f"{at(day) + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"


def seconds(day: float) -> int:
    return int((at(day) - UNIX_EPOCH).total_seconds())


def follower(openid: str, unionid: str | None = None, day: float = 0) -> Landed:
    payload: dict[str, Any] = {
        "subscribe": 1,
        "openid": openid,
        "subscribe_time": seconds(day),
        "subscribe_scene": "ADD_SCENE_QR_CODE",
        "qr_scene": 0,
        "qr_scene_str": "store_1001",
        "tagid_list": [],
    }
    if unionid:
        payload["unionid"] = unionid
    return Landed("wechat_official_account", "followers", OFFICIAL_ACCOUNT, openid, payload)


def registry(
    openid: str,
    login: str | None = None,
    *,
    day: float = 0,
    appid: str = MINI_PROGRAM,
    phone: str | None = None,
    phone_status: str = "valid",
    name: str | None = None,
    **properties: Any,
) -> Landed:
    known = {"gender": "未知", **properties}
    if phone:
        known["phone"] = protected("ph", phone, phone_status)
        known["phone_verified"] = True
    if name:
        known["name"] = protected("nm", name)
    payload = {
        "type": "profile_set",
        "distinct_id": openid,
        "login_id": login,
        "time": seconds(day) * 1000,
        "appid": appid,
        "properties": known,
    }
    key = hashlib.sha256(json.dumps(payload).encode()).hexdigest()[:32]
    return Landed("wechat_mini_program", "registry", MINI_PROGRAM, key, payload, at(day))


def purchase(openid: str, order_number: str, *, day: float = 0) -> Landed:
    """The behaviour log's line about an order submitted in the mini program."""
    payload = {
        "type": "track",
        "distinct_id": openid,
        "login_id": None,
        "event": "submit_order",
        "time": seconds(day) * 1000,
        "appid": MINI_PROGRAM,
        "properties": {"order_id": order_number, "amount_fen": 1000},
    }
    key = hashlib.sha256(json.dumps(payload).encode()).hexdigest()[:32]
    return Landed("wechat_mini_program", "events", MINI_PROGRAM, key, payload, at(day))


def order(openid: str, unionid: str | None = None, *, day: float = 0, number: str = "") -> Landed:
    payload: dict[str, Any] = {
        "order_id": number or f"order-{openid}",
        "openid": openid,
        "status": 30,
        "create_time": seconds(day),
        "update_time": seconds(day),
        "order_detail": {
            "product_infos": [],
            "price_info": {"product_price": 1000, "order_price": 1000, "freight": 0},
        },
    }
    if unionid:
        payload["unionid"] = unionid
    return Landed("wechat_shop", "orders", SHOP, payload["order_id"], payload, at(day))


def card(
    number: str,
    *,
    phone: str | None = None,
    phone_status: str = "valid",
    name: str | None = None,
    day: float = 0,
    **columns: Any,
) -> Landed:
    payload: dict[str, Any] = {
        "member_no": number,
        "open_date": beijing(day)[:10],
        "_snapshot_date": "2026-12-31",
        **columns,
    }
    if phone:
        payload["phone"] = protected("ph", phone, phone_status)
    if name:
        payload["name"] = protected("nm", name)
    return Landed("offline", "members", BRAND, number, payload, at(day))


def sale(ticket: str, *, day: float = 0, **columns: Any) -> Landed:
    payload = {
        "ticket_no": ticket,
        "sold_at": beijing(day),
        "store": "一号店",
        "sku": "SKU-1",
        "quantity": "1",
        "unit_price": "10.00",
        "amount": "10.00",
        "type": "sale",
        **columns,
    }
    key = "|".join(str(payload[name]) for name in ("store", "ticket_no", "sold_at", "sku"))
    return Landed("offline", "sales", BRAND, key, payload, at(day))
