"""Personal data inside text nobody declared: found by its form, replaced by its token.

Finds mainland mobile numbers, e-mail addresses and 18-digit ID numbers. A run of twelve or more
digits is an id or a timestamp and stays as it is, unless it is written with ``+86`` or ``0086``,
stands alone in a field whose name says phone, or is an ID number with a right check digit. An
eleven-digit number that can be a mobile number counts as one, as text and as a JSON number: a
needless token still joins and can be undone, a leaked phone cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from member_center.privacy.normalise import Kind, is_id_number, normalise

Replace = Callable[[Kind, str], str]

_GAP = r"[ \-.\u00a0·–—]"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－＠．　", "0123456789+-@. ")

# The first look reads UTF-8 bytes, and every pattern begins with a literal: searching a payload for
# one takes a third of a microsecond, searching it for an alternation or a class ten times that.
# What stands before a number is looked at only once there is one: most are the ends of ids.
_GAP_BYTES = rb"[ \-.\x80-\xff]{0,3}"
_NUMBER = rb"[3-9]\d%b\d%b\d{3}%b\d%b\d{3}(?!\d)" % ((_GAP_BYTES,) * 4)
_MOBILE_LIKE = re.compile(b"1" + _NUMBER)
_MOBILE_AT_ITS_START = re.compile(rb"1(?:(?<!\d1)|(?<=861)|(?<=%[0-9A-Fa-f]\d1))" + _NUMBER)
_BORN_BEFORE_2000 = re.compile(rb"19\d\d[01]\d[0-3]\d{4}[\dXx](?!\d)")
_BORN_SINCE_2000 = re.compile(rb"20\d\d[01]\d[0-3]\d{4}[\dXx](?!\d)")
_FULL_WIDTH_SIGN = re.compile(rb"\xef\xbc[\x90-\x99\xa0]")
_SHORTEST = 11

PHONE = re.compile(
    rf"""
    (?: (?:\+|%2[Bb]|(?<!\d)00) 86 [)\s\-]*
      | (?: (?<![0-9A-Za-z]) | (?<=%[0-9A-Fa-f]{{2}}) | (?<=\\[nrt]) ) (?<!\d\.)
        (?P<word>(?i:tel|phone|mobile|cell|wx|vx|wechat|weixin)?) )
    (?P<phone> 1[3-9]\d (?P<a>{_GAP}?) \d{{4}} (?P=a) \d{{4}}
             | 1[3-9]\d\d (?P<b>{_GAP}) \d{{3}} (?P=b) \d{{4}}
             | 1[3-9]\d\d (?P<c>{_GAP}) \d{{4}} (?P=c) \d{{3}} )
    (?![A-Za-z]*\d)
    """,
    re.VERBOSE | re.ASCII,
)
EMAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){0,8}"
    r"\.(?!(?:png|jpe?g|gif|webp|svg|js|css)\b)[A-Za-z]{2,}",
    re.ASCII,
)
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?![0-9A-Za-z])", re.ASCII)
PHONE_NAME = re.compile("phone|mobile|tel|手机|电话", re.IGNORECASE)
E164_MOBILE_LENGTH = len("+8613000000000")
MOBILE_RANGE = range(13_000_000_000, 20_000_000_000)
ID_RANGE = range(10**17, 10**18)
ROUNDED = 10**6


def is_suspect(text: bytes) -> bool:
    """Cheap first look: whether UTF-8 text (of any length) may hold something to replace."""
    return (
        b"@" in text
        or (_MOBILE_LIKE.search(text) and _MOBILE_AT_ITS_START.search(text)) is not None
        or _FULL_WIDTH_SIGN.search(text) is not None
        or _BORN_BEFORE_2000.search(text) is not None
        or _BORN_SINCE_2000.search(text) is not None
    )


def scrub_text(text: str, replace: Replace) -> str:
    """Replace what looks personal inside a text by what ``replace(kind, found)`` returns."""
    if len(text) < _SHORTEST and "@" not in text and "＠" not in text:
        return text
    if not is_suspect(text.encode("utf-8", "replace")):
        return text
    folded = text if text.isascii() else text.translate(_FULL_WIDTH)
    clean = folded
    if "@" in folded:
        clean = EMAIL.sub(lambda match: replace("email", match[0]), clean)
    clean = ID_NUMBER.sub(lambda match: _id_number(match[0], replace), clean)
    clean = PHONE.sub(lambda match: (match["word"] or "") + replace("phone", match["phone"]), clean)
    return text if clean == folded else clean


def scrub_value(value: Any, replace: Replace) -> Any:
    """Scrub every string and number of a JSON value, names of unknown fields included.

    Whole numbers that are mobile numbers or ID numbers become tokens. So do floats, but for those
    whose last six digits are zero: they are rounded amounts, or phones already lost to Excel.
    """
    kind = type(value)
    if kind is str:
        return scrub_text(value, replace)
    if kind is dict:
        return {
            scrub_text(name, replace): _field(name, item, replace) for name, item in value.items()
        }
    if kind is list:
        return [scrub_value(item, replace) for item in value]
    if kind is int:
        return _whole_number(value, replace)
    if kind is float and value.is_integer() and value % ROUNDED:
        found = _whole_number(int(value), replace)
        return found if isinstance(found, str) else value
    return value


def _field(name: str, item: Any, replace: Replace) -> Any:
    if isinstance(item, str | int) and PHONE_NAME.search(name):
        found = normalise("phone", str(item))
        if found.value.startswith("+861") and len(found.value) == E164_MOBILE_LENGTH:
            return replace("phone", found.value)
    return scrub_value(item, replace)


def _id_number(found: str, replace: Replace) -> str:
    upper = found.upper()
    return replace("id_number", upper) if is_id_number(upper) else found


def _whole_number(value: int, replace: Replace) -> int | str:
    digits = abs(value)
    if digits in MOBILE_RANGE:
        return replace("phone", str(digits))
    if digits in ID_RANGE and is_id_number(str(digits)):
        return replace("id_number", str(digits))
    return value
