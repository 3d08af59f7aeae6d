"""`mdc identity plan` at the terminal: figures, examples with their causes, and wrong rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from member_center.cli import identity_plan as room
from member_center.identity.compare import Cause, Change, Difference, Part
from member_center.identity.plan import IdentityPlan, Trial
from member_center.runtime import open_runtime
from member_center.serving.links import Identifier
from tests.cli.conftest import Mdc

CARD = Identifier("1", "member_card", "demo", "880000000001", "m_1")
PHONE = Identifier("2", "phone", "", "ph1_0123456789abcdef0123456789abcdef", "m_2")
SPLIT = Change(
    "m_1",
    (Part("m_1", 2, "陈**"), Part("m_2", 1, "")),
    (
        Cause(
            CARD, PHONE, "linked (phone_and_name)", "shared (too_many_people)", "offline.members 8"
        ),
    ),
)
FOUND = Difference(
    members_before=10,
    members_after=11,
    merges=0,
    merged=0,
    splits=1,
    renamed=0,
    moved=1,
    largest_before=3,
    largest_after=2,
    new_identifiers=0,
    merge_examples=(),
    split_examples=(SPLIT,),
    turns=(),
)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Trial]:
    trials: list[Trial] = []

    def plan(trial: Trial, on_line: Callable[[str], None]) -> IdentityPlan:
        trials.append(trial)
        return IdentityPlan("20260302T000000Z-001", FOUND, ("wecom.customers",), 40, 20)

    monkeypatch.setattr(room, "plan_identity", plan)
    return trials


def test_a_split_is_shown_with_its_parts_and_cause(
    mdc: Mdc, home: Path, tried: list[Trial], tmp_path: Path
) -> None:
    file = tmp_path / "try.yml"
    file.write_text("types: {}\n", "utf-8")
    said = mdc("identity", "plan", "--rules", str(file), "--limit", "3").stdout
    assert "10 → 11" in said
    assert "m_1 (3 identifiers) falls into" in said
    assert "m_1 陈**: 2 identifiers" in said
    assert "m_2: 1 identifier\n" in said
    assert "linked (phone_and_name) → shared (too_many_people)" in said
    assert "Landed since that version and counted in: wecom.customers" in said
    assert PHONE.value not in said
    [trial] = tried
    assert trial.rules is not None
    assert (trial.rules.content, trial.examples) == ({"types": {}}, 3)


def test_the_same_as_json(mdc: Mdc, home: Path, tried: list[Trial]) -> None:
    found = json.loads(mdc("identity", "plan", "--json").stdout)
    assert (found["splits"], found["is_nothing"], found["members_after"]) == (1, False, 11)
    [split] = found["splits_shown"]
    assert [part["identifiers"] for part in split["parts"]] == [2, 1]
    assert split["causes"][0]["after"] == "shared (too_many_people)"
    assert tried[0].rules is None


def test_the_brands_own_rules_are_what_a_plan_and_every_run_go_by(
    mdc: Mdc, home: Path, tried: list[Trial], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "identity_rules" not in open_runtime().dbt_variables()
    own = tmp_path / "own.yml"
    own.write_text("types: {}\n", "utf-8")
    monkeypatch.setenv("MDC_IDENTITY_RULES", str(own))
    assert mdc("identity", "plan").exit_code == 0
    [trial] = tried
    assert trial.rules is not None
    assert trial.rules.path == own
    assert open_runtime().dbt_variables()["identity_rules"] == {"types": {}}
    own.unlink()
    assert f"{own} cannot be read" in mdc("identity", "plan").stderr


def test_a_home_without_a_version_is_told_what_to_do(mdc: Mdc, home: Path) -> None:
    refused = mdc("identity", "plan")
    assert refused.exit_code == 1
    assert "`mdc run` publishes" in refused.stderr
