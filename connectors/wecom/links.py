"""Customer-acquisition links (获客链接), and who came over each of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.core.base_stream import BaseStream
from connectors.core.errors import CursorRejected, RecordUnavailable
from connectors.core.keyed import REPORT_IT
from connectors.core.parallel import in_order
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected, Remembers
from connectors.core.windows import from_epoch
from connectors.wecom.client import LINK_CUSTOMERS, LINKS, WecomClient
from connectors.wecom.paging import NextCursor

logger = logging.getLogger(__name__)


class LinkBook:
    """Fetches links by their ids.

    Args:
        client: The corp's endpoints.
    """

    def __init__(self, client: WecomClient) -> None:
        self._client = client

    def details(self, link_ids: Sequence[str]) -> list[Record | Rejected]:
        """Fetch links with the employees they lead to."""
        return in_order(self._link, link_ids)

    def _link(self, link_id: str) -> Record | Rejected:
        try:
            found = self._client.link(link_id)
        except (RecordUnavailable, CursorRejected) as refusal:
            step = "Nothing, if the link was deleted; its last state stays."
            return Rejected(f"link {link_id}", str(refusal), step, {"link_id": link_id})
        payload = {name: value for name, value in found.items() if not name.startswith("err")}
        made_at = from_epoch(found["link"].get("create_time"))
        return Record(link_id, {"link_id": link_id, **payload}, made_at)


@dataclass(frozen=True, kw_only=True)
class LinkCustomers(BaseStream):
    """Walks the customers of every link, link by link.

    Attributes:
        client: The corp's endpoints.
    """

    client: WecomClient
    remembers: Remembers = "all"

    reads_ahead = True

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the customers of the links that come after the last one that was done."""
        after = (cursor or {}).get("after", "")
        for link_id in sorted(set(self._links())):
            if link_id > after:
                yield from self._customers(link_id, {"after": after})
                after = link_id
                yield Page((), {"after": after})
        yield Page((), {"finished_at": context.now().isoformat(timespec="seconds")})

    def _customers(self, link_id: str, cursor: Cursor) -> Iterator[Page]:
        try:
            for rows in self.client.all_rows(LINK_CUSTOMERS, "customer_list", {"link_id": link_id}):
                yield _page(link_id, rows, cursor)
        except RecordUnavailable as refusal:
            logger.info("wecom.acquisition_customers: a link is left out. %s", refusal)

    def _links(self) -> Iterator[str]:
        pages = NextCursor(LINKS)
        while not pages.finished:
            yield from self.client.link_page(pages)


def _page(link_id: str, rows: Sequence[dict[str, object]], cursor: Cursor) -> Page:
    records: list[Record] = []
    rejected: list[Rejected] = []
    for row in rows:
        named = [row.get("external_userid"), row.get("userid")]
        payload = {"link_id": link_id, **row}
        if all(named):
            key = "|".join([link_id, *map(str, named)])
            records.append(Record(key, payload, None))
        else:
            reason = "It lacks external_userid or userid."
            rejected.append(Rejected(f"link {link_id}", reason, REPORT_IT, payload))
    return Page(records, cursor, rejected)
