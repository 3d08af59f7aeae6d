"""How the shop hides names and phones: a first letter, or the two ends of a number."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """Hide all of a name but its first letter: `陈**`."""
    return f"{name[:1]}**" if name else ""


def masked_phone(phone: int) -> str:
    """Hide the middle of a mobile number: `138****0000`; empty when there is none."""
    digits = str(phone)
    return f"{digits[:3]}****{digits[-4:]}" if phone > 0 else ""
