"""The same bytes from a folder and from servers that know ranges or do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import responses

from connectors.core import log_files
from connectors.core.errors import FatalError, RetryableError
from connectors.core.log_files import FileReplaced, LogFiles, open_log_files
from tests.connectors.support import BASE_URL, FakeClock

CONTENT = b"".join(b"line %d\n" % number for number in range(100))
NAME = "events-2026-03-10.jsonl"

Served = tuple[int, dict[str, str], bytes]


def serve(knows_ranges: bool) -> Callable[[requests.PreparedRequest], Served]:
    def answer(request: requests.PreparedRequest) -> Served:
        if not str(request.url).endswith(NAME):
            return 404, {}, b""
        if not knows_ranges:
            return 200, {}, CONTENT
        start, end = map(int, re.findall(r"\d+", request.headers["Range"]))
        if start >= len(CONTENT):
            return 416, {"Content-Range": f"bytes */{len(CONTENT)}"}, b""
        part = CONTENT[start : end + 1]
        placed = f"bytes {start}-{start + len(part) - 1}/{len(CONTENT)}"
        return 206, {"Content-Range": placed}, part

    return answer


@pytest.fixture(params=["folder", "ranges", "no ranges"])
def files(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LogFiles]:
    monkeypatch.setattr(log_files, "PIECE", 64)
    (tmp_path / NAME).write_bytes(CONTENT)
    place = str(tmp_path) if request.param == "folder" else f"{BASE_URL}/logs"
    opened = open_log_files(place, "TEST_LOG", clock.now, clock.retry())
    assert opened is not None
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback(
            responses.GET, re.compile(f"{BASE_URL}/.*"), serve(request.param == "ranges")
        )
        yield opened


@pytest.mark.parametrize("offset", [0, 1, 63, 64, 65, 500, len(CONTENT) - 1, len(CONTENT)])
def test_reading_on_gives_the_rest(files: LogFiles, offset: int) -> None:
    assert b"".join(files.pieces(NAME, offset)) == CONTENT[offset:]


def test_a_missing_day_has_no_bytes(files: LogFiles) -> None:
    assert list(files.pieces("events-2026-03-11.jsonl", 0)) == []


def test_a_file_that_became_shorter_is_another_file(files: LogFiles) -> None:
    with pytest.raises(FileReplaced):
        list(files.pieces(NAME, len(CONTENT) + 1))


def test_no_place_means_no_files(clock: FakeClock) -> None:
    assert open_log_files("", "TEST_LOG", clock.now, clock.retry()) is None


def test_a_folder_that_does_not_exist_names_its_variable(tmp_path: Path, clock: FakeClock) -> None:
    files = open_log_files(str(tmp_path / "nowhere"), "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    with pytest.raises(FatalError, match="TEST_LOG names a folder that does not exist") as caught:
        list(files.pieces(NAME, 0))
    assert caught.value.variable == "TEST_LOG"


@responses.activate
def test_a_server_that_sends_another_part_is_not_believed(clock: FakeClock) -> None:
    headers = {"Content-Range": "bytes 0-9/10"}
    responses.get(f"{BASE_URL}/{NAME}", status=206, headers=headers, body=b"0123456789")
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    with pytest.raises(RetryableError, match="another part"):
        list(files.pieces(NAME, 5))


@responses.activate
def test_a_part_that_ends_early_is_asked_for_again(clock: FakeClock) -> None:
    headers = {"Content-Range": "bytes 0-9/10"}
    responses.get(f"{BASE_URL}/{NAME}", status=206, headers=headers, body=b"01234")
    responses.get(f"{BASE_URL}/{NAME}", status=206, headers=headers, body=b"0123456789")
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    assert b"".join(files.pieces(NAME, 0)) == b"0123456789"


@responses.activate
def test_a_busy_server_is_asked_again(clock: FakeClock) -> None:
    responses.get(f"{BASE_URL}/{NAME}", status=503)
    responses.get(f"{BASE_URL}/{NAME}", body=CONTENT)
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    assert b"".join(files.pieces(NAME, 0)) == CONTENT


EXCUSES = [
    ("text/html; charset=utf-8", b"<html>502 Bad Gateway</html>"),
    ("application/json", b'{"errcode": -1, "errmsg": "system busy"}'),
]


@pytest.mark.parametrize(("kind", "body"), EXCUSES)
@responses.activate
def test_an_excuse_is_not_taken_for_the_file(clock: FakeClock, kind: str, body: bytes) -> None:
    responses.get(f"{BASE_URL}/{NAME}", body=body, content_type=kind)
    responses.add_callback(responses.GET, f"{BASE_URL}/{NAME}", serve(knows_ranges=True))
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    assert b"".join(files.pieces(NAME, 0)) == CONTENT


@pytest.mark.parametrize(("kind", "body"), EXCUSES)
@responses.activate
def test_an_excuse_that_stays_is_said(clock: FakeClock, kind: str, body: bytes) -> None:
    responses.get(f"{BASE_URL}/{NAME}", body=body, content_type=kind)
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    with pytest.raises(RetryableError, match="something else than the file"):
        list(files.pieces(NAME, 0))


@responses.activate
def test_a_server_that_calls_its_lines_json_is_believed_in_the_end(clock: FakeClock) -> None:
    responses.get(f"{BASE_URL}/{NAME}", body=CONTENT, content_type="application/json")
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    assert b"".join(files.pieces(NAME, 0)) == CONTENT


@responses.activate
def test_a_server_that_knew_ranges_does_not_forget_them(clock: FakeClock) -> None:
    other = "events-2026-03-09.jsonl"
    responses.add_callback(responses.GET, f"{BASE_URL}/{NAME}", serve(knows_ranges=True))
    responses.get(f"{BASE_URL}/{other}", body=b"rubbish", content_type="text/plain")
    files = open_log_files(BASE_URL, "TEST_LOG", clock.now, clock.retry())
    assert files is not None
    assert b"".join(files.pieces(NAME, 0)) == CONTENT
    with pytest.raises(RetryableError, match="something else than the file"):
        list(files.pieces(other, 0))
