"""Why a whole file cannot be taken. Rows are refused with ``Rejected`` instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.core.errors import ConnectorError


class UnusableFile(ConnectorError):
    """A file that goes to quarantine.

    Attributes:
        reason: What is wrong, without a word of its content.
        next_step: What a person can do about it.
        headers: Labels of the columns that were seen, by sheet; never data.
    """

    def __init__(
        self, reason: str, next_step: str, headers: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(f"{reason} {next_step}")
        self.reason = reason
        self.next_step = next_step
        self.headers = dict(headers or {})
