"""`mdc callback serve` at a terminal: what it says when it cannot start."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Mdc

PREFIX = "WECHAT_OFFICIAL_ACCOUNT_"


@pytest.fixture
def account(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(f"{PREFIX}APPID", "wx00000000000demo")
    monkeypatch.setenv(f"{PREFIX}SECRET", "only-for-tests")
    monkeypatch.setenv(f"{PREFIX}CALLBACK_TOKEN", "onlyfortests")
    return home


def test_a_missing_token_is_named(account: Path, mdc: Mdc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"{PREFIX}CALLBACK_TOKEN")
    result = mdc("callback", "serve", "--port", "0")
    assert result.exit_code == 1
    assert f"{PREFIX}CALLBACK_TOKEN" in result.stderr


def test_a_wrong_key_is_named_and_not_repeated(
    account: Path, mdc: Mdc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}ENCODING_AES_KEY", "mistyped-key")
    result = mdc("callback", "serve", "--port", "0")
    assert result.exit_code == 1
    assert f"{PREFIX}ENCODING_AES_KEY" in result.stderr
    assert "mistyped-key" not in result.output


def test_a_taken_port_is_named(account: Path, mdc: Mdc) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = mdc("callback", "serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "Choose another --port" in result.stderr


def test_a_store_that_cannot_be_made_is_named(account: Path, mdc: Mdc) -> None:
    account.mkdir(mode=0o700)
    (account / "callback").write_text("in the way")
    result = mdc("callback", "serve", "--port", "0")
    assert result.exit_code == 1
    assert "callback" in result.stderr
    assert "start the callback again" in result.stderr


def test_pushing_to_nobody_is_told_in_figures(home: Path, mdc: Mdc) -> None:
    result = mdc(
        "sandbox", "push", "--url", "http://127.0.0.1:9", "--people", "30", "--days", "20",
        "--kind", "mass_send_results",
    )  # fmt: skip
    assert result.exit_code == 0
    assert '"acknowledged": 0' in result.output


def test_an_unknown_kind_of_push_is_named(home: Path, mdc: Mdc) -> None:
    result = mdc("sandbox", "push", "--url", "http://127.0.0.1:9", "--kind", "sales")
    assert result.exit_code == 1
    assert "no push is called 'sales'" in result.stderr
