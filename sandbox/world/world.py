"""Puts the world together: every table in the order in which one follows from the other.

What belongs here: the order of making, and the few look-ups readers need. What does not: how a
table is made.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sandbox import accounts
from sandbox.ids import OpaqueIds
from sandbox.world import account_pushes, names
from sandbox.world.aftersales import make_aftersales
from sandbox.world.calendar import Calendar
from sandbox.world.cards import make_cards
from sandbox.world.coupons import make_coupons
from sandbox.world.draws import Draws, Ints
from sandbox.world.events import make_events
from sandbox.world.follows import make_follow_events, make_follows, qr_scenes
from sandbox.world.gifts import make_gifts
from sandbox.world.ground import Ground, lay_ground
from sandbox.world.hard_cases import HardCases
from sandbox.world.loyalty import make_points
from sandbox.world.messages import make_campaigns, make_messages
from sandbox.world.mini_users import login_numbers, make_mini_users, make_referrals
from sandbox.world.phones import phone_table
from sandbox.world.registry import make_registry
from sandbox.world.shop_sales import apply_coupons, make_orders
from sandbox.world.shopping import own_gaps
from sandbox.world.store_sales import make_tickets, pay_from_balance
from sandbox.world.vocabulary import PLACEHOLDERS
from sandbox.world.wecom import WecomIds, make_wecom
from sandbox.world.youzan import make_customers, make_trades, spell_tids
from sandbox.world.youzan import make_refunds as make_youzan_refunds
from sandbox.world.youzan_programme import make_points as make_youzan_points
from sandbox.world.youzan_programme import make_vouchers


class World:
    """A brand's customers and everything they do, from a seed.

    Args:
        people: How many people, 100 to some millions.
        days: Days of history before `until`.
        seed: Same people, days and seed make the same world.
        until: First day that is not history; shifts all dates and changes nothing else.
        hard_cases: Shares of the hard identity cases.

    Raises:
        ValueError: When there are fewer than ten people or no day.
    """

    def __init__(
        self, people: int, days: int, seed: int, until: date, hard_cases: HardCases | None = None
    ) -> None:
        if people < 10 or days < 1:
            raise ValueError(f"a world needs at least 10 people and a day, not {people} and {days}")
        self.size, self.days, self.seed, self.until = people, days, seed, until
        self.hard_cases = hard_cases or HardCases()
        self.calendar = Calendar(days, until)
        self.start_ts, self.until_ts, self.end_ts = (
            self.calendar.start, self.calendar.until, self.calendar.end,
        )  # fmt: skip
        self._ids = {
            account.appid: OpaqueIds(seed, account.appid, "o")
            for account in (*accounts.MINI_PROGRAMS, accounts.OFFICIAL_ACCOUNT, accounts.SHOP)
        }
        self._unionids = OpaqueIds(seed, accounts.OPEN_PLATFORM, "oU")
        self._ids[accounts.YOUZAN.kdt_id] = OpaqueIds(seed, accounts.YOUZAN.kdt_id, "yz")
        self._make(Draws(seed, people, days))

    def _make(self, draws: Draws) -> None:
        ground = lay_ground(draws, self.calendar, self.hard_cases, self.size, self.seed)
        self.products, self.stores, self.guides = ground.products, ground.stores, ground.guides
        self.people, self.journeys = ground.people, ground.journeys
        self.phone_book, self.phones = ground.phones, phone_table(ground.phones)
        self.home_store = ground.home_store
        self.qr_scenes = qr_scenes(self.stores)
        self._make_accounts(ground)
        ids = WecomIds(self.seed, accounts.WECOM.appid)
        self.wecom = make_wecom(ground, self.cards, self.follows, ids)
        self._make_sales(ground)
        self._make_programme(ground)
        self._make_youzan(ground)
        self.people = self.people.with_columns(
            follow=_row_of(self.size, self.follows.person),
            mini_user=_row_of(self.size, self.mini_users.person, self.mini_users.app == 0),
            card=_row_of(self.size, self.cards.person, ~self.cards.is_second),
        )

    def _make_accounts(self, ground: Ground) -> None:
        self.follows = make_follows(ground)
        self.follow_events = make_follow_events(ground, self.follows)
        self.cards = make_cards(ground)
        self.mini_users = make_mini_users(ground, self.cards, login_numbers(self.seed))
        self.referrals = make_referrals(self.calendar, self.mini_users)

    def _make_sales(self, ground: Ground) -> None:
        gaps = own_gaps(ground)
        orders, lines = make_orders(ground, gaps)
        self.coupons = make_coupons(ground, self.mini_users, orders)
        orders, self.shop_lines = apply_coupons(orders, lines, self.coupons)
        self.shop_aftersales, self.shop_orders = make_aftersales(ground, orders, self.shop_lines)
        self.gifts = make_gifts(ground, self.shop_orders)
        tickets, self.ticket_lines = make_tickets(ground, self.cards, gaps)
        self.tickets, self.stored_values = pay_from_balance(ground, self.cards, tickets)

    def _make_programme(self, ground: Ground) -> None:
        self.points = make_points(
            ground,
            self.mini_users,
            self.cards,
            self.shop_orders,
            self.shop_aftersales,
            self.tickets,
            self.referrals,
        )
        self.campaigns = make_campaigns(ground)
        self.messages = make_messages(ground, self.mini_users, self.campaigns)
        self._make_account_pushes(ground)
        self.registry_changes = make_registry(self.calendar, self.mini_users, self.points)
        self.mini_events = make_events(
            ground,
            self.mini_users,
            self.shop_orders,
            self.shop_lines,
            self.coupons,
            self.points,
            self.messages,
            self.referrals,
        )

    def _make_youzan(self, ground: Ground) -> None:
        customers = make_customers(ground, self.follows, self.mini_users, self.cards)
        trades, lines = make_trades(ground, customers, own_gaps(ground))
        self.youzan_vouchers = make_vouchers(ground, customers, trades)
        trades, self.youzan_lines = apply_coupons(trades, lines, self.youzan_vouchers)
        self.youzan_refunds, self.youzan_trades = make_youzan_refunds(
            ground, trades, self.youzan_lines
        )
        self.youzan_customers = customers
        self.youzan_points = make_youzan_points(
            ground, customers, self.youzan_trades, self.youzan_refunds
        )

    def _make_account_pushes(self, ground: Ground) -> None:
        following = account_pushes.Following(self.follows, self.follow_events)
        self.menu_taps = account_pushes.make_menu_taps(ground, following)
        self.received_messages = account_pushes.make_received_messages(ground, following)
        self.locations = account_pushes.make_locations(ground, following)
        self.template_results = account_pushes.make_template_results(
            ground, following, self.messages
        )
        self.mass_sends = account_pushes.make_mass_sends(ground, following)

    def openid(self, appid: str, ids: NDArray[np.integer]) -> list[str]:
        """Spell the openids that this app gave to the holders of these `openid_id`s."""
        return self._ids[appid].encode(ids)

    def decode_openid(self, appid: str, values: list[str]) -> Ints:
        """Read openids of this app back to `openid_id`s; -1 for any other text."""
        return self._within(self._ids[appid].decode(values))

    def unionid(self, ids: NDArray[np.integer]) -> list[str]:
        """Spell the unionids of people (row numbers)."""
        return self._unionids.encode(ids)

    def decode_unionid(self, values: list[str]) -> Ints:
        """Read unionids back to people; -1 for any other text."""
        return self._within(self._unionids.decode(values))

    def yz_open_id(self, person: NDArray[np.integer]) -> list[str]:
        """Spell the ids under which people are customers of the Youzan shop."""
        return self._ids[accounts.YOUZAN.kdt_id].encode(person)

    def decode_yz_open_id(self, values: list[str]) -> Ints:
        """Read ids of the Youzan shop back to people; -1 for any other text."""
        return self._within(self._ids[accounts.YOUZAN.kdt_id].decode(values))

    def youzan_tid(self, ids: NDArray[np.integer]) -> list[str]:
        """Spell the trade numbers of the Youzan shop (rows of `youzan_trades`)."""
        return spell_tids(self.youzan_trades.take(ids))

    def name(self, ids: NDArray[np.integer]) -> list[str]:
        """Spell the real names of people."""
        return names.spell_names(self.people.name_id[ids])

    def nickname(self, ids: NDArray[np.integer]) -> list[str]:
        """Spell the nicknames of people."""
        return names.spell_nicknames(ids)

    def guide_name(self, ids: NDArray[np.integer]) -> list[str]:
        """Spell the names of clerks (rows of `guides`)."""
        return names.spell_names(self.guides.name_id[ids])

    def card_name(self, ids: NDArray[np.integer]) -> list[str | None]:
        """Spell the names as they stand on cards (rows of `cards`); None where there is none."""
        person = self.cards.person[ids]
        return names.spell_written_names(
            self.people.name_id[person], self.cards.name_form[ids], self.people.gender[person]
        )

    def card_phone(self, ids: NDArray[np.integer]) -> list[str | None]:
        """Spell the phones as they stand on cards (rows of `cards`); None where there is none."""
        return spell_phones(self.cards.phone_written[ids])

    def phone_at(self, person: Ints, at: Ints) -> Ints:
        """Return the mobile number each person holds at an instant."""
        return self.phone_book.at(person, at)

    def _within(self, ids: Ints) -> Ints:
        return np.where(ids < self.size, ids, -1)


def spell_phones(numbers: NDArray[np.integer]) -> list[str | None]:
    """Spell written phones: eleven digits, ten where one is missing, None for -1."""
    return [
        None if number < 0 else f"{number:011d}" if number in PLACEHOLDERS else str(number)
        for number in np.asarray(numbers).tolist()
    ]


def _row_of(size: int, person: Ints, mask: NDArray[np.bool_] | None = None) -> Ints:
    """Return each person's row in a table of at most one (marked) row per person; -1 none."""
    rows = np.arange(len(person)) if mask is None else np.flatnonzero(mask)
    found = np.full(size, -1)
    found[person[rows]] = rows
    return found
