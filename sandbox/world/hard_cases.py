"""How often each hard identity case occurs: the one place of these shares.

What belongs here: the shares and what each is a share of. What does not: how a case is made (see
the module named). `sandbox.truth` reports what a world really holds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HardCases:
    """Shares of the hard identity cases; every field is a share between 0 and 1.

    Attributes:
        oa_without_unionid: Of followers: the official account never shows their unionid.
        late_unionid: Of followers, and of mini-program users: the unionid appears only after a
            while.
        second_app: Of mini-program users: they also use the campaign app, under another openid.
        family_phone: Of people whose phone is known: two to three of them share one number.
        clerk_phone: Of cards: a clerk's or the counter's number was written on them.
        reassigned_phone: Of people: their number belonged to another customer before.
        changed_phone: Of registered mini-program users: they bound another number (换绑).
        second_card: Of card holders: they hold two cards, with the same name and phone.
        phone_slip: Of cards: a typing slip in the phone.
        placeholder_phone: Of cards: 13800138000, 00000000000 or 11111111111 stands for the phone.
        no_phone: Of cards: no phone at all.
        no_name: Of cards: no name.
        name_variation: Of cards: the name is written in another way (李 雷, 李女士).
        anonymous_ticket: Of store tickets: nobody knows who bought.
        forgotten_card: Of card holders' tickets: only the phone was told, the card is not on the
            ticket.
        shop_before_bind: Of the history: days before the shop was bound to the Open Platform; its
            orders then carry no unionid.
        shop_without_unionid: Of shop buyers: their orders never carry a unionid.
        card_bound: Of people with a card and a registered mini-program account: the registry knows
            the card's number.
        card_bound_unreachable: The same share where the card shows no usable phone: they had to
            type the number.
    """

    oa_without_unionid: float = 0.02
    late_unionid: float = 0.06
    second_app: float = 0.08
    family_phone: float = 0.03
    clerk_phone: float = 0.02
    reassigned_phone: float = 0.01
    changed_phone: float = 0.03
    second_card: float = 0.03
    phone_slip: float = 0.01
    placeholder_phone: float = 0.015
    no_phone: float = 0.05
    no_name: float = 0.08
    name_variation: float = 0.015
    anonymous_ticket: float = 0.25
    forgotten_card: float = 0.08
    shop_before_bind: float = 0.03
    shop_without_unionid: float = 0.006
    card_bound: float = 0.26
    card_bound_unreachable: float = 0.8
