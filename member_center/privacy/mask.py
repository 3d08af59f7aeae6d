"""What people may see of a value: enough to recognise it, too little to use it."""

from __future__ import annotations

from member_center.privacy.normalise import Kind, Status

HIDDEN = "****"


def mask(kind: Kind, value: str, status: Status) -> str:
    """Mask a normalised value; a value that came masked stays as it is.

    Returns:
        Such as ``138****8000``, ``陈**``, ``a***@x.com``, ``1****************X``.
    """
    if status == "masked":
        return value
    if kind == "phone":
        return _phone(value, status)
    if kind == "name":
        return f"{value[:1]}**"
    if kind == "email" and status != "invalid":
        local, _, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    if kind == "id_number" and status != "invalid":
        return f"{value[0]}{'*' * (len(value) - 2)}{value[-1]}"
    if kind == "address":
        return f"{value[:2]}{HIDDEN}"
    return HIDDEN


def _phone(value: str, status: Status) -> str:
    if value.startswith("+861") and len(value) == 14:
        return f"{value[3:6]}{HIDDEN}{value[-4:]}"
    if status == "invalid" or len(value) < 9:
        return HIDDEN
    return f"{value[:3]}{HIDDEN}{value[-2:]}"
