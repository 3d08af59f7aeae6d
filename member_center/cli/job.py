"""The daily job in this process: started, watched, and told as figures.

What is shown is `progress`'s and `summary`'s business. Figures come from the run's events, which
are records, not from log lines.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import dagster as dg

from dagster_project.assets.landing import PULLED
from dagster_project.definitions import load_definitions
from dagster_project.instance import (
    HomeBusy,
    dagster_home,
    fail_dead_runs,
    refuse_when_busy,
)
from dagster_project.jobs import daily_refresh
from member_center.cli.console import CommandFailed

QUIET_CONSOLE = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

INTERRUPTED = "The run was stopped. What has landed stays; the next run goes on from there."

Watch = Callable[[dg.EventLogEntry], None]


@dataclass(frozen=True, slots=True)
class StreamOutcome:
    """What a run did with one stream: its status, and rows of this run."""

    source: str
    stream: str
    status: str
    landed: int
    rejected: int


@dataclass(slots=True)
class JobOutcome:
    """What a run did.

    Attributes:
        run_id: Dagster's id of it.
        seconds: How long it took.
        streams: One entry a stream.
        checks: Number of checks that `passed`, `warned` or `failed`.
        notes: What the checks that warned have to say.
        complaints: What went wrong, one text each, with cause and next step.
    """

    run_id: str
    seconds: float = 0.0
    streams: list[StreamOutcome] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing failed."""
        return not self.complaints


def result_of(evaluation: dg.AssetCheckEvaluation) -> str:
    """What became of a check: `passed`, `warned` or `failed`."""
    if evaluation.passed:
        return "passed"
    return "warned" if evaluation.severity is dg.AssetCheckSeverity.WARN else "failed"


def run_daily_job(home: Path, env_file: str | None, watch: Watch) -> JobOutcome:
    """Run `daily_refresh` over all assets and checks, in this process.

    Args:
        home: The home; its Dagster instance keeps the run's history.
        env_file: File that settings may be read from besides the environment.
        watch: Called with every event as it happens.

    Raises:
        CommandFailed: Another run is writing to the home.
    """
    try:
        refuse_when_busy(home)
    except HomeBusy as error:
        raise CommandFailed(str(error)) from None
    job = load_definitions(env_file).resolve_job_def(daily_refresh.name)
    run_id = str(uuid.uuid4())
    began = monotonic()
    with dg.DagsterInstance.from_config(str(dagster_home(home))) as instance:
        fail_dead_runs(instance, home)
        instance.add_event_listener(run_id, watch)
        result = job.execute_in_process(
            run_config=QUIET_CONSOLE, instance=instance, run_id=run_id, raise_on_error=False
        )
    return outcome_of(run_id, result.all_events, monotonic() - began)


def outcome_of(run_id: str, events: Iterable[dg.DagsterEvent], seconds: float) -> JobOutcome:
    """Sum a run's events up.

    Args:
        run_id: Dagster's id of the run.
        events: All of its events.
        seconds: How long it took.
    """
    outcome = JobOutcome(run_id, seconds)
    for event in events:
        if event.is_step_materialization:
            _add_stream(outcome, event)
        elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            _add_check(outcome, event.asset_check_evaluation_data)
        elif event.is_step_failure or event.is_run_failure:
            _add_failure(outcome, event)
    return outcome


def _add_stream(outcome: JobOutcome, event: dg.DagsterEvent) -> None:
    path = event.asset_key.path if event.asset_key else []
    if len(path) != 3 or path[0] != "landing":
        return
    entries = event.materialization.metadata.items()
    said: dict[str, Any] = {name: entry.value for name, entry in entries}
    outcome.streams.append(
        StreamOutcome(
            source=path[1],
            stream=path[2],
            status=str(said["status"]),
            landed=said.get("landed", 0),
            rejected=said.get("rejected", 0),
        )
    )


def _add_check(outcome: JobOutcome, evaluation: dg.AssetCheckEvaluation) -> None:
    result = result_of(evaluation)
    outcome.checks[result] += 1
    if result == "passed":
        return
    name = ".".join(evaluation.asset_key.path[1:])
    check = "" if evaluation.check_name == PULLED else f", check {evaluation.check_name}"
    said = f"{name}{check}: {evaluation.description or result}"
    (outcome.complaints if result == "failed" else outcome.notes).append(said)


def _add_failure(outcome: JobOutcome, event: dg.DagsterEvent) -> None:
    if event.is_run_failure:
        if not outcome.complaints:
            outcome.complaints.append(_root_cause(event))
        return
    failure = event.step_failure_data
    description = failure.user_failure_data and failure.user_failure_data.description
    if description:
        outcome.complaints.append(description)


def _root_cause(event: dg.DagsterEvent) -> str:
    """The first error of the chain that ended a run outside its steps."""
    error = event.job_failure_data.error
    while error and error.cause:
        error = error.cause
    if error and error.cls_name == dg.DagsterExecutionInterruptedError.__name__:
        return INTERRUPTED
    return error.message.strip() if error else event.message or "The run failed."
