"""Commands that need no run: what they print, and the code they end with."""

from __future__ import annotations

import io
import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from member_center.cli.main import write_any_text
from member_center.landing import Refused
from member_center.landing.records import ProtectedRecord
from member_center.runtime import Runtime, open_runtime
from tests.cli.conftest import Mdc

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def land(runtime: Runtime, *keys: str) -> None:
    """One batch of orders, as a pull would have landed it."""
    records = [ProtectedRecord(key, {"order_id": key}, AT) for key in keys]
    runtime.landing.commit("wechat_shop", "orders", "wx1", records, {"upto": 1}, AT, "none")


def test_help_names_every_command(mdc: Mdc) -> None:
    said = mdc("--help").stdout
    for name in ("init", "demo", "dev", "run", "pull", "streams", "quarantine", "landing"):
        assert name in said
    assert "serving" in said
    assert "sandbox" in said


def test_signs_that_a_terminal_has_no_code_for_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console of Chinese Windows speaks GBK, which has 会员 and has no ✓."""
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stdout", terminal)
    write_any_text()
    terminal.write("✓ 会员")
    terminal.seek(0)
    assert terminal.read() == "\\u2713 会员"


def test_init_writes_fresh_private_keys_and_shows_none(
    mdc: Mdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = mdc("init")
    assert result.exit_code == 0
    file = tmp_path / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    values = dict(
        line.split("=", 1)
        for line in file.read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )
    token, vault = values["MDC_TOKEN_KEY"], values["MDC_VAULT_KEY"]
    assert len(token) >= 32
    assert len(vault) >= 32
    assert token != vault
    assert token not in result.output
    assert vault not in result.output
    assert "WECHAT_SHOP_APPID" in values


def test_init_leaves_an_existing_file_alone(
    mdc: Mdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("MDC_TOKEN_KEY=in use")
    result = mdc("init")
    assert result.exit_code == 1
    assert "exists" in result.output
    assert (tmp_path / ".env").read_text() == "MDC_TOKEN_KEY=in use"


@pytest.mark.usefixtures("home")
def test_a_missing_key_is_named_with_the_next_step(
    mdc: Mdc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MDC_TOKEN_KEY")
    for command in (["run"], ["streams"], ["pull", "wechat_shop"]):
        result = mdc(*command)
        assert result.exit_code == 1
        assert "MDC_TOKEN_KEY: is missing" in result.output
        assert "mdc init" in result.output


@pytest.mark.usefixtures("home")
def test_pull_passes_over_what_is_not_configured(mdc: Mdc) -> None:
    result = mdc("pull", "wechat_shop")
    assert result.exit_code == 0
    assert "wechat_shop.orders: not configured" in result.output


@pytest.mark.usefixtures("home")
def test_pull_names_the_variable_that_is_missing(mdc: Mdc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_SHOP_APPID", "wx0c0000000000demo1")
    result = mdc("pull", "wechat_shop", "orders")
    assert result.exit_code == 1
    assert "WECHAT_SHOP_SECRET" in result.output


@pytest.mark.usefixtures("home")
def test_pull_tells_which_names_there_are(mdc: Mdc) -> None:
    result = mdc("pull", "taobao")
    assert result.exit_code == 1
    assert "wechat_shop" in result.output
    result = mdc("pull", "wechat_shop", "orderz")
    assert result.exit_code == 1
    assert "orders, aftersales, products" in result.output


@pytest.mark.usefixtures("home")
def test_pull_takes_files_from_the_inbox(
    mdc: Mdc, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    (home / "inbox").mkdir(parents=True)
    (home / "inbox" / "会员.csv").write_text(
        "会员卡号,姓名,手机号,开卡日期\nM0001,韩梅梅,13800001111,2025-01-02\n", "utf-8"
    )
    result = mdc("pull", "offline", "members")
    assert result.exit_code == 0
    assert "offline.members: 1 landed" in result.output
    assert "13800001111" not in result.output


def test_streams_lists_all_and_what_has_landed(mdc: Mdc, home: Path) -> None:
    land(open_runtime(), "1", "2")
    found = {(s["source"], s["stream"]): s for s in json.loads(mdc("streams", "--json").stdout)}
    orders = found["wechat_shop", "orders"]
    assert (orders["rows"], orders["is_configured"]) == (2, False)
    assert orders["last_landed_at"] == "2026-03-02 01:00:00+00:00"
    assert orders["cursor"] == '{"upto": 1}'
    assert found["offline", "members"]["rows"] == 0
    said = mdc("streams").output
    assert "wechat_mini_program" in said
    assert "registry" in said
    assert home.exists()


@pytest.mark.usefixtures("home")
def test_a_batch_is_withheld_and_released(mdc: Mdc) -> None:
    land(open_runtime(), "1", "2")
    assert mdc("landing", "withhold", "1", "--reason", "wrong prices").exit_code == 0
    status = mdc("landing", "status").output
    assert "batch 1 of wechat_shop.orders" in status
    assert "wrong prices" in status
    told = json.loads(mdc("landing", "status", "--json").stdout)
    assert told["streams"][0]["rows"] == 2
    assert told["withheld"][0]["withheld_because"] == "wrong prices"
    assert mdc("landing", "release", "1").exit_code == 0
    assert "wrong prices" not in mdc("landing", "status").output


@pytest.mark.usefixtures("home")
def test_a_withheld_batch_can_be_asked_for_again(mdc: Mdc) -> None:
    land(open_runtime(), "1", "2")
    assert "`--pull-again` asks for it again" in mdc("landing", "withhold", "1").output
    said = mdc("landing", "withhold", "1", "--pull-again").output
    assert "wechat_shop.orders is set back to before it" in said
    assert open_runtime().landing.cursor("wechat_shop", "orders") == {}


@pytest.mark.usefixtures("home")
def test_withholding_an_unknown_batch_says_where_the_numbers_are(mdc: Mdc) -> None:
    result = mdc("landing", "withhold", "99")
    assert result.exit_code == 1
    assert "mdc landing status" in result.output


def test_a_damaged_log_is_made_anew_from_the_files(mdc: Mdc, home: Path) -> None:
    runtime = open_runtime(env_file=None)
    land(runtime, "a", "b")
    runtime.landing.close()
    for name in ("state.db-wal", "state.db-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "state.db").write_bytes(b"this is no database" * 100)
    assert mdc("landing", "verify").exit_code == 0
    assert (home / "state.db.damaged-1").exists()
    assert mdc("landing", "rebuild").exit_code == 0
    assert mdc("landing", "verify").exit_code == 0


def test_a_damaged_file_is_named(mdc: Mdc, home: Path) -> None:
    land(open_runtime(env_file=None), "a")
    file = next((home / "landing").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    named = mdc("landing", "verify")
    assert named.exit_code == 1
    assert file.name in named.output


def test_another_vault_key_is_an_explained_error(
    mdc: Mdc, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    open_runtime(env_file=None).vault.close()
    monkeypatch.setenv("MDC_VAULT_KEY", "not the key that this vault was made with")
    (home / "inbox").mkdir(exist_ok=True)
    (home / "inbox" / "members.csv").write_text("会员卡号,姓名,手机号\n81,甲某某,\n", "utf-8")
    told = mdc("pull", "offline", "members")
    assert told.exit_code == 1
    assert "MDC_VAULT_KEY" in told.output


@pytest.mark.usefixtures("home")
def test_refused_rows_are_listed_with_reason_and_next_step(mdc: Mdc) -> None:
    assert "Nothing is in quarantine" in mdc("quarantine", "list").output
    row = Refused("sales.csv row 7", "no amount", "Ask the store.", {"row": "tx1_ab"})
    open_runtime().quarantine.add("offline", "sales", [row], AT)
    said = mdc("quarantine", "list").output
    assert "offline.sales" in said
    assert "no amount" in said
    assert "Ask the store." in said
    assert "sales.csv row 7" in mdc("quarantine", "show", "offline", "sales").output
    told = json.loads(mdc("quarantine", "list", "--json").stdout)
    assert told["files"] == []
    assert [(one["stream"], one["rows"], one["is_notice"]) for one in told["rows"]] == [
        ("offline.sales", 1, False)
    ]
    (shown,) = json.loads(mdc("quarantine", "show", "offline", "--json").stdout)
    assert shown["place"] == "sales.csv row 7"


def test_a_refused_file_comes_back_into_the_inbox(
    mdc: Mdc, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFLINE_SETTLE_SECONDS", "0")
    inbox = home / "inbox"
    inbox.mkdir(parents=True)
    content = "a;b;c\nnobody;can;map this\n"
    (inbox / "mystery.csv").write_text(content)
    assert mdc("pull", "offline").exit_code == 0
    assert list(inbox.iterdir()) == []
    reports = list((home / "quarantine").glob("*.json"))
    assert len(reports) == 1
    name = reports[0].stem
    listed = mdc("quarantine", "list").output
    assert name in listed
    assert mdc("quarantine", "restore", name).exit_code == 0
    assert (inbox / "mystery.csv").read_text() == content
    assert not list((home / "quarantine").glob("*.sealed"))
    assert mdc("quarantine", "restore", name).exit_code == 1


@pytest.mark.usefixtures("home")
def test_serving_commands_say_when_nothing_is_published(mdc: Mdc) -> None:
    assert "Nothing is published yet" in mdc("serving", "list").output
    assert json.loads(mdc("serving", "list", "--json").stdout) == []
    result = mdc("serving", "rollback")
    assert result.exit_code == 1
    assert "no earlier version" in result.output
    assert mdc("serving", "verify").exit_code == 1
