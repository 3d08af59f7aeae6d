"""What an endpoint is: a path, a method, whose token opens it, and a function.

Platform modules declare endpoints; `gateway.py` runs them. A handler gets a `Call` and returns the
body of the answer, or raises `PlatformError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.platforms.errors import PlatformError, refusal
from sandbox.platforms.tokens import Family


@dataclass(frozen=True, slots=True)
class Call:
    """One request that passed the gate.

    Attributes:
        query: Parameters of the address.
        body: The JSON object that was posted; empty for GET.
        now: The sandbox's clock, epoch seconds.
        appid: The account whose token was shown; empty where none is needed.
    """

    query: Mapping[str, str]
    body: Mapping[str, Any]
    now: int
    appid: str = ""

    def text(self, field: str, missing: int = 40097) -> str:
        """Return a text of the body.

        Raises:
            PlatformError: `missing` when it is absent, empty or no text.
        """
        value = self.body.get(field)
        if not isinstance(value, str) or not value:
            raise PlatformError(missing, f"invalid args: {field}")
        return value


Handler = Callable[[Call], dict[str, Any]]
Refuse = Callable[[PlatformError, str], dict[str, Any]]
Opens = Family | Literal["any", "none"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path of the platform.

    Attributes:
        handler: Makes the answer.
        method: The only HTTP method it takes.
        opens: Which kind of account's token opens it: one family, `any`, or `none` is needed.
        refuse: Spells a refusal, given the error and the request's id.
    """

    handler: Handler
    method: Literal["GET", "POST"] = "POST"
    opens: Opens = "any"
    refuse: Refuse = refusal


Endpoints = dict[str, Endpoint]
