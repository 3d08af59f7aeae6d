"""One spelling per value: phones to E.164, names, e-mails and ID numbers to their normal form.

Two spellings of one value must end as one token. Whether the value is kept, hidden or linked is
not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

import phonenumbers

from member_center.privacy.placeholders import is_placeholder

Kind = Literal["phone", "name", "email", "address", "id_number", "text"]
Status = Literal["valid", "placeholder", "masked", "invalid"]

MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
WITH_COUNTRY = re.compile(r"(?:\+|00)?86(1[3-9]\d{9})", re.ASCII)
EMAIL = re.compile(r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}", re.ASCII)
ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
OLD_ID_NUMBER = re.compile(r"[1-9]\d{14}", re.ASCII)
MASKS = re.compile(r"[*×●•]|[xX]{3,}")
TEXT_GUARDS = " \t\r\n'\"`=‘’“”"
PHONE_FILLERS = re.compile(r"[\s\-‐-―−().·_]+")
FLOAT_TAIL = re.compile(r"\.0*$")
SPACES = re.compile(r"\s+")
HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
BLANK_IN_HAN = re.compile(f"(?<={HAN}) (?={HAN})")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK_DIGITS = "10X98765432"


class Normalised(NamedTuple):
    """A value in its normal form, and what is known about it."""

    value: str
    status: Status


def normalise(kind: Kind, raw: str) -> Normalised:
    """Bring a value of a kind into its normal form.

    Args:
        kind: What the value is.
        raw: As received; not empty after trimming.

    Returns:
        The normal form and its status; a ``masked`` value is only trimmed, an ``invalid`` one is
        folded and trimmed, so that equal writings still are equal.
    """
    if kind == "phone" and MAINLAND_MOBILE.fullmatch(raw):
        return _judged(kind, f"+86{raw}", valid=True)
    text = fold(raw)
    if kind not in ("address", "text") and MASKS.search(text):
        return Normalised(text, "masked")
    if kind == "phone":
        return _phone(text)
    if kind == "name":
        return _judged(kind, BLANK_IN_HAN.sub("", text), valid=True)
    if kind == "email":
        text = text.lower()
        return _judged(kind, text, valid=EMAIL.fullmatch(text) is not None)
    if kind == "id_number":
        text = text.replace(" ", "").upper()
        return _judged(kind, text, valid=is_id_number(text) or _is_old_id_number(text))
    return _judged(kind, text, valid=True)


def fold(raw: str) -> str:
    """Full-width to half-width, text guards and outer blanks away, inner blanks to one space."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", raw)).strip(TEXT_GUARDS)


def is_id_number(text: str) -> bool:
    """Say whether 18 characters are a mainland ID number: region, date and check digit right."""
    if not ID_NUMBER.fullmatch(text):
        return False
    year, month, day = int(text[6:10]), int(text[10:12]), int(text[12:14])
    if not (1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, text, strict=False))
    return ID_CHECK_DIGITS[total % 11] == text[17]


def _is_old_id_number(text: str) -> bool:
    return (
        OLD_ID_NUMBER.fullmatch(text) is not None
        and 1 <= int(text[8:10]) <= 12
        and 1 <= int(text[10:12]) <= 31
    )


def _phone(text: str) -> Normalised:
    compact = PHONE_FILLERS.sub("", FLOAT_TAIL.sub("", text))
    if MAINLAND_MOBILE.fullmatch(compact):
        return _judged("phone", f"+86{compact}", valid=True)
    if match := WITH_COUNTRY.fullmatch(compact):
        return _judged("phone", f"+86{match[1]}", valid=True)
    if is_placeholder("phone", compact):
        return Normalised(compact, "placeholder")
    return _foreign(compact)


def _foreign(compact: str) -> Normalised:
    """Landlines and numbers of other countries; a double zero counts as a plus."""
    dialled = f"+{compact[2:]}" if compact.startswith("00") else compact
    if not dialled.removeprefix("+").isdecimal():
        return Normalised(compact, "invalid")
    try:
        number = phonenumbers.parse(dialled, "CN")
    except phonenumbers.NumberParseException:
        return Normalised(compact, "invalid")
    if not phonenumbers.is_valid_number(number):
        return Normalised(compact, "invalid")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _judged("phone", written, valid=True)


def _judged(kind: Kind, value: str, *, valid: bool) -> Normalised:
    if is_placeholder(kind, value):
        return Normalised(value, "placeholder")
    return Normalised(value, "valid" if valid else "invalid")
