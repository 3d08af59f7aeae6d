"""企业微信: customer-acquisition links (获客链接), one per store, and who came over them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sandbox.platforms.calendar import DAY
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.platforms.endpoint import Call, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.wecom_gate import WecomGate, days_between, done
from sandbox.platforms.wecom_people import WecomPeople
from sandbox.world.wecom_words import BY_LINK

LINKS_PER_PAGE, CUSTOMERS_PER_PAGE = 100, 1_000
MOST_DAYS, OLDEST_DAYS = 30, 180
_OPENED = 20 * DAY


class WecomLinks:
    """Answers `customer_acquisition/*`.

    Args:
        people: Employees and relations.
        gate: Limits, cursors and refusals.
    """

    def __init__(self, people: WecomPeople, gate: WecomGate) -> None:
        self._people = people
        self._gate = gate
        self._world, self._wecom = people.world, people.wecom
        relations = self._wecom.relations
        self._came = np.flatnonzero(relations.add_way == BY_LINK)
        self._link = ints(self._wecom.staff.store)[relations.staff[self._came]]

    def endpoints(self) -> Endpoints:
        """Return the endpoints of links."""
        base = "/cgi-bin/externalcontact/customer_acquisition"
        handlers = {
            f"{base}/list_link": self._list,
            f"{base}/get": self._get,
            f"{base}/customer": self._customers,
            f"{base}/statistic": self._statistic,
        }
        return {path: self._gate.endpoint(path, one) for path, one in handlers.items()}

    def _list(self, call: Call) -> dict[str, Any]:
        rows = np.arange(len(self._world.stores))
        places, cursor = self._gate.page(call, rows, LINKS_PER_PAGE)
        ids = self._wecom.ids.spell("cawcd", rows[places])
        return done(link_id_list=ids, next_cursor=cursor)

    def _get(self, call: Call) -> dict[str, Any]:
        link = self._row(call)
        staff = np.flatnonzero(self._wecom.staff.store == link)
        return done(
            link={
                "link_name": f"{self._world.stores.name[link]}加好友",
                "url": f"https://work.weixin.example/ca/{call.body['link_id']}",
                "create_time": int(self._world.start_ts) - _OPENED - link * 3_600,
                "skip_verify": True,
                "mark_source": True,
            },
            range={
                "user_list": [self._people.userid(one) for one in staff.tolist()],
                "department_list": [],
            },
        )

    def _customers(self, call: Call) -> dict[str, Any]:
        rows = self._of_link(self._row(call), 0, call.now)
        places, cursor = self._gate.page(call, rows, CUSTOMERS_PER_PAGE)
        table, page = self._wecom.relations, rows[places]
        names = self._people.external_userids(ints(table.person)[page])
        spoke = (pick(page, 97) % 10 < 6).astype(np.int64)
        told = [
            {
                "external_userid": name,
                "userid": self._people.userid(int(table.staff[row])),
                "chat_status": status,
                "state": f"link_{row % 3}",
            }
            for row, name, status in zip(page.tolist(), names, spoke.tolist(), strict=True)
        ]
        return done(customer_list=told, next_cursor=cursor)

    def _statistic(self, call: Call) -> dict[str, Any]:
        begin, end = days_between(call, "start_time", "end_time", MOST_DAYS, OLDEST_DAYS)
        new = len(self._of_link(self._row(call), begin, min(end, call.now)))
        return done(click_link_customer_cnt=new * 3 + 2, new_customer_cnt=new)

    def _row(self, call: Call) -> int:
        link = int(self._wecom.ids.read("cawcd", [str(call.body.get("link_id"))])[0])
        if not 0 <= link < len(self._world.stores):
            raise PlatformError(40058)
        return link

    def _of_link(self, link: int, begin: int, end: int) -> Ints:
        """Return the relations that began over a link in a span of time, ended ones too."""
        mine = self._came[self._link == link]
        at = self._wecom.relations.added_at[mine]
        chosen: Ints = mine[(at >= begin) & (at <= end)]
        return chosen
