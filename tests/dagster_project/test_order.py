"""In which order the warehouse reports its tables: Dagster refuses a child before its parent."""

from __future__ import annotations

import dagster as dg

from dagster_project.assets.dbt import parents_first


def test_parents_are_reported_before_their_children() -> None:
    @dg.multi_asset(
        specs=[
            dg.AssetSpec("channels", deps=["follows", "members"]),
            dg.AssetSpec("members", deps=["follows"]),
            dg.AssetSpec("follows", deps=["landed_elsewhere"]),
        ]
    )
    def warehouse(): ...  # Dagster reads a return annotation as the outputs

    names = [spec.key.to_user_string() for spec in parents_first(warehouse)]
    assert names == ["follows", "members", "channels"]
