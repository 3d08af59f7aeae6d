"""open.youzanyun.com: how a token is had, and which of its three envelopes an answer is in.

Every answer is HTTP 200. The gateway refuses in ``gw_err_resp``; current APIs answer with ``code``
200 and ``data``, old ones with ``response`` or ``error_response``. What a code means is data in
``error_table.yml``; which APIs there are is the client's business.
"""

from __future__ import annotations

from typing import Any

from connectors.core.error_table import Refusal
from connectors.core.errors import RetryableError
from connectors.core.platform_api import Answer, Call, PlatformApi
from connectors.core.tokens import IssuedToken

TOKEN_PATH = "/auth/token"  # noqa: S105 - an address
SUCCESS = "200"
_NO = (False, "false", "False")
# A number below this cannot be an instant in milliseconds of this century.
_EARLIEST_MILLIS = 10**11


class YouzanApi(PlatformApi):
    """One shop's calls; see `PlatformApi`."""

    rules_package = "connectors.youzan"

    def fetch_token(self, rejected: str | None) -> IssuedToken:
        """Ask for the living token; only when that is the refused one, for a new one."""
        issued = self._issued(refresh=False)
        return self._issued(refresh=True) if issued.value == rejected else issued

    def refusal(self, path: str, answer: Answer) -> Refusal | None:
        """Read a refusal out of whichever envelope the answer is in."""
        if isinstance(said := answer.get("gw_err_resp"), dict):
            return Refusal(str(said.get("err_code")), str(said.get("err_msg")))
        if isinstance(said := answer.get("error_response"), dict):
            return Refusal(str(said.get("code")), str(said.get("msg") or said.get("message")))
        if "response" in answer:
            return _failed(answer["response"])
        if "code" not in answer:
            raise RetryableError(f"{path}: an answer in none of the platform's envelopes.")
        if str(answer["code"]) != SUCCESS or answer.get("success") in _NO:
            message = answer.get("message") or answer.get("msg")
            return Refusal(str(answer["code"]), str(message))
        return _failed(answer.get("data"))

    def _issued(self, *, refresh: bool) -> IssuedToken:
        body = {
            "client_id": self.credentials.app,
            "client_secret": self.credentials.secret,
            "authorize_type": "silent",
            "grant_id": self.credentials.account,
            "refresh": refresh,
        }
        told = result(self.exchange(Call("POST", TOKEN_PATH, body=body)))
        try:
            value, end = str(told["access_token"]), float(told["expires"])
        except (KeyError, TypeError, ValueError):
            raise RetryableError(f"{TOKEN_PATH}: an answer without a token.") from None
        is_instant = end >= _EARLIEST_MILLIS
        return IssuedToken(value, end / 1_000 - self.now().timestamp() if is_instant else end)


def result(answer: Answer) -> Any:
    """Return what a successful answer holds, in either envelope."""
    return answer["response"] if "response" in answer else answer.get("data")


def _failed(data: object) -> Refusal | None:
    """A call can be answered well and still say that it did nothing."""
    if isinstance(data, dict) and data.get("is_success") in _NO:
        return Refusal("is_success=false", str(data.get("message") or data.get("error_msg") or ""))
    return None
