"""Why two identifiers are one member or not, over published tables made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from member_center.serving.evidence import Evidence, open_evidence
from member_center.serving.links import Identifier
from member_center.serving.lookup import Lookup, Phone
from member_center.serving.manifest import ServingError
from member_center.serving.refusals import Refusals
from member_center.serving.refusals import refusals as stands_between
from tests.serving.published import Published, key_of, member_id

CARD, OLD_CARD = ("member_card", "880000000001"), ("member_card", "880000000002")
PHONE, OLD_PHONE = ("phone", "ph1_" + "a" * 32), ("phone", "ph1_" + "b" * 32)
MINI, OTHER_MINI = ("mp_openid", "oMini-0000000000000000000001"), ("mp_openid", "oMini-2")
UNION, SHOP = ("unionid", "oUnion-1"), ("shop_openid", "oShop-1")


@pytest.fixture
def published(tmp_path: Path) -> Published:
    return Published(tmp_path / "serving")


@contextmanager
def asked(serving: Path) -> Iterator[tuple[Evidence, Lookup]]:
    def phone_of(text: str, is_declared: bool) -> Phone | None:
        is_phone = text.startswith("199") or is_declared
        return Phone("ph1_" + text[-1] * 32, "199****0000") if is_phone else None

    with open_evidence(serving) as evidence:
        yield evidence, Lookup(evidence, phone_of)


def chain(serving: Path, a: str, b: str) -> list[tuple[str, str, str]]:
    """The steps between two references, each as near value, far value and rule."""
    with asked(serving) as (evidence, lookup):
        one, other = lookup.find(a).identifier, lookup.find(b).identifier
        steps = evidence.chain(one, other)
        return [(step.near.value, step.far.value, step.link.rule) for step in steps]


def refusals(serving: Path, a: str, b: str) -> Refusals:
    with asked(serving) as (evidence, lookup):
        return stands_between(evidence, lookup.find(a).identifier, lookup.find(b).identifier)


def person_of_five(published: Published) -> str:
    """A card, a phone, an app user, a unionid and a buyer in a row, and a long way around."""
    one_id = published.member(CARD, PHONE, MINI, UNION, SHOP, OLD_PHONE, OLD_CARD)
    published.link(CARD, PHONE, "phone_and_name")
    published.link(MINI, PHONE, "verified_phone")
    published.link(MINI, UNION, "unionid")
    published.link(SHOP, UNION, "unionid")
    published.link(CARD, OLD_PHONE, "only_holder_of_phone")
    published.link(OLD_CARD, OLD_PHONE, "phone_and_name")
    published.link(OLD_CARD, PHONE, "phone_and_name")
    return one_id


def test_the_shortest_chain_from_one_end_to_the_other(published: Published) -> None:
    person_of_five(published)
    assert chain(published.publish(), CARD[1], SHOP[1]) == [
        (CARD[1], PHONE[1], "phone_and_name"),
        (PHONE[1], MINI[1], "verified_phone"),
        (MINI[1], UNION[1], "unionid"),
        (UNION[1], SHOP[1], "unionid"),
    ]


def test_a_chain_reads_the_other_way_round_too(published: Published) -> None:
    person_of_five(published)
    serving = published.publish()
    there, back = chain(serving, CARD[1], SHOP[1]), chain(serving, SHOP[1], CARD[1])
    assert [(far, near, rule) for near, far, rule in reversed(back)] == there


def test_of_two_chains_of_one_length_the_one_said_more_often(published: Published) -> None:
    published.member(CARD, PHONE, OLD_PHONE, OLD_CARD)
    for phone, records in ((PHONE, 1), (OLD_PHONE, 9)):
        published.link(CARD, phone, "phone_and_name", records=records)
        published.link(OLD_CARD, phone, "phone_and_name", records=records)
    steps = chain(published.publish(), CARD[1], OLD_CARD[1])
    assert [near for near, _, _ in steps] == [CARD[1], OLD_PHONE[1]]


def test_a_long_member_is_crossed_whole(published: Published) -> None:
    nodes = [("mp_openid", f"o{number:04d}") for number in range(200)]
    published.member(*nodes)
    for near, far in pairwise(nodes):
        published.link(near, far, "unionid")
    assert len(chain(published.publish(), "o0000", "o0199")) == 199


def test_evidence_of_a_step_names_its_record(published: Published) -> None:
    person_of_five(published)
    with asked(published.publish()) as (evidence, lookup):
        (step,) = evidence.chain(lookup.find(MINI[1]).identifier, lookup.find(UNION[1]).identifier)
    link = step.link
    assert (link.record_stream, link.record_key, link.record_count) == (
        "offline.members",
        "record-2",
        1,
    )
    assert link.first_seen_at is not None


def test_a_version_without_streams_still_answers(tmp_path: Path) -> None:
    published = Published(tmp_path / "serving", has_streams=False)
    person_of_five(published)
    with asked(published.publish()) as (evidence, lookup):
        (step,) = evidence.chain(lookup.find(MINI[1]).identifier, lookup.find(UNION[1]).identifier)
    assert (step.link.record_stream, step.link.sources) == (None, "offline")


def test_a_phone_that_holders_lost_is_named_between_them(published: Published) -> None:
    published.member(CARD, MINI)
    published.member(PHONE, OTHER_MINI)
    published.link(CARD, MINI, "phone_and_name", via=PHONE)
    with asked(published.publish()) as (evidence, lookup):
        (step,) = evidence.chain(lookup.find(CARD[1]).identifier, lookup.find(MINI[1]).identifier)
    assert step.link.via is not None
    assert step.link.via.value == PHONE[1]


def test_a_refused_phone_between_two_members_is_told_with_its_rule(published: Published) -> None:
    published.member(CARD, UNION)
    published.member(MINI, PHONE, phone="conflict")
    published.link(MINI, PHONE, "verified_phone")
    published.link(CARD, UNION, "member_card")
    published.link(CARD, PHONE, "names_differ", "refused")
    found = refusals(published.publish(), UNION[1], MINI[1])
    assert [(link.start.value, link.end.value, link.rule) for link in found.direct] == [
        (CARD[1], PHONE[1], "names_differ")
    ]
    assert (found.barriers, found.others, found.other_count) == ((), (), 0)


def test_a_shared_value_that_both_give_is_told_for_both(published: Published) -> None:
    published.member(CARD)
    published.member(OLD_CARD)
    published.member(MINI)
    published.nobody(PHONE, "shared")
    for holder in (OLD_CARD, CARD, MINI):
        published.link(holder, PHONE, "too_many_people", "shared")
    found = refusals(published.publish(), CARD[1], OLD_CARD[1])
    assert found.direct == ()
    (barrier,) = found.barriers
    assert [(link.start.value, link.status) for link in barrier.links] == [
        (CARD[1], "shared"),
        (OLD_CARD[1], "shared"),
    ]


def test_a_shared_value_itself_is_no_member(published: Published) -> None:
    published.member(CARD)
    published.nobody(PHONE, "shared")
    published.link(CARD, PHONE, "too_many_people", "shared")
    found = refusals(published.publish(), PHONE[1], CARD[1])
    assert [link.rule for link in found.direct] == ["too_many_people"]


def test_what_does_not_join_them_is_told_apart_and_counted(published: Published) -> None:
    published.member(CARD)
    published.member(SHOP)
    for number in range(9):
        published.member(("phone", f"ph1_{number:032d}"))
        published.link(CARD, ("phone", f"ph1_{number:032d}"), "names_differ", "refused")
    found = refusals(published.publish(), CARD[1], SHOP[1])
    assert (found.direct, found.barriers, found.other_count) == ((), (), 9)
    assert [link.link_id for link in found.others] == [f"link-{n:03d}" for n in range(8, 2, -1)]


def test_strangers_have_nothing_between_them(published: Published) -> None:
    published.member(CARD)
    published.member(SHOP)
    found = refusals(published.publish(), CARD[1], SHOP[1])
    assert found == Refusals(known=(frozenset({"member_card"}), frozenset()))
    assert not found.is_connected


def test_the_nearest_way_over_other_members(published: Published) -> None:
    """A's phone is refused to a third, whose card is refused to a fourth, who has B's login."""
    third, fourth = ("member_card", "third"), ("brand_user_id", "fourth")
    published.member(CARD, PHONE)
    published.member(third, MINI)
    published.member(fourth, OTHER_MINI)
    published.member(SHOP)
    published.link(third, PHONE, "names_differ", "refused")
    published.link(OTHER_MINI, third, "one_member_per_card", "refused")
    published.link(SHOP, fourth, "one_unionid_per_member", "refused")
    found = refusals(published.publish(), CARD[1], SHOP[1])
    assert (found.direct, found.barriers) == ((), ())
    assert [link.rule for link in found.way] == [
        "names_differ",
        "one_member_per_card",
        "one_unionid_per_member",
    ]


def test_a_way_that_is_too_long_tells_nothing(published: Published) -> None:
    cards = [("member_card", f"way-{number}") for number in range(7)]
    for card in cards:
        published.member(card)
    for near, far in pairwise(cards):
        published.link(near, far, "names_differ", "refused")
    serving = published.publish()
    assert len(refusals(serving, "way-0", "way-4").way) == 4
    assert refusals(serving, "way-0", "way-5").way == ()


def test_two_unionids_are_rivals(published: Published) -> None:
    published.member(CARD, UNION)
    published.member(SHOP, ("unionid", "oUnion-2"))
    (rivals,) = refusals(published.publish(), CARD[1], SHOP[1]).rivals
    assert (rivals.type, rivals.one.value, rivals.other.value) == ("unionid", UNION[1], "oUnion-2")


def test_what_a_rule_says_a_member_has_one_of_is_a_rival_too(published: Published) -> None:
    published.member(CARD, ("brand_user_id", "1"))
    published.member(SHOP, ("brand_user_id", "2"))
    published.link(CARD, SHOP, "one_brand_user_id_per_member", "refused")
    (rivals,) = refusals(published.publish(), CARD[1], SHOP[1]).rivals
    assert (rivals.type, rivals.one.value, rivals.other.value) == ("brand_user_id", "1", "2")


def test_decisions_that_hold_are_told_from_either_side(published: Published) -> None:
    published.member(CARD, PHONE)
    published.member(SHOP, MINI)
    published.decision("cannot_link", PHONE, MINI)
    published.decision("cannot_link", CARD, SHOP, is_in_force=False)
    published.decision("must_link", CARD, SHOP)
    published.decision("cannot_link", CARD, PHONE)
    serving = published.publish()
    for a, b in ((CARD, SHOP), (SHOP, CARD)):
        (decided,) = refusals(serving, a[1], b[1]).decisions
        assert (decided.kind, decided.decided_by) == ("cannot_link", "li.lei")
        assert (decided.start.value, decided.end and decided.end.value) == (PHONE[1], MINI[1])


def test_a_value_that_somebody_said_is_nobodys(published: Published) -> None:
    published.member(CARD)
    published.nobody(PHONE, "blocked")
    published.decision("nobody", PHONE)
    (decided,) = refusals(published.publish(), CARD[1], PHONE[1]).decisions
    assert (decided.kind, decided.end) == ("nobody", None)


def test_an_old_member_id_leads_to_the_present_member(published: Published) -> None:
    one_id = person_of_five(published)
    with asked(published.publish()) as (_, lookup):
        subject = lookup.find(member_id(UNION))
        present = lookup.find(one_id)
    assert (subject.identifier.value, subject.identifier.one_id) == (UNION[1], one_id)
    assert subject.is_former
    assert present.identifier.value == CARD[1]
    assert not present.is_former


def test_an_old_member_id_explains_itself(published: Published) -> None:
    one_id = person_of_five(published)
    steps = chain(published.publish(), member_id(MINI), one_id)
    assert [far for _, far, _ in steps] == [PHONE[1], CARD[1]]


def test_a_member_id_never_given_out_is_refused(published: Published) -> None:
    published.member(CARD)
    with (
        asked(published.publish()) as (_, lookup),
        pytest.raises(ServingError, match="ever had the id m_0000000000"),
    ):
        lookup.find("m_" + "0" * 20)


def test_an_ambiguous_value_lists_the_candidates(published: Published) -> None:
    published.member(("member_card", "100200300400"))
    published.member(("brand_user_id", "100200300400"))
    with asked(published.publish()) as (_, lookup):
        with pytest.raises(ServingError) as error:
            lookup.find("100200300400")
        chosen = lookup.find("brand_user_id:100200300400")
    assert "brand_user_id@demo:10…0400" in str(error.value)
    assert "member_card@demo:10…0400" in str(error.value)
    assert chosen.identifier.type == "brand_user_id"


def test_an_id_whose_identifier_is_gone_is_redirected(published: Published) -> None:
    one_id = published.member(CARD, MINI)
    database = published.publish() / "current" / "member_center.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table marts.member_identity_redirects as select * from (values"
            f" ('m_{'0' * 20}', '{one_id}'), ('m_{'1' * 20}', null)) as t(old_one_id, one_id)"
        )
    with asked(published.folder) as (_, lookup):
        subject = lookup.find(f"m_{'0' * 20}")
        assert (subject.identifier.one_id, subject.is_former) == (one_id, True)
        with pytest.raises(ServingError, match="No member ever had"):
            lookup.find(f"m_{'1' * 20}")


def test_a_scope_chooses_between_two_accounts(published: Published) -> None:
    published.member(("mp_openid", "o-same"))
    published.member(("mp_openid_2", "o-same"))
    with asked(published.publish()) as (_, lookup):
        with pytest.raises(ServingError, match="several identifiers"):
            lookup.find("mp_openid:o-same")
        assert lookup.find("mp_openid@wx-campaign:o-same").identifier.scope == "wx-campaign"


@pytest.mark.parametrize("text", ["oMin…00000001", "oMin...00000001", key_of(MINI)])
def test_what_an_answer_shows_can_be_asked_for(published: Published, text: str) -> None:
    published.member(MINI)
    published.member(OTHER_MINI)
    with asked(published.publish()) as (_, lookup):
        assert lookup.find(text).identifier.value == MINI[1]


def test_a_clear_phone_is_found_by_its_token(published: Published) -> None:
    one_id = published.member(PHONE)
    with asked(published.publish()) as (_, lookup):
        subject = lookup.find("1990000000a")
    assert (subject.identifier.one_id, subject.mask) == (one_id, "199****0000")


def test_an_unknown_value_says_what_to_do(published: Published) -> None:
    published.member(CARD)
    with (
        asked(published.publish()) as (_, lookup),
        pytest.raises(ServingError, match=r"no identifier 'nobody'.*types are.*next `mdc run`"),
    ):
        lookup.find("nobody")


def test_an_unknown_phone_is_not_repeated(published: Published) -> None:
    published.member(CARD)
    with asked(published.publish()) as (_, lookup), pytest.raises(ServingError) as error:
        lookup.find("19900000001")
    assert "19900000001" not in str(error.value)
    assert "199****0000" in str(error.value)


def test_before_the_first_publish(tmp_path: Path) -> None:
    with pytest.raises(ServingError, match="Nothing is published"), asked(tmp_path):
        pass


@pytest.mark.parametrize(
    ("value", "short"),
    [("880000000001", "88…0001"), ("abc", "…c"), ("x", "…"), ("ab" * 40, "abab…abababab")],
)
def test_a_shown_value_is_at_most_half_of_it(value: str, short: str) -> None:
    assert Identifier("id", "member_card", "demo", value, None).short == short
