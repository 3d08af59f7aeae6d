"""A plain reference resolver: what careful rules can find out from the evidence the world shows.

It reads the world the way the platforms show it (never the truth) and proves that the evidence
suffices; it says nothing about the pipeline's own rules.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator

import numpy as np

from sandbox import accounts
from sandbox.logs import days, lines
from sandbox.truth.wecom import known_contacts, noted_mobiles
from sandbox.world import World
from sandbox.world.draws import Ints
from sandbox.world.views import follow_state, rows_until
from sandbox.world.youzan import MINI_PROGRAM_OPENID, OFFICIAL_ACCOUNT_OPENID

PLACEHOLDERS = {"13800138000", "00000000000", "11111111111"}
MOST_NAMES_PER_PHONE = 3
TITLES = {"女士", "先生", "顾客"}
Node = tuple[str, str, str]


class Groups:
    """Union-find over anything hashable."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, node: Hashable) -> Hashable:
        root = node
        while self._parent.setdefault(root, root) != root:
            root = self._parent[root]
        while self._parent[node] != root:
            self._parent[node], node = root, self._parent[node]
        return root

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parent[self.find(one)] = self.find(other)


def resolve(world: World, now: int) -> Groups:
    """Group the identifiers that good rules would call one person."""
    groups = Groups()
    for openid, unionid in [*_follower_evidence(world, now), *_order_evidence(world, now)]:
        groups.join(openid, unionid)
    for customer, openid in _youzan_evidence(world, now):
        groups.join(customer, openid)
    for contact, unionid in _wecom_evidence(world, now):
        groups.join(contact, unionid)
    holders = _registry(world, now, groups)
    _cards(world, now, groups, holders)
    return groups


def pairwise(groups: Groups, truth: list[tuple[int, Node]]) -> tuple[float, float]:
    """Return precision and recall over pairs of identifiers."""
    by_person: dict[int, list[Hashable]] = defaultdict(list)
    for person, node in truth:
        by_person[person].append(groups.find(node))
    sizes: dict[Hashable, int] = defaultdict(int)
    together = wanted = 0
    for roots in by_person.values():
        wanted += len(roots) * (len(roots) - 1) // 2
        for root in set(roots):
            count = roots.count(root)
            together += count * (count - 1) // 2
            sizes[root] += count
    found = sum(size * (size - 1) // 2 for size in sizes.values())
    return together / max(found, 1), together / max(wanted, 1)


def _follower_evidence(world: World, now: int) -> Iterator[tuple[Node, Node]]:
    state = follow_state(world, now)
    follows = world.follows.take(np.flatnonzero(state.shows_unionid))
    appid = accounts.OFFICIAL_ACCOUNT.appid
    pairs = zip(world.openid(appid, follows.openid_id), world.unionid(follows.person), strict=True)
    for openid, unionid in pairs:
        yield ("oa_openid", appid, openid), ("unionid", accounts.OPEN_PLATFORM, unionid)


def _order_evidence(world: World, now: int) -> Iterator[tuple[Node, Node]]:
    orders = world.shop_orders.take(np.arange(rows_until(world.shop_orders.created_at, now)))
    orders = orders.take(orders.has_unionid)
    pairs = zip(
        world.openid(accounts.SHOP.appid, orders.openid_id),
        world.unionid(orders.buyer),
        strict=True,
    )
    for openid, unionid in pairs:
        yield (
            ("shop_openid", accounts.SHOP.appid, openid),
            ("unionid", accounts.OPEN_PLATFORM, unionid),
        )


def _youzan_evidence(world: World, now: int) -> Iterator[tuple[Node, Node]]:
    """Yield each Youzan customer with the openid they came with, if they came with one."""
    customers = world.youzan_customers
    customers = customers.take(np.arange(rows_until(customers.created_at, now)))
    sources = {
        OFFICIAL_ACCOUNT_OPENID: ("oa_openid", accounts.OFFICIAL_ACCOUNT.appid),
        MINI_PROGRAM_OPENID: ("mp_openid", accounts.MINI_PROGRAM.appid),
    }
    for kind, (identifier_type, appid) in sources.items():
        people = customers.person[customers.openid_kind == kind]
        pairs = zip(world.yz_open_id(people), world.openid(appid, people), strict=True)
        for yz_open_id, openid in pairs:
            yield _customer(yz_open_id), (identifier_type, appid, openid)


def _wecom_evidence(world: World, now: int) -> Iterator[tuple[Node, Node]]:
    """Yield each external contact of WeCom whose unionid shows, with it."""
    known = known_contacts(world, now)
    shown = known.take(known.shows_unionid)
    pairs = zip(_contacts(world, shown.person), world.unionid(shown.person), strict=True)
    for contact, unionid in pairs:
        yield contact, ("unionid", accounts.OPEN_PLATFORM, unionid)


def _contacts(world: World, persons: Ints) -> list[Node]:
    contacts = world.wecom.contacts
    types = contacts.type[np.searchsorted(contacts.person, persons)]
    corp = accounts.WECOM.appid
    return [("external_userid", corp, one) for one in world.wecom.ids.external(persons, types)]


def _customer(yz_open_id: str) -> Node:
    return ("youzan_yz_open_id", accounts.YOUZAN.kdt_id, yz_open_id)


def _youzan_mobiles(world: World, now: int) -> Iterator[tuple[str, Node, str | None]]:
    """Yield number, customer and name of every mobile that the Youzan shop was told."""
    customers = world.youzan_customers
    for mobile, at in (("mobile", "created_at"), ("mobile_2", "mobile_2_at")):
        told = (customers[mobile] >= 0) & (customers[at] <= now)
        shown = customers.take(np.flatnonzero(told))
        for yz_open_id, number, name, given in zip(
            world.yz_open_id(shown.person),
            shown[mobile].tolist(),
            world.name(shown.person),
            shown.name_given.tolist(),
            strict=True,
        ):
            yield str(number), _customer(yz_open_id), name if given else None


def _registry(world: World, now: int, groups: Groups) -> dict[str, dict[Node, str | None]]:
    """Join what registry lines say; return each phone's verified holders and names, latest last."""
    holders: dict[str, dict[Node, str | None]] = defaultdict(dict)
    for day in days(world, now):
        for text in lines(world, "registry", day, now):
            line = json.loads(text)
            profile = line["properties"]
            openid = ("mp_openid", line["appid"], line["distinct_id"])
            groups.find(openid)
            if "unionid" in profile:
                groups.join(openid, ("unionid", accounts.OPEN_PLATFORM, profile["unionid"]))
            if line["login_id"]:
                user = ("brand_user_id", accounts.BRAND, line["login_id"])
                groups.join(openid, user)
                names = holders[profile["phone"]]
                known = names.pop(user, None)
                names[user] = profile.get("name", known)
            if "member_card_no" in profile:
                groups.join(openid, ("member_card", accounts.BRAND, profile["member_card_no"]))
    for phone, names in holders.items():
        groups.join(("phone", "", f"+86{phone}"), list(names)[-1])
    return holders


def _cards(
    world: World, now: int, groups: Groups, holders: dict[str, dict[Node, str | None]]
) -> None:
    rows = np.arange(rows_until(world.cards.opened_at, now))
    by_phone: dict[str, list[tuple[Node, str | None]]] = defaultdict(list)
    numbers = world.cards.card_no[rows].tolist()
    for number, phone, name in zip(
        numbers, world.card_phone(rows), world.card_name(rows), strict=True
    ):
        if phone and len(phone) == 11 and phone not in PLACEHOLDERS:
            card = ("member_card", accounts.BRAND, str(number))
            by_phone[phone].append((card, name.replace(" ", "") if name else None))
    people, noted, _ = noted_mobiles(world, now)
    for contact, number in zip(_contacts(world, people), noted.tolist(), strict=True):
        by_phone[str(number)].append((contact, None))
    for phone, customer, name in _youzan_mobiles(world, now):
        by_phone[phone].append((customer, name))
    for phone, written in by_phone.items():
        if len({name for _, name in written if name}) <= MOST_NAMES_PER_PHONE:
            _place(groups, ("phone", "", f"+86{phone}"), written, holders.get(phone, {}))


def _place(
    groups: Groups,
    phone: Node,
    written: list[tuple[Node, str | None]],
    holders: dict[Node, str | None],
) -> None:
    """Give each card or customer of a phone to the holder whose name agrees or nothing denies."""
    names = {name for _, name in written if name}
    for card, name in written:
        agrees = [user for user, known in holders.items() if known and name == known]
        silent = [user for user, known in holders.items() if not known or _says_little(name)]
        owners = agrees or (silent if len(silent) == 1 else [])
        if owners:
            groups.join(card, owners[0])
        elif not holders:
            same = [other for other, known in written if known == name or not known or not name]
            groups.join(card, same[0])
            if len(names) <= 1:
                groups.join(card, phone)


def _says_little(name: str | None) -> bool:
    return name is None or name[1:] in TITLES
