"""Keyed tokens: the same value gives the same token in one home and key version, and only there.

A keyed hash is used because all mobile numbers of a country can be tried against an unkeyed one
in an hour.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from member_center.privacy.errors import PrivacyError
from member_center.privacy.normalise import Kind

PREFIXES: Mapping[Kind, str] = {
    "phone": "ph",
    "name": "nm",
    "email": "em",
    "address": "ad",
    "id_number": "id",
    "text": "tx",
}
TOKEN_BYTES = 16
SHORTEST_KEY = 32
PROOF_OF_KEY = b"member center: which key made these tokens"
FINGERPRINT = b"fingerprint\0"


class Tokeniser:
    """Makes tokens such as ``ph1_<32 hex>``: kind, key version, 128 bits of HMAC-SHA256.

    Args:
        key: Secret of at least 32 characters (``MDC_TOKEN_KEY``).
        key_version: Told in each token, so that an old and a new key can be used side by side.

    Raises:
        PrivacyError: The key is too short.
    """

    def __init__(self, key: str, key_version: int) -> None:
        if len(key) < SHORTEST_KEY:
            raise PrivacyError(
                f"MDC_TOKEN_KEY has {len(key)} characters; it needs {SHORTEST_KEY} or more."
                " `mdc init` writes one."
            )
        self._key = key.encode()
        self._starts = {kind: f"{prefix}{key_version}_" for kind, prefix in PREFIXES.items()}

    def __repr__(self) -> str:
        return "Tokeniser(key=…)"

    @property
    def proof(self) -> str:
        """Hex text that only this key gives; tells nothing about it and is no token."""
        return hmac.digest(self._key, PROOF_OF_KEY, "sha256").hex()

    def token(self, kind: Kind, value: str) -> str:
        """The token of a normalised value of a kind."""
        message = f"{kind}:{value}".encode("utf-8", "surrogatepass")
        digest = hmac.digest(self._key, message, "sha256")
        return self._starts[kind] + digest[:TOKEN_BYTES].hex()

    def fingerprint(self, text: str) -> str:
        """A keyed digest that is no token: equal texts have equal ones, and nothing reveals it."""
        message = FINGERPRINT + text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, "sha256")[:TOKEN_BYTES].hex()
