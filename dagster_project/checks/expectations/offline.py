"""What is expected of the lists out of the inbox. Money is in yuan.

The connector has already refused rows that it could not read; these checks look at what it made
of the others.
"""

from __future__ import annotations

from dagster_project.checks.suite import (
    DECIMAL,
    ISO_DAY,
    NATURAL_NUMBER,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

SINCE = 1950
"""Stores are older than WeChat. What a person typed wrong in one row must not stop all others."""
ISO_SECOND = r"^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$"
ISO_DAY_OR_SECOND = r"^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9]:[0-5][0-9])?$"


def _ledger(what: str) -> Suite:
    """What is expected of a statement of points or of stored value."""
    return Suite(
        since=SINCE,
        columns={
            "changed": "$.changed_at",
            "change": "$.change",
            "after": "$.balance_after",
            "member_no": "$.member_no",
            "phone": "$.phone",
            "name": "$.name",
            "remark": "$.remark",
        },
        checks={
            "changed_form": looks_like("changed", ISO_SECOND, "Times are YYYY-MM-DD HH:MM:SS."),
            "change_present": filled("change", "Every entry says how much changed."),
            "change_form": looks_like("change", DECIMAL, f"{what} change by a number."),
            "after_form": looks_like("after", DECIMAL, f"{what} afterwards are a number."),
            "member_present": filled(
                "member_no", "Nearly every entry names its card.", share=0.9, is_blocking=False
            ),
            "phone_protected": protected("phone", "A phone number"),
            "name_protected": protected("name", "A name"),
            "remark_protected": protected("remark", "A remark"),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    )


SUITES = {
    "files": Suite(
        columns={"status": "$.status", "delivery": "$.delivery", "rows": "$.rows"},
        checks={
            "status_known": one_of(
                "status",
                ["taken", "restated", "mended", "repeated", "refused"],
                "It is known what became of every file.",
                is_blocking=True,
            ),
            "delivery_present": filled("delivery", "Every file is known by its content."),
            "rows_form": looks_like("rows", NATURAL_NUMBER, "The rows of a file are counted."),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "members": Suite(
        since=SINCE,
        columns={
            "phone": "$.phone",
            "name": "$.name",
            "remark": "$.remark",
            "guide": "$.guide",
            "points": "$.points",
            "stored_value": "$.stored_value",
            "opened": "$.open_date",
            "snapshot": "$._snapshot_date",
            "level": "$.level",
        },
        checks={
            "phone_protected": protected("phone", "A phone number"),
            "name_protected": protected("name", "A name"),
            "remark_protected": protected("remark", "A remark"),
            "guide_protected": protected("guide", "A guide's name"),
            "points_form": looks_like("points", DECIMAL, "Points are a number."),
            "stored_value_form": looks_like("stored_value", DECIMAL, "Stored value is in yuan."),
            "opened_form": looks_like(
                "opened", ISO_DAY_OR_SECOND, "The opening date is written YYYY-MM-DD."
            ),
            "snapshot_form": looks_like("snapshot", ISO_DAY, "The list's day is YYYY-MM-DD."),
            "level_present": filled(
                "level", "Nearly every member has a level.", share=0.8, is_blocking=False
            ),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "sales": Suite(
        since=SINCE,
        columns={
            "ticket_no": "$.ticket_no",
            "sold": "$.sold_at",
            "store": "$.store",
            "phone": "$.phone",
            "cashier": "$.cashier",
            "quantity": "$.quantity",
            "amount": "$.amount",
            "type": "$.type",
        },
        checks={
            "ticket_present": filled(
                "ticket_no", "Nearly every line names its ticket.", share=0.9, is_blocking=False
            ),
            "sold_present": filled("sold", "Every line says when it was sold."),
            "sold_form": looks_like("sold", ISO_SECOND, "The time is YYYY-MM-DD HH:MM:SS."),
            "store_present": filled(
                "store", "Nearly every line names its store.", share=0.9, is_blocking=False
            ),
            "amount_present": filled("amount", "Every line has an amount."),
            "amount_form": looks_like("amount", DECIMAL, "An amount is a number of yuan."),
            "quantity_form": looks_like("quantity", DECIMAL, "A quantity is a number."),
            "type_known": one_of(
                "type", ["sale", "return"], "A line is a sale or a return.", is_blocking=True
            ),
            "phone_protected": protected("phone", "A phone number"),
            "cashier_protected": protected("cashier", "A cashier's name"),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "orders": Suite(
        since=SINCE,
        columns={
            "order_no": "$.order_no",
            "created": "$.created_at",
            "phone": "$.phone",
            "receiver": "$.receiver",
            "receiver_phone": "$.receiver_phone",
            "address": "$.address",
            "other": "$.other",
            "paid": "$.paid_amount",
            "refunded": "$.refunded_amount",
            "state": "$.state",
        },
        checks={
            "order_present": filled("order_no", "Every order has its number."),
            "state_present": filled(
                "state", "Nearly every order says where it stands.", share=0.9, is_blocking=False
            ),
            "created_form": looks_like("created", ISO_SECOND, "Times are YYYY-MM-DD HH:MM:SS."),
            "paid_form": looks_like("paid", DECIMAL, "What was paid is a number of yuan."),
            "refunded_form": looks_like("refunded", DECIMAL, "A refund is a number of yuan."),
            "phone_protected": protected("phone", "A buyer's phone"),
            "receiver_protected": protected("receiver", "A receiver's name"),
            "receiver_phone_protected": protected("receiver_phone", "A receiver's phone"),
            "address_protected": protected("address", "An address"),
            "other_protected": protected("other", "What a column without a meaning says"),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "payments": Suite(
        since=SINCE,
        columns={
            "transaction_no": "$.transaction_no",
            "order_no": "$.order_no",
            "traded": "$.traded_at",
            "payer": "$.payer",
            "amount": "$.amount",
            "refund": "$.refund_amount",
            "fee": "$.fee",
            "type": "$.type",
        },
        checks={
            "transaction_present": filled("transaction_no", "Every row has its transaction."),
            "order_present": filled(
                "order_no", "Nearly every payment names its order.", share=0.9, is_blocking=False
            ),
            "traded_form": looks_like("traded", ISO_SECOND, "Times are YYYY-MM-DD HH:MM:SS."),
            "amount_form": looks_like("amount", DECIMAL, "An amount is a number of yuan."),
            "refund_form": looks_like("refund", DECIMAL, "A refund is a number of yuan."),
            "fee_form": looks_like("fee", DECIMAL, "A fee is a number of yuan."),
            "type_known": one_of(
                "type", ["payment", "refund"], "A row is a payment or a refund.", is_blocking=True
            ),
            "payer_protected": protected("payer", "A payer's account"),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "points_statements": _ledger("Points"),
    "stored_value_statements": _ledger("Stored value"),
    "surveys": Suite(
        since=SINCE,
        columns={
            "submitted": "$.submitted_at",
            "survey": "$.survey",
            "phone": "$.phone",
            "name": "$.name",
            "ip": "$.ip",
        },
        checks={
            "submitted_form": looks_like("submitted", ISO_SECOND, "Times are YYYY-MM-DD HH:MM:SS."),
            "submitted_present": filled("submitted", "Every response has its time."),
            "survey_present": filled("survey", "Every response names its survey."),
            "phone_protected": protected("phone", "A phone number"),
            "name_protected": protected("name", "A name"),
            "ip_protected": protected("ip", "An IP address"),
            "time_plausible": plausible_time(SINCE, is_blocking=False),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
}
