"""`mdc dev`: the Dagster UI and daemon on this machine, with schedule and sensors at work."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from member_center.cli.console import out, plainly
from member_center.cli.demo_home import DEMO_HOME, DemoHome
from member_center.cli.environment import with_ours, without_ours
from member_center.settings import SHANGHAI, load_settings, machine_now
from member_center.transform import DbtProject
from member_center.transform.project import REPOSITORY

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 30
# Its successor `dg dev` is another package, and does the same.
SUPERSEDED = "ignore:Function `dev_command` is superseded"


def dev(
    demo: Annotated[bool, typer.Option("--demo", help="The demonstration's home.")] = False,
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 3000,
) -> None:
    """Open the Dagster UI on 127.0.0.1, with the settings of .env or with the demonstration's."""
    with plainly(), ExitStack() as stack:
        if demo:
            home, environment = _demonstration(stack)
            # Settings are also read from `.env` in the working folder; here there is none.
            working_folder = home
        else:
            home, environment = load_settings().home, with_ours({})
            working_folder = Path.cwd()
        raise typer.Exit(_serve(home, environment, working_folder, port))


def _demonstration(stack: ExitStack) -> tuple[Path, dict[str, str]]:
    today = machine_now().astimezone(SHANGHAI).date()
    demonstration = DemoHome.any(DEMO_HOME.absolute(), today)
    variables = stack.enter_context(demonstration.with_sandbox(today))
    return demonstration.folder, {**without_ours(), **variables}


def _serve(home: Path, environment: Mapping[str, str], working_folder: Path, port: int) -> int:
    """Run Dagster until it is stopped; returns its exit code, 0 when a person stopped it."""
    # Loading Dagster takes seconds, which the other commands need not wait for.
    import dagster as dg

    from dagster_project.instance import dagster_home, fail_dead_runs

    DbtProject().ensure_manifest()
    folder = dagster_home(home)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        fail_dead_runs(instance, home)
    # A script's background job starts with Ctrl-C ignored, and Dagster's children would inherit it:
    # then they could not be stopped.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    out.print(f"The Dagster UI comes up on http://{LOOPBACK}:{port} (Ctrl-C stops it).")
    process = subprocess.Popen(  # noqa: S603 - Dagster's own command with our options
        [
            *(sys.executable, "-W", SUPERSEDED, "-m", "dagster", "dev"),
            *("--workspace", str(REPOSITORY / "workspace.yaml")),
            *("--host", LOOPBACK, "--port", str(port)),
        ],
        cwd=working_folder,
        env={**environment, "DAGSTER_HOME": str(folder)},
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
