"""After every kind of fault: no token, no secret and no phone in a log, an error or a file.

A planted person's phone and name, the secrets and the tokens in use are looked for everywhere; the
one place where a token may lie is the cache that all processes share.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import requests

from tests.e2e.test_privacy import stored_texts
from tests.faults.api_faults import FAULTS, ONE_OF_EACH_KIND
from tests.faults.world import TOKEN_KEY, VAULT_KEY, Brand, Home, api_streams, failures

NAME, PHONE = "欧阳金丝雀", "19900007777"
SCRIPTS = (
    "40001 mid-page",
    "502 with HTML",
    "reset mid-body",
    "truncated JSON",
    "every token refused",
)


@pytest.fixture
def planted(platforms: Brand) -> Iterator[Brand]:
    """The platforms with a person of recognisable name and phone in their answers."""
    address = f"{platforms.running.url}/_sandbox/canary"
    requests.post(address, json={"name": NAME, "phone": PHONE}, timeout=5).raise_for_status()
    yield platforms
    requests.post(address, json={}, timeout=5).raise_for_status()


def scripts(all_of_them: bool) -> list[dict[str, object]]:
    chosen = [f for f in FAULTS if all_of_them or f.name in SCRIPTS]
    return [fault for one in chosen for fault in one.script]


@pytest.mark.parametrize("streams", [ONE_OF_EACH_KIND, pytest.param((), marks=pytest.mark.faults)])
def test_nothing_that_is_secret_or_personal_is_left_anywhere(
    streams: tuple[str, ...], planted: Brand, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    names = streams or tuple(api_streams())
    planted.set(scripts(all_of_them=not streams))
    with caplog.at_level(logging.DEBUG):
        said = [json.dumps(failures(home.pull(*names)), ensure_ascii=False) for _ in range(2)]
        planted.calm()
        home.pull_until_quiet(*names)
    tokens = [
        json.loads(file.read_text())["token"] for file in home.folder.glob("tokens/token-*.json")
    ]
    secrets = [v for k, v in planted.variables.items() if k.endswith(("_SECRET", "_AES_KEY"))]
    hidden = [*tokens, *secrets, TOKEN_KEY, VAULT_KEY, PHONE, NAME]
    assert len(tokens) >= 3
    assert len(secrets) >= 4
    spoken = "\n".join([*said, caplog.text])
    assert len(spoken) > 10_000
    assert [number for number, one in enumerate(hidden) if one in spoken] == []
    leaks = {
        name
        for name, content in stored_texts(home.folder)
        for one in hidden
        if one.encode() in content and not (name.startswith("tokens/") and one in tokens)
    }
    assert leaks == set()
