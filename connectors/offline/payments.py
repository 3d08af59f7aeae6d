"""Bills of payment providers: one record a payment or a refund.

The provider's own numbers identify a row, so bills of overlapping days add only what is new. A bill
repeats what tickets and orders say; it is kept to know who paid, what was given back and what it
cost, and is never counted as a sale.
"""

from __future__ import annotations

import json

from connectors.core.stream import Record
from connectors.offline.cells import BadValue
from connectors.offline.footer import Sums
from connectors.offline.layout import Layout, take_rest
from connectors.offline.rows import Facts, Values
from connectors.offline.times import beijing_instant, whole_moment

PROVIDERS = {"微信": "wechat_pay", "支付宝": "alipay", "收钱吧": "shouqianba"}
"""The word in the label of the transaction number to the provider whose bill it is."""

_NUMBERS = ("refund_no", "merchant_refund_no", "sub_merchant_no", "device")
"""Columns in which bills write a nought for nothing."""


class Payments:
    """Makes payment records of converted rows of one bill.

    Args:
        layout: How the table is read.
        facts: About the file.
    """

    def __init__(self, layout: Layout, facts: Facts) -> None:
        self._facts = facts
        label = layout.header.labels[layout.header.columns["transaction_no"][0]].text
        provider = next((name for word, name in PROVIDERS.items() if word in label), "other")
        self._constants = {"provider": provider}
        if (layout.header.store or facts.store) and "store" not in layout.header.columns:
            self._constants["store"] = layout.header.store or facts.store or ""
        self._constants |= layout.constants

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one payment or refund; see ``rows.Kind``."""
        del sums
        rest = take_rest(values)
        values = {**self._constants, **values}
        transaction = values.get("transaction_no")
        if not transaction:
            raise BadValue("no transaction number", "Download the bill again, with all columns.")
        if "traded_at" not in values:
            raise BadValue("no time of the payment", "Download the bill again, with all columns.")
        for name in _NUMBERS:
            if not values.get(name, "").strip("0"):
                values.pop(name, None)
        values["traded_at"] = whole_moment(values["traded_at"])
        refund = values.get("refund_no") or values.get("merchant_refund_no")
        reversed_ = values.get("state", "").upper() == "REVOKED"
        values["type"] = "refund" if refund or reversed_ else "payment"
        key = f"{transaction}|{refund or 'revoked'}" if refund or reversed_ else transaction
        if rest:
            values["other"] = json.dumps(rest, ensure_ascii=False)
        payload = {**values, "_file": self._facts.short, "_row": row}
        return Record(key, payload, beijing_instant(values["traded_at"]))
