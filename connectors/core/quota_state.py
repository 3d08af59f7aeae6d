"""The stream that asks a WeChat platform how much of its daily quotas is left.

One record per path and business day, asked for by the day's first pull: counters move with every
call, and a run that finds nothing new shall land nothing. What our own ledger knows of used-up
quotas is `quota`'s; this is the platform's view.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.core.base_stream import BaseStream
from connectors.core.errors import RecordUnavailable, RetryableError
from connectors.core.parallel import in_order
from connectors.core.stream import Cursor, Page, PullContext, Record
from connectors.core.wechat_api import Answer, WechatApi
from connectors.core.windows import business_day, start_of

logger = logging.getLogger(__name__)

QUOTA = "/cgi-bin/openapi/quota/get"
BLOCKS = ("quota", "rate_limit", "component_rate_limit")


@dataclass(frozen=True, kw_only=True)
class QuotaStates(BaseStream):
    """Asks for the state of one path after the other.

    Attributes:
        api: The account's transport.
        paths: The paths that the source's other streams call.
    """

    api: WechatApi
    paths: Sequence[str]
    apis: tuple[str, ...] = (QUOTA,)

    @property
    def window(self) -> str:
        """One API after the other."""
        return "one API"

    def fetch(self, cursor: Cursor | None, context: PullContext) -> Iterator[Page]:
        """Yield the state of all paths as they are now, unless they were asked for today."""
        day = business_day(context.now())
        if cursor and cursor.get("day") == day.isoformat():
            return
        states = in_order(self._state, self.paths)
        records = [
            Record(
                f"{day.isoformat()}|{path}",
                {"ref_date": day.isoformat(), "cgi_path": path, **state},
                start_of(day),
            )
            for path, state in zip(self.paths, states, strict=True)
            if state is not None
        ]
        asked_at = context.now().isoformat(timespec="seconds")
        yield Page(records, {"day": day.isoformat(), "finished_at": asked_at})

    def _state(self, path: str) -> Answer | None:
        try:
            answer = self.api.post(QUOTA, {"cgi_path": path}, accept=_accept)
        except RecordUnavailable:
            logger.info("%s.%s: the platform tells no quota of %s", self.source, self.name, path)
            return None
        state = {block: answer[block] for block in BLOCKS if block in answer}
        self._report(path, state["quota"])
        return state

    def _report(self, path: str, quota: Mapping[str, Any]) -> None:
        """Tell our own ledger what the platform counts, as far as it says so in numbers."""
        try:
            limit, used = int(quota["daily_limit"]), int(quota["used"])
        except (KeyError, TypeError, ValueError):
            logger.debug("%s.%s: no numbers for %s", self.source, self.name, path)
            return
        if limit > 0:
            self.api.report_quota(path, limit, used)


def _accept(answer: Answer) -> None:
    if not isinstance(answer.get("quota"), dict):
        raise RetryableError(f"{QUOTA}: an answer without quota.")
