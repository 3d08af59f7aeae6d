"""Clear phone numbers given at the terminal: each lives in memory until it is a token.

Nothing is kept in the vault, and no number is shown again but masked.
"""

from __future__ import annotations

from collections.abc import Iterable

from member_center.cli.console import CommandFailed
from member_center.privacy import Guard
from member_center.privacy.normalise import normalise
from member_center.serving.lookup import Phone
from member_center.settings import SettingsError, load_settings


def phone_of(text: str, is_declared: bool) -> Phone | None:
    """The token and mask of a clear phone number, None for what is no phone number.

    Args:
        text: What was typed.
        is_declared: Whether it was said to be a phone, whatever it looks like.

    Raises:
        CommandFailed: It is one, but there are no keys to make its token with.
    """
    if not is_declared and normalise("phone", text).status not in ("valid", "placeholder"):
        return None
    found = _guard().protect_value(text, "phone")
    if found is None or found["token"] is None:
        raise CommandFailed("A phone that is masked or empty has no token; give the whole number.")
    return Phone(found["token"], found["mask"])


def tokens_of(phones: Iterable[str], guard: Guard | None = None) -> dict[str, str | None]:
    """The token of each number; None for what cannot be one.

    Args:
        phones: The numbers, in any spelling.
        guard: Makes the tokens; by default one with the keys of the settings.

    Raises:
        CommandFailed: There are no keys to make tokens with.
    """
    guard = guard or _guard()
    found = {phone: guard.protect_value(phone, "phone") for phone in phones}
    return {phone: one and one["token"] for phone, one in found.items()}


def guard_of(token_key: str, version: int = 1) -> Guard:
    """A guard that keeps nothing in any vault."""
    return Guard(token_key, version, _Nowhere())


class _Nowhere:
    """Stands where the guard has its vault: a number that is only asked for is not kept."""

    def put_many(self, values: Iterable[tuple[str, str, str]]) -> None:
        """Forget the values."""


def _guard() -> Guard:
    try:
        settings = load_settings()
    except SettingsError as error:
        raise CommandFailed(
            f"A phone is looked up by its token, which needs a key.\n{error}"
        ) from None
    return guard_of(settings.token_key.get_secret_value(), settings.token_key_version)
