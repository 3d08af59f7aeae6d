"""How a dbt node shows in Dagster: its key, its group, its description.

Dependencies, checks and code versions are dagster-dbt's own; what a model computes is dbt's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from dagster_project.keys import table_key

FOLDER_DEPTH = 2


class WarehouseTranslator(DagsterDbtTranslator):
    """Assets are called like their relations and grouped like the folders they are written in."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_metadata=False))

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """dagster-dbt's spec under our key and group, described in the model's own words."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        if node["resource_type"] == "source":
            return spec
        return spec.replace_attributes(
            key=table_key(node["schema"], node["alias"]),
            group_name=group_of(node),
            description=node["description"].strip(),
        )

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """dagster-dbt's spec, not blocking: a failed test fails the whole step already."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(blocking=False)


def group_of(node: Mapping[str, Any]) -> str:
    """`<layer>/<folder>`: `staging/wecom`, `intermediate/orders`, `marts/tags`; seeds: `reference`.

    Args:
        node: A model or seed of dbt's manifest; its `fqn` is project, layer, folder, …, name.
    """
    layer, *below = node["fqn"][1:]
    in_a_folder = node["resource_type"] == "model" and len(below) >= FOLDER_DEPTH
    return f"{layer}/{below[0]}" if in_a_folder else str(node["schema"])
