"""People decide who is who, and the next run publishes it: nobody else is moved, nothing jumps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.brand import Brand, Home, new_home, sandbox

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

SMALL = Brand(people=300, days=30, seed=60606, until="2026-05-20")
RULES = Path(__file__).parents[2] / "dbt" / "macros" / "identity" / "identity_rules.sql"
BECAUSE = ("--because", "both were asked in the store")
Members = dict[str, str | None]


@pytest.fixture(scope="module")
def brand_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home of its own whose sandbox serves on, published once."""
    with sandbox(SMALL) as variables:
        home = new_home(tmp_path_factory.mktemp("decided") / "home", SMALL, variables)
        home.mdc("run")
        yield home


def members(home: Home) -> Members:
    """The published member of every identifier, by the identifier's key."""
    rows = home.query("select identifier_id, one_id from marts.member_identifiers")
    return {str(key): one_id and str(one_id) for key, one_id in rows}


def two_strangers(home: Home) -> tuple[str, str]:
    """The ids of two members of one card each, the elder first."""
    rows = home.query(
        """
        select one_id from marts.member_identifiers
        group by one_id having count(*) = 1 and min(identifier_type) = 'member_card'
        order by min(first_landed_seq), min(first_landed_position) limit 2
        """
    )
    return str(rows[0][0]), str(rows[1][0])


def planned(home: Home) -> dict[str, Any]:
    """What the next run would do, says `mdc identity plan`."""
    said = home.mdc("identity", "plan", "--json")
    found: dict[str, Any] = json.loads(said[said.index("{") :])
    return found


def number_of_members(found: Members) -> int:
    """How many members there are."""
    return len({one_id for one_id in found.values() if one_id})


def differing(before: Members, after: Members) -> set[str | None]:
    """The former members of the identifiers whose member is another now."""
    return {before[key] for key in before if before[key] != after[key]}


def clock_at(home: Home, time: str) -> Home:
    """The same home later on the same day; a member that came and went at one instant never was."""
    return replace(home, environment={**home.environment, "MDC_NOW": f"{SMALL.until}T{time}+08:00"})


def refused_run(home: Home) -> str:
    """A run that must fail; what it said."""
    process = home.start("run")
    output, _ = process.communicate(timeout=500)
    assert process.returncode != 0, output[-3000:]
    return output


def test_what_people_decide_is_published_and_can_be_undone(brand_home: Home) -> None:
    first = members(brand_home)
    elder, younger = two_strangers(brand_home)
    brand_home.mdc("identity", "link", younger, elder, *BECAUSE)
    assert members(brand_home) == first
    plan = planned(brand_home)
    assert (plan["merges"], plan["merged"], plan["splits"]) == (1, 2, 0)
    brand_home.mdc("run")
    joined = members(brand_home)
    assert differing(first, joined) == {younger}
    assert plan["members_after"] == number_of_members(joined)
    assert elder in brand_home.mdc("identity", "explain", younger, elder)
    at_noon = clock_at(brand_home, "12:00:00")
    at_noon.mdc("identity", "unmerge", younger, elder, *BECAUSE, "--replace")
    at_noon.mdc("run")
    assert members(brand_home) == first
    said = brand_home.mdc("identity", "explain", younger, elder)
    assert "are two people" in said
    assert f"both were member {elder}" in said


def test_a_jump_stops_the_run_before_readers_see_it_until_somebody_looked(
    brand_home: Home, tmp_path: Path
) -> None:
    text = RULES.read_text("utf-8").partition("set rules -%}")[2].partition("{%- endset")[0]
    rules = yaml.safe_load(text)
    rules["types"]["unionid"]["blocked_pattern"] = "."
    own = tmp_path / "rules.yml"
    own.write_text(yaml.safe_dump(rules), "utf-8")
    home = replace(
        brand_home, environment={**brand_home.environment, "MDC_IDENTITY_RULES": str(own)}
    )
    before, version = members(home), home.current.resolve()
    plan = planned(home)
    assert "identity has jumped" in refused_run(home).lower()
    assert home.current.resolve() == version
    home.mdc("identity", "accept", "--because", "unionids are given up")
    home.mdc("run")
    assert home.current.resolve() != version
    assert home.query(
        "select blocked_patterns from marts.member_identity_rules where identifier_type = 'unionid'"
    ) == [(".",)]
    after = members(home)
    assert number_of_members(after) == plan["members_after"] > number_of_members(before) + 50
    assert plan["moved"] == sum(before[key] != after[key] for key in before)
