"""The connector of docs/write-a-connector.md, taken from the page as it stands, at work."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import connectors
from connectors.core.stream import Source
from connectors.core.windows import Period
from member_center.runtime import Runtime, connector_packages, declared_sources
from member_center.settings import Settings
from tests.connectors import test_conformance
from tests.landing.world import latest

PAGE = Path(__file__).parents[2] / "docs" / "write-a-connector.md"
FILE = re.compile(r"^\*\*`(connectors/stamps/[^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.M | re.S)
START = 1_772_384_400  # 2026-03-02 01:00 in Shanghai
DAY = 86_400
SECRET = "canary-stamps-secret"
MOST_LINES = 100


@dataclass
class Stamps:
    """The made-up platform: cards by the instant of their last change, two on a page."""

    changed: dict[str, int]
    stamps: int = 1
    token: str = "stamp-1"
    refusals: dict[str, list[int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, token: str | None, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(path)
        if self.refusals.get(path):
            return {"code": self.refusals[path].pop(0), "message": "made up"}
        if path == "/token":
            is_right = body == {"shop": "shop-1", "secret": SECRET}
            return {"code": 0, "token": self.token, "seconds": 7200} if is_right else {"code": 21}
        if token != self.token:
            return {"code": 20}
        return self._cards(body) if path == "/cards/list" else self._card(body["card_id"])

    def _cards(self, body: dict[str, Any]) -> dict[str, Any]:
        within = [k for k, at in self.changed.items() if body["since"] <= at < body["until"]]
        start = int(body["next_key"] or 0)
        has_more = start + 2 < len(within)
        page = sorted(within)[start : start + 2]
        return {"code": 0, "card_ids": page, "has_more": has_more, "next_key": str(start + 2)}

    def _card(self, card_id: str) -> dict[str, Any]:
        holder = {"name": "样本甲", "phone": "13800000001"}
        card = {"card_id": card_id, "holder": holder, "stamps": self.stamps}
        return {"code": 0, "card": {**card, "changed_at": self.changed[card_id]}}


@contextmanager
def served(stamps: Stamps) -> Iterator[str]:
    """The platform at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            path, _, query = self.path.partition("?")
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = query.removeprefix("access_token=") or None
            content = json.dumps(stamps.answer(path, token, body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def files() -> dict[str, str]:
    """What the page shows, by path."""
    return dict(FILE.findall(PAGE.read_text("utf-8")))


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package as the page tells to write it, where connectors are looked for."""
    for path, content in files().items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    monkeypatch.setattr(
        connectors, "__path__", [*connectors.__path__, str(tmp_path / "connectors")]
    )
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("connectors.stamps")]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def stamps() -> Stamps:
    return Stamps({f"card-{number}": START + number * DAY // 2 for number in range(9)})


def opened(home: Path, url: str, monkeypatch: pytest.MonkeyPatch, secret: str = SECRET) -> Runtime:
    """A home whose clock stands at noon of the fifth day."""
    for name, value in {"SHOP": "shop-1", "SECRET": secret, "BASE_URL": url}.items():
        monkeypatch.setenv(f"STAMPS_{name}", value)
    settings = Settings(
        _env_file=None,
        home=home,
        token_key="t" * 32,
        vault_key="v" * 32,
        MDC_NOW="2026-03-06T12:00:00+08:00",
        start_date="2026-03-02",
    )
    return Runtime(settings, env_file=None)


def pulled(runtime: Runtime, days: Period | None = None) -> tuple[Source, Any]:
    source = runtime.source("stamps")
    result = runtime.pull(source, source.streams[0], days=days)
    runtime.landing.write_index()
    return source, result


def test_the_page_keeps_its_promise_of_few_lines() -> None:
    assert sum(len(content.splitlines()) for content in files().values()) < MOST_LINES


def test_the_package_is_found_without_being_named(written: Path) -> None:
    assert "connectors.stamps" in {package.__name__ for package in connector_packages()}


def test_it_runs_alone(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["connectors.stamps", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("connectors.stamps", run_name="__main__")
    assert ended.value.code == 0


def test_it_pulls_whole_once_and_backfills(
    written: Path, stamps: Stamps, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(stamps) as url:
        runtime = opened(written / "home", url, monkeypatch)
        _, result = pulled(runtime)
        assert (result.landed, result.rejected, result.stopped_because) == (9, 0, None)
        landed = latest(written / "home")
        assert {key for _, key in landed} == set(stamps.changed)
        assert not any("13800000001" in text or "样本甲" in text for text in landed.values())
        assert pulled(runtime)[1].landed == 0
        stamps.stamps = 2
        third = Period(*[runtime.settings.first_day()] * 2)
        source, result = pulled(runtime, third)
        assert result.landed == 2
        assert source.quota is not None
        assert source.quota("/cards/get").used >= 2


def test_its_faults_are_survived(
    written: Path, stamps: Stamps, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps.refusals = {"/cards/get": [20, 40], "/cards/list": [30]}
    with served(stamps) as url:
        runtime = opened(written / "home", url, monkeypatch)
        assert "quota is used up" in pulled(runtime)[1].stopped_because
        (written / "home" / "tokens" / "quota.json").unlink()
        result = pulled(runtime)[1]
    assert (result.landed, result.rejected, result.stopped_because) == (8, 1, None)
    assert stamps.asked.count("/token") == 2


def test_a_wrong_secret_names_the_variable(
    written: Path, stamps: Stamps, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        served(stamps) as url,
        pytest.raises(Exception, match=r"Look at STAMPS_SECRET: Copy it from the console"),
    ):
        pulled(opened(written / "home", url, monkeypatch, secret="wrong"))


def test_it_passes_the_conformance_suite(written: Path) -> None:
    package = next(one for one in connector_packages() if one.__name__ == "connectors.stamps")
    source = next(one for one in declared_sources() if one.name == "stamps")
    given = {"package": package, "source": source, "stream": source.streams[0]}
    passed = 0
    for name, check in vars(test_conformance).items():
        wanted = inspect.signature(check).parameters if name.startswith("test_") else {}
        if wanted and set(wanted) <= set(given):
            check(**{parameter: given[parameter] for parameter in wanted})
            passed += 1
    assert passed >= 6
