"""Privacy at the edge: tokens for personal data, a vault for the clear values, masks for people.

``Guard`` protects payloads, ``Vault`` keeps what it replaced, ``install_log_redaction`` keeps logs
clean. Nothing here knows a platform, a file format or the landing.
"""

from member_center.privacy.errors import (
    PrivacyError,
    SealBroken,
    VaultUnusable,
    WrongTokenKey,
    WrongVaultKey,
)
from member_center.privacy.guard import Guard
from member_center.privacy.mending import open_vault
from member_center.privacy.redact import RedactingFilter, install_log_redaction, redact
from member_center.privacy.vault import Vault

__all__ = [
    "Guard",
    "PrivacyError",
    "RedactingFilter",
    "SealBroken",
    "Vault",
    "VaultUnusable",
    "WrongTokenKey",
    "WrongVaultKey",
    "install_log_redaction",
    "open_vault",
    "redact",
]
