"""Jobs: what is run together. One writer, so there are few of them and each is whole."""

from __future__ import annotations

import dagster as dg

daily_refresh = dg.define_asset_job(
    "daily_refresh",
    selection=dg.AssetSelection.all(),
    description="Pull every stream, check what landed, build what changed, publish it.",
)

inbox_refresh = dg.define_asset_job(
    "inbox_refresh",
    selection=dg.AssetSelection.groups("offline")
    | (dg.AssetSelection.all() - dg.AssetSelection.key_prefixes("landing")),
    description="Read the files in the inbox, check them, build what changed, publish it.",
)
