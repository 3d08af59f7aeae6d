"""What people decide themselves: a landed stream that no run pulls, so only declared here.

`mdc identity` writes it, whenever somebody decides; the tables built from it are dbt's.
"""

import dagster as dg

from dagster_project.keys import stream_key
from member_center.identity.decisions import SOURCE, STREAM


def decisions_asset() -> dg.AssetSpec:
    """The decisions about who is who, as an asset that others materialise."""
    return dg.AssetSpec(
        stream_key(SOURCE, STREAM),
        group_name=SOURCE,
        description=(
            "Decisions about who is who, each with who, when and why. Written by `mdc identity"
            " link`, `unmerge`, `nobody`, `accept` and `withdraw`, never by a run; the next run"
            " builds with them. Nothing new is expected of it."
        ),
        kinds={"parquet"},
    )
