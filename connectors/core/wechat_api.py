"""api.weixin.qq.com, as all WeChat account types share it.

Official account, mini program and shop differ in paths and accounts, not in how a call is made.
"""

from __future__ import annotations

from connectors.core.error_table import Refusal
from connectors.core.errors import RetryableError
from connectors.core.platform_api import Answer, Call, Credentials, PlatformApi
from connectors.core.tokens import IssuedToken

__all__ = ["Answer", "Credentials", "WechatApi"]

TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105 - an address


class WechatApi(PlatformApi):
    """One WeChat account's calls; see `PlatformApi`."""

    rules_package = "connectors.core"

    def fetch_token(self, _rejected: str | None) -> IssuedToken:
        """Ask ``stable_token``, never by force: that would take the token away from others."""
        body = {
            "grant_type": "client_credential",
            "appid": self.credentials.account,
            "secret": self.credentials.secret,
            "force_refresh": False,
        }
        answer = self.exchange(Call("POST", TOKEN_PATH, body=body))
        try:
            return IssuedToken(str(answer["access_token"]), float(answer["expires_in"]))
        except (KeyError, TypeError, ValueError):
            raise RetryableError(f"{TOKEN_PATH}: an answer without a token.") from None

    def refusal(self, path: str, answer: Answer) -> Refusal | None:
        """Read ``errcode``; absent or 0 is a success, and several APIs leave it out."""
        code = answer.get("errcode") or 0
        try:
            number = int(code)
        except (TypeError, ValueError):
            raise RetryableError(f"{path}: an answer whose errcode is not a number.") from None
        return Refusal(str(number), str(answer.get("errmsg", ""))) if number else None
