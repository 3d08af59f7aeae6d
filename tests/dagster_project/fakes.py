"""A small brand to orchestrate: two scripted sources, a dbt project of three models, a home.

Everything below the orchestration is real (landing, guard, dbt, serving); only the platforms are
scripts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import SecretStr

from connectors.core.stream import Page, PullContext, Record, Source, Stream
from dagster_project.checks.suite import Suite, filled, looks_like
from dagster_project.definitions import build_definitions
from dagster_project.resources import Home
from member_center.runtime import Runtime
from member_center.settings import Settings
from member_center.transform import DbtProject

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
Payload = dict[str, Any]

DBT_FILES = {
    "dbt_project.yml": """
        name: toy
        version: "1.0"
        profile: toy
        models: {toy: {marts: {+schema: marts, +materialized: table}}}
        """,
    "profiles.yml": """
        toy:
          target: duckdb
          outputs:
            duckdb: {type: duckdb, path: "{{ env_var('MDC_HOME') }}/warehouse.duckdb"}
        """,
    "macros/schema.sql": """
        {% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}
        {% macro landed(source_name, stream) %}
        {%- do source(source_name, stream) -%}
        (select * from read_parquet('{{ env_var("MDC_HOME") }}/landing/index.parquet')
        where source = '{{ source_name }}' and stream = '{{ stream }}')
        {% endmacro %}
        """,
    "models/sources.yml": """
        sources:
          - name: shop
            tables:
              - {name: orders, config: {meta: {dagster: {asset_key: [landing, shop, orders]}}}}
              - {name: products, config: {meta: {dagster: {asset_key: [landing, shop, products]}}}}
        """,
    "models/marts/sales/sales.yml": """
        models:
          - name: fct_orders
            description: Batches of orders. One row per batch.
            columns: [{name: batch_seq, data_tests: [unique]}]
          - name: dim_products
            description: Batches of products. One row per batch.
        """,
    "models/marts/sales/fct_orders.sql": """
        select batch_seq, rows from {{ landed('shop', 'orders') }}
        """,
    "models/marts/sales/dim_products.sql": """
        select batch_seq from {{ landed('shop', 'products') }}
        """,
}

ORDER_SUITE = Suite(
    columns={"order_id": "$.order_id", "city": "$.city"},
    checks={
        "order_id_form": looks_like("order_id", "^[0-9]+$", "An order id is a number."),
        "city_present": filled("city", "Every order has a city.", is_blocking=False),
    },
)


def orders(*ids: str) -> list[Payload]:
    """Orders as the scripted shop gives them."""
    return [{"order_id": one, "city": "杭州"} for one in ids]


@dataclass
class ScriptedStream:
    """A stream whose pages, or whose error, a test writes down."""

    name: str
    script: list[Sequence[Payload] | Exception] = field(default_factory=list)
    pii: Mapping[str, str] = field(default_factory=dict)
    configured: bool = True
    description: str = "Scripted records."
    remembers: str = "none"
    expected_every: timedelta = timedelta(days=1)

    def pages(self, cursor: dict[str, Any] | None, context: PullContext) -> Iterator[Page]:
        done = (cursor or {}).get("pages", 0)
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, Exception):
                raise step
            done += 1
            records = [Record(str(p.get("order_id", done)), p, NOW) for p in step]
            yield Page(records, {"pages": done})


@dataclass(frozen=True)
class ScriptedRuntime(Runtime):
    """A runtime whose sources are scripts."""

    scripted: Mapping[str, Source] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        return self.scripted[name]

    def is_configured(self, source: str, stream: Stream) -> bool:
        return bool(getattr(stream, "configured", True))


def home_of(opens: Callable[[], Runtime]) -> Home:
    """A home resource that opens another runtime than the environment names."""

    class ScriptedHome(Home):
        def open(self) -> Runtime:
            return opens()

    return ScriptedHome(env_file=None)


class Brand:
    """The scripted brand, its home and its definitions.

    Args:
        home: A folder that is not there yet.
        project: The toy dbt project.
    """

    def __init__(self, home: Path, project: DbtProject) -> None:
        self.home = home
        self.orders = ScriptedStream("orders")
        self.products = ScriptedStream("products")
        self.source = Source("shop", "Shop", "wx1", (self.orders, self.products))
        self.project = project
        self.instance = dg.DagsterInstance.ephemeral()

    def runtime(self) -> Runtime:
        settings = Settings(
            home=self.home,
            token_key=SecretStr("t" * 32),
            vault_key=SecretStr("v" * 32),
            pinned_now=NOW,
            _env_file=None,
        )
        return ScriptedRuntime(settings, None, {"shop": self.source})

    def definitions(self) -> dg.Definitions:
        manifest = self.project.ensure_manifest()
        return build_definitions([self.source], self.project, manifest, home_of(self.runtime))

    def run(self) -> dg.ExecuteInProcessResult:
        """Run the daily job once."""
        job = self.definitions().resolve_job_def("daily_refresh")
        return job.execute_in_process(
            instance=self.instance, raise_on_error=False, run_config=QUIET
        )

    def land(self) -> dg.ExecuteInProcessResult:
        """Pull and check the streams, without building anything."""
        land = dg.define_asset_job("land", selection=dg.AssetSelection.key_prefixes("landing"))
        both = dg.Definitions.merge(self.definitions(), dg.Definitions(jobs=[land]))
        return both.resolve_job_def("land").execute_in_process(
            instance=self.instance, raise_on_error=False, run_config=QUIET
        )


def toy_project(folder: Path) -> DbtProject:
    """Write the toy dbt project."""
    for name, text in DBT_FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        indent = len(lines[0]) - len(lines[0].lstrip())
        file.write_text("\n".join(line[indent:] for line in lines) + "\n", "utf-8")
    return DbtProject(folder)


def materialized(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """Metadata of every asset that was materialised, by key."""
    return {
        event.asset_key.to_user_string(): {
            name: entry.value for name, entry in event.materialization.metadata.items()
        }
        for event in result.all_events
        if event.is_step_materialization and event.asset_key
    }


def checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    """Every check's evaluation, by asset key and name."""
    return {
        f"{found.asset_key.to_user_string()}:{found.check_name}": found
        for found in result.get_asset_check_evaluations()
    }


def stored_text(result: dg.ExecuteInProcessResult) -> str:
    """Everything that Dagster would store of a run, as one text."""
    return "\n".join(dg.serialize_value(event) for event in result.all_events)


def failures(result: dg.ExecuteInProcessResult) -> str:
    """The descriptions of all failed steps."""
    found = [
        event.step_failure_data.user_failure_data
        for event in result.all_events
        if event.is_step_failure
    ]
    return json.dumps([one.description for one in found if one], ensure_ascii=False)
