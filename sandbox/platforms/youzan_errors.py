"""How Youzan spells an answer: three envelopes, always HTTP 200, and what it refuses.

What belongs here: envelopes and refusals. What does not: who may call (`youzan_gateway`), what an
endpoint answers.
"""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

TIMEOUT = 106000001
GATEWAY_TEXTS = {
    4001: "请求路径不合法",
    4004: "请求参数不是合法的JSON",
    4005: "API或版本不存在",
    4007: "请求方法或Content-Type不合法",
    4009: "yz_open_id不存在",
    4101: "请求过于频繁",
    4201: "非法的请求凭证",
    4202: "Token 已过期",
    4203: "Token 不存在",
    4204: "没有接口的调用权限",
    5001: "网关异常",
    5002: "业务异常",
    5003: "插件异常",
}
BARE_TEXTS = {500100004: "请求被限流"}
"""Refusals that come without any envelope: `{"msg": …, "code": …}`."""

Answer = dict[str, Any]


class YouzanError(Exception):
    """A request is refused.

    Args:
        code: The platform's number; it decides the envelope.
        text: The message; a usual one for codes of the gateway.
        skeleton: Fills `data` of a refused business call, as the platform does.
    """

    def __init__(self, code: int, text: str = "", skeleton: Any = None) -> None:
        self.code = code
        self.text = text or GATEWAY_TEXTS.get(code) or BARE_TEXTS.get(code) or "系统异常"
        self.skeleton = skeleton
        super().__init__(f"{code} {self.text}")


class Envelopes:
    """Wraps results and refusals; every answer has a trace id of its own."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def result(self, data: Any, *, is_old: bool, beside: Answer) -> Answer:
        """Wrap a result.

        Args:
            data: What the endpoint answers.
            is_old: The 3.x shape, `{"response": …}`.
            beside: Fields that stand beside `data`.
        """
        if is_old:
            return {"response": data}
        head = {"trace_id": self._trace(), "code": 200, "success": True, "message": "successful"}
        return {**head, "data": data, **beside}

    def refusal(self, error: YouzanError, *, is_old: bool) -> Answer:
        """Wrap a refusal of the gateway or of a business call."""
        if error.code in GATEWAY_TEXTS:
            told = {"trace_id": self._trace(), "err_msg": error.text, "err_code": error.code}
            return {"gw_err_resp": told}
        if error.code in BARE_TEXTS:
            return {"msg": error.text, "code": error.code}
        if is_old:
            return {"error_response": {"code": error.code, "msg": error.text}}
        return {
            "trace_id": self._trace(),
            "code": error.code,
            "success": False,
            "message": error.text,
            "data": error.skeleton,
        }

    def _trace(self) -> str:
        digest = hashlib.sha256(str(next(self._numbers)).encode()).hexdigest()
        return f"yz7-{digest[:8]}-{digest[8:24]}"
