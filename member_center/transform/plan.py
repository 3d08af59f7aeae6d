"""How much of the dbt project a run has to build, and why, in words for the operator.

Nothing new, the same code and the same business day: nothing. Some streams new: what lies
downstream of them. Anything else (first build, other code, other day, a build that broke off in
the middle): everything. A wrong decision must err towards building more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from member_center.transform.state import BuildState, StreamKey


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build.

    Attributes:
        scope: `nothing`, `changed` (downstream of `streams`) or `everything`.
        reason: Why, as one sentence.
        streams: The streams whose landed batches differ from what was built; for `changed` only.
    """

    scope: Literal["nothing", "changed", "everything"]
    reason: str
    streams: tuple[StreamKey, ...] = ()

    @property
    def selection(self) -> list[str]:
        """The arguments that select it for `dbt build`."""
        if self.scope != "changed":
            return []
        return ["--select", *(f"source:{stream}+" for stream in self.streams)]


def make_plan(
    state: BuildState,
    *,
    code: str,
    as_of: date,
    landed: Mapping[StreamKey, str],
    warehouse_exists: bool,
) -> Plan:
    """Compare what was built with what there is.

    Args:
        state: The home's last build.
        code: Fingerprint of the dbt project now.
        as_of: Business day (Asia/Shanghai) of this run.
        landed: Fingerprint of every stream's batches now.
        warehouse_exists: Whether the built file is still there.
    """
    if not state.code or not warehouse_exists:
        return Plan("everything", "There is no complete build to go on from.")
    if state.code != code:
        return Plan("everything", "The dbt project has changed since the last build.")
    if state.as_of != as_of.isoformat():
        return Plan("everything", f"The last build holds for {state.as_of}, this one for {as_of}.")
    names = sorted(state.streams.keys() | landed.keys())
    changed = tuple(name for name in names if state.streams.get(name) != landed.get(name))
    if changed:
        return Plan("changed", f"Landed since the last build: {', '.join(changed)}.", changed)
    if not state.is_whole:
        return Plan("everything", "The last build broke off.")
    return Plan("nothing", "Nothing has landed since the last build of this code and day.")
