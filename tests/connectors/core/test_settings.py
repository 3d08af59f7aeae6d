"""A wrong or missing variable is named; its value is not shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from connectors.core.errors import FatalError
from connectors.core.settings import WECHAT_BASE_URL
from connectors.wechat_mini_program import Settings as MiniProgram
from connectors.wechat_official_account import Settings as OfficialAccount
from connectors.wechat_shop import Settings as Shop


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APPID", "SECRET", "BASE_URL"):
        monkeypatch.delenv(f"WECHAT_SHOP_{name}", raising=False)


def test_nothing_set_means_not_configured() -> None:
    settings = Shop(_env_file=None)
    assert not settings.configured
    assert settings.base_url == WECHAT_BASE_URL
    assert settings.credentials().account == ""


@pytest.mark.parametrize(
    ("given", "missing"), [("APPID", "WECHAT_SHOP_SECRET"), ("SECRET", "WECHAT_SHOP_APPID")]
)
def test_half_a_credential_names_the_other_half(
    monkeypatch: pytest.MonkeyPatch, given: str, missing: str
) -> None:
    monkeypatch.setenv(f"WECHAT_SHOP_{given}", "canary-value")
    settings = Shop(_env_file=None)
    assert settings.configured
    with pytest.raises(FatalError, match=f"{missing} is not") as caught:
        settings.credentials()
    assert caught.value.variable == missing
    assert "canary-value" not in str(caught.value)


def test_values_are_read_without_the_blanks_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_SHOP_APPID", " wx1 ")
    monkeypatch.setenv("WECHAT_SHOP_SECRET", "canary-value\n")
    credentials = Shop(_env_file=None).credentials()
    assert (credentials.account, credentials.secret) == ("wx1", "canary-value")
    assert "canary-value" not in repr(credentials) + repr(Shop(_env_file=None))


@pytest.mark.parametrize(
    "address", ["https://api.weixin.qq.com/", "http://127.0.0.1:8080", "http://[::1]:1/base"]
)
def test_an_api_address_is_https_or_this_machine(address: str) -> None:
    assert Shop(_env_file=None, base_url=address).base_url == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://canary.test",
        "http://127.0.0.1.canary.test",
        "ftp://127.0.0.1/canary",
        "file:///canary",
        "https://",
        "localhost",
        "https://canary@host",
        "https://host/?access_token=canary",
    ],
)
def test_any_other_api_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ValidationError, match="base_url") as caught:
        Shop(_env_file=None, base_url=address)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("place", ["", "logs/events", "/var/log/brand", "https://logs.test/a"])
def test_a_log_is_a_folder_or_an_address(place: str) -> None:
    assert OfficialAccount(_env_file=None, event_log=place).event_log == place
    assert MiniProgram(_env_file=None, registry_log=place).registry_log == place


def test_a_log_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="event_log"):
        MiniProgram(_env_file=None, event_log="s3://bucket/logs")
