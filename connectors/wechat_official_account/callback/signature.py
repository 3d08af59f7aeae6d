"""Is it WeChat who asks: the signature of a query, and how old it may be.

WeChat signs with the token of the console (服务器配置): SHA-1 over the sorted parts. Comparing
takes the same time however many letters are right, so the answer tells nothing about it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.wechat_official_account.callback.refusals import Forged, Stale

WINDOW_SECONDS = 300
"""How far a signed instant may lie from ours: WeChat repeats within 15 seconds, clocks differ."""
LONGEST_NONCE = 128


@dataclass(frozen=True, slots=True)
class Nonce:
    """The signed instant (epoch seconds) and nonce of one delivery; a pair is good for one push."""

    timestamp: int
    value: str


def signature_of(*parts: str) -> str:
    """Sign parts as WeChat does: SHA-1 of the sorted parts, as hex."""
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def checked_nonce(
    query: Mapping[str, str], name: str, tokens: Sequence[str], now: int, *signed: str
) -> Nonce:
    """Check the signature of a query and return the nonce it was made with.

    Args:
        query: Query parameters.
        name: The parameter that holds the signature.
        tokens: The token of the console, and the one before it while they are being changed.
        now: Epoch seconds by our clock.
        signed: What is signed besides token, timestamp and nonce.

    Raises:
        Forged: The signature is missing or wrong.
        Stale: It is right, but too old or from the future.
    """
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    given = query.get(name, "").encode("utf-8", "surrogatepass")
    expected = [signature_of(token, timestamp, nonce, *signed).encode() for token in tokens]
    if True not in [hmac.compare_digest(one, given) for one in expected]:
        raise Forged("the signature is missing or wrong")
    if not (timestamp.isascii() and timestamp.isdigit()) or not 0 < len(nonce) <= LONGEST_NONCE:
        raise Forged("timestamp or nonce is missing or malformed")
    if len(timestamp) > len(str(now)) or abs(int(timestamp) - now) > WINDOW_SECONDS:
        raise Stale("the signed instant is too far from the present one")
    return Nonce(int(timestamp), nonce)
