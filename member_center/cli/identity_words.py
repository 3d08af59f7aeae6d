"""What the rules of identity mean, in words for the terminal: one sentence a rule.

The rules themselves are in dbt; a rule without a sentence here is shown by its name alone.
"""

from __future__ import annotations

RULES = {
    "unionid": "WeChat shows this unionid for the account",
    "brand_user_id": "the app shows this login for the account",
    "member_card": "the account bound this card",
    "same_order": "the app submitted an order that this buyer paid",
    "same_wechat_account": "the shop's customer came with this openid",
    "verified_phone": "the phone was verified, and nobody verified it later",
    "phone_and_name": "phone and name agree",
    "only_holder_of_phone": "nobody else gives this phone",
    "names_differ": "the phone is the same, but the names differ",
    "phone_moved": "somebody else verified the phone later",
    "holder_unclear": "several give this phone, and nothing tells whose it is",
    "one_unionid_per_openid": "an openid has one unionid, and a later record names another",
    "one_brand_user_id_per_openid": "an openid has one login, and a later record names another",
    "one_unionid_per_member": "two different unionids would become one member",
    "one_app_user_per_buyer": "another app user submitted a later order of this buyer",
    "one_customer_per_openid": "another customer of the shop came with this openid later",
    "one_member_per_card": "somebody else bound the card later",
    "too_many_people": "too many people give this value: a counter's or a clerk's",
    "too_many_members": "too many accounts show this value for it to be one person's",
    "blocked_value": "a placeholder or blocked value, which stands for nobody",
}
STATUSES = {
    "linked": "stands for its member",
    "conflict": "is claimed by others too",
    "shared": "is used by too many people, so it links nobody",
    "blocked": "stands for nobody",
}


def rule_in_words(rule: str) -> str:
    """A rule's name and what it means."""
    sentence = RULES.get(rule)
    return f"{sentence} ({rule})" if sentence else rule
