"""Decisions of people over hand-made landing: which stand, which act, and whose ids they move."""

from __future__ import annotations

from datetime import datetime

import pytest

from member_center.identity.decisions import SOURCE, Decision, Name
from member_center.identity.standing import standings
from tests.dbt.cases import CASES
from tests.dbt.conftest import Warehouse
from tests.dbt.decision_cases import DECISION_CASES, TAKEN_BACK
from tests.dbt.identity_cases import Identifier, mp, plastic
from tests.dbt.landing_files import Landed, at

pytestmark = pytest.mark.pipeline


def as_decision(record: Landed) -> Decision:
    said = record.payload
    return Decision(
        decision_id=record.key,
        kind=said["kind"],
        a=Name(**said["a"]) if said["a"] else None,
        b=Name(**said["b"]) if said["b"] else None,
        withdraws=said["withdraws"],
        decided_by=said["decided_by"],
        decided_at=datetime.fromisoformat(said["decided_at"]),
        because=said["because"],
    )


def test_the_terminal_and_the_warehouse_agree_on_what_stands(warehouse: Warehouse) -> None:
    made = [record for case in CASES for record in case.records if record.source == SOURCE]
    found = warehouse.rows(
        "select decision_id, standing, ended_by from intermediate.int_identity__decision_log"
    )
    expected = {
        (one.decision.decision_id, one.state, one.ended_by and one.ended_by.decision_id)
        for one in standings(map(as_decision, made))
    }
    assert set(found) == expected
    assert {state for _, state, _ in found} == {"stands", "replaced", "withdrawn"}


def test_what_became_of_each_decision_is_public(warehouse: Warehouse) -> None:
    status = dict(warehouse.rows("select decision_id, status from marts.member_identity_decisions"))
    assert status[TAKEN_BACK.key] == "withdrawn"
    waiting = next(case for case in DECISION_CASES if "waits" in case.name).records[-1]
    assert status[waiting.key] == "waiting"
    acting = warehouse.rows(
        "select a_type, b_type, a_one_id = b_one_id, decided_by, decided_at, because, origin"
        " from marts.member_identity_decisions"
        " where is_in_force and kind = 'must_link' and a_value = 'm1-card'"
    )
    expected = ("member_card", "oa_openid", True, "li", at(100), "seen in the store", "landed")
    assert acting == [expected]


def test_links_by_hand_are_links_with_their_decision(warehouse: Warehouse) -> None:
    [link] = warehouse.rows(
        "select status, rule, sources, first_record_stream, first_record_key"
        " from marts.member_identity_links where 'm1-card' in (from_value, to_value)"
    )
    made = next(case for case in DECISION_CASES if "nothing else" in case.name).records[-1]
    expected = ("linked", "must_link", "manual", "manual.identity_decisions", made.key)
    assert link == expected


@pytest.mark.parametrize(
    ("identifier", "named_by"),
    [(mp("m2-mp"), mp("m2-mp")), (plastic("m2-card"), plastic("m2-card"))],
    ids=["the elder part", "the younger part"],
)
def test_both_parts_of_a_split_have_the_ids_they_would_have_alone(
    warehouse: Warehouse, identifier: Identifier, named_by: Identifier
) -> None:
    [found] = warehouse.values(
        "select one_id from intermediate.int_identity__map where identifier_type = ? and value = ?",
        identifier,
    )
    [expected] = warehouse.values(
        "select 'm_' || left(md5(concat(identifier_type, '|', scope, '|', value)), 20)"
        " from intermediate.int_identity__map where identifier_type = ? and value = ?",
        named_by,
    )
    assert found == expected
