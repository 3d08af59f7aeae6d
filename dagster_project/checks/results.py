"""What the checks of the present run found, read back from Dagster's own log.

The steps that check landed records end before the warehouse is built, and their results lie in the
event log by then; nothing keeps them twice. How they are recorded is `member_center.transform`'s.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from dagster_project.assets.landing import PULLED
from member_center.privacy.redact import redact
from member_center.transform import CheckOutcome

BROKEN_ROWS = "broken_rows"
PAGE = 1_000


def checks_of_run(instance: dg.DagsterInstance, run_id: str) -> list[CheckOutcome]:
    """The latest result of every check of landed records in a run.

    Args:
        instance: Dagster's instance.
        run_id: The run; its log is read as it stands.
    """
    found = (_outcome(evaluation) for evaluation in _evaluations(instance, run_id))
    return list({outcome.check_id: outcome for outcome in found}.values())


def _evaluations(instance: dg.DagsterInstance, run_id: str) -> Iterator[dg.AssetCheckEvaluation]:
    cursor: str | None = None
    has_more = True
    while has_more:
        page = instance.get_records_for_run(
            run_id, cursor, dg.DagsterEventType.ASSET_CHECK_EVALUATION, PAGE
        )
        cursor, has_more = page.cursor, page.has_more
        for record in page.records:
            event = record.event_log_entry.dagster_event
            if event is not None:
                yield event.asset_check_evaluation_data


def _outcome(evaluation: dg.AssetCheckEvaluation) -> CheckOutcome:
    layer, *names = evaluation.asset_key.path
    table = ".".join(names)
    is_error = evaluation.severity is dg.AssetCheckSeverity.ERROR
    broken = evaluation.metadata.get(BROKEN_ROWS)
    rows = broken.value if broken else None
    return CheckOutcome(
        check_id=f"{table}:{evaluation.check_name}",
        checked_by="pull" if evaluation.check_name == PULLED else "great_expectations",
        layer=layer,
        table_name=table,
        severity="error" if is_error else "warn",
        status="pass" if evaluation.passed else "fail" if is_error else "warn",
        # What a passed check adds (rows that were new, rows it tolerates) depends on how landing
        # was split into runs, and equal landing shall give equal tables.
        failing_rows=None if not isinstance(rows, int) else 0 if evaluation.passed else rows,
        message=None if evaluation.passed else redact(evaluation.description or "") or None,
    )
