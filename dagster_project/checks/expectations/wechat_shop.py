"""What is expected of the shop's landed records. Money is in fen."""

from __future__ import annotations

from dagster_project.checks.figure_suites import figures, quotas
from dagster_project.checks.suite import (
    NATURAL_NUMBER,
    OPENID,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

COUPON_STATUSES = ["1", "2", "3", "4", "5"]
WHOLE_NUMBER = r"^-?[0-9]+$"
NO_OPENID_YET = rf"^$|{OPENID}"
ORDER_STATUSES = ["10", "12", "13", "20", "21", "30", "100", "190", "200", "250"]

SUITES = {
    "orders": Suite(
        columns={
            "order_id": "$.order_id",
            "openid": "$.openid",
            "unionid": "$.unionid",
            "status": "$.status",
            "created": "$.create_time",
            "paid_fen": "$.order_detail.price_info.order_price",
            "lines": "$.order_detail.product_infos[0].product_id",
            "receiver": "$.order_detail.delivery_info.address_info.user_name",
            "receiver_phone": "$.order_detail.delivery_info.address_info.tel_number",
        },
        checks={
            "order_id_form": looks_like("order_id", NATURAL_NUMBER, "An order id is a number."),
            "order_id_present": filled("order_id", "Every order has an id."),
            "openid_form": looks_like(
                "openid", NO_OPENID_YET, "An openid looks like one; a gift may wait for its own."
            ),
            "unionid_form": looks_like("unionid", OPENID, "A unionid looks like a unionid."),
            "status_known": one_of("status", ORDER_STATUSES, "The status is a documented one."),
            "created_form": looks_like(
                "created", NATURAL_NUMBER, "The creation time is in epoch seconds."
            ),
            "amount_present": filled("paid_fen", "Every order says what the buyer pays."),
            "amount_not_negative": looks_like(
                "paid_fen", NATURAL_NUMBER, "The buyer pays a whole number of fen, 0 or more."
            ),
            "lines_present": filled("lines", "Every order has at least one line."),
            "receiver_protected": protected("receiver", "A receiver's name"),
            "receiver_phone_protected": protected("receiver_phone", "A receiver's phone"),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "aftersales": Suite(
        columns={
            "aftersale_id": "$.after_sale_order_id",
            "order_id": "$.order_id",
            "status": "$.status",
            "refund_fen": "$.refund_info.amount",
        },
        checks={
            "aftersale_id_present": filled("aftersale_id", "Every after-sale request has an id."),
            "order_id_present": filled("order_id", "Every request names its order."),
            "status_present": filled("status", "Every request has a status."),
            "refund_not_negative": looks_like(
                "refund_fen", NATURAL_NUMBER, "A refund is a whole number of fen, 0 or more."
            ),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "products": Suite(
        columns={
            "product_id": "$.product_id",
            "title": "$.title",
            "min_price_fen": "$.min_price",
        },
        checks={
            "product_id_present": filled("product_id", "Every product has an id."),
            "title_present": filled("title", "Every product has a title.", is_blocking=False),
            "price_not_negative": looks_like(
                "min_price_fen", NATURAL_NUMBER, "A price is a whole number of fen, 0 or more."
            ),
        },
    ),
    "coupons": Suite(
        columns={"coupon_id": "$.coupon_id", "status": "$.status"},
        checks={
            "coupon_id_present": filled("coupon_id", "Every coupon has an id."),
            "status_known": one_of("status", COUPON_STATUSES, "The status is a documented one."),
        },
    ),
    "members": Suite(
        columns={"openid": "$.openid", "unionid": "$.unionid"},
        checks={
            "openid_present": filled("openid", "Every member has an openid."),
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
            "unionid_form": looks_like("unionid", OPENID, "A unionid looks like a unionid."),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "member_coupons": Suite(
        columns={
            "openid": "$.openid",
            "coupon": "$.user_coupon.user_coupon_id",
            "status": "$.user_coupon.status",
        },
        checks={
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
            "coupon_present": filled("coupon", "Every coupon of a member has an id."),
            "status_known": one_of(
                "status", ["100", "101", "102"], "The coupon is valid, expired or used."
            ),
        },
    ),
    "member_points": Suite(
        columns={"openid": "$.openid", "number": "$.number", "remark": "$.remark"},
        checks={
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
            "place_form": looks_like("number", WHOLE_NUMBER, "Every row has a place."),
            "remark_protected": protected("remark", "A remark"),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "member_scores": Suite(
        columns={"openid": "$.openid", "score": "$.score"},
        checks={
            "openid_present": filled("openid", "Every balance is somebody's."),
            "score_form": looks_like(
                "score", WHOLE_NUMBER, "A balance is a whole number.", is_blocking=False
            ),
        },
    ),
    "shop_figures": figures("pay_order_cnt", "Paid orders are counted from 0.", day="ds"),
    "api_quotas": quotas(),
}
