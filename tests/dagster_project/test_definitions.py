"""The code location as Dagster loads it: names, groups, words, schedule; and how cheap it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.checks.landing import suites_of
from dagster_project.definitions import load_definitions
from member_center.runtime import declared_sources

ROOT = Path(__file__).parents[2]
SNAPSHOT = Path(__file__).parent / "assets.txt"

pytestmark = pytest.mark.pipeline

LOAD_UNCONFIGURED = """
import os, socket, sys
for name in list(os.environ):
    if name.startswith(("MDC_", "WECHAT_", "OFFLINE_")):
        del os.environ[name]
def refuse(*args, **kwargs):
    raise AssertionError("loading definitions touched the network")
socket.socket.connect = refuse
from dagster_project.definitions import load_definitions
assert load_definitions(None).resolve_all_asset_keys()
assert "great_expectations" not in sys.modules, "Great Expectations was imported"
"""


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return load_definitions(None)


def test_public_names_and_groups_change_only_on_purpose(definitions: dg.Definitions) -> None:
    """A renamed asset loses its history: change `assets.txt` in the same commit, knowingly."""
    found = sorted(
        f"{spec.group_name}: {spec.key.to_user_string()}"
        for spec in definitions.resolve_all_asset_specs()
        if spec.key.path[0] in {"landing", "marts", "serving"}
    )
    assert found == SNAPSHOT.read_text("utf-8").splitlines()


def test_every_asset_and_check_says_what_it_is(definitions: dg.Definitions) -> None:
    silent = [
        spec.key.to_user_string()
        for spec in definitions.resolve_all_asset_specs()
        if not (spec.description or "").strip() or spec.group_name == "default"
    ]
    assert silent == []


def test_every_table_tells_its_grain(definitions: dg.Definitions) -> None:
    vague = [
        spec.key.to_user_string()
        for spec in definitions.resolve_all_asset_specs()
        if spec.key.path[0] in {"marts", "serving"}
        and "One row per" not in (spec.description or "")
    ]
    assert vague == []


def test_expectations_are_declared_for_streams_that_exist() -> None:
    for source in declared_sources():
        streams = {stream.name for stream in source.streams}
        assert suites_of(source.name).keys() == streams


def test_every_dbt_source_is_a_declared_stream(definitions: dg.Definitions) -> None:
    declared = {
        dg.AssetKey(["landing", source.name, stream.name])
        for source in declared_sources()
        for stream in source.streams
    }
    graph = definitions.resolve_asset_graph()
    landing = {key for key in graph.get_all_asset_keys() if key.path[0] == "landing"}
    assert landing - declared == {dg.AssetKey(["landing", "manual", "identity_decisions"])}
    assert declared <= landing


def test_no_run_writes_what_people_decide(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    decisions = dg.AssetKey(["landing", "manual", "identity_decisions"])
    assert decisions in graph.external_asset_keys
    assert (
        dg.AssetKey(["staging", "stg_manual__identity_decisions"])
        in graph.get(decisions).child_keys
    )


def test_the_daily_job_runs_everything_at_half_past_eight_in_shanghai(
    definitions: dg.Definitions,
) -> None:
    schedule = definitions.resolve_schedule_def("daily_at_half_past_eight")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 8 * * *", "Asia/Shanghai")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    job = definitions.resolve_job_def(schedule.job_name)
    graph = definitions.resolve_asset_graph()
    assert job.asset_layer.selected_asset_keys == graph.materializable_asset_keys
    assert job.asset_layer.asset_graph.asset_check_keys == graph.asset_check_keys
    assert job.executor_def is dg.in_process_executor


@pytest.mark.parametrize("job", ["daily_refresh", "inbox_refresh"])
def test_the_warehouse_is_built_in_one_step(definitions: dg.Definitions, job: str) -> None:
    """Dagster cuts a step in two whose parts lie before and behind another step; then no part of
    it leaves one consistent build, and nothing is published."""
    steps = {node.name for node in definitions.resolve_job_def(job).nodes}
    assert {name for name in steps if name.startswith("warehouse")} == {"warehouse"}
    assert not {name for name in steps if name[-2:] in {"_2", "_3"}}


def test_new_files_rebuild_tables_but_pull_no_platform(definitions: dg.Definitions) -> None:
    keys = definitions.resolve_job_def("inbox_refresh").asset_layer.selected_asset_keys
    assert {key.path[1] for key in keys if key.path[0] == "landing"} == {"offline"}
    assert dg.AssetKey(["serving", "dim_members"]) in keys


def test_checks_of_landed_data_stand_before_every_table(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    key = dg.AssetCheckKey(dg.AssetKey(["landing", "wechat_shop", "orders"]), "order_id_form")
    assert graph.get(key).blocking


def test_loading_needs_no_settings_no_network_and_no_great_expectations(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD_UNCONFIGURED],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_workspace_names_the_code_location() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "member_data_center" in done.stderr + done.stdout
