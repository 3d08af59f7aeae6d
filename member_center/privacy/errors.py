"""What can go wrong with keys and the vault. Messages never carry a key or a clear value."""

from __future__ import annotations


class PrivacyError(Exception):
    """Base of what this room raises on purpose."""


class WrongVaultKey(PrivacyError):
    """The key is not the one that this vault or sealed file was made with."""


class WrongTokenKey(PrivacyError):
    """The key is not the one that this home's tokens were made with."""


class VaultUnusable(PrivacyError):
    """The vault file cannot be read or written."""


class VaultDamaged(VaultUnusable):
    """The vault file is damaged; what can still be read is carried over into a new one."""


class SealBroken(PrivacyError):
    """A sealed file is not whole, or not one of ours."""
