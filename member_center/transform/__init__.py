"""Running dbt: what must be rebuilt, the run itself, and what came out of it.

All business logic is SQL in `dbt/`; here is only the decision how much of it to run, kept in the
home's `build.json`, and the child process that runs it. Nothing here knows Dagster.
"""

from member_center.transform.counts import row_counts
from member_center.transform.damage import damage_of, is_damage, set_aside
from member_center.transform.health import identity_health
from member_center.transform.plan import Plan, finished, make_plan, starting
from member_center.transform.project import DbtProject, TransformError
from member_center.transform.quality import CheckOutcome, write_checks
from member_center.transform.runner import NodeResult, run_dbt
from member_center.transform.state import BuildState, Landed, landed_streams, warehouse_mark

__all__ = [
    "BuildState",
    "CheckOutcome",
    "DbtProject",
    "Landed",
    "NodeResult",
    "Plan",
    "TransformError",
    "damage_of",
    "finished",
    "identity_health",
    "is_damage",
    "landed_streams",
    "make_plan",
    "row_counts",
    "run_dbt",
    "set_aside",
    "starting",
    "warehouse_mark",
    "write_checks",
]
