"""Sensors: what starts a run, or mends the instance, without the clock.

A sensor looks and decides; it never holds the home's lock and never changes data.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from connectors.offline.inbox import InboxFile, ready
from dagster_project.instance import fail_dead_runs
from dagster_project.jobs import inbox_refresh
from member_center.settings import SettingsError, load_settings

LOOK_EVERY_SECONDS = 30
SWEEP_EVERY_SECONDS = 60


def inbox_sensor(env_file: str | None) -> dg.SensorDefinition:
    """Starts `inbox_refresh` once the files in the inbox have lain still from one look to the next.

    Args:
        env_file: File that settings may be read from besides the environment.
    """

    @dg.sensor(
        name="inbox",
        job=inbox_refresh,
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts a run when new files lie in the inbox and nobody is writing to them.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            folder = load_settings(env_file).home / "inbox"
        except SettingsError as error:
            return dg.SkipReason(str(error))
        return look(ready(folder, settle_seconds=0), context.cursor)

    return inbox


def look(files: list[InboxFile], cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    """Decide on one look into the inbox.

    Args:
        files: What lies there now.
        cursor: What the last look saw, and for which listing a run was last asked for.

    Returns:
        A run request once a listing is seen twice; its key depends on the files' content, so that
        the same files under other names or times do not start a second run.
    """
    if not files:
        return dg.SkipReason("The inbox is empty.")
    before = json.loads(cursor) if cursor else {}
    listing = hashlib.sha256(
        repr([(file.name, file.size, file.modified_ns) for file in files]).encode()
    ).hexdigest()
    if listing == before.get("asked"):
        return dg.SkipReason("A run for these files was already asked for.")
    if listing != before.get("seen"):
        return dg.SensorResult(
            skip_reason=f"{len(files)} files are here; waiting until nobody writes to them.",
            cursor=json.dumps({**before, "seen": listing}),
        )
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=f"inbox-{content_of(f.path for f in files)}")],
        cursor=json.dumps({"seen": listing, "asked": listing}),
    )


def content_of(paths: Iterable[Path]) -> str:
    """Hex digest of what stands in files, whatever they are called and in whatever order."""
    digests = []
    for path in paths:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()[:32]


def dead_run_sensor(env_file: str | None) -> dg.SensorDefinition:
    """Fails runs whose process is gone, so that the queue moves on without a person.

    Args:
        env_file: File that settings may be read from besides the environment.
    """

    @dg.sensor(
        name="dead_runs",
        target=None,
        minimum_interval_seconds=SWEEP_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Fails runs that were killed without a word, and frees their place.",
    )
    def dead_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        try:
            home = load_settings(env_file).home
        except SettingsError as error:
            return dg.SkipReason(str(error))
        dead = fail_dead_runs(context.instance, home)
        return dg.SkipReason(f"Failed {len(dead)} dead runs." if dead else "No run is dead.")

    return dead_runs
