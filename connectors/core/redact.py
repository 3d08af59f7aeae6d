"""Taking secrets and phone numbers out of text that people will read.

Platforms repeat what they were sent in their error texts, and HTTP libraries put whole addresses
into theirs; both pass through here before they reach an exception or a log line. Replacing
personal data in payloads is the privacy room's work, not this module's.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

LONGEST = 300
_PARAMETER = re.compile(
    r"(?i)\b(access_token|refresh_token|(?:app|corp|client)?_?secret|signature|session_key|js_code"
    r"|code|phone|mobile)"
    r"([\"']?\s*[=:]\s*[\"']?)([^\s&\"',;}]+)"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def readable(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the given secrets, credential parameters and mobile numbers.

    Args:
        text: Any text from outside; control characters are dropped and it is cut to one line.
        secrets: Literal values that must not appear.
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = _PARAMETER.sub(r"\1\2***", text)
    text = _MOBILE.sub("***", text)
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class NoQueryStrings(logging.Filter):
    """Cuts query strings off the addresses in log records: tokens travel in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; it is always let through."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                argument.partition("?")[0] if isinstance(argument, str) else argument
                for argument in record.args
            )
        return True
