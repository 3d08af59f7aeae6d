"""企业微信: customer groups with their members, and the daily figures of groups and employees.

Figures are there for yesterday and earlier. What is counted from events (new contacts, members,
feedback) agrees with them; how much is said follows from how many are there to say it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from sandbox.platforms.calendar import day_of, start_of
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.platforms.endpoint import Call, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.wecom_gate import WecomGate, days_between, done, texts
from sandbox.platforms.wecom_people import WecomPeople
from sandbox.world.wecom_words import BY_CUSTOMER

MOST_OWNERS, MOST_PER_PAGE = 100, 1_000
MOST_DAYS, OLDEST_DAYS = 30, 180
STAFF, EXTERNAL = 1, 2


class WecomChats:
    """Answers `groupchat/*` and `get_user_behavior_data`.

    Args:
        people: Employees and relations.
        gate: Limits, cursors and refusals.
    """

    def __init__(self, people: WecomPeople, gate: WecomGate) -> None:
        self._people = people
        self._gate = gate
        self._world, self._wecom = people.world, people.wecom
        members = self._wecom.chat_members
        self._by_chat = np.argsort(members.chat, kind="stable")
        self._sorted_chat = ints(members.chat)[self._by_chat]

    def endpoints(self) -> Endpoints:
        """Return the endpoints of groups and figures."""
        base = "/cgi-bin/externalcontact"
        handlers = {
            f"{base}/groupchat/list": self._list,
            f"{base}/groupchat/get": self._get,
            f"{base}/groupchat/statistic": self._by_owner,
            f"{base}/groupchat/statistic_group_by_day": self._by_day,
            f"{base}/get_user_behavior_data": self._behaviour,
        }
        return {path: self._gate.endpoint(path, one) for path, one in handlers.items()}

    def _list(self, call: Call) -> dict[str, Any]:
        if call.body.get("status_filter", 0) not in (0, 1, 2, 3):
            raise PlatformError(40058)
        owners = self._owners(call)
        if owners is None and len(self._people.userids) > self._gate.limits.visible_range:
            raise PlatformError(81017)
        rows = self._existing(owners, call.now)
        if call.body.get("status_filter", 0):
            rows = rows[:0]
        places, cursor = self._gate.page(call, rows, MOST_PER_PAGE)
        ids = self._wecom.ids.spell("wr", rows[places])
        return done(
            group_chat_list=[{"chat_id": one, "status": 0} for one in ids], next_cursor=cursor
        )

    def _get(self, call: Call) -> dict[str, Any]:
        chat = int(self._wecom.ids.read("wr", [str(call.body.get("chat_id"))])[0])
        chats = self._wecom.chats
        if not 0 <= chat < len(chats) or chats.created_at[chat] > call.now:
            raise PlatformError(40050)
        store = int(chats.store[chat])
        owner = self._people.userid(int(chats.owner[chat]))
        members = self._members(chat, call.now, named=call.body.get("need_name") == 1)
        version = hashlib.sha256(repr(members).encode()).hexdigest()[:32]
        return done(
            group_chat={
                "chat_id": str(call.body["chat_id"]),
                "name": f"{self._world.stores.name[store]}会员群{chat + 1}",
                "owner": owner,
                "create_time": int(chats.created_at[chat]),
                "notice": f"每周三会员日,找店长{self._world.guide_name(chats.owner[[chat]])[0]}",
                "member_list": members,
                "admin_list": [{"userid": owner}],
                "member_version": version,
            }
        )

    def _members(self, chat: int, now: int, *, named: bool) -> list[dict[str, Any]]:
        rows = self._present(chat, now)
        table = self._wecom.chat_members
        outside = np.flatnonzero(table.person[rows] >= 0)
        persons = ints(table.person)[rows[outside]]
        contacts = self._people.contacts_of(persons)
        columns = zip(
            self._people.external_userids(persons),
            self._world.unionid(persons),
            self._world.nickname(persons),
            self._wecom.contacts.shows_unionid[contacts].tolist(),
            strict=True,
        )
        known = dict(zip(rows[outside].tolist(), columns, strict=True))
        return [self._member(row, known.get(row), named=named) for row in rows.tolist()]

    def _member(self, row: int, outside: Any, *, named: bool) -> dict[str, Any]:
        table = self._wecom.chat_members
        member: dict[str, Any] = {
            "userid": outside[0] if outside else self._people.userid(int(table.staff[row])),
            "type": EXTERNAL if outside else STAFF,
            "join_time": int(table.joined_at[row]),
            "join_scene": int(table.scene[row]),
            "group_nickname": "",
        }
        if outside and outside[3]:
            member["unionid"] = outside[1]
        if table.inviter[row] >= 0:
            member["invitor"] = {"userid": self._people.userid(int(table.inviter[row]))}
        if named:
            guide = self._world.guide_name(np.array([max(int(table.staff[row]), 0)]))[0]
            member["name"] = outside[2] if outside else guide
        return member

    def _by_owner(self, call: Call) -> dict[str, Any]:
        days = self._days(call)
        owners = self._owners(call) or list(range(len(self._people.userids)))
        offset, limit = call.body.get("offset", 0), call.body.get("limit", 500)
        if not isinstance(offset, int) or not isinstance(limit, int) or limit > MOST_PER_PAGE:
            raise PlatformError(40058)
        told = [
            {"owner": self._people.userid(owner), "data": self._figures([owner], days)}
            for owner in owners
            if len(self._existing([owner], start_of(days[-1] + 1)))
        ]
        page = told[offset : offset + limit]
        return done(total=len(told), next_offset=offset + len(page), items=page)

    def _by_day(self, call: Call) -> dict[str, Any]:
        owners = self._owners(call)
        if owners is None:
            raise PlatformError(40058)
        return done(
            items=[
                {"stat_time": start_of(day), "data": self._figures(owners, [day])}
                for day in self._days(call)
            ]
        )

    def _figures(self, owners: list[int], days: list[int]) -> dict[str, int]:
        begin, end = start_of(days[0]), start_of(days[-1] + 1)
        chats = self._existing(owners, end - 1)
        counted = [self._present(chat, end - 1) for chat in chats.tolist()]
        members = ints(np.array([len(rows) for rows in counted]))
        joined = sum(
            int(np.sum(self._wecom.chat_members.joined_at[rows] >= begin)) for rows in counted
        )
        said = sum(
            (pick(chats * 40_009 + day, 13) % (members // 3 + 1) for day in days),
            np.zeros(len(chats), dtype=np.int64),
        )
        return {
            "new_chat_cnt": int(np.sum(self._wecom.chats.created_at[chats] >= begin)),
            "chat_total": len(chats),
            "chat_has_msg": int(np.sum(said > 0)),
            "new_member_cnt": joined,
            "member_total": int(members.sum()),
            "member_has_msg": int(np.minimum(members, (said + 1) // 2).sum()),
            "msg_total": int(said.sum()),
            "migrate_trainee_chat_cnt": 0,
        }

    def _behaviour(self, call: Call) -> dict[str, Any]:
        userids = texts(call.body, "userid", MOST_OWNERS)
        if not userids:
            raise PlatformError(40058)
        rows = [self._people.staff(userid) for userid in userids]
        begin, end = days_between(call, "start_time", "end_time", MOST_DAYS - 1, OLDEST_DAYS)
        last = min(day_of(end), day_of(call.now) - 1)
        days = range(day_of(begin), last + 1)
        return done(behavior_data=[self._behaved(rows, day) for day in days])

    def _behaved(self, staff: list[int], day: int) -> dict[str, Any]:
        begin, end = start_of(day), start_of(day + 1)
        table = self._wecom.relations
        mine = np.isin(table.staff, staff)
        added = int(np.sum(mine & (table.added_at >= begin) & (table.added_at < end)))
        ended = mine & (table.ended_at >= begin) & (table.ended_at < end)
        known = int(np.sum(mine & (table.added_at < end)))
        drawn = ints(pick(np.array([sum(staff) * 40_009 + day]), 17))[0].item()
        chats = known * (drawn % 9) // 100 + added
        figures: dict[str, Any] = {
            "stat_time": begin,
            "new_apply_cnt": added + drawn % 3,
            "new_contact_cnt": added,
            "chat_cnt": chats,
            "message_cnt": chats * (1 + drawn // 7 % 6),
            "negative_feedback_cnt": int(np.sum(ended & (table.ended_by == BY_CUSTOMER))),
        }
        if chats:
            figures["reply_percentage"] = round(60 + drawn // 11 % 4_001 / 100, 2)
            figures["avg_reply_time"] = 1 + drawn // 13 % 45
        return figures

    def _owners(self, call: Call) -> list[int] | None:
        asked = call.body.get("owner_filter")
        if not isinstance(asked, dict):
            return None
        userids = texts(asked, "userid_list", MOST_OWNERS)
        return [self._people.staff(userid) for userid in userids] or None

    def _existing(self, owners: list[int] | None, now: int) -> Ints:
        chats = self._wecom.chats
        mask = chats.created_at <= now
        if owners is not None:
            mask &= np.isin(chats.owner, owners)
        return np.flatnonzero(mask)

    def _present(self, chat: int, now: int) -> Ints:
        low, high = np.searchsorted(self._sorted_chat, [chat, chat + 1])
        rows = np.sort(self._by_chat[low:high])
        table = self._wecom.chat_members
        left = table.left_at[rows]
        present: Ints = rows[(table.joined_at[rows] <= now) & ((left < 0) | (left > now))]
        return present

    def _days(self, call: Call) -> list[int]:
        begin, end = days_between(
            call, "day_begin_time", "day_end_time", MOST_DAYS - 1, OLDEST_DAYS
        )
        last = min(day_of(end), day_of(call.now) - 1)
        if day_of(begin) > last:
            raise PlatformError(40058)
        return list(range(day_of(begin), last + 1))
