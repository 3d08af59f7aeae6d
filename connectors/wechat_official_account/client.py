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

USERS = "/cgi-bin/user/get"
USER_DETAILS = "/cgi-bin/user/info/batchget"
TAGS = "/cgi-bin/tags/get"
TAG_MEMBERS = "/cgi-bin/user/tag/get"
BLACKLIST = "/cgi-bin/tags/members/getblacklist"
LISTS = (USERS, USER_DETAILS, TAGS, TAG_MEMBERS, BLACKLIST)
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

    def tag_page(self, tag: int, pages: Paginator) -> list[str]:
        """List up to 10,000 openids that carry a tag and move the paginator on.

        Raises:
            RecordUnavailable: There is no such tag (any more).
        """
        body = {"tagid": tag, "next_openid": pages.key}
        answer = self._api.post(TAG_MEMBERS, body, accept=pages.check)
        pages.advance(answer)
        return openids(answer)

    def blocked_page(self, pages: Paginator) -> list[str]:
        """List some openids that the account has blocked and move the paginator on."""
        answer = self._api.post(BLACKLIST, {"begin_openid": pages.key}, accept=pages.check)
        pages.advance(answer)
        return openids(answer)


def _needs(answer: Answer, field: str) -> None:
    if not isinstance(answer.get(field), list):
        raise RetryableError(f"An answer without {field}.")
