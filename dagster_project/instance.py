"""The Dagster instance of a home: its configuration, and its runs that died without a word.

`home/dagster/dagster.yaml` is written here, so that every way to start Dagster on a home finds the
same rules: one run at a time, one writer of the warehouse, no telemetry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import yaml
from filelock import FileLock, Timeout
from sqlalchemy import Engine, event

UNDER_WAY = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
RUN_LOCK = "run.lock"
MAX_RUN_SECONDS = 6 * 3600
START_SECONDS = 120


class HomeBusy(Exception):
    """Another run is writing to this home."""


def dagster_home(home: Path) -> Path:
    """The folder that `DAGSTER_HOME` must name for this home; written when it differs."""
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = yaml.safe_dump(_rules(folder), sort_keys=False)
    file = folder / "dagster.yaml"
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")
    return folder


def _rules(folder: Path) -> dict[str, object]:
    return {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},  # no sign-up window before the first page
        "concurrency": {
            "pools": {"default_limit": 1},
            "runs": {"max_concurrent_runs": 1},
        },
        # What a step prints is not redacted, so it is not kept; the event log is, and is kept.
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
        "run_monitoring": {
            "enabled": True,
            "start_timeout_seconds": START_SECONDS,
            "max_runtime_seconds": MAX_RUN_SECONDS,
        },
        "run_retries": {"enabled": False},
        "retention": {"schedule": {"purge_after_days": 30}, "sensor": {"purge_after_days": 7}},
        # member_center.settings reads `.env`; Dagster's own loader would override what it is given.
        "secrets": {
            "custom": {
                "module": "dagster._core.secrets.env_file",
                "class": "EnvFileLoader",
                "config": {"base_dir": str(folder)},
            }
        },
    }


@contextmanager
def disposable_history() -> Iterator[None]:
    """Let Dagster keep its history without waiting for the disk, for a home that may be lost.

    A run stores some thousand events and would wait for the disk ten times for each. What landed,
    the vault and the published versions are not touched by this: they are always made durable.
    """

    def relax(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("pragma synchronous = off")

    event.listen(Engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "connect", relax)


@contextmanager
def the_only_run(home: Path, run_id: str) -> Iterator[None]:
    """Hold the home's one right to write, for the life of a run; it falls with the process.

    Raises:
        HomeBusy: Another run holds it; names that run.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / RUN_LOCK, timeout=0, mode=0o600)
    holder = home / f"{RUN_LOCK}.holder"
    try:
        lock.acquire()
    except Timeout:
        raise HomeBusy(_busy(home, _read(holder))) from None
    try:
        holder.write_text(run_id, "utf-8")
        yield
    finally:
        lock.release()


def refuse_when_busy(home: Path) -> None:
    """Say early that a run cannot start now.

    Raises:
        HomeBusy: A run is writing to the home.
    """
    alive = _living_run(home)
    if alive is not None:
        raise HomeBusy(_busy(home, alive))


def fail_dead_runs(instance: dg.DagsterInstance, home: Path) -> list[str]:
    """Fail the runs whose process is gone, and free what they held, so that the next can start.

    A run that was killed together with its daemon stays "started" for ever and keeps its place in
    the queue. A living run holds the home's lock, so every other one that claims to run is dead.
    (A run that never came to its start is failed by Dagster's own run monitoring.)

    Returns:
        The ids of the runs that were failed.
    """
    alive = _living_run(home)
    dead = [
        record.dagster_run
        for record in instance.get_run_records(dg.RunsFilter(statuses=UNDER_WAY))
        if record.dagster_run.run_id != alive
    ]
    for run in dead:
        instance.report_run_failed(run, "The process of this run is gone. Start a new run.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def _living_run(home: Path) -> str | None:
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / RUN_LOCK, timeout=0, mode=0o600)
    try:
        with lock:
            return None
    except Timeout:
        return _read(home / f"{RUN_LOCK}.holder")


def _busy(home: Path, run_id: str) -> str:
    return (
        f"Run {run_id[:8] or 'of another program'} is writing to {home}. Wait until it has ended,"
        " or stop it, and start again."
    )


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
