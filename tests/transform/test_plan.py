"""What a run decides to rebuild, and what it remembers of a build that broke off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from member_center.transform.plan import Plan, finished, make_plan, starting
from member_center.transform.state import BuildState, Landed, landed_streams

TODAY = date(2026, 3, 2)
STREAMS = {"shop.orders": "aa", "shop.products": "bb"}
LANDED = Landed(STREAMS, through=7, earlier=STREAMS)


def grown(**marks: str) -> Landed:
    """Landing after more batches of these streams."""
    return Landed({**STREAMS, **marks}, through=9, earlier=STREAMS)


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
    plan = plan_for(after_a_build(), landed=grown(**{"shop.orders": "cc", "crm.members": "dd"}))
    assert plan.scope == "changed"
    assert plan.selection == ("--select", "source:crm.members+", "source:shop.orders+")
    assert "shop.orders" in plan.reason


def test_a_stream_whose_batches_were_all_withheld_is_built_again() -> None:
    plan = plan_for(after_a_build(), landed=Landed({"shop.products": "bb"}))
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
    broken = starting(state, plan_for(state, landed=grown(**{"shop.orders": "cc"})))
    assert plan_for(broken).streams == ("shop.orders",)
    assert not broken.needs_publishing


def test_models_chosen_by_hand_are_published_only_from_an_up_to_date_warehouse() -> None:
    state = after_a_build(build_id="run-0")
    for landed, is_publishable in ((LANDED, True), (grown(**{"shop.orders": "cc"}), False)):
        plan = plan_for(state, landed=landed).only([["toy", "marts", "dim_members"]])
        assert plan.selection[-1] == "toy.marts.dim_members"
        inputs = {"code": "c1", "as_of": TODAY, "landed": landed, "build_id": "run-1"}
        after = finished(state, plan, **inputs)  # type: ignore[arg-type]
        assert after.needs_publishing is is_publishable
        assert after.streams == STREAMS


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


def test_models_go_on_from_their_tables_when_landing_has_merely_grown() -> None:
    state = after_a_build()
    assert plan_for(state, landed=grown(**{"shop.orders": "cc"})).built_through == 7
    next_day = plan_for(state, as_of=date(2026, 3, 3))
    assert (next_day.built_through, next_day.built_for) == (7, TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "c2"},
        {"warehouse": "file 0"},
        {"as_of": date(2026, 3, 1)},
        {"landed": replace(LANDED, streams={"shop.orders": "cc"}, earlier={"shop.orders": "cc"})},
        {"landed": replace(LANDED, streams={**STREAMS, "crm.members": "x"}, earlier={"a.b": "x"})},
    ],
    ids=["other code", "other file", "day before", "batch withheld", "batch released"],
)
def test_anything_unusual_builds_every_model_wholly(changes: dict[str, object]) -> None:
    plan = plan_for(after_a_build(), **changes)
    assert plan.scope != "nothing"
    assert plan.built_through is None


def test_after_a_build_that_broke_off_models_are_built_wholly() -> None:
    landed = grown(**{"shop.orders": "cc"})
    for day in (TODAY, date(2026, 3, 3)):
        state = after_a_build()
        broken = starting(state, plan_for(state, landed=landed, as_of=day))
        again = plan_for(broken, landed=landed, as_of=day)
        assert again.scope != "nothing"
        assert again.built_through is None


def test_models_chosen_by_hand_are_built_wholly() -> None:
    plan = plan_for(after_a_build(), landed=grown(**{"shop.orders": "cc"}))
    assert plan.only([["toy", "dim_members"]]).built_through is None


Batch = tuple[str, int, str]


def landed_as(index: Path, batches: list[Batch], since: int = 0, rows: int = 5) -> Landed:
    """What is read from an index of these batches: stream, number and file."""
    streams, seqs, files = zip(*batches, strict=True)
    table = {"source": ["shop"] * len(batches), "stream": streams, "batch_seq": seqs}
    times = pa.array([1_700_000_000] * len(batches), pa.timestamp("s"))
    more = {"file": files, "rows": [rows] * len(batches), "fetched_at": times}
    pq.write_table(pa.table({**table, **more}), index)
    return landed_streams(index, since)


def test_a_stream_is_known_by_its_batches_not_by_their_files(tmp_path: Path) -> None:
    index = tmp_path / "index.parquet"
    apart = landed_as(index, [("orders", 1, "a"), ("orders", 12, "b"), ("products", 2, "c")])
    compacted = landed_as(index, [("products", 2, "c"), ("orders", 12, "z"), ("orders", 1, "z")])
    other = landed_as(index, [("orders", 11, "a"), ("orders", 2, "b"), ("products", 2, "c")])
    refilled = landed_as(
        index, [("orders", 1, "a"), ("orders", 12, "b"), ("products", 2, "c")], rows=6
    )
    assert apart == compacted
    assert apart.through == 12
    assert apart.streams["shop.orders"] != other.streams["shop.orders"]
    assert apart.streams["shop.orders"] != refilled.streams["shop.orders"]
    assert landed_streams(tmp_path / "absent.parquet") == Landed({})


def test_what_a_build_could_read_is_found_again_in_what_has_grown(tmp_path: Path) -> None:
    index = tmp_path / "index.parquet"
    before = [("orders", 1, "a"), ("products", 2, "c")]
    built = landed_as(index, before)
    more = [*before, ("orders", 3, "d"), ("coupons", 4, "e")]
    assert landed_as(index, more, since=built.through).earlier == built.streams
    released = [*more, ("coupons", 0, "f")]
    assert landed_as(index, released, since=built.through).earlier != built.streams


def _fields(state: BuildState) -> dict[str, object]:
    return {name: getattr(state, name) for name in state.__slots__}
