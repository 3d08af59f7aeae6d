"""One token for all processes, asked for as seldom as can be."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connectors.core.errors import FatalError
from connectors.core.tokens import IssuedToken, TokenCache
from tests.connectors.support import FakeClock

Open = Callable[..., TokenCache]


@pytest.fixture
def asked() -> list[int]:
    return []


@pytest.fixture
def open_cache(tmp_path: Path, clock: FakeClock, asked: list[int]) -> Open:
    """Opens the cache as a new process would."""
    numbers = count(1)

    def fetch(_rejected: str | None) -> IssuedToken:
        asked.append(1)
        return IssuedToken(f"token-{next(numbers)}", 7200)

    def opened(owner: str = "host appid secret", fetch: object = fetch) -> TokenCache:
        return TokenCache(tmp_path / "tokens" / "token.json", owner, fetch, clock.now)

    return opened


def test_processes_share_the_token(open_cache: Open, asked: list[int]) -> None:
    assert open_cache().get() == open_cache().get() == "token-1"
    assert len(asked) == 1


def test_the_file_is_private(open_cache: Open, tmp_path: Path) -> None:
    open_cache().get()
    assert (tmp_path / "tokens" / "token.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "tokens").stat().st_mode & 0o777 == 0o700


def test_a_token_is_replaced_shortly_before_it_dies(open_cache: Open, clock: FakeClock) -> None:
    cache = open_cache()
    cache.get()
    clock.advance(7200 - 121)
    assert cache.get() == "token-1"
    clock.advance(2)
    assert cache.get() == "token-2"


def test_many_threads_that_were_refused_renew_once(open_cache: Open, asked: list[int]) -> None:
    cache = open_cache()
    refused = cache.get()
    with ThreadPoolExecutor(8) as pool:
        renewed = set(pool.map(lambda _: cache.renew(refused), range(32)))
    assert renewed == {"token-2"}
    assert len(asked) == 2


def test_a_process_that_was_refused_takes_the_token_another_has_renewed(
    open_cache: Open, asked: list[int]
) -> None:
    first, second = open_cache(), open_cache()
    refused = first.get()
    second.get()
    assert first.renew(refused) == second.renew(refused) == "token-2"
    assert len(asked) == 2


def test_processes_that_start_together_ask_once(open_cache: Open, asked: list[int]) -> None:
    processes = [open_cache() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(TokenCache.get, processes)) == {"token-1"}
    assert len(asked) == 1


def _ask_for_a_token(path: Path, asked: Path, barrier: Any, answers: Any) -> None:
    def fetch(_rejected: str | None) -> IssuedToken:
        with asked.open("a") as file:
            file.write("asked\n")
        return IssuedToken(f"token-{len(asked.read_text().splitlines())}", 7200)

    cache = TokenCache(path, "owner", fetch, lambda: datetime(2026, 3, 10, tzinfo=UTC))
    barrier.wait(60)
    first = cache.get()
    barrier.wait(60)
    answers.put((first, cache.renew(first)))


def test_twelve_processes_at_once_ask_once_for_each_token(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(12), fork.Queue()
    arguments = (tmp_path / "tokens" / "token.json", tmp_path / "asked", barrier, answers)
    processes = [fork.Process(target=_ask_for_a_token, args=arguments) for _ in range(12)]
    for process in processes:
        process.start()
    got = {answers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(60)
    assert got == {("token-1", "token-2")}
    assert (tmp_path / "asked").read_text().count("asked") == 2


def test_a_corrected_secret_does_not_meet_the_old_token(open_cache: Open) -> None:
    assert open_cache("host appid old-secret").get() == "token-1"
    assert open_cache("host appid new-secret").get() == "token-2"


def test_a_clock_set_back_does_not_keep_a_dead_token(open_cache: Open, clock: FakeClock) -> None:
    open_cache().get()
    clock.advance(-86_400)
    assert open_cache().get() == "token-2"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"token": "x"}', '{"good_until": "soon"}'])
def test_a_damaged_file_is_as_good_as_none(open_cache: Open, tmp_path: Path, content: str) -> None:
    folder = tmp_path / "tokens"
    folder.mkdir()
    (folder / "token.json").write_text(content)
    assert open_cache().get() == "token-1"
    assert json.loads((folder / "token.json").read_text())["token"] == "token-1"


def test_a_token_with_little_life_left_is_not_asked_for_again_and_again(
    open_cache: Open, asked: list[int]
) -> None:
    def nearly_over(_rejected: str | None) -> IssuedToken:
        asked.append(1)
        return IssuedToken("token-old", 60)

    cache = open_cache(fetch=nearly_over)
    assert [cache.get() for _ in range(5)] == ["token-old"] * 5
    assert len(asked) == 1


def test_a_folder_that_cannot_be_made_is_named(open_cache: Open, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("a file in the way")
    with pytest.raises(FatalError, match=r"token\.json cannot be written"):
        open_cache().get()


def test_a_token_shows_itself_nowhere() -> None:
    assert "canary" not in repr(IssuedToken("canary", 7200))
