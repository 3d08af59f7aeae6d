"""Limits on claims, by the macro that judges the claims to values of every type."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import duckdb
import pytest

from benchmarks.macros import Macros

BEGIN = datetime.fromisoformat("2026-01-01")
Claim = tuple[int, int, float]
Verdict = tuple[Any, ...]


@cache
def engine() -> tuple[duckdb.DuckDBPyConnection, Macros]:
    connection = duckdb.connect(config={"threads": 1})
    return connection, Macros(connection, variables={"brand": "testbrand"})


def judged(
    claims: Iterable[Claim],
    rule: dict[str, Any],
    *,
    holder_type: str = "mp_openid",
    verified: Iterable[int] = (),
    names: dict[int, str] | None = None,
) -> dict[tuple[int, int], Verdict]:
    """What meets a limit, of claims (member, value, day) under the rules of one type."""
    connection, macros = engine()
    connection.execute(
        "create or replace temporary table claims (holder_number bigint, holder_type varchar,"
        " value_number bigint, value_type varchar, member_number bigint, blocked_by varchar,"
        " is_verified boolean, is_note boolean, held_since timestamp, last_seen_at timestamp,"
        " last_landed_order bigint)"
    )
    rows = [
        (member, holder_type, value, "thing", member, None, value in verified, False, at, at, place)
        for place, (member, value, day) in enumerate(claims)
        for at in (BEGIN + timedelta(days=day),)
    ]
    connection.executemany(f"insert into claims values ({', '.join('?' * 11)})", rows)
    limits = macros.call("rule_row", "thing", {"priority": 1, "scope": "everywhere", **rule})
    connection.execute(f"create or replace temporary table limits as select {limits}")
    connection.execute(
        "create or replace temporary table names (member_number bigint, name_token varchar)"
    )
    connection.executemany("insert into names values (?, ?)", [*(names or {0: ""}).items()])
    query = macros.call("judged_claims", "claims", "limits", "names")
    found = connection.execute(
        "select member_number, value_number, status, rule, found_count, most_allowed, within_days"
        f" from ({query}) where rule is not null"
    ).fetchall()
    return {(member, value): tuple(verdict) for member, value, *verdict in found}


def holders_of_one_value(count: int, days_apart: float) -> list[Claim]:
    return [(member, 100, member * days_apart) for member in range(1, count + 1)]


def values_of_one_member(*days: float) -> list[Claim]:
    return [(1, 100 + place, day) for place, day in enumerate(days)]


@pytest.mark.parametrize(
    ("holder_type", "rule", "verdict"),
    [
        ("mp_openid", {"most_members": 4}, ("shared", "too_many_members", 5, 4, None)),
        ("mp_openid", {"most_people": 4}, ("shared", "too_many_people", 5, 4, None)),
        ("member_card", {"most_cards": 4}, ("shared", "too_many_cards", 5, 4, None)),
        (
            "mp_openid",
            {"most_members": 9, "most_members_in_window": {"count": 4, "days": 30}},
            ("shared", "too_many_members_at_once", 5, 4, 30),
        ),
    ],
)
def test_a_value_that_too_many_hold_is_shared(
    holder_type: str, rule: dict[str, Any], verdict: Verdict
) -> None:
    found = judged(holders_of_one_value(5, days_apart=7), rule, holder_type=holder_type)
    assert found == {(member, 100): verdict for member in range(1, 6)}
    assert judged(holders_of_one_value(4, days_apart=7), rule, holder_type=holder_type) == {}


def test_a_window_forgets_what_was_long_ago() -> None:
    rule = {"most_members": 9, "most_members_in_window": {"count": 4, "days": 30}}
    assert judged(holders_of_one_value(9, days_apart=8), rule) == {}


def test_the_fullest_window_is_found_wherever_it_lies() -> None:
    draw = random.Random(7)
    rule = {"most_members": 99, "most_members_in_window": {"count": 3, "days": 10}}
    for _ in range(20):
        days = [draw.randrange(160) / 4 for _ in range(draw.randrange(4, 16))]
        claims = [(member, 100, day) for member, day in enumerate(days)]
        fullest = max(sum(begin // 1 <= day < begin // 1 + 10 for day in days) for begin in days)
        told = {verdict[2] for verdict in judged(claims, rule).values()}
        assert told == ({fullest} if fullest > 3 else set())


def test_holders_of_one_value_are_not_compared_with_each_other() -> None:
    rule = {"most_members": 9_999, "most_members_in_window": {"count": 999, "days": 30}}
    judged(holders_of_one_value(1_000, days_apart=0.01), rule)
    connection, macros = engine()
    query = macros.call("judged_claims", "claims", "limits", "names")
    told = connection.execute(f"explain (analyze, format json) {query}").fetchall()[0][1]
    most = max(int(rows) for rows in re.findall(r'"operator_cardinality": (\d+)', told))
    assert 1_000 <= most <= 5_000


def test_people_are_told_apart_by_name() -> None:
    claims = holders_of_one_value(6, days_apart=1)
    names = dict.fromkeys(range(1, 6), "one name")
    assert judged(claims, {"most_people": 2}, names=names) == {}
    assert judged(claims, {"most_people": 1}, names=names) != {}


def test_the_freshest_values_stay() -> None:
    found = judged(values_of_one_member(10, 200, 300, 400), {"most_values": 2})
    assert found == {(1, value): ("refused", "too_many_values", 4, 2, None) for value in (100, 101)}


def test_verified_values_stay_before_fresher_ones() -> None:
    found = judged(values_of_one_member(10, 200, 300), {"most_values": 2}, verified=[100])
    assert list(found) == [(1, 101)]


def test_all_go_where_too_many_only_show_a_counter() -> None:
    rule = {"most_values": 2, "over_most_values": "refuse_all"}
    assert len(judged(values_of_one_member(10, 200, 300), rule)) == 3
    assert judged(values_of_one_member(10, 200), rule) == {}


def test_no_window_holds_more_than_the_rules_allow() -> None:
    rule = {"most_values": 20, "most_values_in_window": {"count": 2, "days": 30}}
    days = [0, 3, 9, 31, 35, 44, 61, 62, 63, 140]
    refused = {value - 100 for _, value in judged(values_of_one_member(*days), rule)}
    kept = [day for place, day in enumerate(days) if place not in refused]
    assert refused
    assert max(sum(begin <= day < begin + 30 for day in kept) for begin in kept) == 2


def test_a_shared_value_takes_no_room() -> None:
    claims = [*holders_of_one_value(5, days_apart=1), (1, 200, 50), (1, 201, 90)]
    found = judged(claims, {"most_members": 4, "most_values": 2})
    assert {value for _, value in found} == {100}


@pytest.mark.parametrize(
    ("rule", "value", "verdict"),
    [
        ({"blocked_pattern": "^0+$"}, "000", "blocked_value"),
        ({"blocked_pattern": ["^0+$", "^test"]}, "test-7", "blocked_value"),
        ({"blocked_values": ["it's me"]}, "it's me", "blocked_value"),
        ({"valid_pattern": "^[0-9]{3}$"}, "12", "invalid_value"),
        ({"valid_pattern": "^[0-9]{3}$"}, "123", None),
    ],
)
def test_values_that_stand_for_nobody(
    rule: dict[str, Any], value: str, verdict: str | None
) -> None:
    with duckdb.connect() as connection:
        rules = {"types": {"thing": rule}}
        macros = Macros(connection, variables={"identity_rules": rules})
        case = macros.call("value_verdict", "'thing'", "spelled", "null")
        found = connection.execute(f"select {case} from (select ? as spelled)", [value]).fetchone()
    assert found == (verdict,)


@pytest.mark.parametrize(
    ("normaliser", "spelled"),
    [("as_is", " Vip-1 "), ("trim", "Vip-1"), ("upper", "VIP-1"), ("alphanumeric", "VIP1")],
)
def test_spellings_of_one_value(normaliser: str, spelled: str) -> None:
    connection, macros = engine()
    text = macros.call("normal_value", "given", normaliser)
    assert connection.execute(f"select {text} from (select ' Vip-1 ' as given)").fetchone() == (
        spelled,
    )
