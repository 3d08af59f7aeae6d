"""Group chats with everybody who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.core.errors import NothingThere, RecordUnavailable, WindowTooLarge
from connectors.core.pagination import Paginator
from connectors.core.parallel import in_order
from connectors.core.stream import Record, Rejected
from connectors.core.windows import from_epoch
from connectors.wecom.client import WecomClient
from connectors.wecom.paging import EmployeeWalk


class ChatBook:
    """Lists chats and fetches their members.

    Args:
        client: The corp's endpoints.
    """

    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._status: dict[str, Any] = {}

    def list_page(self, pages: Paginator) -> list[str]:
        """List the next page of chats; by owner from where the platform wants it so.

        Args:
            pages: An `EmployeeWalk` that begins with all employees at once.
        """
        if not isinstance(pages, EmployeeWalk):
            raise TypeError("chats are listed for all employees, or by employee")
        owners = pages.part()
        if pages.finished:
            return []
        try:
            rows = self._client.chat_page(owners, pages)
        except WindowTooLarge:
            if not pages.narrow():
                raise
            return []
        except (NothingThere, RecordUnavailable):
            if not owners or not pages.narrow():
                pages.close_part()
            return []
        self._status = {str(row["chat_id"]): row.get("status") for row in rows if "chat_id" in row}
        return list(self._status)

    def details(self, chat_ids: Sequence[str]) -> list[Record | Rejected]:
        """Fetch chats, with the status that the list told of them."""
        return in_order(self._chat, chat_ids)

    def _chat(self, chat_id: str) -> Record | Rejected:
        try:
            chat = self._client.chat(chat_id)
        except (NothingThere, RecordUnavailable) as refusal:
            return Rejected(
                place=f"group chat {chat_id}",
                reason=str(refusal),
                next_step="Nothing, if the chat was dissolved; its last state stays.",
                payload={"chat_id": chat_id},
            )
        status = self._status.get(chat_id)
        payload = chat if status is None else {**chat, "status": status}
        return Record(chat_id, payload, from_epoch(chat.get("create_time")))
