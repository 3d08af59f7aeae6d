"""`mdc identity` at the terminal: answers a person understands, and no clear phone anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import yaml

from member_center.cli.identity_words import rule_in_words
from member_center.privacy import Guard
from tests.cli.conftest import Mdc
from tests.serving.published import Published, member_id

CLEAR_PHONE = "19900001234"
CARD, STRANGERS_CARD = ("member_card", "880000000001"), ("member_card", "880000000009")
MINI, UNION = ("mp_openid", "oMini-0000000000000000000001"), ("unionid", "oUnion-00000001")


class Forgetful:
    def put_many(self, values: object) -> None:
        pass


def token() -> str:
    """The token of the clear phone under the home's key."""
    return str(Guard("t" * 32, 1, Forgetful()).protect_value(CLEAR_PHONE, "phone")["token"])


@pytest.fixture
def serving(home: Path) -> Path:
    """A member of four identifiers, and a stranger whose card bears the same phone."""
    phone = ("phone", token())
    published = Published(home / "serving")
    one_id = published.member(CARD, phone, MINI, UNION, phone="conflict")
    published.member(STRANGERS_CARD)
    published.link(CARD, phone, "phone_and_name", records=3)
    published.link(MINI, phone, "verified_phone")
    published.link(MINI, UNION, "unionid")
    published.link(STRANGERS_CARD, phone, "names_differ", "refused")
    return published.publish({one_id: ("陈**", "199****1234")})


def test_one_member_link_by_link(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "explain", CARD[1], UNION[1])
    assert result.exit_code == 0
    said = result.stdout
    assert f"One member: {member_id(CARD)} 陈** 199****1234" in said
    assert "3 links make them one" in said
    steps = [said.index(rule) for rule in ("(phone_and_name)", "(verified_phone)", "(unionid)")]
    assert steps == sorted(steps)
    assert (
        "offline.members, record record-0; 3 records in all, first seen 2026-03-02 00:30,"
        " last seen 2026-03-02 02:30; not verified" in said
    )
    assert MINI[1] not in said
    assert token() not in said


def test_two_members_and_the_rule_between_them(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "explain", STRANGERS_CARD[1], UNION[1])
    assert result.exit_code == 0
    assert "Not one member" in result.stdout
    assert "refused: the phone is the same, but the names differ (names_differ)" in result.stdout
    assert member_id(STRANGERS_CARD) in result.stdout


def test_a_limit_that_was_exceeded_is_said_in_numbers(mdc: Mdc, home: Path) -> None:
    phone = ("phone", token())
    published = Published(home / "serving")
    published.nobody(phone, "shared")
    for card in (CARD, STRANGERS_CARD):
        published.member(card)
        published.link(card, phone, "too_many_people", "shared", limit=(5, 4, None))
    published.publish()
    said = mdc("identity", "explain", CARD[1], STRANGERS_CARD[1]).stdout
    assert "Both A and B lead to phone:ph1_" in said
    assert "a counter's or a clerk's (too_many_people): 5 people, at most 4 are allowed" in said


def test_a_limit_within_a_time(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD)
    published.member(STRANGERS_CARD)
    rule = "too_many_values_at_once"
    published.link(CARD, STRANGERS_CARD, rule, "refused", limit=(3, 2, 30))
    published.publish()
    said = mdc("identity", "explain", CARD[1], STRANGERS_CARD[1]).stdout
    assert "A link says that they are one person, but it was not kept:" in said
    assert f"({rule}): 3 values within 30 days, at most 2 are allowed" in said


def test_strangers_and_what_would_join_them(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD, ("phone", token()))
    published.member(MINI)
    published.publish()
    said = mdc("identity", "explain", CARD[1], MINI[1]).stdout
    assert "Nothing connects them: no record that has landed names something of A" in said
    assert "A record would: one that names the phone of A's side for B's" in said
    assert "mdc identity link member_card@demo:88…0001 mp_openid@wx-mini:oMin…00000001" in said
    why = json.loads(mdc("identity", "explain", CARD[1], MINI[1], "--json").stdout)["why"]
    assert [one["kind"] for one in why] == ["nothing", "would", "would"]


def test_two_unionids_only_a_decision_joins(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD, UNION)
    published.member(MINI, ("unionid", "oUnion-00000002"))
    published.publish()
    said = mdc("identity", "explain", CARD[1], MINI[1]).stdout
    assert "A's side has unionid oU…00001 and B's side has oU…00002. A member has one" in said
    assert "A record would" not in said


def test_a_decision_to_keep_two_apart_comes_first(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD)
    published.member(MINI)
    decision_id = published.decision("cannot_link", MINI, CARD)
    published.publish()
    said = mdc("identity", "explain", CARD[1], MINI[1]).stdout
    assert "li.lei decided on 2026-03-02 00:30 that mp_openid@wx-mini:oMin…00000001 and" in said
    assert f"are two people, because “asked at the counter” (decision {decision_id})" in said
    assert "Nothing connects them" not in said
    (found,) = json.loads(mdc("identity", "explain", CARD[1], MINI[1], "--json").stdout)[
        "decisions"
    ]
    assert (found["decided_by"], found["decided_at"]) == ("li.lei", "2026-03-01T16:30:00Z")


def test_members_that_were_one_say_until_when(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD)
    published.member(MINI)
    published.was(CARD, CARD, 0)
    published.was(MINI, CARD, 0, until=1)
    published.was(MINI, MINI, 1)
    published.change("split", CARD, MINI, "phone_moved")
    published.change("merge", MINI, CARD)
    published.publish()
    said = mdc("identity", "explain", MINI[1], CARD[1]).stdout
    assert f"Until 2026-03-03 00:30 both were member {member_id(CARD)}: the phone is some" in said


def test_a_value_that_went_from_one_to_the_other_never_made_them_one(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD)
    published.member(MINI)
    published.was(CARD, CARD, 0)
    published.was(MINI, MINI, 1)
    published.change("move", CARD, MINI, "phone_moved")
    published.publish()
    assert "both were" not in mdc("identity", "explain", MINI[1], CARD[1]).stdout


def test_a_link_over_a_phone_names_the_records_of_both_ends(mdc: Mdc, home: Path) -> None:
    phone = ("phone", "ph1_" + "0" * 32)
    published = Published(home / "serving")
    published.member(MINI, CARD)
    published.member(phone)
    published.link(MINI, phone, "phone_moved", "refused")
    published.link(MINI, CARD, "phone_and_name", via=phone)
    published.publish()
    said = mdc("identity", "explain", MINI[1], CARD[1]).stdout
    assert "record record-1;" in said
    assert "and said by offline.members, record record-0;" in said
    found = json.loads(mdc("identity", "explain", MINI[1], CARD[1], "--json").stdout)
    assert found["chain"][0]["other_half"]["first_record_key"] == "record-0"


def test_a_former_member_says_since_when_it_is_another(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD, MINI)
    published.link(CARD, MINI, "member_card")
    published.change("merge", MINI, CARD, "member_card")
    published.publish()
    for command in (("show", member_id(MINI)), ("explain", member_id(MINI), CARD[1])):
        said = mdc("identity", *command).stdout
        assert "since 2026-03-03 00:30 (merge: the account bound this card" in said


def test_a_link_that_somebody_decided_says_who_and_why(mdc: Mdc, home: Path) -> None:
    published = Published(home / "serving")
    published.member(CARD, MINI)
    published.link(CARD, MINI, "must_link")
    published.decision("must_link", CARD, MINI)
    database = published.publish() / "current" / "member_center.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("update marts.member_identity_links set first_record_key = 'd-0'")
    said = mdc("identity", "explain", CARD[1], MINI[1]).stdout
    assert "somebody decided that they are one person (must_link)" in said
    assert "are one person, because “asked at the counter” (decision d-0)" in said


def test_what_only_the_rules_file_knows_has_a_sentence_too(mdc: Mdc, home: Path) -> None:
    """A type of one's own, and a rule about it that this program never heard of."""
    published = Published(home / "serving")
    published.member(CARD, MINI)
    published.member(UNION)
    published.link(CARD, MINI, "mp_openid")
    published.link(UNION, MINI, "one_email_per_holder", "refused")
    published.publish()
    assert "a record names this mp_openid for it" in (
        mdc("identity", "explain", CARD[1], MINI[1]).stdout
    )
    assert "a holder has one email, and this would be another (one_email_per_holder)" in (
        mdc("identity", "explain", CARD[1], UNION[1]).stdout
    )


def test_every_rule_of_identity_has_a_sentence() -> None:
    """Whatever rule the published links may name, the terminal can say what it means."""
    file = Path(__file__).parents[2] / "dbt/models/marts/identity/member_identity_links.yml"
    (model,) = yaml.safe_load(file.read_text("utf-8"))["models"]
    (rule,) = (column for column in model["columns"] if column["name"] == "rule")
    (test,) = rule["data_tests"]
    names = test["accepted_values"]["arguments"]["values"]
    assert len(names) > 15
    assert [name for name in names if rule_in_words(name) == name] == []


def test_the_answer_as_json(mdc: Mdc, serving: Path) -> None:
    one = json.loads(mdc("identity", "explain", CARD[1], MINI[1], "--json").stdout)
    assert (one["is_one_member"], one["one_id"]) == (True, member_id(CARD))
    assert [link["rule"] for link in one["chain"]] == ["phone_and_name", "verified_phone"]
    assert one["chain"][0]["first_seen_at"] == "2026-03-01T16:30:00Z"
    two = json.loads(mdc("identity", "explain", STRANGERS_CARD[1], MINI[1], "--json").stdout)
    assert two["is_one_member"] is False
    assert [link["rule"] for link in two["not_kept"]["direct"]] == ["names_differ"]


def test_a_clear_phone_is_asked_for_but_never_shown_or_kept(mdc: Mdc, serving: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in serving.parent.rglob("*")}
    for spelling in (CLEAR_PHONE, "+86 199 0000 1234", f"phone:{CLEAR_PHONE}"):
        result = mdc("identity", "show", spelling)
        assert result.exit_code == 0
        assert "199****1234" in result.stdout
        assert "19900001234" not in result.output.replace(" ", "")
        assert "4 identifiers" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in serving.parent.rglob("*")} == before


def test_an_unknown_phone_is_masked_in_the_error(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "show", "19900005678")
    assert result.exit_code == 1
    assert "199****5678" in result.stderr
    assert "19900005678" not in result.output


def test_a_masked_phone_cannot_be_asked_for(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "show", "phone:199****1234")
    assert result.exit_code == 1
    assert "give the whole number" in result.stderr


def test_without_keys_a_phone_says_so_and_all_else_works(
    mdc: Mdc, serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MDC_TOKEN_KEY")
    folder = f"--serving={serving}"
    assert mdc("identity", "explain", CARD[1], UNION[1], folder).exit_code == 0
    result = mdc("identity", "show", CLEAR_PHONE, folder)
    assert result.exit_code == 1
    assert "MDC_TOKEN_KEY: is missing" in result.stderr
    assert CLEAR_PHONE not in result.output


def test_an_old_member_id_says_whose_it_is_now(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "show", member_id(UNION))
    assert f"{member_id(UNION)} was made from it; it belongs to {member_id(CARD)} now" in (
        result.stdout
    )
    assert "Links that were not kept" in result.stdout


def test_a_value_that_is_nobodys(mdc: Mdc, home: Path) -> None:
    phone = ("phone", token())
    published = Published(home / "serving")
    published.member(CARD)
    published.nobody(phone, "shared")
    published.link(CARD, phone, "too_many_people", "shared")
    published.publish()
    said = mdc("identity", "show", CLEAR_PHONE).stdout
    assert "No member: this identifier is used by too many people" in said
    assert "a counter's or a clerk's" in said


def test_one_identifier_is_itself(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "explain", CARD[1], f"member_card:{CARD[1]}")
    assert "A and B are the same identifier" in result.stdout


def test_nothing_published_yet(mdc: Mdc, home: Path) -> None:
    result = mdc("identity", "show", "anything")
    assert result.exit_code == 1
    assert "Nothing is published" in result.stderr
