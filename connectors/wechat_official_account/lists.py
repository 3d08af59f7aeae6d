"""Lists of openids that are records by themselves: who carries a tag, who is blocked.

Neither list says since when. What a list no longer holds lands once more as left, so that a tag
taken off or a block lifted is visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.core.errors import RecordUnavailable
from connectors.core.keyed import Keyed
from connectors.core.pagination import LastItem, Paginator, whole
from connectors.core.stream import Record
from connectors.wechat_official_account.client import TAG_MEMBERS, OfficialAccountClient


class TagPages(LastItem):
    """Walks the members of one tag after the other, tags in the order of their numbers.

    Args:
        tag: The tag to go on with; 0 begins with the first.
        key: The openid to go on from within it.
    """

    def __init__(self, tag: int = 0, key: str = "") -> None:
        super().__init__(TAG_MEMBERS, key)
        self.tag = tag
        self._rest: list[int] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether it is known which tags there are."""
        return self._rest is not None

    def begin(self, tags: Iterable[int]) -> None:
        """Name the account's tags; those before the present one are done."""
        self._rest = sorted(tag for tag in tags if tag >= self.tag)
        if self.tag not in self._rest:
            self.pass_on()
        else:
            self._rest.remove(self.tag)

    def position(self) -> dict[str, Any]:
        """The tag and the openid within it."""
        return {"tag": self.tag, "key": self.key}

    def advance(self, answer: Mapping[str, Any]) -> None:
        """Move on within the tag, or to the next one."""
        super().advance(answer)
        if self.finished:
            self.pass_on()

    def pass_on(self) -> None:
        """Go on with the next tag, if there is one."""
        self.finished = not self._rest
        if self._rest:
            self.tag, self.key, self._used = self._rest.pop(0), "", {""}


class TagMembers:
    """Reads which openids carry which tag.

    Args:
        client: The account's endpoints.
    """

    def __init__(self, client: OfficialAccountClient) -> None:
        self._client = client

    def page(self, pages: Paginator) -> Keyed:
        """Read one page of one tag and move the paginator on."""
        assert isinstance(pages, TagPages)  # noqa: S101 - `TagPages` is what the stream declares
        if not pages.has_begun:
            numbers = (whole(tag.get("id")) for tag in self._client.tags())
            pages.begin(number for number in numbers if number is not None)
        if pages.finished:
            return Keyed(())
        tag = pages.tag
        try:
            openids = self._client.tag_page(tag, pages)
        except RecordUnavailable:
            pages.pass_on()  # deleted since the tags were listed
            return Keyed(())
        return Keyed([_membership(f"{tag}|{openid}", True) for openid in openids])

    @staticmethod
    def gone(key: str) -> Record:
        """Say that a follower no longer carries a tag."""
        return _membership(key, False)


class Blocked:
    """Reads whom the account has blocked (黑名单).

    Args:
        client: The account's endpoints.
    """

    def __init__(self, client: OfficialAccountClient) -> None:
        self._client = client

    def page(self, pages: Paginator) -> Keyed:
        """Read one page and move the paginator on."""
        return Keyed([_block(openid, True) for openid in self._client.blocked_page(pages)])

    @staticmethod
    def gone(key: str) -> Record:
        """Say that somebody is blocked no more."""
        return _block(key, False)


def _membership(key: str, is_member: bool) -> Record:
    tag, _, openid = key.partition("|")
    return Record(key, {"tagid": int(tag), "openid": openid, "is_member": is_member}, None)


def _block(openid: str, is_blocked: bool) -> Record:
    return Record(openid, {"openid": openid, "is_blocked": is_blocked}, None)
