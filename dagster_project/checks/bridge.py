"""The bridge to Great Expectations: frames and checks in, counts out, never a value.

This is the only module that imports the library, and it does so when it is first called: the
import takes seconds. Results hold counts and batch numbers, because values may be personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from dagster_project.checks.frames import BATCH_SEQ
from dagster_project.checks.suite import Check

if TYPE_CHECKING:
    import pandas as pd

COUNTS_ONLY = {"result_format": "BASIC", "exclude_unexpected_values": True}
WITH_ROW_NUMBERS = {"result_format": "COMPLETE", "exclude_unexpected_values": True}
NAME = "check"


@dataclass(slots=True)
class Outcome:
    """What one check found over all frames.

    Attributes:
        rows: Rows looked at.
        broken: Rows that break the expectation.
        bad_batches: Numbers of the batches they lie in, when they are too many to pass.
    """

    rows: int = 0
    broken: int = 0
    bad_batches: set[int] = field(default_factory=set)

    @property
    def passed(self) -> bool:
        """Whether the expectation was met in every frame."""
        return not self.bad_batches


def validate(frames: Iterable[pd.DataFrame], checks: Mapping[str, Check]) -> dict[str, Outcome]:
    """Hold frames against checks.

    Args:
        frames: Each with a column `batch_seq` and those that the checks name.
        checks: By name.

    Returns:
        The outcome of every check, by name.

    Raises:
        RuntimeError: An expectation could not be evaluated; a bug in its declaration.
    """
    definition = _library()[1]
    suite = _suite(checks)
    outcomes = {name: Outcome() for name in checks}
    for frame in frames:
        batch = definition.get_batch(batch_parameters={"dataframe": frame})
        for result in batch.validate(suite, result_format=COUNTS_ONLY).results:
            name = result.expectation_config.meta[NAME]
            if "unexpected_count" not in result.result:
                raise RuntimeError(f"The expectation {name} cannot be evaluated on these columns.")
            outcomes[name].rows += len(frame)
            outcomes[name].broken += int(result.result["unexpected_count"])
            if not result.success:
                found = batch.validate(_made(name, checks[name]), result_format=WITH_ROW_NUMBERS)
                rows = found.result["unexpected_index_list"]
                outcomes[name].bad_batches |= set(frame.loc[rows, BATCH_SEQ].astype(int))
    return outcomes


def _suite(checks: Mapping[str, Check]) -> Any:
    """All checks as one suite: validated together they cost a quarter of one by one."""
    import great_expectations as gx

    made = [_made(name, check) for name, check in checks.items()]
    return gx.ExpectationSuite(name="landed", expectations=made)


def _made(name: str, check: Check) -> Any:
    expectation = check.make(_library()[0])
    expectation.meta = {NAME: name}
    return expectation


@cache
def _library() -> tuple[Any, Any]:
    """The library's expectations, and a batch definition that takes any frame."""
    import great_expectations as gx
    import great_expectations.expectations as expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("landed").add_dataframe_asset("landed")
    return expectations, asset.add_batch_definition_whole_dataframe("landed")
