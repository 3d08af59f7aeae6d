"""The demonstration: apart from the caller's settings, remembered, and careful with folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from member_center.cli.console import CommandFailed
from member_center.cli.demo_home import DemoHome, demo_key, remove
from member_center.cli.environment import enter, with_ours, without_ours
from member_center.runtime import open_runtime
from member_center.settings import load_settings
from tests.cli.conftest import Mdc

DAY = date(2026, 3, 2)


def opened(folder: Path, today: date = DAY, people: int = 200) -> DemoHome:
    return DemoHome.open(folder, people, 60, 7, today)


@pytest.fixture
def isolated() -> Iterator[None]:
    """Gives this process its environment back afterwards."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("isolated")
def test_the_demonstration_sees_nothing_of_the_callers_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDC_TOKEN_KEY", "the caller's real key, which is secret")
    monkeypatch.setenv("WECHAT_SHOP_SECRET", "the caller's real secret")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "real"))
    (tmp_path / ".env").write_text("WECHAT_SHOP_APPID=wxreal\nMDC_HOME=real-home\nMDC_BRAND=real\n")
    enter(opened(tmp_path / "demo").variables(DAY))
    settings = load_settings(env_file=None)
    assert settings.home == tmp_path / "demo"
    assert settings.token_key.get_secret_value() == demo_key("token")
    assert settings.brand == "demo"
    assert settings.today() == DAY
    assert "WECHAT_SHOP_SECRET" not in os.environ
    assert "DAGSTER_HOME" not in os.environ
    runtime = open_runtime(env_file=None)
    orders = runtime.source("wechat_shop").streams[0]
    assert not runtime.is_configured("wechat_shop", orders)


def test_children_get_a_clean_environment_or_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MDC_VAULT_KEY", "the caller's key")
    assert "MDC_VAULT_KEY" not in without_ours()
    assert without_ours()["PATH"] == os.environ["PATH"]
    assert with_ours({"A": "b"})["MDC_VAULT_KEY"] == "the caller's key"


def test_a_later_day_shows_the_same_world_further_on(tmp_path: Path) -> None:
    first = opened(tmp_path / "demo").remember(delivered="2026-03-02T09:00:00+08:00")
    later = opened(tmp_path / "demo", today=date(2026, 3, 5))
    assert later == first
    assert "--until=2026-03-02" in later.scene(date(2026, 3, 5))
    assert "--now=2026-03-05T09:00:00+08:00" in later.scene(date(2026, 3, 5))
    assert later.variables(date(2026, 3, 5))["MDC_START_DATE"] == "2026-01-01"
    assert later.days_left(date(2026, 3, 5)) == 11


def test_another_world_in_the_same_home_is_refused(tmp_path: Path) -> None:
    opened(tmp_path / "demo").remember()
    with pytest.raises(CommandFailed, match="--fresh"):
        opened(tmp_path / "demo", people=300)


def test_starting_over_removes_a_demonstration_and_nothing_else(tmp_path: Path) -> None:
    opened(tmp_path / "demo").remember()
    remove(tmp_path / "demo")
    assert not (tmp_path / "demo").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").touch()
    with pytest.raises(CommandFailed, match="left as it is"):
        remove(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.doc").exists()


@pytest.mark.usefixtures("isolated")
def test_the_command_refuses_another_world_with_code_1(
    mdc: Mdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened(tmp_path / "var" / "demo").remember()
    result = mdc("demo", "--people", "300", "--days", "60")
    assert result.exit_code == 1
    assert "--fresh" in result.output
