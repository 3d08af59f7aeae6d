"""Asset checks over landed streams: one check a declared expectation, few steps a source.

A broken check that blocks stops everything downstream in the same run and says which batch to take
out. Batches that passed are not looked at again.
"""

import importlib
import importlib.util
from collections.abc import Iterator, Mapping

import dagster as dg

from connectors.core.stream import Source, facts_of
from dagster_project.checks import expectations
from dagster_project.checks.bridge import Outcome, validate
from dagster_project.checks.frames import frames
from dagster_project.checks.suite import Check, Suite
from dagster_project.failures import told_plainly
from dagster_project.keys import stream_key
from dagster_project.resources import Home
from member_center.runtime import Runtime

NOTHING_NEW = "Nothing new has landed since the last check."
NAMED_BATCHES = 20

Results = Iterator[dg.AssetCheckResult]


def suites_of(source: str) -> Mapping[str, Suite]:
    """The declared suites of a source by stream; none when it has no module of its name."""
    name = f"{expectations.__name__}.{source}"
    if importlib.util.find_spec(name) is None:
        return {}
    suites: Mapping[str, Suite] = importlib.import_module(name).SUITES
    return suites


def landing_checks(source: Source) -> list[dg.AssetChecksDefinition]:
    """The checks of one source's streams; none when nothing is declared for it.

    A stream that follows others is pulled once their checks have passed, so its own checks are a
    step of their own: in one step they would lie before and behind that pull, and Dagster would
    cut the step in two, and with it the build of the warehouse behind it.
    """
    suites = suites_of(source.name)
    behind = {stream.name for stream in source.streams if facts_of(stream).follows}
    steps = {
        f"{source.name}_expectations": {s: suites[s] for s in suites if s not in behind},
        f"{source.name}_late_expectations": {s: suites[s] for s in suites if s in behind},
    }
    return [_step(name, source.name, found) for name, found in steps.items() if found]


def _step(step: str, source: str, suites: Mapping[str, Suite]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            name,
            asset=stream_key(source, stream),
            description=check.says,
            blocking=check.is_blocking,
        )
        for stream, suite in suites.items()
        for name, check in suite.checks.items()
    ]

    @dg.multi_asset_check(name=step, specs=specs, can_subset=True)
    def landed_expectations(context: dg.AssetCheckExecutionContext, home: Home) -> Results:
        selected = context.selected_asset_check_keys
        for stream, suite in suites.items():
            key = stream_key(source, stream)
            chosen = {n: c for n, c in suite.checks.items() if dg.AssetCheckKey(key, n) in selected}
            if chosen:
                with told_plainly(f"Checking {source}/{stream}"):
                    yield from _check(home.runtime, source, stream, suite, chosen)

    return landed_expectations


def _check(
    runtime: Runtime, source: str, stream: str, suite: Suite, chosen: Mapping[str, Check]
) -> Results:
    batches = runtime.landing.unchecked(source, stream)
    if not batches:
        for name in chosen:
            yield _result(source, stream, name, chosen[name], Outcome(), NOTHING_NEW)
        return
    outcomes = validate(frames(runtime.home, batches, suite, runtime.settings.now()), chosen)
    for name, outcome in outcomes.items():
        said = _complaint(source, chosen[name], outcome, len(batches))
        yield _result(source, stream, name, chosen[name], outcome, said)
    if _all_blocking_passed(suite, outcomes):
        runtime.landing.mark_checked(batches[-1].batch_seq, source, stream)


def _result(
    source: str, stream: str, name: str, check: Check, outcome: Outcome, said: str
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=stream_key(source, stream),
        check_name=name,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if check.is_blocking else dg.AssetCheckSeverity.WARN,
        description=said,
        metadata={
            "rows": outcome.rows,
            "broken_rows": outcome.broken,
            "bad_batches": _listed(outcome),
        },
    )


def _complaint(source: str, check: Check, outcome: Outcome, batches: int) -> str:
    if outcome.passed:
        return f"{outcome.rows:,} rows of {batches:,} new batches looked at."
    found = (
        f"{outcome.broken:,} of {outcome.rows:,} new rows break the expectation"
        f" {check.says!r}, in batch {_listed(outcome)}."
    )
    if not check.is_blocking:
        return found
    return (
        f"{found} Tables are not built and nothing is published from it. Next step: if the data is"
        f" wrong, `mdc landing withhold {_listed(outcome, ' ')}` and run again; if the"
        f" expectation is, change it in dagster_project/checks/expectations/{source}.py."
    )


def _listed(outcome: Outcome, between: str = ", ") -> str:
    numbers = sorted(outcome.bad_batches)
    text = between.join(str(number) for number in numbers[:NAMED_BATCHES])
    more = len(numbers) - NAMED_BATCHES
    return f"{text} and {more} more" if more > 0 else text


def _all_blocking_passed(suite: Suite, outcomes: Mapping[str, Outcome]) -> bool:
    blocking = [name for name, check in suite.checks.items() if check.is_blocking]
    return all(name in outcomes and outcomes[name].passed for name in blocking)
