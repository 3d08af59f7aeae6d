"""Where Youzan's records hold personal data, as JSON paths.

Shops under the platform's data-security scheme get ciphertext in these places; it is declared all
the same and never links anybody.
"""

from __future__ import annotations

_EXTRA = "order_info.order_extra"

TRADE_PII = {
    "buyer_info.buyer_phone": "phone",
    "buyer_info.fans_nickname": "name",
    "address_info.receiver_name": "name",
    "address_info.receiver_tel": "phone",
    "address_info.delivery_address": "address",
    "address_info.address_extra": "text",
    "address_info.self_fetch_info": "text",
    "remark_info.buyer_message": "text",
    "remark_info.trade_memo": "text",
    "orders[].buyer_messages": "text",
    "child_info.child_orders[].user_name": "name",
    "child_info.child_orders[].user_tel": "phone",
    "child_info.child_orders[].address_detail": "address",
    f"{_EXTRA}.buyer_name": "name",
    f"{_EXTRA}.id_card_name": "name",
    f"{_EXTRA}.id_card_number": "id_number",
    f"{_EXTRA}.invoice_title": "text",
    f"{_EXTRA}.cashier_name": "name",
    f"{_EXTRA}.service_guide.service_guide_name": "name",
    f"{_EXTRA}.sales_guide.order_sales_name": "name",
    f"{_EXTRA}.salesman.salesman_nick_name": "name",
    f"{_EXTRA}.salesman.salesman_mobile": "phone",
}

REFUND_PII = {
    "desc": "text",
    "demand_desc": "text",
    "buyer_phone": "phone",
    "logistics.receiver": "name",
    "logistics.mobile": "phone",
    "logistics.telephone": "phone",
    "logistics.address": "address",
}

CUSTOMER_PII = {
    "name": "name",
    "show_name": "name",
    "mobile": "phone",
    "remark": "text",
    "wx_nickname": "name",
    "weixin": "text",
    "contact_address.address": "address",
}

# Whoever knows the redeem code of a voucher can use it.
COUPON_PII = {
    "verify_code": "text",
    "user_identity.mobile": "phone",
}
