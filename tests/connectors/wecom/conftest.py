"""A made-up WeCom that answers by hand: tokens of an app, and an errcode in every answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from connectors.core.stream import Stream
from connectors.wecom import Settings, connect
from connectors.wecom.api import TOKEN_PATH
from tests.connectors.support import BASE_URL, SECRET, FakeClock, FakePlatform

OpenStream = Callable[[str], Stream]


class FakeCorp(FakePlatform):
    """The fake platform with WeCom's token endpoint."""

    def _serve(self, sent: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        if urlsplit(str(sent.url)).path == TOKEN_PATH:
            self.calls.append((TOKEN_PATH, {}))
            return 200, {}, json.dumps({"errcode": 0, "errmsg": "ok", **self._issue({})})
        status, headers, body = super()._serve(sent)
        answer = {"errcode": 0, "errmsg": "ok", **json.loads(body)} if status == 200 else body
        return status, headers, answer if isinstance(answer, str) else json.dumps(answer)


@pytest.fixture
def corp() -> Iterator[FakeCorp]:
    fake = FakeCorp()
    with fake:
        yield fake


@pytest.fixture
def stream(corp: FakeCorp, clock: FakeClock, tmp_path: Path) -> OpenStream:
    """Opens a stream of the corp by name."""

    def opened(name: str) -> Stream:
        settings = Settings(_env_file=None, corpid="ww-demo", secret=SECRET, base_url=BASE_URL)
        source = connect(settings, state_dir=tmp_path, now=clock.now, retry=clock.retry())
        return next(one for one in source.streams if one.name == name)

    return opened


def refusal(code: int) -> dict[str, object]:
    """A body of the platform that refuses."""
    return {"errcode": code, "errmsg": "no, hint: [17], from ip: 127.0.0.1"}
