"""Details of followers, a hundred at a time, whatever the batch call leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.core.errors import RecordUnavailable
from connectors.core.stream import Record, Rejected
from connectors.core.windows import from_epoch
from connectors.wechat_official_account.client import OfficialAccountClient

PII = {"remark": "text", "nickname": "name"}


class FollowerDetails:
    """Turns openids into records of the users behind them.

    Args:
        client: The account's endpoints.
    """

    def __init__(self, client: OfficialAccountClient) -> None:
        self._client = client

    def __call__(self, openids: Sequence[str]) -> list[Record | Rejected]:
        """Fetch the users in the order asked for, at most a hundred."""
        found = self._users(openids)
        # The platform leaves some out now and then; asked for again, they mostly come.
        if missing := [openid for openid in openids if openid not in found]:
            found |= self._users(missing)
        return [_record(openid, found.get(openid)) for openid in openids]

    def _users(self, openids: Sequence[str]) -> dict[str, dict[str, Any]]:
        try:
            users = self._client.follower_details(openids)
        except RecordUnavailable:
            if len(openids) == 1:
                return {}
            half = len(openids) // 2
            return self._users(openids[:half]) | self._users(openids[half:])
        return {str(user.get("openid")): user for user in users}


def _record(openid: str, user: dict[str, Any] | None) -> Record | Rejected:
    if user is None:
        return Rejected(
            place=f"followers, openid {openid}",
            reason="The platform lists this follower but gives no details.",
            next_step="Nothing, if the next pull has them; else ask the platform's support.",
            payload={"openid": openid},
        )
    follows = user.get("subscribe") not in (0, "0", None)
    return Record(openid, user, from_epoch(user.get("subscribe_time")) if follows else None)
