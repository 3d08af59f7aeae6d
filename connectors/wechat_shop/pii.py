"""Where the shop's records hold personal data, as JSON paths.

Names and numbers mostly arrive masked; they are declared all the same, because a shop with the
right to decode gets them in clear.
"""

from __future__ import annotations

_ADDRESS = {
    "user_name": "name",
    "detail_info": "address",
    "house_number": "address",
    "tel_number": "phone",
    "virtual_order_tel_number": "phone",
    "tel_number_ext_info.real_tel_number": "phone",
    "tel_number_ext_info.virtual_tel_number": "phone",
}


def _below(path: str, fields: dict[str, str]) -> dict[str, str]:
    return {f"{path}.{field}": kind for field, kind in fields.items()}


ORDER_PII = {
    **_below("order_detail.delivery_info.address_info", _ADDRESS),
    "order_detail.delivery_info.recharge_info.account_no": "phone",
    "order_detail.ext_info.customer_notes": "text",
    "order_detail.ext_info.merchant_notes": "text",
    "order_detail.commission_infos[].nickname": "name",
    "order_detail.source_infos[].account_nickname": "name",
    "order_detail.greeting_card_info.giver_nickname": "name",
    "order_detail.greeting_card_info.giver_finder_nickname": "name",
    "order_detail.greeting_card_info.greeting_message": "text",
    "order_detail.custom_info.custom_word": "text",
    "present_note": "text",
}

AFTERSALE_PII = {
    **_below("return_info.address_info", _ADDRESS),
    **_below("exchange_delivery_info.user_address_info", _ADDRESS),
    "virtual_tel_num_info.virtual_tel_num": "phone",
    "virtual_tel_num_info.virtual_tel_number": "phone",
    "virtual_tel_num_info.real_tel_number": "phone",
    "details.desc": "text",
    "details.tel_number": "phone",
    "merchant_upload_info.reject_reason": "text",
    "merchant_update_detail": "text",
}
