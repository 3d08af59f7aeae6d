"""`mdc run`: the daily job, here and now, with its progress and its result on the terminal."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from member_center.cli.console import out, plainly
from member_center.runtime import declared_sources, open_runtime
from member_center.settings import ENV_FILE

if TYPE_CHECKING:
    from member_center.cli.job import JobOutcome


def run() -> None:
    """Pull every stream, check, build what changed and publish; 0 when all is well, else 1."""
    with plainly():
        outcome = run_and_show(ENV_FILE)
    if not outcome.is_good:
        raise typer.Exit(1)


def run_and_show(env_file: str | None, *, is_disposable: bool = False) -> JobOutcome:
    """Run the daily job of the home that the settings name, and print what happened.

    Args:
        env_file: File that settings may be read from besides the environment; None reads none.
        is_disposable: The home is a demonstration's: its run history need not survive a power cut.

    Raises:
        SettingsError: A setting is missing or wrong.
    """
    # Loading Dagster and dbt takes seconds, which the other commands need not wait for.
    from dagster_project.instance import disposable_history
    from member_center.cli.job import run_daily_job
    from member_center.cli.progress import Progress
    from member_center.cli.summary import print_summary

    runtime = open_runtime(env_file=env_file)
    with Progress(out) as progress, disposable_history() if is_disposable else nullcontext():
        outcome = run_daily_job(runtime.home, env_file, progress)
    print_summary(out, runtime, outcome, declared_sources())
    return outcome
