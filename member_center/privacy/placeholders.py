"""Values that people type when they have none: the one place where they are declared.

A placeholder is kept as a token like any other value, but marked, so that it never links two
people. Phones are compared without the mainland prefix; the listed ones are joined by every number
that ends in eight equal digits, ID numbers by those of one digit, names by forms of address: two
ladies Li (李女士) are not one person.
"""

from __future__ import annotations

import re

PHONES = frozenset(
    {
        "13800138000",  # the help line that every form shows as its example
        "13012345678",
        "12345678910",
        "12345678901",
        "1234567890",
        "123456789",
        "12345678",
    }
)
SAME_DIGITS = 8
NAMES = frozenset(
    {
        "无",
        "未知",
        "匿名",
        "匿名用户",
        "测试",
        "test",
        "姓名",
        "微信用户",
        "散客",
        "null",
        "none",
        "-",
    }
)
FORMS_OF_ADDRESS = re.compile(
    r"\w{0,2}(?:女士|先生|小姐|太太|阿姨|同学|老师|师傅|老板|经理|顾客|客户|会员)|\w总"
)
EMAILS = frozenset({"a@a.com", "test@test.com", "123@qq.com", "no@no.com", "none@none.com"})


def is_placeholder(kind: str, value: str) -> bool:
    """Say whether a normalised value is one that stands for "none"."""
    if kind == "phone":
        digits = value.removeprefix("+86")
        return digits in PHONES or (len(digits) > 6 and len(set(digits[-SAME_DIGITS:])) == 1)
    if kind == "name":
        return value.lower() in NAMES or FORMS_OF_ADDRESS.fullmatch(value) is not None
    if kind == "email":
        return value in EMAILS
    return kind == "id_number" and len(set(value[:-1])) == 1
