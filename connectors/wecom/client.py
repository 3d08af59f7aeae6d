"""Calls of WeCom's customer-contact API, in its own words.

A method knows path, parameters and the shape of a sound answer. Cursors, windows and records are
the streams' business; tokens, retries and error codes are `WecomApi`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from connectors.core.errors import (
    ConnectorError,
    CursorRejected,
    NothingThere,
    RecordUnavailable,
    RetryableError,
)
from connectors.core.pagination import Paginator, named
from connectors.core.platform_api import Answer
from connectors.core.windows import Period, Window, start_of
from connectors.wecom.api import WecomApi
from connectors.wecom.paging import MOST_RESTARTS, NextCursor

BASE = "/cgi-bin/externalcontact"
FOLLOW_USERS = f"{BASE}/get_follow_user_list"
CUSTOMERS = f"{BASE}/batch/get_by_user"
CUSTOMER = f"{BASE}/get"
TAGS = f"{BASE}/get_corp_tag_list"
CHATS = f"{BASE}/groupchat/list"
CHAT = f"{BASE}/groupchat/get"
CHAT_OWNERS = f"{BASE}/groupchat/statistic"
CHAT_DAYS = f"{BASE}/groupchat/statistic_group_by_day"
BEHAVIOUR = f"{BASE}/get_user_behavior_data"
MESSAGES = f"{BASE}/get_groupmsg_list_v2"
MESSAGE_TASKS = f"{BASE}/get_groupmsg_task"
MESSAGE_RESULTS = f"{BASE}/get_groupmsg_send_result"
MOMENTS = f"{BASE}/get_moment_list"
MOMENT_TASKS = f"{BASE}/get_moment_task"
MOMENT_CUSTOMERS = f"{BASE}/get_moment_customer_list"
MOMENT_RESULTS = f"{BASE}/get_moment_send_result"
MOMENT_COMMENTS = f"{BASE}/get_moment_comments"
LINKS = f"{BASE}/customer_acquisition/list_link"
LINK = f"{BASE}/customer_acquisition/get"
LINK_CUSTOMERS = f"{BASE}/customer_acquisition/customer"

CUSTOMERS_PER_PAGE, CHATS_PER_PAGE, ROWS_PER_PAGE = 100, 1_000, 1_000
MESSAGES_PER_PAGE, MOMENTS_PER_PAGE, LINKS_PER_PAGE = 100, 20, 100
MADE_BY_ANYBODY = 2
Row = dict[str, Any]


class WecomClient:
    """Read-only calls of one corp.

    Args:
        api: The app's transport.
    """

    def __init__(self, api: WecomApi) -> None:
        self._api = api

    def follow_users(self) -> list[str]:
        """List the employees who may have customers."""
        answer = self._api.get(FOLLOW_USERS, accept=_holds("follow_user", list))
        return named(answer["follow_user"])

    def customer_page(self, employees: Sequence[str], pages: Paginator) -> Answer:
        """Fetch a page of the customers of up to 100 employees and move the paginator on.

        Raises:
            NothingThere: None of them has a customer.
            RecordUnavailable: One of them cannot be asked about; the platform does not say who.
            CursorRejected: The platform does not accept the paginator's key.
        """
        body = {"userid_list": list(employees), "limit": CUSTOMERS_PER_PAGE, "cursor": pages.key}
        return self._paged(CUSTOMERS, body, "external_contact_list", pages)

    def customer(self, external_userid: str) -> Row:
        """Fetch a customer as everybody knows them who follows them, however many.

        Raises:
            NothingThere: Nobody follows this customer (any more).
            RecordUnavailable: There is no such customer, or the app has no right to them.
        """
        pages = NextCursor(CUSTOMER)
        contact: Row = {}
        followers: list[Row] = []
        while not pages.finished:
            query = {"external_userid": external_userid}
            if pages.key:
                query["cursor"] = pages.key
            answer = self._api.get(CUSTOMER, query, accept=_holds("external_contact", dict))
            pages.advance(answer)
            contact = answer["external_contact"]
            followers.extend(_rows(answer, "follow_user"))
        return {"external_contact": contact, "follow_user": followers}

    def tags(self) -> list[Row]:
        """Fetch all groups of the corp's tags, each with its tags."""
        return _rows(self._api.post(TAGS, {}, accept=_holds("tag_group", list)), "tag_group")

    def chat_page(self, owners: Sequence[str], pages: Paginator) -> list[Row]:
        """List chats of some owners, or of all, and move the paginator on.

        Raises:
            WindowTooLarge: So many employees are visible that owners must be named.
            CursorRejected: The platform does not accept the paginator's key.
        """
        body: Row = {"status_filter": 0, "limit": CHATS_PER_PAGE, "cursor": pages.key}
        if owners:
            body["owner_filter"] = {"userid_list": list(owners)}
        return _rows(self._paged(CHATS, body, "group_chat_list", pages), "group_chat_list")

    def chat(self, chat_id: str) -> Row:
        """Fetch a chat with its members and their names.

        Raises:
            RecordUnavailable: There is no such chat (any more).
        """
        body = {"chat_id": chat_id, "need_name": 1}
        answer = self._api.post(CHAT, body, accept=_holds("group_chat", dict))
        found: Row = answer["group_chat"]
        return found

    def chat_owners(self, employees: Sequence[str], period: Period) -> list[str]:
        """Name those of up to 100 employees who own chats in some days."""
        body = {**_days(period), "owner_filter": {"userid_list": list(employees)}, "limit": 1_000}
        answer = self._or_nothing(CHAT_OWNERS, body, "items")
        return [str(row["owner"]) for row in _rows(answer, "items") if row.get("owner")]

    def chat_days(self, owner: str, period: Period) -> list[Row]:
        """Fetch the daily figures of one owner's chats; both ends of the period count."""
        body = {**_days(period), "owner_filter": {"userid_list": [owner]}}
        return _rows(self._or_nothing(CHAT_DAYS, body, "items"), "items")

    def behaviour(self, employee: str, period: Period) -> list[Row]:
        """Fetch the daily figures of one employee; both ends of the period count."""
        body = {"userid": [employee], **_days(period, "start_time", "end_time")}
        return _rows(self._or_nothing(BEHAVIOUR, body, "behavior_data"), "behavior_data")

    def message_page(self, window: Window, chat_type: str, pages: Paginator) -> list[Row]:
        """List messages made in a window of up to a month and move the paginator on."""
        body = {**_made(window), "chat_type": chat_type, "limit": MESSAGES_PER_PAGE}
        body["cursor"] = pages.key
        return _rows(self._paged(MESSAGES, body, "group_msg_list", pages), "group_msg_list")

    def moment_page(self, window: Window, _kind: str, pages: Paginator) -> list[Row]:
        """List moments made in a window of up to 30 days and move the paginator on."""
        body = {**_made(window), "limit": MOMENTS_PER_PAGE, "cursor": pages.key}
        return _rows(self._paged(MOMENTS, body, "moment_list", pages), "moment_list")

    def all_rows(self, path: str, field: str, body: Row) -> Iterator[list[Row]]:
        """Fetch a list of what was sent, page by page; nothing when there is none.

        Args:
            path: Such as `MESSAGE_TASKS`.
            field: Where the rows stand in the answer.
            body: Whose list it is.

        Raises:
            RecordUnavailable: The platform does not accept what it is asked about.
            RetryableError: The platform keeps refusing its own page cursor.
        """
        pages, restarts = NextCursor(path), 0
        while not pages.finished:
            asked = {**body, "limit": ROWS_PER_PAGE}
            if pages.key:
                asked["cursor"] = pages.key
            try:
                answer = self._paged(path, asked, field, pages)
            except NothingThere:
                return
            except CursorRejected as refusal:
                restarts += 1
                if restarts > MOST_RESTARTS:
                    raise _given_up(refusal, pages) from None
                pages = NextCursor(path)
                continue
            yield _rows(answer, field)

    def link_page(self, pages: Paginator) -> list[str]:
        """List acquisition links (获客链接) and move the paginator on."""
        body = {"limit": LINKS_PER_PAGE, "cursor": pages.key}
        answer = self._paged(LINKS, body, "link_id_list", pages)
        return named(answer.get("link_id_list"))

    def link(self, link_id: str) -> Answer:
        """Fetch an acquisition link and which employees it leads to."""
        return self._api.post(LINK, {"link_id": link_id}, accept=_holds("link", dict))

    def comments(self, moment_id: str, employee: str) -> Answer:
        """Fetch the comments and likes of a moment as one employee published it."""
        body = {"moment_id": moment_id, "userid": employee}
        try:
            return self._api.post(
                MOMENT_COMMENTS,
                body,
                accept=lambda one: _needs_list(MOMENT_COMMENTS, one, "comment_list", "like_list"),
            )
        except NothingThere:
            return {}

    def _paged(self, path: str, body: Row, field: str, pages: Paginator) -> Answer:
        def accept(answer: Answer) -> None:
            _needs_list(path, answer, field)
            pages.check(answer)

        answer = self._api.post(path, body, accept=accept)
        pages.advance(answer)
        return answer

    def _or_nothing(self, path: str, body: Row, field: str) -> Answer:
        try:
            return self._api.post(path, body, accept=lambda one: _needs_list(path, one, field))
        except NothingThere:
            return {}


def _given_up(refusal: CursorRejected, pages: Paginator) -> ConnectorError:
    if pages.key:
        return RetryableError(f"{pages.what}: the platform keeps refusing its own page cursor.")
    return RecordUnavailable(str(refusal))


def _holds(field: str, kind: type) -> Callable[[Answer], None]:
    def accept(answer: Answer) -> None:
        if not isinstance(answer.get(field), kind):
            raise RetryableError(f"An answer without {field}.")

    return accept


def _needs_list(path: str, answer: Answer, *fields: str) -> None:
    """Take a list that is not there for an empty one only where that is said, or a page is."""
    is_said = "next_cursor" in answer or all(field in answer for field in fields)
    found = [answer.get(field) for field in fields]
    is_sound = all(one is None or isinstance(one, list) for one in found)
    if not is_sound or (all(one is None for one in found) and not is_said):
        raise RetryableError(f"{path}: an answer without {' or '.join(fields)}.")


def _rows(answer: Answer, field: str) -> list[Row]:
    return [row for row in answer.get(field) or () if isinstance(row, dict)]


def _days(period: Period, first: str = "day_begin_time", last: str = "day_end_time") -> Row:
    begin, end = start_of(period.first), start_of(period.last)
    return {first: int(begin.timestamp()), last: int(end.timestamp())}


def _made(window: Window) -> Row:
    return {
        "start_time": window.start,
        "end_time": window.end,
        "filter_type": MADE_BY_ANYBODY,
    }
