"""What is expected of member lists and sales tickets out of the inbox. Money is in yuan.

The connector has already refused rows that it could not read; these checks look at what it made
of the others.
"""

from __future__ import annotations

from dagster_project.checks.suite import (
    DECIMAL,
    ISO_DAY,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

ISO_SECOND = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$"
ISO_DAY_OR_SECOND = r"^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9]:[0-5][0-9])?$"

SUITES = {
    "members": Suite(
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
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "sales": Suite(
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
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
}
