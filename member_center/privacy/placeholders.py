"""Values that people type when they have none: the one place where they are declared.

A placeholder is kept as a token like any other value, but marked, so that it never links two
people. Phones are compared in E.164, everything else in its normal form.
"""

from __future__ import annotations

import re

PHONES = frozenset(
    {
        "+8613800138000",  # the help line every form shows as its example
        "+8613800000000",
        "+8613900000000",
        "+8613000000000",
        "+8618800000000",
        "+8618888888888",
        "+8613888888888",
        "+8613012345678",
        "+8613812345678",
        "12345678901",
        "12345678910",
        "1234567890",
        "123456789",
        "12345678",
    }
)
PHONE_PATTERNS = (
    re.compile(r"(?:\+86)?(\d)\1{6,}"),  # one digit, over and over
    re.compile(r"\+861(\d)\1{9}"),
)
NAMES = frozenset(
    "无 未知 匿名 匿名用户 测试 test 姓名 先生 女士 客户 顾客 会员 微信用户 散客 null none -".split()
)
EMAILS = frozenset({"a@a.com", "test@test.com", "123@qq.com", "no@no.com", "none@none.com"})
ID_NUMBERS = frozenset({"111111111111111111", "000000000000000000"})


def is_placeholder(kind: str, value: str) -> bool:
    """Say whether a normalised value is one that stands for "none"."""
    if kind == "phone":
        return value in PHONES or any(p.fullmatch(value) for p in PHONE_PATTERNS)
    if kind == "name":
        return value.lower() in NAMES
    if kind == "email":
        return value in EMAILS
    return kind == "id_number" and value in ID_NUMBERS
