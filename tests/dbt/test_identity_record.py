"""Identity over many runs: whatever the steps, the same members and ids, and a true record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt.conftest import Warehouse
from tests.dbt.identity_runs import (
    PUBLISHED,
    SCOPES,
    START,
    Identifier,
    IdentitySql,
    Members,
    Runs,
    Said,
    compiled_identity,
)

pytestmark = pytest.mark.pipeline

NewRuns = Callable[[], Runs]
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
MANY = settings(FEW, max_examples=150)


@pytest.fixture(scope="module")
def sql(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> IdentitySql:
    return compiled_identity(warehouse, tmp_path_factory.mktemp("identity"))


@pytest.fixture(scope="module")
def new_runs(sql: IdentitySql) -> NewRuns:
    return lambda: Runs(sql)


def few(prefix: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{prefix}{n}" for n in range(4)])


def perhaps(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


RECORD = st.one_of(
    st.builds(
        Said,
        kind=st.just("mp_openid"),
        value=few("mp"),
        unionid=perhaps(few("u")),
        user=perhaps(few("user")),
        card=perhaps(few("card")),
        phone=perhaps(few("ph")),
        name=perhaps(few("name")),
        is_verified=st.booleans(),
    ),
    st.builds(Said, kind=st.just("oa_openid"), value=few("oa"), unionid=perhaps(few("u"))),
    st.builds(
        Said,
        kind=st.just("member_card"),
        value=few("card"),
        phone=perhaps(few("ph")),
        name=perhaps(few("name")),
    ),
    st.builds(Said, kind=st.just("phone"), value=few("ph")),
)
LANDING = st.lists(RECORD, min_size=2, max_size=24)
CUTS = st.lists(st.integers(1, 23), max_size=3, unique=True).map(sorted)


def check_any_split(new_runs: NewRuns, landing: list[Said], cuts: list[int]) -> None:
    """Runs that published at every cut end where one run over everything ends, and tell no lies."""
    at_once = new_runs().run(landing)
    runs = new_runs()
    seen: dict[datetime, Members] = {}
    for cut in [*(cut for cut in cuts if cut < len(landing)), len(landing)]:
        members = runs.run(landing[:cut])
        seen[runs.now] = members
    assert members == at_once
    check_redirects(runs, seen)
    check_history(runs, seen)
    check_that_nothing_more_happens(runs)


def check_redirects(runs: Runs, seen: dict[datetime, Members]) -> None:
    """Every id that any version held resolves to a member that there is, or to nobody at all."""
    redirects = dict(runs.rows("select old_one_id, one_id from marts.member_identity_redirects"))
    given_out = {one_id for members in seen.values() for one_id in members.values() if one_id}
    assert given_out <= redirects.keys()
    final = list(seen.values())[-1]
    present = {one_id for one_id in final.values() if one_id}
    assert {redirects[one_id] for one_id in given_out} - {None} <= present
    assert all(redirects[one_id] == one_id for one_id in present)
    for one_id in given_out:
        formerly = {i for members in seen.values() for i, m in members.items() if m == one_id}
        if any(final.get(identifier) for identifier in formerly):
            assert redirects[one_id] is not None


def check_history(runs: Runs, seen: dict[datetime, Members]) -> None:
    """What the history says of the instant of a run is what that run published."""
    for instant, members in seen.items():
        found = runs.rows(
            f"""
            select identifier_type, value, one_id from marts.member_identity_history
            where valid_from <= '{instant}' and (valid_to > '{instant}' or valid_to is null)
                and recorded_at <= '{instant}'
            """
        )
        assert {(kind, value): one_id for kind, value, one_id in found} == members
    last = list(seen)[-1]
    now = runs.rows("select count(*) from marts.member_identity_history where is_current")
    assert now == [(len(seen[last]),)]


def check_that_nothing_more_happens(runs: Runs) -> None:
    """A later run without news leaves every published row as it is."""
    before = {table: sorted(map(repr, runs.rows(f"from marts.{table}"))) for table in PUBLISHED}
    runs.count += 1
    runs.build()
    after = {table: sorted(map(repr, runs.rows(f"from marts.{table}"))) for table in PUBLISHED}
    assert after == before


@FEW
@given(landing=LANDING, cuts=CUTS)
def test_any_split_into_runs_ends_with_the_same_members_and_ids(
    new_runs: NewRuns, landing: list[Said], cuts: list[int]
) -> None:
    check_any_split(new_runs, landing, cuts)


@pytest.mark.slow
@MANY
@given(landing=LANDING, cuts=CUTS)
def test_any_split_into_runs_many_times(
    new_runs: NewRuns, landing: list[Said], cuts: list[int]
) -> None:
    check_any_split(new_runs, landing, cuts)


def chain(length: int) -> list[Said]:
    """Cards and phones of one person, each card with two phones: one chain of links."""
    return [
        Said("member_card", f"chain-card{n:04}", phone=f"chain-phone{phone:04}", name="one name")
        for n in range(length // 2)
        for phone in (n, n + 1)
    ]


def test_a_chain_of_a_thousand_is_one_member_of_the_elders_id_however_it_lands(
    new_runs: NewRuns,
) -> None:
    links = chain(1_000)
    ends_first = [*links[:300], *links[-300:], *links[300:-300]]
    runs = new_runs()
    ends = runs.run(ends_first[:600])
    assert len(set(ends.values())) == 2
    whole = runs.run(ends_first)
    assert len(whole) == 1_001
    assert set(whole.values()) == {ends["member_card", "chain-card0000"]}
    younger = ends["member_card", "chain-card0499"]
    changes = "select kind, old_one_id, new_one_id, cause from marts.member_identity_changes"
    assert runs.rows(changes) == [
        ("merge", younger, ends["member_card", "chain-card0000"], "evidence")
    ]


def strangers(count: int) -> list[Said]:
    """People of two cards and a phone each, whom nothing joins."""
    return [
        Said("member_card", f"s-card{n}-{card}", phone=f"s-phone{n}", name=f"name{n}")
        for n in range(count)
        for card in range(2)
    ]


def test_a_new_link_touches_only_its_own_members(new_runs: NewRuns) -> None:
    runs = new_runs()
    before = runs.run(strangers(40))
    one_user = [
        Said("mp_openid", "mp7", user="both", card="s-card7-0"),
        Said("mp_openid", "mp9", user="both", card="s-card9-0"),
    ]
    after = runs.run([*strangers(40), *one_user])
    elder, younger = before["member_card", "s-card7-0"], before["member_card", "s-card9-0"]
    moved = {identifier for identifier, one_id in before.items() if after[identifier] != one_id}
    assert moved == {identifier for identifier, one_id in before.items() if one_id == younger}
    assert {after[identifier] for identifier in moved} == {elder}


def test_what_merged_comes_apart_again_under_both_ids(new_runs: NewRuns) -> None:
    """The link is gone because its batch was withheld; both former ids are members again."""
    runs, apart = new_runs(), strangers(3)
    link = Said("mp_openid", "bridge", card="s-card0-0", phone="s-phone1", name="name1")
    before = runs.run(apart)
    together = runs.run([*apart, link])
    assert together["member_card", "s-card0-0"] == together["mp_openid", "bridge"]
    after = runs.run(apart)
    assert after == before
    history = runs.rows(
        "select interval_number, one_id is not null, is_current from marts.member_identity_history"
        " where value = 'bridge'"
    )
    assert history == [(1, True, False)]


def decided(kind: str, one: Identifier, other: Identifier) -> dict[str, object]:
    """A decision about two identifiers, as the log of decisions has it."""
    row: dict[str, object] = {"decision_id": "d1", "kind": kind, "standing": "stands"}
    for side, (identifier_type, value) in (("a", one), ("b", other)):
        key = f"{identifier_type}|{SCOPES[identifier_type]}|{value}"
        row[f"{side}_identifier_id"] = hashlib.md5(key.encode()).hexdigest()
        row[f"{side}_type"] = identifier_type
        row[f"{side}_scope"] = SCOPES[identifier_type]
        row[f"{side}_value"] = value
    return {**row, "decided_by": "operator", "decided_at": START, "because": "looked at"}


def test_unmerge_after_a_merge_restores_both_ids_and_nobody_else_moves(new_runs: NewRuns) -> None:
    runs, apart = new_runs(), strangers(3)
    user = [Said("mp_openid", f"mp{n}", user="both", card=f"s-card{n}-0") for n in range(2)]
    before = runs.run(apart)
    one, other = ("member_card", "s-card0-0"), ("member_card", "s-card1-0")
    merged = runs.run([*apart, *user])
    assert merged[one] == merged[other] == before[one]
    runs.decide([decided("cannot_link", one, other)])
    after = runs.run([*apart, *user])
    assert {identifier: after[identifier] for identifier in before} == before
    runs.decide([])
    assert runs.run([*apart, *user]) == merged
    found = runs.rows(
        "select kind, old_one_id, new_one_id, cause, cause_rule from marts.member_identity_changes"
        " order by change_number"
    )
    assert [row[0] for row in found] == ["merge", "split", "merge"]
    assert found[1] == ("split", before[one], before[other], "decision", "cannot_link")
    assert (
        dict(runs.rows("select old_one_id, one_id from marts.member_identity_redirects"))[
            before[other]
        ]
        == before[one]
    )


def test_an_operators_link_merges_and_is_named_as_the_cause(new_runs: NewRuns) -> None:
    runs, apart = new_runs(), strangers(2)
    before = runs.run(apart)
    one, other = ("member_card", "s-card0-0"), ("member_card", "s-card1-0")
    runs.decide([decided("must_link", one, other)])
    assert set(runs.run(apart).values()) == {before[one]}
    assert runs.rows(
        "select kind, old_one_id, new_one_id, cause, cause_rule from marts.member_identity_changes"
    ) == [("merge", before[other], before[one], "decision", "must_link")]


def test_a_version_rolled_back_is_what_the_record_goes_on_from(new_runs: NewRuns) -> None:
    """The merge that readers no longer have is on record again when it comes again."""
    runs, apart = new_runs(), strangers(2)
    user = [Said("mp_openid", f"mp{n}", user="both", card=f"s-card{n}-0") for n in range(2)]
    runs.run(apart)
    first = {table: runs.rows(f"from marts.{table}") for table in PUBLISHED}
    files = {file: file.read_bytes() for file in runs.sql.version.iterdir()}
    merged = runs.run([*apart, *user])
    for file, content in files.items():
        file.write_bytes(content)
    runs.count += 1
    runs.build()
    assert runs.members() == merged
    assert runs.rows("select kind, recorded_at from marts.member_identity_changes") == [
        ("merge", runs.now)
    ]
    runs.land(apart)
    runs.build()
    again = {table: runs.rows(f"from marts.{table}") for table in PUBLISHED}
    assert {name: sorted(map(repr, rows)) for name, rows in again.items()} == {
        name: sorted(map(repr, rows)) for name, rows in first.items()
    }


def pairs(count: int) -> list[Said]:
    """Users of two mini program accounts each, who hold the cards of two strangers."""
    return [
        Said("mp_openid", f"p-mp{n}", user=f"p-user{n // 2}", card=f"s-card{n}-0")
        for n in range(2 * count)
    ]


def test_growth_is_no_jump_and_a_mass_of_merges_is_one(new_runs: NewRuns) -> None:
    runs = new_runs()
    runs.run(strangers(30))
    assert runs.jumps() == {}
    runs.run(strangers(130))
    assert runs.jumps() == {}
    grown = [*strangers(130), *pairs(60)]
    runs.count += 1
    runs.land(grown)
    runs.build()
    said = runs.jumps()
    assert set(said) == {"no_jump_in_merges", "no_jump_in_suspects"}
    assert "merges is 60, more than the 50" in said["no_jump_in_merges"]
    assert "member_identity_changes" in said["no_jump_in_merges"]
    assert "mdc identity accept" in said["no_jump_in_merges"]


def test_a_jump_that_was_accepted_passes_once(new_runs: NewRuns) -> None:
    runs = new_runs()
    runs.run(strangers(130))
    runs.land([*strangers(130), *pairs(60)])
    runs.count += 1
    decided_at = runs.now - timedelta(hours=1)
    runs.decide([{"kind": "accept", "standing": "stands", "decided_at": decided_at}])
    runs.build()
    assert runs.jumps() == {}
    runs.publish()
    runs.count += 1
    runs.land(strangers(130))
    runs.build()
    assert set(runs.jumps()) == {"no_jump_in_splits"}
