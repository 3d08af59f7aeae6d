"""Names of assets: how a stream, a dbt model and a published table are called in Dagster."""

from __future__ import annotations

import dagster as dg

PUBLIC_SCHEMA = "marts"
SERVING_GROUP = "serving"
REPORT_KEY = dg.AssetKey(["reports", "index"])


def stream_key(source: str, stream: str) -> dg.AssetKey:
    """The landed records of one stream."""
    return dg.AssetKey(["landing", source, stream])


def table_key(schema: str, table: str) -> dg.AssetKey:
    """A relation of the warehouse, made by dbt."""
    return dg.AssetKey([schema, table])


def published_key(table: str) -> dg.AssetKey:
    """A table of the published version."""
    return dg.AssetKey(["serving", table])
