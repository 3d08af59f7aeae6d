"""Variables of the Youzan source, all beginning with ``YOUZAN_``."""

from __future__ import annotations

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from connectors.core.settings import AccountSettings, ApiAddress

YOUZAN_BASE_URL = "https://open.youzanyun.com"


class Settings(AccountSettings):
    """The shop and the self-use app (自用型应用) that may read it.

    Attributes:
        kdt_id: The shop's number (店铺 ID); the account that records belong to.
        client_id: The app; public.
        client_secret: Its secret.
        base_url: The platform, or the sandbox.
    """

    model_config = SettingsConfigDict(env_prefix="YOUZAN_")

    needed = ("kdt_id", "client_id", "client_secret")

    kdt_id: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    base_url: ApiAddress = YOUZAN_BASE_URL
