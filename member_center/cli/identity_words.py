"""What the rules of identity mean, in words for the terminal: one sentence a rule.

The rules themselves are in dbt; a rule without a sentence here is shown by its name alone.
"""

from __future__ import annotations

import re

from member_center.serving.links import Link

RULES = {
    "unionid": "WeChat shows this unionid for the account",
    "brand_user_id": "the app shows this login for the account",
    "member_card": "the account bound this card",
    "same_order": "the app submitted an order that this buyer paid",
    "same_wechat_account": "the shop's customer came with this openid",
    "verified_phone": "the phone was verified, and nobody verified it later",
    "phone_and_name": "phone and name agree",
    "only_holder_of_phone": "nobody else gives this phone",
    "same_value": "both are one value, spelled in two ways",
    "must_link": "somebody decided that they are one person",
    "cannot_link": "somebody decided that they are two people",
    "nobody": "somebody decided that this value is nobody's",
    "names_differ": "the phone is the same, but the names differ",
    "phone_moved": "the phone is somebody else's now, who verified it or took it up later",
    "holder_unclear": "several give this phone, and nothing tells whose it is",
    "one_unionid_per_openid": "an openid has one unionid, and a later record names another",
    "one_brand_user_id_per_openid": "an openid has one login, and a later record names another",
    "one_unionid_per_member": "two people with a unionid or login each would become one member",
    "one_app_user_per_buyer": "another app user submitted a later order of this buyer",
    "one_customer_per_openid": "another customer of the shop came with this openid later",
    "one_member_per_card": "somebody else bound the card later",
    "too_many_people": "too many people give this value: a counter's or a clerk's",
    "too_many_members": "too many members give this value for it to be one person's",
    "too_many_members_at_once": "too many members took this value up at once",
    "too_many_cards": "the value stands on too many cards to be one person's",
    "too_many_values": "the member would have too many values of this kind",
    "too_many_values_at_once": "the member would have too many new values of this kind at once",
    "member_too_large": "the member would become too large to be one person",
    "unbound": "the account no longer shows this value: it was unbound",
    "no_longer_stated": "the records that said so count no more, or are gone",
    "blocked_value": "a placeholder or blocked value, which stands for nobody",
    "invalid_value": "the value cannot be a valid one of its kind",
}
ONE_PER = re.compile(r"one_(\w+)_per_(\w+)")
COUNTED = {
    "too_many_people": "people",
    "too_many_members": "members",
    "too_many_members_at_once": "members",
    "too_many_cards": "cards",
    "too_many_values": "values",
    "too_many_values_at_once": "values",
    "member_too_large": "identifiers",
}
STATUSES = {
    "linked": "stands for its member",
    "conflict": "stands for nobody, because no link to it was kept",
    "shared": "is used by too many people, so it links nobody",
    "blocked": "stands for nobody",
}


def rule_in_words(rule: str) -> str:
    """A rule's name and what it means."""
    sentence = RULES.get(rule)
    if sentence is None and (match := ONE_PER.fullmatch(rule)):
        sentence = f"a {match[2]} has one {match[1]}, and this would be another"
    return f"{sentence} ({rule})" if sentence else rule


def limit_in_words(link: Link) -> str:
    """What a rule counted and how many it allows, such as `5 people, at most 4 are allowed`."""
    if link.found_count is None or link.most_allowed is None:
        return ""
    counted = COUNTED.get(link.rule, "found")
    within = f" within {link.within_days} days" if link.within_days else ""
    return f"{link.found_count:,} {counted}{within}, at most {link.most_allowed:,} are allowed"


def reason_in_words(link: Link) -> str:
    """Why a link was kept or not: the rule, its limit, and the phone that it goes over.

    A type that only the rules file knows gives its name to the rule that keeps its links.
    """
    is_type = link.rule == link.end.type and link.rule not in RULES
    rule = f"a record names this {link.rule} for it" if is_type else rule_in_words(link.rule)
    over = f", over phone {link.via.short}, which neither keeps" if link.via else ""
    limit = limit_in_words(link)
    return f"{rule}{over}{f': {limit}' if limit else ''}"
