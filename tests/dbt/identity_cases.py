"""What a hard case of identity is, and short names for the identifiers in one.

The cases themselves lie in the *_cases modules, by theme; `cases` puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.dbt.landing_files import Landed, token

Identifier = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """Records and what must come of them.

    Attributes:
        name: What is hard about it.
        records: In the order they land.
        members: The identifiers of each member; all of them, and no member has others.
        nobody: Identifiers that may belong to no member, with their status.
        refused: Links that must be visible as refused: (from value, to value, rule).
    """

    name: str
    records: list[Landed]
    members: list[set[Identifier]]
    nobody: dict[Identifier, str] = field(default_factory=dict)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def oa(value: str) -> Identifier:
    return ("oa_openid", value)


def mp(value: str) -> Identifier:
    return ("mp_openid", value)


def shop(value: str) -> Identifier:
    return ("shop_openid", value)


def union(value: str) -> Identifier:
    return ("unionid", value)


def user(value: str) -> Identifier:
    return ("brand_user_id", value)


def plastic(value: str) -> Identifier:
    return ("member_card", value)


def yz(value: str) -> Identifier:
    return ("youzan_yz_open_id", value)


def phone(value: str) -> Identifier:
    return ("phone", token("ph", value))
