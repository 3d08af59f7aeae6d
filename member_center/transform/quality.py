"""The checks that ran before dbt, written down where the build's record of checks takes them from.

What belongs here is the file's form. Which checks there are, and what a result means, is the
caller's business; the record itself is dbt's (`macros/quality/check_results.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

CHECKS_FILE = Path("dbt") / "checks.parquet"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("check_id", "checked_by", "layer", "table_name")),
        *((name, pa.string()) for name in ("severity", "status")),
        ("failing_rows", pa.int32()),
        ("message", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What one check of this run found.

    Attributes:
        check_id: Its name, unique among all checks.
        checked_by: Which tool evaluated it.
        layer: Layer of what it is about.
        table_name: What it is about; of landed records `source.stream`.
        severity: `error` stops a run, `warn` does not.
        status: `pass`, `warn` or `fail`.
        failing_rows: Rows that break it, None where it counts none.
        message: What it said; without any value of a record.
    """

    check_id: str
    checked_by: str
    layer: str
    table_name: str
    severity: Literal["error", "warn"]
    status: Literal["pass", "warn", "fail"]
    failing_rows: int | None
    message: str | None


def write_checks(home: Path, outcomes: Iterable[CheckOutcome]) -> None:
    """Put the results of this run where the next build reads them, in place of the last run's.

    Args:
        home: The home whose warehouse is about to be built.
        outcomes: Of this run only; none is fine.
    """
    file = home / CHECKS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".tmp")
    rows = [asdict(outcome) for outcome in outcomes]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), draft)
    draft.replace(file)
