"""The warehouse: every dbt model and seed an asset, every dbt test an asset check.

dagster-dbt gives the definitions. Running dbt is `member_center.transform`'s work, because a run
must know what it may leave alone, and because row counts can be read only once dbt has let go of
the warehouse file. So everything is reported at the end of the step; its log shows the progress.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from dagster_project.checks.results import checks_of_run
from dagster_project.failures import told_plainly
from dagster_project.keys import PUBLIC_SCHEMA, table_key
from dagster_project.resources import Home
from dagster_project.translator import WarehouseTranslator
from member_center.privacy.redact import redact
from member_center.runtime import Runtime
from member_center.serving import last_published
from member_center.transform import (
    BuildState,
    DbtProject,
    NodeResult,
    damage_of,
    finished,
    identity_health,
    is_damage,
    landed_streams,
    make_plan,
    row_counts,
    run_dbt,
    set_aside,
    starting,
    warehouse_mark,
    write_checks,
)

UNIQUE_ID = "dagster_dbt/unique_id"
MANIFEST = "dagster_dbt/manifest"
HEALTH = table_key(PUBLIC_SCHEMA, "member_identity_health")
NAMED_IN_A_FAILURE = 10
RUN_AGAIN = "The warehouse file was damaged; it is set aside, and the next run builds it anew."

Events = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]


def warehouse_assets(project: DbtProject, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The assets and checks of a dbt project, built by one step.

    Args:
        project: The dbt project.
        manifest: Its prepared manifest.
    """

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=WarehouseTranslator(),
        name="warehouse",
        pool="duckdb",
    )
    def warehouse(context: dg.AssetExecutionContext, home: Home) -> Events:
        with told_plainly("Building the warehouse"):
            yield from _build(context, home.runtime, project)

    return warehouse


def _build(context: dg.AssetExecutionContext, runtime: Runtime, project: DbtProject) -> Events:
    home, as_of, variables = runtime.home, runtime.settings.today(), runtime.dbt_variables()
    code = project.fingerprint(*(f"{k}={v}" for k, v in variables.items() if k != "as_of"))
    if said := damage_of(runtime.warehouse):
        _begin_anew(context, runtime, said)
    state = BuildState.read(home)
    landed = landed_streams(runtime.landing.write_index(), since=state.through)
    there = warehouse_mark(runtime.warehouse)
    plan = make_plan(state, code=code, as_of=as_of, landed=landed, warehouse=there)
    if context.is_subset:
        plan = plan.only(_chosen(context))
    goes_on = "" if plan.built_through is None else f" Goes on from batch {plan.built_through}."
    context.log.info(f"dbt builds {plan.scope}. {plan.reason}{goes_on}")
    if plan.scope == "nothing":
        if state.needs_publishing:
            yield from _tables(context, runtime, [], with_untouched=True)
        return
    starting(state, plan).write(home)
    write_checks(home, checks_of_run(context.instance, context.run_id))
    results = run_dbt(
        project,
        home,
        selection=plan.selection,
        variables=variables,
        on_line=context.log.info,
        now=runtime.settings.now(),
        published=last_published(runtime.serving_dir),
        built_through=plan.built_through,
        built_for=plan.built_for,
    )
    if said := next((r.message for r in results if r.is_failed and is_damage(r.message)), None):
        _begin_anew(context, runtime, said)
        _raise_failures(results, RUN_AGAIN)
    is_whole = not any(result.is_failed for result in results)
    if is_whole:
        done = finished(state, plan, code=code, as_of=as_of, landed=landed, build_id=context.run_id)
        replace(done, warehouse=warehouse_mark(runtime.warehouse)).write(home)
    yield from _tables(context, runtime, results, with_untouched=is_whole)
    yield from _tests(context, results)
    _raise_failures(results)


def _begin_anew(context: dg.AssetExecutionContext, runtime: Runtime, said: str) -> None:
    """Put a damaged warehouse out of the way: all of it can be built again from landing."""
    BuildState().write(runtime.home)
    there = set_aside(runtime.warehouse)
    context.log.error(f"The warehouse is damaged and set aside as {there.name}: {redact(said)}")


def _tables(
    context: dg.AssetExecutionContext,
    runtime: Runtime,
    results: Sequence[NodeResult],
    *,
    with_untouched: bool,
) -> Events:
    """What dbt built, and the public tables that it left alone, so that publishing can follow.

    Parents come before their children, as Dagster insists, even where only the child was built.
    Rows are counted now that dbt has let go of the file.
    """
    ran = {result.unique_id: result for result in results}
    reported: list[tuple[dg.AssetKey, NodeResult | None]] = []
    for spec in parents_first(context.assets_def):
        result = ran.get(spec.metadata[UNIQUE_ID])
        is_left = result is None and spec.key.path[0] == PUBLIC_SCHEMA
        is_wanted = spec.key in context.selected_asset_keys
        if (result and result.is_good) or (with_untouched and is_left and is_wanted):
            reported.append((spec.key, result))
    counts = _counts(runtime, [key for key, _ in reported])
    for key, result in reported:
        facts: dict[str, Any] = {"dagster/row_count": counts[key]} if key in counts else {}
        if result:
            facts["seconds"] = result.seconds
        if key == HEALTH:
            facts |= identity_health(runtime.warehouse)
        yield dg.MaterializeResult(asset_key=key, metadata={**facts, "rebuilt": bool(result)})


def parents_first(assets: dg.AssetsDefinition) -> list[dg.AssetSpec]:
    """The assets of a definition, none before one that it depends on."""
    specs = {spec.key: spec for spec in assets.specs}
    order = TopologicalSorter(assets.asset_deps).static_order()
    return [specs[key] for key in order if key in specs]


def _tests(context: dg.AssetExecutionContext, results: Sequence[NodeResult]) -> Events:
    """What dbt tested."""
    checks = {spec.metadata[UNIQUE_ID]: spec for spec in context.assets_def.check_specs}
    for result in results:
        if (spec := checks.get(result.unique_id)) and result.status != "skipped":
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=result.is_good,
                severity=_severity(result),
                description=redact(result.message) or None,
                metadata={"failing_rows": result.failures or 0, "seconds": result.seconds},
            )


def _counts(runtime: Runtime, keys: Iterable[dg.AssetKey]) -> dict[dg.AssetKey, int]:
    relations = [(key.path[0], key.path[1]) for key in keys]
    counted = row_counts(runtime.warehouse, relations)
    return {table_key(schema, table): rows for (schema, table), rows in counted.items()}


def _chosen(context: dg.AssetExecutionContext) -> list[Sequence[str]]:
    """The `fqn` of the models and tests that were selected in the UI."""
    definition = context.assets_def
    nodes = [
        s.metadata[UNIQUE_ID] for s in definition.specs if s.key in context.selected_asset_keys
    ]
    tests = [
        spec.metadata[UNIQUE_ID]
        for spec in definition.check_specs
        if spec.key in context.selected_asset_check_keys
    ]
    manifest = next(iter(definition.specs)).metadata[MANIFEST].manifest
    return [manifest["nodes"][unique_id]["fqn"] for unique_id in (*nodes, *tests)]


def _severity(result: NodeResult) -> dg.AssetCheckSeverity:
    is_warning = result.status == "warn"
    return dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR


def _raise_failures(results: Sequence[NodeResult], next_step: str = "") -> None:
    failed = [result for result in results if result.is_failed]
    if not failed:
        return
    lines = [
        f"{result.unique_id.split('.')[2]}: {result.message}"
        for result in failed[:NAMED_IN_A_FAILURE]
    ]
    more = len(failed) - len(lines)
    skipped = sum(result.status == "skipped" for result in results)
    raise dg.Failure(
        description=redact(
            f"dbt: {len(failed)} nodes failed, {skipped} were skipped behind them. Nothing is"
            f" published. {next_step}\n"
            + "\n".join(lines)
            + (f"\n… and {more} more" if more else "")
        ),
        allow_retries=False,
    )
