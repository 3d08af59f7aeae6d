"""The second line of defence: no token, secret or phone in a log line or an error text.

The first line is not to put them there. ``requests`` and ``urllib3`` do: their exceptions repeat
the whole address with its query string.
"""

from __future__ import annotations

import logging
import re

from member_center.privacy.scrub import EMAIL, ID_NUMBER, PHONE

HIDDEN = "[redacted]"
_HIDDEN_NAMES = (
    r"(?:[a-z]+_)*access_?token|refresh_token|token|(?:app|corp|client)?_?secret|(?:app|api)_?key"
    r"|(?:msg_)?signature|session_key|encodingaeskey|(?:js_?)?code|ticket|password|passwd"
    r"|phone(?:_?number)?|mobile"
)
_QUERY = re.compile(rf"(?i)(?<=[?&])({_HIDDEN_NAMES})=[^&\s\"'<>)}}]*")
_ASSIGNED = re.compile(
    r"(?i)\b((?:[a-z]+_)*access_?token|refresh_token|(?:app|corp|client)?_?secret|session_key"
    r"|encodingaeskey)=[^&\s\"'<>)}]+"
)
_QUOTED = re.compile(rf"(?i)([\"'])({_HIDDEN_NAMES})\1\s*:\s*([\"'])(?:\\.|(?!\3).)*\3")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=\-]{8,}")
_TOKEN = re.compile(r"\b([a-z]{2}\d)_[0-9a-f]{32}\b")
_SIGNS = re.compile(r"[=:@]|\d{7}|(?i:bearer|basic)|1[3-9]\d|\d_[0-9a-f]{8}")
_NOISY = ("urllib3", "requests")


def redact(text: str) -> str:
    """Return a text without secrets and personal data.

    Secret values of query strings and JSON, credentials, mobile numbers, e-mail addresses, ID
    numbers and the tokens of any of them are shortened or blacked out.
    """
    if not _SIGNS.search(text):
        return text
    text = _QUERY.sub(rf"\1={HIDDEN}", text)
    text = _ASSIGNED.sub(rf"\1={HIDDEN}", text)
    text = _QUOTED.sub(rf"\1\2\1: \3{HIDDEN}\3", text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _TOKEN.sub(r"\1_…", text)
    if "@" in text:
        text = EMAIL.sub(lambda match: f"{match[0][0]}***@…", text)
    text = ID_NUMBER.sub(HIDDEN, text)
    return PHONE.sub(_masked_phone, text)


def _masked_phone(match: re.Match[str]) -> str:
    phone = match["phone"]
    return f"{match['word'] or ''}{phone[:3]}****{phone[-4:]}"


class RedactingFilter(logging.Filter):
    """A filter that rewrites a record's message and traceback without secrets and phones."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; every record passes."""
        redact_record(record)
        return True


def redact_record(record: logging.LogRecord) -> logging.LogRecord:
    """Take secrets and phones out of a record's message, traceback and stack.

    Arguments keep their places as long as that is enough, since some formatters count on them.
    """
    if isinstance(record.args, tuple):
        record.args = tuple(redact(arg) if isinstance(arg, str) else arg for arg in record.args)
    try:
        message: str | None = record.getMessage()
    except (TypeError, ValueError, KeyError):
        message = None
    clean = redact(f"{record.msg} {record.args}" if message is None else message)
    if clean != message:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    if record.exc_text:
        record.exc_text = redact(record.exc_text)
    if record.stack_info:
        record.stack_info = redact(record.stack_info)
    return record


def install_log_redaction() -> None:
    """Redact every log record of this process, of whatever logger and handler.

    It works where records are made, so handlers that are added later are covered too. Calling it
    twice changes nothing. Chatty HTTP loggers are kept at INFO.
    """
    for name in _NOISY:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    make = logging.getLogRecordFactory()
    if getattr(make, "redacts", False):
        return

    def make_redacted(*args: object, **kwargs: object) -> logging.LogRecord:
        return redact_record(make(*args, **kwargs))

    make_redacted.redacts = True  # type: ignore[attr-defined]  # marks our own factory
    logging.setLogRecordFactory(make_redacted)
