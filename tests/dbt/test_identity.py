"""Identity over hand-made landing: every hard case, in whatever order it landed."""

from __future__ import annotations

import random

import pytest

from tests.dbt.cases import CASES
from tests.dbt.conftest import Build, Warehouse
from tests.dbt.identity_cases import Case, Identifier
from tests.dbt.landing_files import Landed

pytestmark = pytest.mark.pipeline

IDENTITY = (
    *("build", "--exclude-resource-type", "test", "unit_test"),
    *("--select", "path:models/staging", "+path:models/intermediate/identity"),
)
RECORDS = [record for case in CASES for record in case.records]


def members_of(warehouse: Warehouse) -> dict[Identifier, str | None]:
    return {
        (kind, value): one_id
        for kind, value, one_id in warehouse.rows(
            "select identifier_type, value, one_id from intermediate.int_identity__map"
        )
    }


def partition(members: dict[Identifier, str | None]) -> set[frozenset[Identifier]]:
    groups: dict[str, set[Identifier]] = {}
    for identifier, one_id in members.items():
        if one_id is not None:
            groups.setdefault(one_id, set()).add(identifier)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_members_of_case(warehouse: Warehouse, case: Case) -> None:
    found = members_of(warehouse)
    concerned = {found[identifier] for member in case.members for identifier in member}
    grouped = {
        frozenset(identifier for identifier, one_id in found.items() if one_id == member)
        for member in concerned
    }
    assert grouped == {frozenset(member) for member in case.members}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.nobody], ids=lambda case: case.name
)
def test_identifiers_that_are_nobodys(warehouse: Warehouse, case: Case) -> None:
    rows = warehouse.rows(
        "select identifier_type, value, status, one_id from marts.member_identifiers"
    )
    found = {(kind, value): (status, one_id) for kind, value, status, one_id in rows}
    assert {identifier: found[identifier] for identifier in case.nobody} == {
        identifier: (status, None) for identifier, status in case.nobody.items()
    }


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.refused], ids=lambda case: case.name
)
def test_refused_links_stay_visible(warehouse: Warehouse, case: Case) -> None:
    rows = set(
        warehouse.rows(
            "select from_value, to_value, rule from marts.member_identity_links"
            " where status = 'refused'"
        )
    )
    assert set(case.refused) <= rows


def test_every_case_is_found_whole(warehouse: Warehouse) -> None:
    stated = {identifier for case in CASES for member in case.members for identifier in member}
    stated |= {identifier for case in CASES for identifier in case.nobody}
    assert stated <= set(members_of(warehouse))


def test_one_id_comes_from_the_identifier_that_has_been_the_members_longest(
    warehouse: Warehouse,
) -> None:
    """Of what has records of its own the earliest landed, but for what came from another holder."""
    wrong = warehouse.rows(
        """
        select one_id, min_by('m_' || left(identifier_id, 20), own_landed_order) as eldest
        from intermediate.int_identity__map
        join intermediate.int_identity__identifiers using (identifier_id, identifier_number)
        where one_id is not null and own_landed_order is not null and identifier_id not in (
            select to_identifier_id from marts.member_identity_links where status = 'refused'
        )
        group by one_id
        having eldest <> one_id
        """
    )
    assert wrong == []


def shuffled(seed: int) -> list[Landed]:
    records = list(RECORDS)
    random.Random(seed).shuffle(records)
    return records


def test_members_do_not_depend_on_the_order_of_landing(
    warehouse: Warehouse, build_landing: Build
) -> None:
    expected = {frozenset(member) for case in CASES for member in case.members}
    mixed = build_landing(shuffled(seed=7), *IDENTITY)
    assert partition(members_of(mixed)) == expected
    assert expected <= partition(members_of(warehouse))


def test_ids_do_not_depend_on_what_else_landed(warehouse: Warehouse, build_landing: Build) -> None:
    among_others = members_of(warehouse)
    alone = members_of(build_landing(RECORDS, *IDENTITY))
    assert alone == {identifier: among_others[identifier] for identifier in alone}
