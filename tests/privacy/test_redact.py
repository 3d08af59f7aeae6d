"""Neither secrets nor phones stay in error texts and logs, whoever writes them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import requests

from member_center.privacy import RedactingFilter, install_log_redaction, redact

SECRET = "CANARY-9f8e7d6c5b4a"
PHONE = "13912348000"


@pytest.mark.parametrize(
    "text",
    [
        f"GET /cgi-bin/token?grant_type=client_credential&appid=wx1&secret={SECRET}",
        f"url: /x?access_token={SECRET}&next_openid= (Caused by NewConnectionError)",
        f"/x?component_access_token={SECRET}",
        f"?js_code={SECRET}&a=1",
        f"?a=1&code={SECRET}'",
        f"&session_key={SECRET}",
        f"?msg_signature={SECRET}&timestamp=1",
        f"?phone={SECRET}",
        f'{{"access_token": "{SECRET}", "expires_in": 7200}}',
        f"{{'appsecret': '{SECRET}'}}",
        f'{{"session_key":"{SECRET}"}}',
        f"Authorization: Bearer {SECRET}",
        f"refresh_token={SECRET}",
        f"corpsecret={SECRET} failed",
    ],
)
def test_secrets_are_blacked_out(text: str) -> None:
    clean = redact(text)
    assert SECRET not in clean
    assert "[redacted]" in clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"row 7: {PHONE}", "row 7: 139****8000"),
        ("call +86 139-1234-8000", "call 139****8000"),
        ("from made.up@example.com", "from m***@…"),
        ("token ph1_0123456789abcdef0123456789abcdef", "token ph1_…"),
    ],
)
def test_personal_data_is_masked(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "errcode=40001 in 200 answer at 2026-01-02 03:04:05",
        "order 3705115058471208928 of appid=wx0a0000000000demo1",
        "1,767,225,600 rows",
        "finished with exit code 0",
        "GET /channels/ec/order/get?page=2 HTTP/1.1",
    ],
)
def test_the_rest_is_left_as_it_is(text: str) -> None:
    assert redact(text) == text


def failing_request() -> requests.RequestException:
    address = f"http://127.0.0.1:9/cgi-bin/user/get?access_token={SECRET}&phone={PHONE}"
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get(address, timeout=2)
    return caught.value


def test_redacting_twice_changes_nothing() -> None:
    once = redact(f"[/x?access_token={SECRET}] {{'secret': '{SECRET}'}} {PHONE}")
    assert redact(once) == once


def test_an_exception_of_requests_is_redacted() -> None:
    error = failing_request()
    assert SECRET in str(error)
    assert SECRET not in redact(str(error))
    assert SECRET not in redact(repr(error))
    assert PHONE not in redact(repr(error))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler installed after the redaction writes; the factory is put back."""
    factory, level = logging.getLogRecordFactory(), logging.getLogger("urllib3").level
    install_log_redaction()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)
    logging.getLogger("urllib3").setLevel(level)


def test_logs_are_redacted_in_message_arguments_and_traceback(log: io.StringIO) -> None:
    logger = logging.getLogger("made.up")
    logger.error("at /x?access_token=%s", SECRET)
    logger.error("row of %s", PHONE)
    logger.error("%s", {"secret": SECRET})
    logger.error("pull of %(who)s", {"who": PHONE})
    try:
        raise failing_request()
    except requests.RequestException:
        logger.exception("pull failed")
    logger.error("wrong %d", "arguments", stack_info=True)
    written = log.getvalue()
    assert "pull failed" in written
    assert "ConnectionError" in written
    assert "139****8000" in written
    assert "wrong %d ('arguments',)" in written
    assert SECRET not in written
    assert PHONE not in written


def test_chatty_http_loggers_keep_to_info(log: io.StringIO) -> None:
    logging.getLogger("urllib3.connectionpool").debug("GET /x?access_token=%s", SECRET)
    assert log.getvalue() == ""


def test_installing_twice_changes_nothing(log: io.StringIO) -> None:
    factory = logging.getLogRecordFactory()
    install_log_redaction()
    assert logging.getLogRecordFactory() is factory


def test_arguments_keep_their_places_for_formatters_that_count_them(log: io.StringIO) -> None:
    seen: list[object] = []

    class Counting(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            seen.append(record.args)
            return True

    logger = logging.getLogger("made.up.access")
    logger.addFilter(Counting())
    logger.error('%s - "%s %s" %d', "127.0.0.1", "GET", f"/x?access_token={SECRET}", 200)
    assert seen == [("127.0.0.1", "GET", "/x?access_token=[redacted]", 200)]


def test_the_filter_works_on_one_handler_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("made.up.alone")
    logger.addHandler(handler)
    logger.warning("row of %s", PHONE)
    logger.removeHandler(handler)
    assert stream.getvalue() == "row of 139****8000\n"
