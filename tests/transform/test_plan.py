"""What a run decides to rebuild, and what it remembers of a build that broke off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from member_center.transform.plan import Plan, finished, make_plan, starting
from member_center.transform.state import BuildState, landed_streams

TODAY = date(2026, 3, 2)
LANDED = {"shop.orders": "aa", "shop.products": "bb"}


def after_a_build(**changes: object) -> BuildState:
    inputs = {"code": "c1", "as_of": TODAY, "landed": LANDED, "build_id": "run-1", **changes}
    state = finished(BuildState(), Plan("everything", ""), **inputs)  # type: ignore[arg-type]
    return replace(state, warehouse="file 1")


def plan_for(state: BuildState, **changes: object) -> Plan:
    inputs = {"code": "c1", "as_of": TODAY, "landed": LANDED, "warehouse": "file 1", **changes}
    return make_plan(state, **inputs)  # type: ignore[arg-type]


def test_the_first_build_is_of_everything() -> None:
    plan = plan_for(BuildState())
    assert (plan.scope, plan.selection) == ("everything", ())


def test_nothing_new_builds_nothing() -> None:
    assert plan_for(after_a_build()).scope == "nothing"


def test_new_batches_build_what_lies_downstream_of_their_streams() -> None:
    plan = plan_for(after_a_build(), landed={**LANDED, "shop.orders": "cc", "crm.members": "dd"})
    assert plan.scope == "changed"
    assert plan.selection == ("--select", "source:crm.members+", "source:shop.orders+")
    assert "shop.orders" in plan.reason


def test_a_stream_whose_batches_were_all_withheld_is_built_again() -> None:
    plan = plan_for(after_a_build(), landed={"shop.products": "bb"})
    assert plan.streams == ("shop.orders",)


@pytest.mark.parametrize(
    "changes",
    [{"code": "c2"}, {"as_of": date(2026, 3, 3)}, {"warehouse": ""}, {"warehouse": "file 0"}],
    ids=["other code", "other day", "warehouse gone", "older warehouse"],
)
def test_other_code_day_or_file_builds_everything(changes: dict[str, object]) -> None:
    assert plan_for(after_a_build(), **changes).scope == "everything"


def test_a_full_build_that_broke_off_is_done_again_even_for_the_old_code() -> None:
    broken = starting(after_a_build(), Plan("everything", ""))
    assert plan_for(broken).scope == "everything"


def test_a_partial_build_that_broke_off_is_done_again_for_its_streams() -> None:
    state = after_a_build()
    broken = starting(state, plan_for(state, landed={**LANDED, "shop.orders": "cc"}))
    assert plan_for(broken).streams == ("shop.orders",)
    assert not broken.needs_publishing


def test_models_chosen_by_hand_are_published_only_from_an_up_to_date_warehouse() -> None:
    state = after_a_build(build_id="run-0")
    for landed, is_publishable in ((LANDED, True), ({**LANDED, "shop.orders": "cc"}, False)):
        plan = plan_for(state, landed=landed).only([["toy", "marts", "dim_members"]])
        assert plan.selection[-1] == "toy.marts.dim_members"
        inputs = {"code": "c1", "as_of": TODAY, "landed": landed, "build_id": "run-1"}
        after = finished(state, plan, **inputs)  # type: ignore[arg-type]
        assert after.needs_publishing is is_publishable
        assert after.streams == LANDED


def test_a_choice_by_hand_that_broke_off_is_mended_by_building_everything() -> None:
    state = after_a_build()
    broken = starting(state, plan_for(state).only([["toy", "dim_members"]]))
    assert plan_for(broken).scope == "everything"


def test_a_build_is_published_once() -> None:
    state = after_a_build()
    assert state.needs_publishing
    assert not BuildState(**{**_fields(state), "published_id": "run-1"}).needs_publishing


def test_state_survives_the_disk_and_garbage_counts_as_none(tmp_path: Path) -> None:
    state = after_a_build()
    state.write(tmp_path)
    assert BuildState.read(tmp_path) == state
    (tmp_path / "build.json").write_text('{"code": "c1", "unknown')
    assert BuildState.read(tmp_path) == BuildState()


def test_a_stream_is_known_by_its_batches_not_by_their_files(tmp_path: Path) -> None:
    index = tmp_path / "index.parquet"

    def marks(rows: list[tuple[str, int, str]]) -> dict[str, str]:
        streams, seqs, files = zip(*rows, strict=True)
        table = {"source": ["shop"] * len(rows), "stream": streams, "batch_seq": seqs}
        pq.write_table(pa.table({**table, "file": files}), index)
        return landed_streams(index)

    apart = marks([("orders", 1, "a"), ("orders", 12, "b"), ("products", 2, "c")])
    compacted = marks([("products", 2, "c"), ("orders", 12, "z"), ("orders", 1, "z")])
    other = marks([("orders", 11, "a"), ("orders", 2, "b"), ("products", 2, "c")])
    assert apart == compacted
    assert apart["shop.orders"] != other["shop.orders"]
    assert landed_streams(tmp_path / "absent.parquet") == {}


def _fields(state: BuildState) -> dict[str, object]:
    return {name: getattr(state, name) for name in state.__slots__}
