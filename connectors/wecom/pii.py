"""Where personal data stands in WeCom's records, by path and kind.

Notes that employees write about customers count as free text, whatever they are meant for.
"""

from __future__ import annotations

CUSTOMER_PII = {
    "external_contact.name": "name",
    "external_contact.avatar": "text",
    "external_contact.position": "text",
    "external_contact.corp_name": "text",
    "external_contact.corp_full_name": "text",
    "external_contact.external_profile.external_attr[].text.value": "text",
    "external_contact.subscriber_info.remark": "text",
    "external_contact.subscriber_info.remark_mobiles[]": "phone",
    "follow_info.remark": "text",
    "follow_info.description": "text",
    "follow_info.remark_corp_name": "text",
    "follow_info.remark_mobiles[]": "phone",
    "follow_info.wechat_channels.nickname": "name",
}

CHAT_PII = {
    "name": "text",
    "notice": "text",
    "member_list[].name": "name",
    "member_list[].group_nickname": "name",
}

MESSAGE_PII = {
    "text.content": "text",
    "attachments[].link.title": "text",
    "attachments[].link.desc": "text",
    "attachments[].miniprogram.title": "text",
}

MOMENT_PII = {
    "text.content": "text",
    "link.title": "text",
    "location.name": "text",
}

LINK_PII = {"link.link_name": "text"}
