"""How expectations are declared: names and words first, Great Expectations only when needed.

Importing Great Expectations takes seconds, and a run without new batches never needs it. So a
declaration holds a function that makes the expectation once the library is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import BatchExpectation

WECHAT_BEGAN = 2011
Make = Callable[[Any], "BatchExpectation"]
"""Makes an expectation; is given the module `great_expectations.expectations`."""


@dataclass(frozen=True, slots=True)
class Check:
    """One property of one stream's landed records.

    Attributes:
        says: The property as a sentence, for the UI.
        make: Makes the expectation.
        is_blocking: Whether a batch that breaks it must not reach the warehouse. Expectations that
            describe our own work block; those that describe the world only warn.
    """

    says: str
    make: Make
    is_blocking: bool = True


@dataclass(frozen=True, slots=True)
class Suite:
    """What is expected of one stream.

    Attributes:
        columns: Column of the frame -> JSON path in the payload; values arrive as text.
        checks: Name -> check, in the order of the UI.
        since: The year before which no record can lie.
    """

    columns: Mapping[str, str]
    checks: Mapping[str, Check]
    since: int = WECHAT_BEGAN


RECORD_KEY = "record_key"
HOLDS_MOBILE = "holds_clear_mobile"
HAS_PLAUSIBLE_TIME = "has_plausible_time"

PROTECTED = r'^\{"token":(null|"[a-z]{2}[0-9]+_[0-9a-f]{32}"),'
OPENID = r"^[A-Za-z0-9_-]{20,40}$"
ISO_DAY = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"
NATURAL_NUMBER = r"^[0-9]+$"
DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


def filled(column: str, says: str, *, share: float = 1.0, is_blocking: bool = True) -> Check:
    """The column is present, in at least that share of the rows."""
    return Check(
        says,
        lambda gx: gx.ExpectColumnValuesToNotBeNull(column=column, mostly=share),
        is_blocking,
    )


def looks_like(
    column: str, pattern: str, says: str, *, share: float = 1.0, is_blocking: bool = True
) -> Check:
    """The column matches a regular expression wherever it is present."""
    return Check(
        says,
        lambda gx: gx.ExpectColumnValuesToMatchRegex(column=column, regex=pattern, mostly=share),
        is_blocking,
    )


def protected(column: str, what: str) -> Check:
    """The column holds what the guard makes of personal data, wherever it is present."""
    return looks_like(column, PROTECTED, f"{what} is stored as a token and a mask, never in clear.")


def one_of(column: str, values: list[str], says: str, *, is_blocking: bool = False) -> Check:
    """The column holds one of the known values; a new one is a change to look at, not an error."""
    return Check(
        says,
        lambda gx: gx.ExpectColumnValuesToBeInSet(column=column, value_set=values),
        is_blocking,
    )


def no_clear_mobile() -> Check:
    """No payload holds a mainland mobile number in clear."""
    return Check(
        "No payload holds a mobile number in clear: every one is a token.",
        lambda gx: gx.ExpectColumnValuesToBeInSet(column=HOLDS_MOBILE, value_set=[False]),
    )


def plausible_time(since: int = WECHAT_BEGAN, *, is_blocking: bool = True) -> Check:
    """The record's own instant, where it has one, is not before that year nor after tomorrow."""
    return Check(
        f"Records that carry an instant lie in {since} or later and not in the future.",
        lambda gx: gx.ExpectColumnValuesToBeInSet(column=HAS_PLAUSIBLE_TIME, value_set=[True]),
        is_blocking,
    )
