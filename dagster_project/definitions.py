"""Everything that Dagster loads, put together from its parts. No asset is named here.

Loading touches no network and needs nothing configured: streams are declared by their connectors,
tables by dbt's manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from connectors.core.stream import Source
from dagster_project.assets.dbt import warehouse_assets
from dagster_project.assets.decisions import decisions_asset
from dagster_project.assets.landing import landing_assets
from dagster_project.assets.report import report_asset
from dagster_project.assets.serving import published_assets
from dagster_project.checks.landing import landing_checks
from dagster_project.jobs import daily_refresh, inbox_refresh
from dagster_project.resources import Home
from dagster_project.schedules import daily_schedule
from dagster_project.sensors import dead_run_sensor, inbox_sensor
from member_center.runtime import declared_sources
from member_center.settings import ENV_FILE
from member_center.transform import DbtProject


def build_definitions(
    sources: Sequence[Source],
    project: DbtProject,
    manifest: Mapping[str, Any],
    home: Home,
) -> dg.Definitions:
    """The code location over given sources and a given dbt project.

    Args:
        sources: Declared, not necessarily configured.
        project: The dbt project.
        manifest: Its manifest.
        home: The resource every step works with.
    """
    published = published_assets(project, manifest)
    return dg.Definitions(
        assets=[
            *landing_assets(sources),
            decisions_asset(),
            warehouse_assets(project, manifest),
            published,
            report_asset(published.keys),
        ],
        asset_checks=[step for source in sources for step in landing_checks(source)],
        jobs=[daily_refresh, inbox_refresh],
        schedules=[daily_schedule],
        sensors=[inbox_sensor(home.env_file), dead_run_sensor(home.env_file)],
        resources={"home": home},
        executor=dg.in_process_executor,
    )


def load_definitions(env_file: str | None = ENV_FILE) -> dg.Definitions:
    """The code location of this repository.

    Args:
        env_file: File that settings may be read from besides the environment; None reads none.
    """
    project = DbtProject()
    return build_definitions(
        declared_sources(), project, project.ensure_manifest(), Home(env_file=env_file)
    )


@dg.definitions
def member_data_center() -> dg.Definitions:
    """What `workspace.yaml` names."""
    return load_definitions()
