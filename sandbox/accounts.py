"""The made-up brand's accounts: appids, secrets and scopes that server, logs and truth agree on.

What belongs here: constants that more than one room of the sandbox needs. What does not: real
credentials. The secrets below open nothing but the sandbox.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One platform account of the brand.

    Attributes:
        appid: The account's appid; also the scope of the openids it hands out.
        secret: The sandbox's password for it.
        original_id: The `gh_…` id that stands in pushed messages.
        title: What the account is called in front of customers.
    """

    appid: str
    secret: str
    original_id: str
    title: str


OFFICIAL_ACCOUNT = Account(
    "wx0a0000000000demo1", "sandbox-only-official-account", "gh_demo00000001", "禾小朵"
)
CALLBACK_TOKEN = "sandboxcallback"  # noqa: S105 - opens only the sandbox
"""The token that pushes to the official account are signed with."""
CALLBACK_AES_KEY = "sandboxOnlyEncodingAESKey0000000000000000Zw"
"""Their EncodingAESKey."""
MINI_PROGRAM = Account(
    "wx0b0000000000demo1", "sandbox-only-mini-program", "gh_demo00000002", "禾小朵会员"
)
MINI_PROGRAM_2 = Account(
    "wx0b0000000000demo2", "sandbox-only-campaign-program", "gh_demo00000003", "禾小朵活动"
)
SHOP = Account("wx0c0000000000demo1", "sandbox-only-shop", "gh_demo00000004", "禾小朵旗舰店")

WECOM = Account("ww0d0000000000demo1", "sandbox-only-wecom-customer-contact", "", "禾小朵商贸")
"""The WeCom account: its corpid, and the secret of the app that may read customer contacts."""

WECOM_DIRECTORY_SECRET = "sandbox-only-wecom-directory"  # noqa: S105 - opens only the sandbox
"""Secret of another app of the same WeCom account, without the right to customer contacts."""

MINI_PROGRAMS = (MINI_PROGRAM, MINI_PROGRAM_2)
"""The mini programs by app number; the second, a campaign app, appears only in the brand's logs."""


@dataclass(frozen=True, slots=True)
class YouzanShop:
    """The brand's shop at Youzan and the self-use app that may read it.

    Attributes:
        kdt_id: The shop's number; also the scope of the ids it gives its customers.
        client_id: The app.
        client_secret: The sandbox's password for it.
        title: What the shop is called in front of customers.
    """

    kdt_id: str
    client_id: str
    client_secret: str
    title: str


YOUZAN = YouzanShop("90000001", "demo0000000000youzan", "sandbox-only-youzan-shop", "禾小朵有赞店")

OPEN_PLATFORM = "open_platform"
"""Scope of every unionid: all accounts are bound to one Open Platform account."""

BRAND = "demo"
"""Scope of member cards and brand user ids."""
