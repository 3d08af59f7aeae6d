"""The published tables: one asset each, made by one step, because readers get all of them at once.

Copying, comparing and swapping is `member_center.serving`'s work. What is decided here is when:
only a warehouse that is one consistent build, and only when readers do not have it yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import dagster as dg
import duckdb

from dagster_project.assets.dbt import RUN_AGAIN
from dagster_project.failures import told_plainly
from dagster_project.keys import PUBLIC_SCHEMA, SERVING_GROUP, published_key, table_key
from dagster_project.resources import Home
from member_center.privacy.redact import redact
from member_center.runtime import Runtime
from member_center.serving import Manifest, publish
from member_center.transform import BuildState, DbtProject, is_damage, set_aside


def published_assets(project: DbtProject, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The assets of all tables of the public schema.

    Args:
        project: The dbt project.
        manifest: Its prepared manifest; gives the tables and their descriptions.
    """
    tables = {
        node["alias"]: node["description"].strip()
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == PUBLIC_SCHEMA
    }
    specs = [
        dg.AssetSpec(
            published_key(table),
            deps=[table_key(PUBLIC_SCHEMA, table)],
            description=f"Published: {description}",
            group_name=SERVING_GROUP,
            kinds={"duckdb", "parquet"},
        )
        for table, description in tables.items()
    ]

    @dg.multi_asset(name="published_version", specs=specs, pool="duckdb")
    def published_version(
        context: dg.AssetExecutionContext, home: Home
    ) -> Iterator[dg.MaterializeResult[None]]:
        with told_plainly("Publishing"):
            published = _publish(context.run_id, home.runtime, project)
        for table in tables:
            entry = published.tables[table]
            yield dg.MaterializeResult(
                asset_key=published_key(table),
                data_version=dg.DataVersion(entry.digest),
                metadata={
                    "dagster/row_count": entry.rows,
                    "version": published.version,
                    "unchanged_since": entry.unchanged_since,
                    "bytes": entry.bytes,
                },
            )

    return published_version


def _publish(run_id: str, runtime: Runtime, project: DbtProject) -> Manifest:
    state = BuildState.read(runtime.home)
    if not state.is_whole:
        raise dg.Failure(
            description="The warehouse is not one consistent build, so readers keep the version"
            " they have. Next step: start the job daily_refresh, which builds what is missing.",
            allow_retries=False,
        )
    try:
        published = publish(
            runtime.warehouse,
            runtime.serving_dir,
            run_id=run_id,
            as_of=runtime.settings.today(),
            now=runtime.settings.now(),
            dbt_manifest=project.manifest_file,
        )
    except duckdb.Error as error:
        if not is_damage(str(error)):
            raise
        BuildState().write(runtime.home)
        set_aside(runtime.warehouse)
        raise dg.Failure(
            description=f"Readers keep the version they have: {redact(str(error))} {RUN_AGAIN}",
            allow_retries=False,
        ) from None
    replace(state, published_id=state.build_id).write(runtime.home)
    return published
