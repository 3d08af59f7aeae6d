"""Answers in the other forms that platforms and other people's fixtures have them in.

Numbers as text and text as numbers, flags as text, null or no list instead of an empty one, fields
that nobody knows, items that are null, rows that are told twice: nothing of it may lose a record,
invent one, or end a pull.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.core import session
from sandbox.platforms.app import Options
from sandbox.platforms.clock import SandboxClock
from sandbox.serve import RunningSandbox, running_sandbox
from sandbox.world import World
from tests.connectors.test_against_sandbox import NOW, context, opened

Change = Callable[[Any, str], Any]
ABOUT_TOKENS = frozenset({"access_token", "expires_in", "expires", "success"})
LONGEST_NUMBER = 15
POINTS = frozenset({"score", "amount"})
ALWAYS_NAMED = frozenset({"comment_list", "like_list"})
"""An answer in which neither of these is even named is a damaged one."""
STREAMS = (
    "wechat_official_account.followers",
    "wechat_official_account.tag_members",
    "wechat_official_account.blacklist",
    "wechat_official_account.user_growth",
    "wechat_shop.orders",
    "wechat_shop.aftersales",
    "wechat_shop.products",
    "wechat_shop.members",
    "wechat_shop.member_points",
    "wecom.follow_users",
    "wecom.customers",
    "wecom.moment_comments",
    "wecom.group_message_results",
    "youzan.trades",
    "youzan.customers",
    "youzan.points",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    world = World(100, 24, seed=11, until=date(2026, 3, 10))
    options = Options(follower_page=20, most_orders_per_window=15)
    with running_sandbox(world, SandboxClock(int(NOW.timestamp())), options) as running:
        yield running


def changed(value: Any, change: Change, name: str = "") -> Any:
    """A JSON value with a change made to all that is in it, from the inside out."""
    if isinstance(value, dict):
        value = {key: changed(item, change, key) for key, item in value.items()}
    elif isinstance(value, list):
        value = [changed(item, change, name) for item in value]
    return value if name in ABOUT_TOKENS else change(value, name)


def as_text(value: Any, _name: str) -> Any:
    """All numbers and flags are text, what is empty is null, and there are new fields."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return {**value, "a_new_field": {"of": [1, None]}}
    return None if value == [] else value


def as_numbers(value: Any, _name: str) -> Any:
    """Digits are numbers, flags 0 and 1, and a null stands in every list of texts or objects."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.isdecimal() and len(value) <= LONGEST_NUMBER:
        return value if value.startswith("0") else int(value)
    return [*value, None] if isinstance(value, list) and value else value


def told_twice(value: Any, _name: str) -> Any:
    """Every list says everything twice, but for points: rows without an id may be equal."""
    if not isinstance(value, list):
        return value
    is_points = any(isinstance(one, dict) and POINTS & one.keys() for one in value)
    return value if is_points else value * 2


def without_what_is_empty(value: Any, _name: str) -> Any:
    """Lists that are empty are not there."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if item != [] or key in ALWAYS_NAMED}


@pytest.mark.parametrize("change", [as_text, as_numbers, told_twice, without_what_is_empty])
def test_another_form_of_the_same_says_the_same(
    sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    send = session.HttpSession.send

    def other_form(self: Any, method: str, path: str, **options: Any) -> session.Reply:
        reply = send(self, method, path, **options)
        body = changed(json.loads(reply.body), change)
        return replace(reply, body=json.dumps(body, ensure_ascii=False).encode())

    def keys(name: str) -> set[str]:
        stream = opened(sandbox, *name.split("."), tmp_path)
        pages = stream.pages(None, context(sandbox, []))
        return {record.key for page in pages for record in page.records}

    plain = {name: keys(name) for name in STREAMS}
    monkeypatch.setattr(session.HttpSession, "send", other_form)
    for name, expected in plain.items():
        assert keys(name) == expected, name
    assert [name for name, known in plain.items() if not known] == [], "that proves nothing"
