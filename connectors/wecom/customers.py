"""Customers as each employee knows them: one record per external_userid and userid.

The batch gives whole records, a few employees at a time; nothing but a customer's own record says
that they are gone. What is missing from the walk is looked up there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from connectors.core.errors import CursorRejected, NothingThere, RecordUnavailable
from connectors.core.keyed import REPORT_IT
from connectors.core.pagination import Paginator
from connectors.core.parallel import in_order
from connectors.core.stream import Record, Rejected
from connectors.core.windows import from_epoch
from connectors.wecom.client import WecomClient
from connectors.wecom.paging import EmployeeWalk

logger = logging.getLogger(__name__)

Row = dict[str, Any]
CORP_TAG_TYPES = (1, 3)


class CustomerBook:
    """Lists relations between employees and customers, and tells what became of the others.

    Args:
        client: The corp's endpoints.
    """

    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._page: dict[str, Record | Rejected] = {}
        self._unlicensed: set[str] = set()

    def list_page(self, pages: Paginator) -> list[str]:
        """List the relations of the next page, and keep what it told of them.

        Args:
            pages: An `EmployeeWalk`.

        Raises:
            CursorRejected: The platform does not accept a question without any cursor.
        """
        if not isinstance(pages, EmployeeWalk):
            raise TypeError("customers are listed by employee")
        self._page = {}
        while part := pages.part():
            try:
                answer = self._client.customer_page(part, pages)
            except NothingThere:
                pages.close_part()
                return []
            except RecordUnavailable as refusal:
                if not pages.narrow():
                    logger.info("wecom.customers: an employee is left out. %s", refusal)
                    pages.close_part()
                    return []
            except CursorRejected:
                if not pages.key:
                    raise
                logger.warning("wecom.customers: the page cursor died, %d employees", len(part))
                pages.restart_part()
            else:
                self._keep(answer)
                break
        return list(self._page)

    def details(self, keys: Sequence[str]) -> list[Record | Rejected]:
        """Return the records of some relations; those the last page did not tell are looked up."""
        missing = [key for key in keys if key not in self._page]
        owners = list(dict.fromkeys(key.partition("|")[0] for key in missing))
        looked_up = dict(zip(owners, in_order(self._followers, owners), strict=True))
        return [
            self._page.get(key) or _relation(key, looked_up[key.partition("|")[0]]) for key in keys
        ]

    def _keep(self, answer: Mapping[str, Any]) -> None:
        failed = answer.get("fail_info")
        if isinstance(failed, dict):
            self._note_unlicensed(failed.get("unlicensed_userid_list") or ())
        for row in answer.get("external_contact_list") or ():
            key, item = _listed(row)
            self._page[key] = item

    def _note_unlicensed(self, employees: Iterable[Any]) -> None:
        found = {str(one) for one in employees} - self._unlicensed
        self._unlicensed |= found
        if found:
            logger.warning(
                "wecom.customers: employees without an interface licence: %d. The platform does "
                "not list their customers; buy licences in the admin console.",
                len(found),
            )

    def _followers(self, external_userid: str) -> Row | RecordUnavailable:
        try:
            return self._client.customer(external_userid)
        except NothingThere:
            return {}
        except RecordUnavailable as refusal:
            return refusal


def _listed(row: Any) -> tuple[str, Record | Rejected]:
    contact, info = (
        (row.get("external_contact") or {}, row.get("follow_info") or {})
        if isinstance(row, dict)
        else ({}, {})
    )
    external_userid, userid = contact.get("external_userid"), info.get("userid")
    if not external_userid or not userid:
        reason = "It lacks external_userid or userid."
        payload = row if isinstance(row, dict) else {"item": row}
        return "", Rejected("customers, a row of a page", reason, REPORT_IT, payload)
    key = f"{external_userid}|{userid}"
    return key, Record(key, row, from_epoch(info.get("createtime")))


def _relation(key: str, found: Row | RecordUnavailable) -> Record | Rejected:
    external_userid, _, userid = key.partition("|")
    if isinstance(found, RecordUnavailable):
        return Rejected(
            place=f"customers {key}",
            reason=str(found),
            next_step="Let the app see this customer, or leave it: the last state stays.",
            payload={"external_userid": external_userid, "userid": userid},
        )
    for follower in found.get("follow_user", ()):
        if follower.get("userid") == userid:
            info = _as_in_a_batch(follower)
            row = {"external_contact": found["external_contact"], "follow_info": info}
            return Record(key, row, from_epoch(info.get("createtime")))
    gone = {
        "external_contact": {"external_userid": external_userid},
        "follow_info": {"userid": userid},
        "is_gone": True,
    }
    return Record(key, gone, None)


def _as_in_a_batch(follower: Row) -> Row:
    """Put the ids of tags where the batch has them, so that both ways give one record."""
    info = {name: value for name, value in follower.items() if name != "tags"}
    tags = follower.get("tags")
    if isinstance(tags, list):
        info["tag_id"] = [
            tag["tag_id"]
            for tag in tags
            if isinstance(tag, dict) and tag.get("type") in CORP_TAG_TYPES and tag.get("tag_id")
        ]
    return info
