"""Why a delivery is not acknowledged, each with the HTTP status that says so.

Refusal
├── Forged       403  the signature is missing or wrong
├── Stale        403  signed too long ago
├── Replayed     403  the nonce was used for another push
├── ForAnother   403  encrypted for another account
├── TooLarge     413  longer than any push
├── TooSlow      408  the body did not arrive in time
└── NotStored    503  the disk is slow or full: WeChat shall deliver again
"""

from __future__ import annotations


class Refusal(Exception):
    """A delivery that is not acknowledged. The message holds nothing that was received."""

    status = 403


class Forged(Refusal):
    """Not signed with our token."""


class Stale(Refusal):
    """Signed with our token, but outside the window of time."""


class Replayed(Refusal):
    """Signed with a nonce that another push came with."""


class ForAnother(Refusal):
    """Decrypted, but the appid at its end is not ours."""


class TooLarge(Refusal):
    """The body exceeds the limit."""

    status = 413


class TooSlow(Refusal):
    """The body was not there in time."""

    status = 408


class NotStored(Refusal):
    """It could not be made durable in time."""

    status = 503
