"""`mdc identity plan` over a whole home: what pending decisions change, while nothing changes."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from member_center.identity.decisions import SOURCE, STREAM, Decisions, Kind, Name
from member_center.identity.plan import IdentityPlan, Trial, plan_identity
from member_center.landing import Landing, ProtectedRecord
from member_center.privacy import Guard
from member_center.serving import publish
from member_center.transform import BuildState, DbtProject, landed_streams
from tests.dbt.cases import CASES
from tests.dbt.conftest import AS_OF, PROJECT, Warehouse
from tests.dbt.decision_cases import SCOPES
from tests.dbt.identity_cases import Identifier, mp, oa
from tests.dbt.landing_files import BRAND

pytestmark = pytest.mark.pipeline

NOW = datetime(2027, 1, 1, 2, tzinfo=UTC)
JOINED = (oa("a1-oa"), oa("a31-oa"))
SEPARATED = (oa("a2-oa"), mp("a2-mp"))


class Forgetful:
    def put_many(self, values: object) -> None:
        pass


def name(identifier: Identifier) -> Name:
    kind, value = identifier
    return Name(kind, SCOPES[kind], value)


@pytest.fixture(scope="module")
def home(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as a run leaves it: warehouse, published version, and the decisions in landing."""
    copy = tmp_path_factory.mktemp("plan") / "home"
    copy.mkdir()
    built, manifest = copy / "warehouse.duckdb", copy / "dbt" / "target" / "manifest.json"
    shutil.copyfile(warehouse.home / "warehouse.duckdb", built)
    manifest.parent.mkdir(parents=True)
    shutil.copyfile(warehouse.home / "dbt" / "target" / "manifest.json", manifest)
    records = [
        ProtectedRecord(one.key, one.payload, one.occurred_at.replace(tzinfo=UTC))
        for case in CASES
        for one in case.records
        if one.source == SOURCE and one.occurred_at
    ]
    with Landing(copy) as landing:
        landing.commit(SOURCE, STREAM, BRAND, records, {}, NOW, "all")
        streams = landed_streams(landing.write_index()).streams
    publish(built, copy / "serving", run_id="one", as_of=date.fromisoformat(AS_OF), now=NOW)
    BuildState(code="known", streams=streams, is_whole=True).write(copy)
    return copy


@pytest.fixture(scope="module")
def planned(home: Path) -> tuple[IdentityPlan, dict[Path, str], dict[Path, str]]:
    """What two pending decisions change, and every byte of the home before and after."""
    with Landing(home) as landing:
        desk = Decisions(landing, Guard("t" * 32, 1, Forgetful()), BRAND)
        pending: tuple[tuple[Kind, tuple[Identifier, Identifier]], ...] = (
            ("must_link", JOINED),
            ("cannot_link", SEPARATED),
        )
        for kind, (a, b) in pending:
            desk.write(kind, a=name(a), b=name(b), decided_by="li", decided_at=NOW, because="seen")
    before = content(home)
    trial = Trial(home, DbtProject(PROJECT), {"as_of": AS_OF, "brand": BRAND})
    return plan_identity(trial, lambda line: None), before, content(home)


def content(home: Path) -> dict[Path, str]:
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file()
    }


def test_a_plan_changes_no_byte(
    planned: tuple[IdentityPlan, dict[Path, str], dict[Path, str]],
) -> None:
    _, before, after = planned
    assert before
    assert after == before


def test_a_plan_shows_what_pending_decisions_do_and_nothing_else(
    planned: tuple[IdentityPlan, dict[Path, str], dict[Path, str]],
) -> None:
    plan, _, _ = planned
    found = plan.difference
    assert plan.landed_since == (f"{SOURCE}.{STREAM}",)
    assert (found.merges, found.merged, found.splits, found.renamed) == (1, 2, 1, 0)
    assert found.new_identifiers == 0
    [contested] = found.turns
    assert (contested.before, contested.after, contested.identifiers) == ("linked", "conflict", 1)
    assert [one.value for one in contested.examples] == ["a2-u"]
    assert found.members_after == found.members_before


def test_a_plan_names_the_links_that_make_the_difference(
    planned: tuple[IdentityPlan, dict[Path, str], dict[Path, str]],
) -> None:
    plan, _, _ = planned
    [merge], [split] = plan.difference.merge_examples, plan.difference.split_examples
    assert merge.causes[0].after == "linked (must_link)"
    assert {merge.causes[0].start.value, merge.causes[0].end.value} == {"a1-oa", "a31-oa"}
    assert sum(part.identifiers for part in split.parts) == 5
    assert {cause.before for cause in split.causes} <= {"linked (unionid)", "linked (same_order)"}
    assert "refused (cannot_link)" in {cause.after for cause in split.causes}


def test_a_plan_parses_nothing_of_landing_again(
    planned: tuple[IdentityPlan, dict[Path, str], dict[Path, str]],
) -> None:
    plan, _, _ = planned
    assert plan.reused > 20
