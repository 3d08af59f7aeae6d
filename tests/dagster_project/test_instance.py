"""One run at a time, and runs that died without a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml

from dagster_project.instance import HomeBusy, dagster_home, fail_dead_runs, the_only_run

LIVING = "11111111-1111-4111-8111-111111111111"
DEAD = "dddddddd-dddd-4ddd-8ddd-dddddddddddd"
HOLD = """
import sys, time
from pathlib import Path
from dagster_project.instance import the_only_run
with the_only_run(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@dg.op
def wait() -> None:
    """Does nothing."""


@dg.job
def some_job() -> None:
    """A job to have runs of."""
    wait()


def started(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRun:
    return instance.create_run_for_job(some_job, run_id=run_id, status=dg.DagsterRunStatus.STARTED)


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run
    return run.status


def test_the_rules_of_an_instance_are_written_once_and_dagster_takes_them(tmp_path: Path) -> None:
    folder = dagster_home(tmp_path)
    rules = yaml.safe_load((folder / "dagster.yaml").read_text())
    assert rules["telemetry"] == {"enabled": False}
    assert rules["concurrency"]["runs"]["max_concurrent_runs"] == 1
    written = (folder / "dagster.yaml").stat().st_mtime_ns
    with dg.DagsterInstance.from_config(str(dagster_home(tmp_path))) as instance:
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled
    assert (folder / "dagster.yaml").stat().st_mtime_ns == written


def test_a_second_run_is_told_who_is_writing(tmp_path: Path) -> None:
    with (
        the_only_run(tmp_path, "12345678-first"),
        pytest.raises(HomeBusy, match="Run 12345678 is writing"),
        the_only_run(tmp_path, "second"),
    ):
        pass
    with the_only_run(tmp_path, "second"):
        pass


def test_a_run_whose_process_is_gone_is_failed_and_the_living_one_is_not(tmp_path: Path) -> None:
    with dg.DagsterInstance.from_config(str(dagster_home(tmp_path))) as instance:
        started(instance, LIVING)
        started(instance, DEAD)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), LIVING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert holder.stdout
            assert holder.stdout.readline().strip() == "held"
            assert fail_dead_runs(instance, tmp_path) == [DEAD]
            assert status(instance, DEAD) is dg.DagsterRunStatus.FAILURE
            assert status(instance, LIVING) is dg.DagsterRunStatus.STARTED
        finally:
            holder.kill()
            holder.communicate()
        assert fail_dead_runs(instance, tmp_path) == [LIVING]
        assert status(instance, LIVING) is dg.DagsterRunStatus.FAILURE


def test_a_dead_run_gives_back_its_place_in_a_pool(tmp_path: Path) -> None:
    with dg.DagsterInstance.from_config(str(dagster_home(tmp_path))) as instance:
        storage = instance.event_log_storage
        started(instance, DEAD)
        storage.set_concurrency_slots("duckdb", 1)
        storage.claim_concurrency_slot("duckdb", DEAD, "warehouse")
        assert storage.get_concurrency_info("duckdb").active_slot_count == 1
        fail_dead_runs(instance, tmp_path)
        assert storage.get_concurrency_info("duckdb").active_slot_count == 0
