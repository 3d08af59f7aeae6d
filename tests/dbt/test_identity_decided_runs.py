"""Decisions of people over many runs: what they undo, whom they leave alone, and that they last."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.dbt.conftest import Warehouse
from tests.dbt.identity_runs import (
    SCOPES,
    Identifier,
    IdentitySql,
    Members,
    Runs,
    Said,
    compiled_identity,
)
from tests.dbt.test_identity_record import LANDING

pytestmark = pytest.mark.pipeline

NewRuns = Callable[[], Runs]
Row = dict[str, Any]
FEW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    derandomize=True,
)
MANY = settings(FEW, max_examples=100)
CHOICE = st.randoms(use_true_random=False)
APP, CARD = ("mp_openid", "mp1"), ("member_card", "card1")
STRANGERS = [Said("mp_openid", "mp8", unionid="u8", card="card8"), Said("member_card", "card9")]
APART = [Said("mp_openid", "mp1", unionid="u1"), Said("member_card", "card1"), *STRANGERS]
BINDING = Said("mp_openid", "mp1", unionid="u1", card="card1")


@pytest.fixture(scope="module")
def sql(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> IdentitySql:
    return compiled_identity(warehouse, tmp_path_factory.mktemp("decided"))


@pytest.fixture(scope="module")
def new_runs(sql: IdentitySql) -> NewRuns:
    return lambda: Runs(sql)


def decided(kind: str, a: Identifier, b: Identifier, runs: Runs) -> Row:
    """A decision that stands, made at the instant of the last run."""
    row: Row = {
        "decision_id": f"d_{kind}",
        "kind": kind,
        "decided_by": "li",
        "decided_at": runs.now,
        "because": "seen",
        "origin": "landed",
        "standing": "stands",
    }
    scopes = {**SCOPES, "unionid": "open_platform", "brand_user_id": "testbrand"}
    for end, (name, value) in (("a", a), ("b", b)):
        scope = scopes[name]
        key = hashlib.md5(f"{name}|{scope}|{value}".encode()).hexdigest()
        row |= {f"{end}_identifier_id": key, f"{end}_type": name}
        row |= {f"{end}_scope": scope, f"{end}_value": value}
    return row


def test_unmerging_gives_both_ids_back(new_runs: NewRuns) -> None:
    runs = new_runs()
    before = runs.run(APART)
    joined = runs.run([*APART, BINDING])
    assert joined[APP] == joined[CARD] == before[APP]
    runs.decide([decided("cannot_link", APP, CARD, runs)])
    assert runs.run([*APART, BINDING]) == before
    resolved = dict(runs.rows("select old_one_id, one_id from member_identity_redirects"))
    assert resolved[before[CARD]] == before[CARD]


def test_a_link_by_hand_leaves_no_trace_once_it_is_taken_back(new_runs: NewRuns) -> None:
    runs = new_runs()
    before = runs.run(APART)
    runs.decide([decided("must_link", CARD, APP, runs)])
    joined = runs.run(APART)
    assert joined[APP] == joined[CARD] == before[APP]
    assert {key: joined[key] for key in joined if key != CARD} == {
        key: before[key] for key in before if key != CARD
    }
    runs.decide([])
    assert runs.run(APART) == before


def test_a_number_that_slowly_shows_to_be_a_clerks_gives_everybody_their_id_back(
    new_runs: NewRuns,
) -> None:
    runs = new_runs()
    landing = [Said("mp_openid", "mp1", user="user1"), Said("member_card", "card0")]
    alone = runs.run(landing)
    landing += [
        Said("mp_openid", "mp1", user="user1", phone="ph1", name="clerk", is_verified=True),
        Said("member_card", "card0", phone="ph1", name="clerk"),
    ]
    joined = runs.run(landing)
    assert joined[APP] == joined[("member_card", "card0")] == joined[("phone", "ph1")]
    for number in range(1, 3):
        landing.append(Said("member_card", f"card{number}", phone="ph1", name=f"name{number}"))
        assert runs.run(landing)[APP] == runs.members()[("member_card", "card0")]
    landing += [Said("member_card", f"card{n}", phone="ph1", name=f"name{n}") for n in (3, 4)]
    shared = runs.run(landing)
    assert shared[("phone", "ph1")] is None
    assert {key: shared[key] for key in alone} == alone
    assert len({shared[("member_card", f"card{n}")] for n in range(5)} | {shared[APP]}) == 6


def test_an_id_that_went_into_three_others_one_after_the_other_resolves(new_runs: NewRuns) -> None:
    runs = new_runs()
    cards = [("member_card", f"card{n}") for n in range(4)]
    landing = [Said(*card) for card in cards]
    first = runs.run(landing)
    links: list[Row] = []
    for number in (3, 2, 1):
        link = decided("must_link", cards[number], cards[number - 1], runs)
        links.append({**link, "decision_id": f"d_{number}"})
        runs.decide(links)
        members = runs.run(landing)
        assert members[cards[3]] == first[cards[number - 1]]
    resolved = dict(runs.rows("select old_one_id, one_id from member_identity_redirects"))
    assert {resolved[one_id] for one_id in first.values()} == {first[cards[0]]}
    runs.decide([])
    assert runs.run(landing) == first


def test_a_lost_warehouse_and_a_lost_version_lose_no_decision(new_runs: NewRuns) -> None:
    runs = new_runs()
    runs.run([*APART, BINDING])
    runs.decide([decided("cannot_link", APP, CARD, runs)])
    split = runs.run([*APART, BINDING])
    runs.forget_published()
    assert runs.run([*APART, BINDING]) == split


@FEW
@given(landing=LANDING, later=LANDING, choice=CHOICE)
def test_what_is_split_by_hand_stays_split_and_nobody_else_moves(
    new_runs: NewRuns, landing: list[Said], later: list[Said], choice: random.Random
) -> None:
    check_split(new_runs(), landing, later, choice)


@pytest.mark.slow
@MANY
@given(landing=LANDING, later=LANDING, choice=CHOICE)
def test_many_splits_by_hand(
    new_runs: NewRuns, landing: list[Said], later: list[Said], choice: random.Random
) -> None:
    check_split(new_runs(), landing, later, choice)


def check_split(runs: Runs, landing: list[Said], later: list[Said], choice: random.Random) -> None:
    """Split any member anywhere: its halves are two for good, and the others are as they were."""
    before = runs.run(landing)
    one, other = pair_of_one_member(before, choice)
    runs.decide([decided("cannot_link", one, other, runs)])
    after = runs.run(landing)
    assert not is_one(after, one, other)
    untouched = {key for key, one_id in before.items() if one_id and one_id != before[one]}
    assert {key: after[key] for key in untouched} == {key: before[key] for key in untouched}
    assert before[one] in after.values()
    assert not is_one(runs.run([*landing, *later]), one, other)


def pair_of_one_member(members: Members, choice: random.Random) -> tuple[Identifier, Identifier]:
    """Two identifiers that are one member today."""
    groups: dict[str, list[Identifier]] = {}
    for identifier, one_id in sorted(members.items()):
        if one_id:
            groups.setdefault(one_id, []).append(identifier)
    several = [group for group in groups.values() if len(group) > 1]
    assume(several)
    one, other = choice.sample(choice.choice(several), 2)
    return one, other


def is_one(members: Members, one: Identifier, other: Identifier) -> bool:
    return members[one] is not None and members[one] == members[other]
