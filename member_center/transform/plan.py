"""How much of the dbt project a run has to build, and why, in words for the operator.

Nothing new, the same code and the same business day: nothing. Some streams new: what lies
downstream of them. Anything else (first build, other code, other day, a build that broke off in
the middle): everything. Models that can go on from their table do so only when the warehouse is
whole, of this code, and landing has merely grown since. A wrong decision must err towards building
more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from member_center.transform.state import BuildState, Landed, StreamKey


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build.

    Attributes:
        scope: `nothing`, `changed` (downstream of `streams`), `chosen` (by hand) or `everything`.
        reason: Why, as one sentence.
        selection: The arguments that select it for `dbt build`; empty selects everything.
        streams: The streams whose landed batches differ from what was built; for `changed` only.
        leaves_whole: Whether the warehouse is up to date with landing once this is built.
        built_through: The batch that the warehouse in place was built through, when models may go
            on from it; None to build each of them wholly.
        built_for: The business day that this warehouse holds for; None with `built_through`.
    """

    scope: Literal["nothing", "changed", "chosen", "everything"]
    reason: str
    selection: tuple[str, ...] = ()
    streams: tuple[StreamKey, ...] = ()
    leaves_whole: bool = True
    built_through: int | None = None
    built_for: date | None = None

    def only(self, nodes: Iterable[Sequence[str]]) -> Plan:
        """Instead of this plan, exactly the named models and tests.

        Args:
            nodes: dbt's `fqn` of each.
        """
        names = (".".join(fqn) for fqn in nodes)
        return Plan(
            "chosen",
            "These models and tests were chosen by hand.",
            selection=("--indirect-selection", "empty", "--select", *sorted(names)),
            leaves_whole=self.scope == "nothing",
        )


def make_plan(state: BuildState, *, code: str, as_of: date, landed: Landed, warehouse: str) -> Plan:
    """Compare what was built with what there is.

    Args:
        state: The home's last build.
        code: Fingerprint of the dbt project now.
        as_of: Business day (Asia/Shanghai) of this run.
        landed: What landing holds now, and held at the last build.
        warehouse: Mark of the built file now; empty when it is gone.
    """
    if not state.code or not warehouse:
        return Plan("everything", "There is no complete build to go on from.")
    if state.is_whole and state.warehouse != warehouse:
        return Plan("everything", "The warehouse is not the file that the last build left.")
    if state.code != code:
        return Plan("everything", "The dbt project has changed since the last build.")
    through = _built_through(state, landed, as_of)
    built_for = None if through is None else date.fromisoformat(state.as_of)
    if state.as_of != as_of.isoformat():
        reason = f"The last build holds for {state.as_of}, this one for {as_of}."
        return Plan("everything", reason, built_through=through, built_for=built_for)
    names = sorted(state.streams.keys() | landed.streams.keys())
    changed = tuple(name for name in names if state.streams.get(name) != landed.streams.get(name))
    if changed:
        return Plan(
            "changed",
            f"Landed since the last build: {', '.join(changed)}.",
            selection=("--select", *(f"source:{name}+" for name in changed)),
            streams=changed,
            built_through=through,
            built_for=built_for,
        )
    if not state.is_whole:
        return Plan("everything", "The last build broke off.")
    return Plan("nothing", "Nothing has landed since the last build of this code and day.")


def _built_through(state: BuildState, landed: Landed, as_of: date) -> int | None:
    """The batch to go on from; None when only what is built wholly is known to be right.

    That is so after a build that broke off, when an earlier batch is gone, other or new, and for a
    day before the one that the tables hold for.
    """
    if not state.is_whole or landed.earlier != state.streams or as_of.isoformat() < state.as_of:
        return None
    return state.through


def starting(state: BuildState, plan: Plan) -> BuildState:
    """The state to keep before dbt writes: without what the plan is about to overwrite."""
    if plan.scope == "everything":
        return BuildState(published_id=state.published_id)
    kept = {name: mark for name, mark in state.streams.items() if name not in plan.streams}
    return replace(state, streams=kept, is_whole=False)


def finished(
    state: BuildState,
    plan: Plan,
    *,
    code: str,
    as_of: date,
    landed: Landed,
    build_id: str,
) -> BuildState:
    """The state to keep once the plan was carried out without a failure.

    Args:
        state: As it was before `starting`.
        plan: What was built.
        code: Fingerprint of the dbt project.
        as_of: Business day (Asia/Shanghai) it was built for.
        landed: What the build could read.
        build_id: The run.
    """
    if plan.scope == "chosen":
        return replace(state, build_id=build_id, is_whole=plan.leaves_whole)
    return BuildState(
        code=code,
        as_of=as_of.isoformat(),
        streams=dict(landed.streams),
        build_id=build_id,
        published_id=state.published_id,
        is_whole=True,
        through=landed.through,
    )
