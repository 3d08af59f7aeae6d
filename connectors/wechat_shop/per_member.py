"""Streams that the platform answers for one member at a time: coupons and points.

A pull walks the shop's members, a page of them after the other, and asks for several members at
once. A shop with very many members is walked in parts: a pull ends after some pages, and the next
one goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.batches import Enough
from connectors.core.parallel import in_order
from connectors.core.stream import Cursor, Page, PullContext, Record, Rejected, Remembers
from connectors.wechat_shop.pages import NumberedPages
from connectors.wechat_shop.programme import MEMBERS, ProgrammeClient

logger = logging.getLogger(__name__)

MEMBERS_PER_PAGE = 50
MOST_PAGES = 400
WHOLE_PAGES = Enough(rows=1_000, pages=1)
Found = Sequence[Record | Rejected]
Fetch = Callable[[str], Found]


@dataclass(frozen=True, kw_only=True)
class PerMember(BaseStream):
    """Asks for something of every member.

    Attributes:
        client: The shop's endpoints.
        open: Makes, for one pull, what fetches a member's records; it is given the keys that
            landed before.
        most_pages: Pages of members in one pull.
    """

    client: ProgrammeClient
    open: Callable[[PullContext], Fetch]
    most_pages: int = MOST_PAGES
    remembers: Remembers = "all"
    enough: Enough = WHOLE_PAGES

    reads_ahead = True

    @property
    def window(self) -> str:
        """One member after the other."""
        return "one member"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield a page for each page of members, from where the last pull stopped."""
        fetch = self.open(context)
        begun = (cursor or {}).get("walk", {})
        pages = NumberedPages(MEMBERS, "list", MEMBERS_PER_PAGE, **begun)
        for _ in range(self.most_pages):
            if pages.finished:
                break
            openids = _openids(self.client.member_page(pages))
            found = list(chain.from_iterable(in_order(fetch, openids)))
            yield Page(
                [item for item in found if isinstance(item, Record)],
                self._cursor(pages, context),
                [item for item in found if isinstance(item, Rejected)],
            )
        if not pages.finished:
            logger.info(
                "%s.%s: %d members are enough for one pull; the next one goes on from there",
                self.source,
                self.name,
                self.most_pages * MEMBERS_PER_PAGE,
            )

    @staticmethod
    def _cursor(pages: NumberedPages, context: PullContext) -> Cursor:
        if pages.finished:
            return {"finished_at": context.now().isoformat(timespec="seconds")}
        return {"walk": pages.position()}


def _openids(rows: Sequence[Any]) -> list[str]:
    named = [row["openid"] for row in rows if isinstance(row, dict) and row.get("openid")]
    return list(dict.fromkeys(map(str, named)))
