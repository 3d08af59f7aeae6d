"""Sensors: what starts a run, or mends the instance, without the clock.

A sensor looks and decides; it never holds the home's lock and never changes data.
"""

import hashlib
import json

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
        cursor: What the last look saw, and for which files a run was last asked for.

    Returns:
        A run request once the same files are seen twice. Its key tells sizes and times too, so
        that a file which comes back from quarantine starts another run.
    """
    if not files:
        return dg.SkipReason("The inbox is empty.")
    before = json.loads(cursor) if cursor else {}
    listing = repr([(file.name, file.size, file.modified_ns) for file in files])
    digest = hashlib.sha256(listing.encode()).hexdigest()[:32]
    if digest == before.get("asked"):
        return dg.SkipReason("A run for these files was already asked for.")
    if digest != before.get("seen"):
        return dg.SensorResult(
            skip_reason=f"{len(files)} files are here; waiting until nobody writes to them.",
            cursor=json.dumps({**before, "seen": digest}),
        )
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=f"inbox-{digest}")],
        cursor=json.dumps({"seen": digest, "asked": digest}),
    )


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
