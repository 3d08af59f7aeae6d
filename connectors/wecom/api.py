"""qyapi.weixin.qq.com: how WeCom hands out tokens and refuses calls.

Its codes are in ``error_table.yml``, how often it may be asked in ``limits.yml``; its paths are the
client's business.
"""

from __future__ import annotations

from connectors.core.error_table import Refusal
from connectors.core.errors import RetryableError
from connectors.core.platform_api import Answer, Call, PlatformApi
from connectors.core.tokens import IssuedToken

TOKEN_PATH = "/cgi-bin/gettoken"  # noqa: S105 - an address


class WecomApi(PlatformApi):
    """Calls with the token of one app of a corp; see `PlatformApi`."""

    rules_package = "connectors.wecom"

    def fetch_token(self, _rejected: str | None) -> IssuedToken:
        """Ask for the app's token; the platform repeats it as long as it lives."""
        login = {"corpid": self.credentials.account, "corpsecret": self.credentials.secret}
        answer = self.exchange(Call("GET", TOKEN_PATH, login))
        try:
            return IssuedToken(str(answer["access_token"]), float(answer["expires_in"]))
        except (KeyError, TypeError, ValueError):
            raise RetryableError(f"{TOKEN_PATH}: an answer without a token.") from None

    def refusal(self, path: str, answer: Answer) -> Refusal | None:
        """Read ``errcode``, which every answer of this platform carries; 0 is a success."""
        try:
            number = int(answer["errcode"])
        except (KeyError, TypeError, ValueError):
            raise RetryableError(f"{path}: an answer without an errcode.") from None
        return Refusal(str(number), str(answer.get("errmsg", ""))) if number else None
