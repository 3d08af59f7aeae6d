"""The official account's endpoints, one method each.

A method knows path, parameters and the shape of a sound answer. Cursors, windows and records are
the streams' business; tokens, retries and error codes are `WechatApi`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.core.errors import RetryableError
from connectors.core.pagination import Paginator, openids
from connectors.core.wechat_api import Answer, WechatApi
from connectors.core.windows import Period

USERS = "/cgi-bin/user/get"
USER_DETAILS = "/cgi-bin/user/info/batchget"
TAGS = "/cgi-bin/tags/get"
MOST_DETAILS = 100


class OfficialAccountClient:
    """Read-only calls of one account.

    Args:
        api: The account's transport.
    """

    def __init__(self, api: WechatApi) -> None:
        self._api = api

    def follower_page(self, pages: Paginator) -> list[str]:
        """List up to 10,000 openids and move the paginator on."""
        query = {"next_openid": pages.key} if pages.key else {}
        answer = self._api.get(USERS, query, accept=pages.check)
        pages.advance(answer)
        return openids(answer)

    def follower_details(self, batch: Sequence[str]) -> list[dict[str, Any]]:
        """Fetch up to 100 users, followers or not; an answer may hold fewer than were asked for.

        Raises:
            RecordUnavailable: One of the openids is unknown; the platform does not say which.
        """
        users = [{"openid": openid, "lang": "zh_CN"} for openid in batch]
        answer = self._api.post(
            USER_DETAILS,
            {"user_list": users},
            accept=lambda answer: _needs(answer, "user_info_list"),
        )
        return [user for user in answer["user_info_list"] if isinstance(user, dict)]

    def tags(self) -> list[dict[str, Any]]:
        """Fetch all tags of the account."""
        answer = self._api.get(TAGS, accept=lambda answer: _needs(answer, "tags"))
        return [tag for tag in answer["tags"] if isinstance(tag, dict)]

    def figures(self, name: str, period: Period) -> Answer:
        """Fetch one statistic for some days; both ends of the period count.

        Args:
            name: Last part of the path, such as ``getusersummary``.
            period: Days before today.

        Returns:
            The answer; its ``list`` is a list even where the platform sends a single object.

        Raises:
            NotReady: The newest day is not computed yet.
        """
        path = f"/datacube/{name}"
        days = {"begin_date": period.first.isoformat(), "end_date": period.last.isoformat()}
        answer = self._api.post(path, days, accept=lambda answer: _needs(answer, "list", dict))
        if isinstance(answer["list"], dict):
            answer["list"] = [answer["list"]]
        return answer


def _needs(answer: Answer, field: str, *also: type) -> None:
    if not isinstance(answer.get(field), (list, *also)):
        raise RetryableError(f"An answer without {field}.")
