"""The same pages through dlt: details in parallel, Parquet files as the destination.

Runs in an environment of its own (`benchmarks/requirements-dlt.txt`). Written as a careful user
would: dlt's HTTP client with its retries, one row a record (`max_table_nesting=0`), details
deferred to its thread pool, the position kept in dlt's state. It replaces no personal data.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt  # the telemetry setting must stand before
from dlt.sources.helpers.requests import Client

from benchmarks.measuring import peak_mib
from benchmarks.programs.bare_requests import Api, follower_pages, order, order_pages

WORKERS = 4


@dlt.resource(name="orders", primary_key="order_id", write_disposition="append")
def orders() -> Iterator[Callable[[], dict[str, Any]]]:
    """Orders with their lines."""
    api = Api("WECHAT_SHOP", Client().session)

    @dlt.defer
    def fetched(order_id: str) -> dict[str, Any]:
        return order(api, order_id)

    state = dlt.current.resource_state()
    for number, ids in enumerate(order_pages(api)):
        for order_id in ids:
            yield fetched(order_id)
        state["pages"] = number + 1


@dlt.resource(name="followers", primary_key="openid", write_disposition="append")
def followers() -> Iterator[list[dict[str, Any]]]:
    """Followers with their details."""
    yield from follower_pages(Api("WECHAT_OFFICIAL_ACCOUNT", Client().session))


@dlt.source(max_table_nesting=0)
def brand() -> list[Any]:
    """Both resources."""
    return [orders, followers]


if __name__ == "__main__":
    os.environ["EXTRACT__WORKERS"] = str(WORKERS)
    name, home = sys.argv[1], os.environ["MDC_HOME"]
    begun = time.perf_counter()
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=f"{home}/pipelines",
        destination=dlt.destinations.filesystem(f"file://{home}/files"),
        dataset_name="raw",
    )
    pipeline.run(brand().with_resources(name), loader_file_format="parquet")
    counts = pipeline.last_trace.last_normalize_info.row_counts
    seconds = time.perf_counter() - begun
    print(json.dumps({"records": counts[name], "seconds": seconds, "peak_mib": peak_mib()}))
