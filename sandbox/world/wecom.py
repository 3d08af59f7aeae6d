"""The brand's WeCom (企业微信): the clerks as employees, and the customers who added them.

What belongs here: employees, external contacts, and the relations between the two over time. What
does not: chats (`wecom_chats`), messages and moments (`wecom_reach`), wire formats.

External contacts are the people of the world. Who holds a card meets a clerk at the counter; the
clerk often notes the mobile number the card is found by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.ids import OpaqueIds
from sandbox.world import wecom_words as words
from sandbox.world.calendar import DAY, STORE_HOURS
from sandbox.world.draws import Ints, Mask, weighted
from sandbox.world.ground import GUIDES_PER_STORE, Ground
from sandbox.world.table import Table
from sandbox.world.vocabulary import PHONE_OWN, QR_SCENE
from sandbox.world.wecom_chats import make_chat_members, make_chats
from sandbox.world.wecom_reach import make_moments, make_reach, make_reactions

# who adds a clerk: met on the shop floor only, on both, on WeChat only
_ADDS = (0.30, 0.50, 0.12)
_NOTED = (0.98, 0.45, 0.25)
_WECOM_USERS, _WITHOUT_UNIONID = 0.01, 0.01
_STRANGERS = 0.02
_SECOND_CLERK, _ENDS, _ENDED_BY_CUSTOMER, _COMES_BACK = 0.08, 0.14, 0.7, 0.25
_UNLICENSED, _NOT_ACTIVATED = 0.02, 0.02
_LONGEST_BEFORE = 300 * DAY


@dataclass(frozen=True, slots=True)
class Wecom:
    """Everything of the brand's WeCom; the columns are described in `sandbox.world`."""

    ids: WecomIds
    staff: Table
    contacts: Table
    relations: Table
    chats: Table
    chat_members: Table
    messages: Table
    message_tasks: Table
    message_sends: Table
    moments: Table
    moment_tasks: Table
    moment_sends: Table
    moment_reactions: Table


class WecomIds:
    """Spells and reads the ids that one WeCom account hands out.

    Args:
        seed: Of the world.
        corpid: The account.
    """

    _TAIL = "AAAA"

    def __init__(self, seed: int, corpid: str) -> None:
        self._ids = {
            prefix: OpaqueIds(seed, f"{corpid}|{prefix}", prefix)
            for prefix in ("wm", "wr", "et", "msg", "mom", "cawcd")
        }

    def spell(self, prefix: str, numbers: NDArray[np.integer]) -> list[str]:
        """Spell the ids of rows: `wr` chats, `et` tags, `msg` messages, `mom` moments."""
        return [text + self._TAIL for text in self._ids[prefix].encode(np.asarray(numbers))]

    def read(self, prefix: str, values: list[str]) -> Ints:
        """Read ids back to rows; -1 for any other text."""
        return self._ids[prefix].decode([value.removesuffix(self._TAIL) for value in values])

    def external(self, persons: NDArray[np.integer], types: NDArray[np.integer]) -> list[str]:
        """Spell external_userids: `wm…` for WeChat users, `wo…` for users of WeCom."""
        return [
            text if kind == words.WECHAT_USER else f"wo{text[2:]}"
            for text, kind in zip(self.spell("wm", persons), types.tolist(), strict=True)
        ]

    def read_external(self, values: list[str]) -> Ints:
        """Read external_userids back to people; -1 for any other text."""
        return self.read("wm", [f"wm{value[2:]}" for value in values])


def make_wecom(ground: Ground, cards: Table, follows: Table, ids: WecomIds) -> Wecom:
    """Make the brand's WeCom."""
    staff = _staff(ground)
    kind = _kinds(ground)
    joins = ground.draws("wecom contacts").random(ground.people.gender.size)
    found = (kind > 0) | _is_found(ground, cards)
    added = np.flatnonzero((joins < np.array(_ADDS)[kind]) & found)
    strangers = np.flatnonzero((joins > 1 - _STRANGERS) & (kind > 0))
    relations = _relations(ground, staff, cards, follows, added, kind)
    contacts = _contacts(ground, np.union1d(relations.person, strangers))
    chats, joiners = make_chats(ground, staff, relations, strangers)
    messages, tasks, sends = make_reach(ground, staff, relations, chats)
    moments, moment_tasks, moment_sends = make_moments(ground, staff, relations)
    return Wecom(
        ids=ids,
        staff=staff,
        contacts=contacts,
        relations=relations,
        chats=chats,
        chat_members=make_chat_members(ground, staff, chats, joiners),
        messages=messages,
        message_tasks=tasks,
        message_sends=sends,
        moments=moments,
        moment_tasks=moment_tasks,
        moment_sends=moment_sends,
        moment_reactions=make_reactions(ground, moment_tasks, moment_sends),
    )


def _staff(ground: Ground) -> Table:
    """Make every clerk an employee; a few lack a licence or never opened the account."""
    rng, size = ground.draws("wecom staff"), len(ground.guides)
    place = rng.permutation(size)
    unlicensed = max(1, round(_UNLICENSED * size))
    dormant = max(1, round(_NOT_ACTIVATED * size))
    state = np.full(size, words.ACTIVE)
    state[place[:unlicensed]] = words.UNLICENSED
    state[place[unlicensed : unlicensed + dormant]] = words.NOT_ACTIVATED
    number = np.arange(size) % GUIDES_PER_STORE + 1
    codes = ground.stores.code[ground.guides.store]
    return Table(
        guide=np.arange(size),
        store=ground.guides.store,
        userid=np.array([f"{code}-{one}" for code, one in zip(codes, number, strict=True)]),
        state=state,
    )


def _kinds(ground: Ground) -> Ints:
    """Tell where each person meets the brand: 0 on the floor only, 1 on both, 2 on WeChat only."""
    journeys = ground.journeys
    online = np.maximum(np.maximum(journeys.follow_at, journeys.mini_at), journeys.shop_at) >= 0
    return np.where(journeys.card_at < 0, 2, online.astype(np.int64))


def _is_found(ground: Ground, cards: Table) -> Mask:
    """Mark those whose card the clerk finds by their number, and then invites to add them."""
    book = ground.phones
    found = np.zeros(ground.people.gender.size, dtype=bool)
    found[cards.person[cards.phone_case == PHONE_OWN]] = True
    return found & ~(book.is_family | book.gave_up | book.took_over)


def _contacts(ground: Ground, person: Ints) -> Table:
    """Tell of each person who is known to WeCom what the platform shows."""
    rng = ground.draws("wecom unionids")
    works_there = rng.random(len(person)) < _WECOM_USERS
    hidden = rng.random(len(person)) < _WITHOUT_UNIONID
    return Table(
        person=person,
        type=np.where(works_there, words.WECOM_USER, words.WECHAT_USER),
        shows_unionid=~works_there & ~hidden,
    )


def _relations(
    ground: Ground, staff: Table, cards: Table, follows: Table, added: Ints, kind: Ints
) -> Table:
    """Let people add clerks, leave them and come back; ordered by adding."""
    rng, calendar = ground.draws("wecom relations"), ground.calendar
    first_card = np.full(ground.people.gender.size, -1)
    mine = np.flatnonzero(~cards.is_second)
    first_card[cards.person[mine]] = mine
    card = first_card[added]
    any_clerk = ground.home_store[added] * GUIDES_PER_STORE + rng.integers(
        0, GUIDES_PER_STORE, len(added)
    )
    clerk = np.where(card >= 0, cards.guide[card], any_clerk)
    met = np.where(card >= 0, cards.opened_at[card], ground.people.joined_at[added])
    met = np.maximum(met, calendar.start - _LONGEST_BEFORE)
    at = _adding(rng, ground, met, card >= 0)
    again = np.flatnonzero(rng.random(len(added)) < _SECOND_CLERK)
    step = rng.integers(1, GUIDES_PER_STORE, len(again))
    place = clerk[again]
    second = place // GUIDES_PER_STORE * GUIDES_PER_STORE + (place + step) % GUIDES_PER_STORE
    later = at[again] + (rng.exponential(40 * DAY, len(again)) + DAY).astype(np.int64)
    first = Table(person=added, staff=clerk, added_at=at)
    more = Table(person=added[again], staff=second, added_at=later)
    whole = _ended(rng, ground, staff, [first, more])
    return _described(rng, ground, follows, whole, kind)


def _adding(rng: np.random.Generator, ground: Ground, met: Ints, at_counter: Mask) -> Ints:
    """Draw when each person adds the clerk: at the counter for many, weeks later for the rest."""
    size = len(met)
    soon = met + rng.integers(60, 900, size)
    later = met + (rng.exponential(35 * DAY, size) + 3_600).astype(np.int64)
    later = np.maximum(ground.calendar.at_hours(rng, later, STORE_HOURS), met + 120)
    return np.where(at_counter & (rng.random(size) < 0.55), soon, later)


def _ended(rng: np.random.Generator, ground: Ground, staff: Table, parts: list[Table]) -> Table:
    """Let some relations end, and some of those begin again."""
    calendar = ground.calendar
    person, clerk, at = (
        np.concatenate([part[name] for part in parts]) for name in ("person", "staff", "added_at")
    )
    size = len(person)
    since = np.maximum(at, calendar.start)
    end = since + (rng.random(size) * np.maximum(calendar.end - since, 0)).astype(np.int64) + 600
    ends = rng.random(size) < _ENDS
    by = np.where(rng.random(size) < _ENDED_BY_CUSTOMER, words.BY_CUSTOMER, words.BY_STAFF)
    back = end + (rng.exponential(15 * DAY, size) + 3_600).astype(np.int64)
    returns = np.flatnonzero(ends & (rng.random(size) < _COMES_BACK))
    relations = Table(
        person=np.concatenate([person, person[returns]]),
        staff=np.concatenate([clerk, clerk[returns]]),
        added_at=np.concatenate([at, back[returns]]),
        ended_at=np.concatenate([np.where(ends, end, -1), np.full(len(returns), -1)]),
        ended_by=np.concatenate([np.where(ends, by, words.BY_NOBODY), np.zeros_like(returns)]),
    )
    works = staff.state[relations.staff] != words.NOT_ACTIVATED
    kept = relations.take(np.flatnonzero(works & (relations.added_at < calendar.end)))
    return kept.take(np.lexsort((kept.person, kept.added_at)))


def _described(
    rng: np.random.Generator, ground: Ground, follows: Table, relations: Table, kind: Ints
) -> Table:
    """Say how each relation came about and what the clerk wrote down."""
    size, stores = len(relations), len(ground.stores)
    way = np.array(words.ADD_WAYS)[weighted(rng, words.ADD_WAY_WEIGHTS, size)]
    scanned = np.isin(way, (words.SCANNED, words.BY_LINK))
    campaign = stores + rng.integers(0, len(words.CAMPAIGN_STATES), size)
    of_store = (kind[relations.person] < 2) | (rng.random(size) < 0.3)
    in_store = ground.guides.store[relations.staff]
    came_by_code = np.isin(relations.person, follows.person[follows.scene == QR_SCENE])
    told = scanned & (came_by_code | (rng.random(size) < 0.85))
    noted = rng.random(size) < np.array(_NOTED)[kind[relations.person]]
    noted &= relations.added_at >= ground.phones.held_from[relations.person]
    mobile = ground.phones.at(relations.person, relations.added_at)
    return relations.with_columns(
        add_way=way,
        state=np.where(told, np.where(of_store, in_store, campaign), -1),
        remark_form=weighted(rng, words.REMARK_FORM_WEIGHTS, size),
        mobile=np.where(noted, mobile, -1),
    )
