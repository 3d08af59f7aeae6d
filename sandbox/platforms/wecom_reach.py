"""企业微信: group messages and moments: what was made, who confirmed it, and whom it reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.endpoint import Call, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.wecom_gate import WecomGate, days_between, done
from sandbox.platforms.wecom_people import WecomPeople
from sandbox.world.table import Table
from sandbox.world.wecom_words import (
    CHAT_TYPES,
    LIKE,
    MESSAGE_TEXTS,
    MOMENT_TEXTS,
    NOT_SENT,
    SENT,
)

MOST_MESSAGE_DAYS, MOST_MOMENT_DAYS = 31, 30
MESSAGES_PER_PAGE, USUAL_MESSAGES, MOMENTS_PER_PAGE = 100, 50, 20
ROWS_PER_PAGE, USUAL_ROWS = 1_000, 500
TASK_SENT = 2
MADE_BY = {"corp": 0, "person": 1}
BOTH = 2
_ANY_TIME = 100_000
ToRow = Callable[[int, int], dict[str, Any]]


class WecomReach:
    """Answers the endpoints of group messages and moments.

    Args:
        people: Employees and relations.
        gate: Limits, cursors and refusals.
    """

    def __init__(self, people: WecomPeople, gate: WecomGate) -> None:
        self._people = people
        self._gate = gate
        self._wecom = people.wecom
        reacted = self._wecom.moment_reactions
        self._by_task = np.argsort(reacted.task, kind="stable")
        self._sorted_task = ints(reacted.task)[self._by_task]

    def endpoints(self) -> Endpoints:
        """Return the endpoints of messages and moments."""
        base = "/cgi-bin/externalcontact"
        handlers = {
            f"{base}/get_groupmsg_list_v2": self._messages,
            f"{base}/get_groupmsg_task": self._message_tasks,
            f"{base}/get_groupmsg_send_result": self._message_results,
            f"{base}/get_moment_list": self._moments,
            f"{base}/get_moment_task": self._moment_tasks,
            f"{base}/get_moment_customer_list": self._moment_customers,
            f"{base}/get_moment_send_result": self._moment_results,
            f"{base}/get_moment_comments": self._moment_comments,
        }
        return {path: self._gate.endpoint(path, one) for path, one in handlers.items()}

    def _messages(self, call: Call) -> dict[str, Any]:
        asked = call.body.get("chat_type", "single")
        if asked not in CHAT_TYPES:
            raise PlatformError(40058)
        table = self._wecom.messages
        rows = self._made(call, table, MOST_MESSAGE_DAYS)
        rows = rows[table.chat_type[rows] == CHAT_TYPES.index(asked)]
        places, cursor = self._gate.page(call, rows, MESSAGES_PER_PAGE, USUAL_MESSAGES)
        told = []
        for row, msgid in self._spelled("msg", rows[places]):
            link = {"title": "会员专享", "url": "https://shop.example/m", "desc": "", "picurl": ""}
            text = {"content": MESSAGE_TEXTS[int(table.text[row])]}
            attachments = [{"msgtype": "link", "link": link}] if row % 3 else []
            made = self._made_by(table, row)
            told.append({"msgid": msgid, **made, "text": text, "attachments": attachments})
        return done(next_cursor=cursor, group_msg_list=told)

    def _moments(self, call: Call) -> dict[str, Any]:
        table = self._wecom.moments
        rows = self._made(call, table, MOST_MOMENT_DAYS)
        places, cursor = self._gate.page(call, rows, MOMENTS_PER_PAGE)
        told = [
            {
                "moment_id": moment_id,
                **self._made_by(table, row),
                "visible_type": row % 2,
                "text": {"content": MOMENT_TEXTS[int(table.text[row])]},
                "image": [{"media_id": f"WWCISP_sandbox{row:05d}"}],
            }
            for row, moment_id in self._spelled("mom", rows[places])
        ]
        return done(next_cursor=cursor, moment_list=told)

    def _message_tasks(self, call: Call) -> dict[str, Any]:
        def spell(task: int, now: int) -> dict[str, Any]:
            sent = self._confirmed(self._wecom.message_tasks, task, now)
            told: dict[str, Any] = {"status": TASK_SENT if sent else NOT_SENT}
            return told | ({"send_time": sent} if sent else {})

        return self._tasks(call, "msg", self._wecom.messages, self._wecom.message_tasks, spell)

    def _moment_tasks(self, call: Call) -> dict[str, Any]:
        def spell(task: int, now: int) -> dict[str, Any]:
            is_out = self._confirmed(self._wecom.moment_tasks, task, now) > 0
            return {"publish_status": int(is_out)}

        return self._tasks(call, "mom", self._wecom.moments, self._wecom.moment_tasks, spell)

    def _tasks(
        self, call: Call, kind: str, made: Table, tasks: Table, spell: ToRow
    ) -> dict[str, Any]:
        message = self._row(call, kind, made)
        low, high = np.searchsorted(tasks.message, [message, message + 1])
        rows = np.arange(low, high)
        places, cursor = self._gate.page(call, rows, ROWS_PER_PAGE, USUAL_ROWS)
        told = [
            {"userid": self._people.userid(int(tasks.staff[row])), **spell(row, call.now)}
            for row in rows[places].tolist()
        ]
        return done(next_cursor=cursor, task_list=told)

    def _message_results(self, call: Call) -> dict[str, Any]:
        tasks, sends = self._wecom.message_tasks, self._wecom.message_sends
        task = self._task(call, "msg", self._wecom.messages, tasks)
        rows = _of_task(sends, task)
        places, cursor = self._gate.page(call, rows, ROWS_PER_PAGE, USUAL_ROWS)
        page = rows[places]
        sent = self._confirmed(tasks, task, call.now)
        told = []
        for row, receiver in zip(page.tolist(), self._receivers(sends, page), strict=True):
            status = int(sends.status[row]) if sent else NOT_SENT
            line = {**receiver, "userid": str(call.body["userid"]), "status": status}
            told.append(line | ({"send_time": sent} if status == SENT else {}))
        return done(next_cursor=cursor, send_list=told)

    def _moment_customers(self, call: Call) -> dict[str, Any]:
        sends = self._wecom.moment_sends
        rows = _of_task(sends, self._moment_task(call))
        places, cursor = self._gate.page(call, rows, ROWS_PER_PAGE, USUAL_ROWS)
        told = [
            {"userid": str(call.body["userid"]), **receiver}
            for receiver in self._receivers(sends, rows[places])
        ]
        return done(next_cursor=cursor, customer_list=told)

    def _moment_results(self, call: Call) -> dict[str, Any]:
        sends, task = self._wecom.moment_sends, self._moment_task(call)
        rows = _of_task(sends, task)
        is_out = self._confirmed(self._wecom.moment_tasks, task, call.now) > 0
        rows = rows[sends.status[rows] == SENT] if is_out else rows[:0]
        places, cursor = self._gate.page(call, rows, ROWS_PER_PAGE, USUAL_ROWS)
        return done(next_cursor=cursor, customer_list=self._receivers(sends, rows[places]))

    def _moment_comments(self, call: Call) -> dict[str, Any]:
        task = self._moment_task(call)
        table = self._wecom.moment_reactions
        low, high = np.searchsorted(self._sorted_task, [task, task + 1])
        rows = np.sort(self._by_task[low:high])
        rows = rows[table.at[rows] <= call.now]
        told: dict[str, list[dict[str, Any]]] = {"comment_list": [], "like_list": []}
        for row, who in zip(rows.tolist(), self._receivers(table, rows), strict=True):
            line = {**(who or {"userid": call.body["userid"]}), "create_time": int(table.at[row])}
            told["like_list" if table.kind[row] == LIKE else "comment_list"].append(line)
        return done(**told)

    def _receivers(self, sends: Table, rows: Ints) -> list[dict[str, Any]]:
        """Name who each row is about: a customer, a chat, or nobody (the employee)."""
        relation = ints(sends.relation)[rows]
        told: list[dict[str, Any]] = [{} for _ in range(len(rows))]
        to_customers = np.flatnonzero(relation >= 0)
        persons = ints(self._wecom.relations.person)[relation[to_customers]]
        for place, name in zip(to_customers, self._people.external_userids(persons), strict=True):
            told[place]["external_userid"] = name
        if "chat" in sends.columns:
            to_chats = np.flatnonzero(relation < 0)
            names = self._wecom.ids.spell("wr", ints(sends.chat)[rows[to_chats]])
            for place, name in zip(to_chats, names, strict=True):
                told[place]["chat_id"] = name
        return told

    def _made(self, call: Call, table: Table, most_days: int) -> Ints:
        begin, end = days_between(call, "start_time", "end_time", most_days, _ANY_TIME)
        wanted = call.body.get("filter_type", BOTH)
        if wanted not in (*MADE_BY.values(), BOTH):
            raise PlatformError(40058)
        at = table.created_at
        mask = (at >= begin) & (at <= min(end, call.now))
        if wanted != BOTH:
            mask &= table.create_type == wanted
        if creator := call.body.get("creator"):
            mask &= table.creator == self._people.staff(creator)
        return np.flatnonzero(mask)

    def _made_by(self, table: Table, row: int) -> dict[str, Any]:
        return {
            "creator": self._people.userid(int(table.creator[row])),
            "create_time": int(table.created_at[row]),
            "create_type": int(table.create_type[row]),
        }

    def _spelled(self, kind: str, rows: Ints) -> list[tuple[int, str]]:
        return list(zip(rows.tolist(), self._wecom.ids.spell(kind, rows), strict=True))

    def _row(self, call: Call, kind: str, made: Table) -> int:
        field = "msgid" if kind == "msg" else "moment_id"
        row = int(self._wecom.ids.read(kind, [str(call.body.get(field))])[0])
        if not 0 <= row < len(made) or made.created_at[row] > call.now:
            raise PlatformError(40058)
        return row

    def _task(self, call: Call, kind: str, made: Table, tasks: Table) -> int:
        message, staff = self._row(call, kind, made), self._people.staff(call.body.get("userid"))
        low, high = np.searchsorted(tasks.message, [message, message + 1])
        found = low + np.flatnonzero(tasks.staff[low:high] == staff)
        if not len(found):
            raise PlatformError(40058)
        return int(found[0])

    def _moment_task(self, call: Call) -> int:
        return self._task(call, "mom", self._wecom.moments, self._wecom.moment_tasks)

    @staticmethod
    def _confirmed(tasks: Table, task: int, now: int) -> int:
        """Return when an employee confirmed a task, 0 while that has not happened."""
        at = int(tasks.confirmed_at[task])
        return at if 0 <= at <= now else 0


def _of_task(sends: Table, task: int) -> Ints:
    low, high = np.searchsorted(sends.task, [task, task + 1])
    return np.arange(low, high)
