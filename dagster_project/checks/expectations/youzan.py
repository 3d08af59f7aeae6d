"""What is expected of the Youzan shop's landed records. Trades tell yuan as text, vouchers fen."""

from __future__ import annotations

from dagster_project.checks.suite import (
    DECIMAL,
    NATURAL_NUMBER,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

TRADE_STATUSES = [
    "WAIT_BUYER_PAY",
    "TRADE_PAID",
    "WAIT_CONFIRM",
    "WAIT_SELLER_SEND_GOODS",
    "WAIT_BUYER_CONFIRM_GOODS",
    "TRADE_SUCCESS",
    "TRADE_CLOSED",
]
REFUND_STATUSES = [
    "WAIT_SELLER_AGREE",
    "WAIT_BUYER_RETURN_GOODS",
    "WAIT_SELLER_CONFIRM_GOODS",
    "SELLER_REFUSE_BUYER",
    "SELLER_REFUSE_BUYER_RETURN_GOODS",
    "CLOSED",
    "SUCCESS",
]
YUAN = r"^[0-9]+(\.[0-9]{1,2})?$"
TIME = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$"

SUITES = {
    "trades": Suite(
        columns={
            "tid": "$.order_info.tid",
            "status": "$.order_info.status",
            "created": "$.order_info.created",
            "payment": "$.pay_info.payment",
            "post_fee": "$.pay_info.post_fee",
            "lines": "$.orders[0].title",
            "line_payment": "$.orders[0].payment",
            "buyer": "$.buyer_info.yz_open_id",
            "buyer_phone": "$.buyer_info.buyer_phone",
            "receiver": "$.address_info.receiver_name",
        },
        checks={
            "tid_present": filled("tid", "Every trade has a number."),
            "status_known": one_of("status", TRADE_STATUSES, "The status is a documented one."),
            "created_form": looks_like(
                "created", TIME, "The creation time is Beijing time in text.", is_blocking=False
            ),
            "payment_present": filled("payment", "Every trade says what the buyer pays."),
            "payment_in_yuan": looks_like(
                "payment", YUAN, "The buyer pays yuan with at most two decimals, 0 or more."
            ),
            "freight_in_yuan": looks_like(
                "post_fee", YUAN, "Freight is in yuan with at most two decimals."
            ),
            "lines_present": filled(
                "lines", "Nine trades of ten have a line.", share=0.9, is_blocking=False
            ),
            "line_in_yuan": looks_like(
                "line_payment", YUAN, "A line's payment is in yuan with at most two decimals."
            ),
            "buyer_mostly_known": filled(
                "buyer", "Nine trades of ten name their buyer.", share=0.9, is_blocking=False
            ),
            "buyer_phone_protected": protected("buyer_phone", "A buyer's phone"),
            "receiver_protected": protected("receiver", "A receiver's name"),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "refunds": Suite(
        columns={
            "refund_id": "$.refund_id",
            "tid": "$.tid",
            "status": "$.status",
            "refund_fee": "$.refund_fee",
        },
        checks={
            "refund_id_present": filled("refund_id", "Every refund has a number."),
            "tid_present": filled("tid", "Every refund names its trade."),
            "status_known": one_of("status", REFUND_STATUSES, "The status is a documented one."),
            "fee_in_yuan": looks_like(
                "refund_fee", YUAN, "A refund is in yuan with at most two decimals."
            ),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "customers": Suite(
        columns={
            "yz_open_id": "$.yz_open_id",
            "created": "$.created_at",
            "mobile": "$.mobile",
            "name": "$.name",
        },
        checks={
            "yz_open_id_present": filled("yz_open_id", "Every customer has an id."),
            "created_form": looks_like(
                "created", NATURAL_NUMBER, "The creation time is a number of seconds.", share=0.9
            ),
            "mobile_protected": protected("mobile", "A customer's mobile"),
            "name_protected": protected("name", "A customer's name"),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "points": Suite(
        columns={"yz_open_id": "$.yz_open_id", "amount": "$.amount", "points": "$.points"},
        checks={
            "owner_present": filled("yz_open_id", "Every change of points names its member."),
            "amount_is_number": looks_like("amount", DECIMAL, "A change is a number of points."),
            "balance_is_number": looks_like("points", DECIMAL, "A balance is a number of points."),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "coupons": Suite(
        columns={
            "coupon_id": "$.voucher_identity.coupon_id",
            "value": "$.value",
            "verify_code": "$.verify_code",
        },
        checks={
            "coupon_id_present": filled("coupon_id", "Every voucher has a number."),
            "value_in_fen": looks_like("value", NATURAL_NUMBER, "A value is a number of fen."),
            "code_protected": protected("verify_code", "A redeem code"),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "coupon_activities": Suite(
        columns={"id": "$.id", "title": "$.title"},
        checks={
            "id_present": filled("id", "Every activity has a number."),
            "title_present": filled("title", "Every activity has a title.", share=0.9),
        },
    ),
}
