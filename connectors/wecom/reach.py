"""What became of group messages and moments: tasks of employees, results per customer or chat.

Each function tells what one stream says about one row of a list, part by part, so that a message
to a million customers is never held whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from connectors.core.errors import NothingThere, RecordUnavailable
from connectors.core.keyed import REPORT_IT
from connectors.core.parallel import in_order
from connectors.core.stream import Record, Rejected
from connectors.core.windows import from_epoch
from connectors.wecom import client as api
from connectors.wecom.client import WecomClient

Row = dict[str, Any]
Found = list[Record | Rejected]
EMPLOYEES_AT_ONCE = 16
SENT_STATUSES = ("1", "2")
PUBLISHED = "1"


class Reach:
    """Fetches what belongs to messages and moments.

    Args:
        client: The corp's endpoints.
    """

    def __init__(self, client: WecomClient) -> None:
        self._client = client

    def message(self, row: Row, chat_type: str) -> Iterator[Found]:
        """Tell a message itself, with the list it stands in."""
        payload = {**row, "chat_type": chat_type}
        yield [_record(payload, ("msgid",), row.get("create_time"))]

    def moment(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell a moment itself."""
        yield [_record(row, ("moment_id",), row.get("create_time"))]

    def message_tasks(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell which employees were to send a message, and who did."""
        about = {"msgid": row.get("msgid")}
        yield [
            _record({**about, **task}, ("msgid", "userid"), task.get("send_time"))
            for task in self._tasks(api.MESSAGE_TASKS, about)
        ]

    def moment_tasks(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell which employees were to publish a moment, and who did."""
        about = {"moment_id": row.get("moment_id")}
        yield [
            _record({**about, **task}, ("moment_id", "userid"), None)
            for task in self._tasks(api.MOMENT_TASKS, about)
        ]

    def message_results(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell what became of a message for each customer or chat of those who sent it."""
        about = {"msgid": row.get("msgid")}
        tasks = self._tasks(api.MESSAGE_TASKS, about)
        senders = [task for task in tasks if str(task.get("status")) in SENT_STATUSES]
        yield from self._by_employee(about, senders, self._results_of)

    def moment_results(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell for whom a moment was chosen, and whom it really reached."""
        about = {"moment_id": row.get("moment_id")}
        yield from self._by_employee(about, self._publishers(about), self._visible_to)

    def moment_comments(self, row: Row, _kind: str) -> Iterator[Found]:
        """Tell who liked a moment and who commented on it; what they wrote is not told."""
        about = {"moment_id": row.get("moment_id")}
        yield from self._by_employee(about, self._publishers(about), self._reactions)

    def _tasks(self, path: str, about: Row) -> list[Row]:
        try:
            return [
                task for page in self._client.all_rows(path, "task_list", about) for task in page
            ]
        except RecordUnavailable:
            return []

    def _publishers(self, about: Row) -> list[Row]:
        tasks = self._tasks(api.MOMENT_TASKS, about)
        return [task for task in tasks if str(task.get("publish_status")) == PUBLISHED]

    def _by_employee(
        self, about: Row, tasks: Sequence[Row], ask: Callable[[Row], Found]
    ) -> Iterator[Found]:
        employees = sorted({str(task["userid"]) for task in tasks if task.get("userid")})
        for start in range(0, len(employees), EMPLOYEES_AT_ONCE):
            some = [
                {**about, "userid": one} for one in employees[start : start + EMPLOYEES_AT_ONCE]
            ]
            yield from in_order(lambda asked: _or_refused(ask, asked), some)

    def _results_of(self, asked: Row) -> Found:
        pages = self._client.all_rows(api.MESSAGE_RESULTS, "send_list", asked)
        key = ("msgid", "userid", "external_userid", "chat_id")
        return [
            _record({**asked, **row}, key, row.get("send_time"), needed=3)
            for page in pages
            for row in page
        ]

    def _visible_to(self, asked: Row) -> Found:
        chosen = self._customers(api.MOMENT_CUSTOMERS, asked)
        reached = self._customers(api.MOMENT_RESULTS, asked)
        return [
            _record(
                {
                    **asked,
                    "external_userid": one,
                    "is_chosen": one in chosen,
                    "is_reached": one in reached,
                },
                ("moment_id", "userid", "external_userid"),
                None,
            )
            for one in dict.fromkeys([*chosen, *reached])
        ]

    def _customers(self, path: str, asked: Row) -> dict[str, None]:
        rows = self._client.all_rows(path, "customer_list", asked)
        found = [row.get("external_userid") for page in rows for row in page]
        return {str(one).strip(): None for one in found if one}

    def _reactions(self, asked: Row) -> Found:
        answer = self._client.comments(str(asked["moment_id"]), str(asked["userid"]))
        return [
            _reaction(asked, kind, row)
            for kind in ("comment", "like")
            for row in answer.get(f"{kind}_list") or ()
            if isinstance(row, dict)
        ]


def _reaction(asked: Row, kind: str, row: Row) -> Record | Rejected:
    """A record of one like or comment; ``userid`` is who published, ``by_userid`` who reacted."""
    named = {
        "external_userid": _stripped(row.get("external_userid")),
        "by_userid": _stripped(row.get("userid")),
    }
    payload = {
        **asked,
        "kind": kind,
        "create_time": row.get("create_time"),
        **{name: value for name, value in named.items() if value},
    }
    key = ("moment_id", "userid", "kind", "create_time", "external_userid", "by_userid")
    return _record(payload, key, row.get("create_time"), needed=5)


def _record(
    payload: Row, key: Sequence[str], seconds: object, needed: int | None = None
) -> Record | Rejected:
    """Key a row by its own fields; `needed` of them must be there, all unless it is said."""
    values = [_stripped(payload.get(name)) for name in key]
    if sum(map(bool, values)) < (needed or len(key)):
        reason = f"It lacks one of {', '.join(key)}."
        return Rejected("what was sent", reason, REPORT_IT, payload)
    return Record("|".join(values), payload, from_epoch(seconds))


def _or_refused(ask: Callable[[Row], Found], asked: Row) -> Found:
    try:
        return ask(asked)
    except NothingThere:
        return []
    except RecordUnavailable as refusal:
        place = " ".join(f"{name} {value}" for name, value in asked.items())
        step = "Nothing, if the employee has left; what landed before stays."
        return [Rejected(place, str(refusal), step, asked)]


def _stripped(value: object) -> str:
    return "" if value is None else str(value).strip()
