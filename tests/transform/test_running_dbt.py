"""Running dbt on a project of two models: results, row counts, errors, and the parent's death."""

from __future__ import annotations

from pathlib import Path

import pytest

from member_center.transform.counts import row_counts
from member_center.transform.project import DbtProject, TransformError
from member_center.transform.runner import run_dbt

TODAY = {"as_of": "2026-03-02"}
PROJECT = """
name: toy
version: "1.0"
profile: toy
models: {toy: {+materialized: table}}
"""
PROFILE = """
toy:
  target: duckdb
  outputs: {duckdb: {type: duckdb, path: "{{ env_var('MDC_HOME') }}/warehouse.duckdb"}}
"""
SCHEMA = """
models:
  - name: orders
    columns: [{name: order_id, data_tests: [unique]}]
"""

DAYS = """select '{{ env_var("MDC_AS_OF", "") }}' as day"""

pytestmark = pytest.mark.pipeline


@pytest.fixture
def project(tmp_path: Path) -> DbtProject:
    folder = tmp_path / "dbt"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    (folder / "models" / "schema.yml").write_text(SCHEMA)
    (folder / "models" / "days.sql").write_text(DAYS)
    (folder / "models" / "orders.sql").write_text("select unnest([1, 2, 3]) as order_id")
    return DbtProject(folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_every_node_has_a_result_and_the_file_is_free_afterwards(
    project: DbtProject, home: Path
) -> None:
    lines: list[str] = []
    results = run_dbt(project, home, selection=[], variables=TODAY, on_line=lines.append)
    assert {r.unique_id.split(".")[2]: r.status for r in results} == {
        "days": "success",
        "orders": "success",
        "unique_orders_order_id": "pass",
    }
    assert len(lines) == len(results)
    counts = row_counts(home / "warehouse.duckdb", [("main", "orders"), ("main", "absent")])
    assert counts == {("main", "orders"): 3}


def test_a_failing_test_is_a_result_with_its_number_of_rows(
    project: DbtProject, home: Path
) -> None:
    (project.folder / "models" / "orders.sql").write_text("select unnest([1, 1, 2]) as order_id")
    selection = ["--select", "orders"]
    results = run_dbt(project, home, selection=selection, variables=TODAY, on_line=print)
    failed = [r for r in results if not r.is_good]
    assert [(r.status, r.failures, r.is_test) for r in failed] == [("fail", 1, True)]


def test_a_project_that_does_not_parse_is_reported_in_dbts_words(
    project: DbtProject, home: Path
) -> None:
    (project.folder / "models" / "days.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(TransformError, match="nowhere"):
        run_dbt(project, home, selection=[], variables=TODAY, on_line=print)
    with pytest.raises(TransformError, match="nowhere"):
        project.ensure_manifest()


def test_the_manifest_is_prepared_once_and_again_when_a_file_changes(project: DbtProject) -> None:
    first = project.ensure_manifest()
    written = project.manifest_file.stat().st_mtime_ns
    project.ensure_manifest()
    assert project.manifest_file.stat().st_mtime_ns == written
    (project.folder / "models" / "stores.sql").write_text("select 1 as store_id")
    assert project.ensure_manifest()["nodes"].keys() - first["nodes"].keys() == {"model.toy.stores"}


def test_the_fingerprint_sees_content_and_ignores_what_dbt_writes(project: DbtProject) -> None:
    before = project.fingerprint()
    (project.folder / "target").mkdir()
    (project.folder / "target" / "manifest.json").write_text("{}")
    assert project.fingerprint() == before
    assert project.fingerprint("another brand") != before
    (project.folder / "models" / "days.sql").write_text("select 2 as day")
    assert project.fingerprint() != before
