"""`mdc identity link` and its sisters: what is written, what is refused, and what people read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from member_center.landing import Landing
from tests.cli.conftest import Mdc
from tests.serving.published import Published, member_id

CLEAR_PHONE = "19900001234"
CARD, MINI = ("member_card", "880000000001"), ("mp_openid", "oMini-0000000000000000000001")
OTHER, THIRD = ("member_card", "880000000002"), ("member_card", "880000000003")
BECAUSE = ("--because", "she showed both in the store")


@pytest.fixture
def serving(home: Path) -> Path:
    """A member of two identifiers, and two strangers of one each."""
    published = Published(home / "serving")
    published.member(CARD, MINI)
    published.member(OTHER)
    published.member(THIRD)
    published.link(MINI, CARD, "member_card")
    return published.publish({})


def decided(mdc: Mdc, *arguments: str) -> str:
    """Decide, and give the id of the decision."""
    result = mdc("identity", *arguments)
    assert result.exit_code == 0, result.output
    return next(word for word in result.stdout.split() if word.startswith("d_")).rstrip(":")


def listed(mdc: Mdc) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(mdc("identity", "decisions", "--json").stdout)
    return found


def test_a_link_says_what_will_happen_and_is_kept(mdc: Mdc, serving: Path) -> None:
    result = mdc("identity", "link", MINI[1], member_id(OTHER), *BECAUSE, "--by", "li")
    assert result.exit_code == 0, result.output
    said = result.stdout
    assert f"{member_id(CARD)} (2 identifiers) and {member_id(OTHER)} (1 identifier)" in said
    assert f"{member_id(OTHER)} stands for it" in said
    assert MINI[1] not in said
    [one] = listed(mdc)
    assert (one["kind"], one["state"], one["decided_by"]) == ("must_link", "next_run", "li")
    assert one["decided_at"] == "2026-03-02T01:00:00Z"
    assert [one["a"]["type"], one["b"]["type"]] == ["mp_openid", "member_card"]


def test_the_same_decision_is_written_once(mdc: Mdc, serving: Path) -> None:
    first = decided(mdc, "link", CARD[1], OTHER[1], *BECAUSE)
    again = mdc("identity", "link", OTHER[1], CARD[1], "--because", "once more")
    assert "decided already" in again.stdout
    assert [one["decision_id"] for one in listed(mdc)] == [first]


def test_a_contradiction_names_the_earlier_decision(mdc: Mdc, serving: Path) -> None:
    earlier = decided(mdc, "unmerge", CARD[1], OTHER[1], *BECAUSE)
    refused = mdc("identity", "link", OTHER[1], CARD[1], "--because", "no")
    assert refused.exit_code == 1
    assert earlier in refused.stderr
    assert "she showed both" in refused.stderr
    assert "--replace" in refused.stderr
    assert len(listed(mdc)) == 1
    decided(mdc, "link", OTHER[1], CARD[1], "--because", "yes", "--replace")
    assert [one["state"] for one in listed(mdc)] == ["replaced", "next_run"]


def test_a_link_through_a_third_is_a_contradiction_too(mdc: Mdc, serving: Path) -> None:
    apart = decided(mdc, "unmerge", MINI[1], OTHER[1], *BECAUSE)
    decided(mdc, "link", OTHER[1], THIRD[1], *BECAUSE)
    refused = mdc("identity", "link", THIRD[1], MINI[1], *BECAUSE, "--replace")
    assert refused.exit_code == 1
    assert f"withdraw {apart}" in refused.stderr
    through_a_member = mdc("identity", "link", THIRD[1], CARD[1], *BECAUSE)
    assert apart in through_a_member.stderr


def test_what_was_linked_in_two_steps_cannot_be_separated(mdc: Mdc, serving: Path) -> None:
    ids = [
        decided(mdc, "link", OTHER[1], CARD[1], *BECAUSE),
        decided(mdc, "link", OTHER[1], THIRD[1], *BECAUSE),
    ]
    refused = mdc("identity", "unmerge", CARD[1], THIRD[1], *BECAUSE)
    assert refused.exit_code == 1
    assert all(one in refused.stderr for one in ids)


def test_nobody_and_a_link_of_the_same_exclude_each_other(mdc: Mdc, serving: Path) -> None:
    earlier = decided(mdc, "nobody", OTHER[1], *BECAUSE)
    refused = mdc("identity", "link", OTHER[1], CARD[1], *BECAUSE)
    assert refused.exit_code == 1
    assert earlier in refused.stderr
    decided(mdc, "link", OTHER[1], CARD[1], *BECAUSE, "--replace")
    assert earlier not in mdc("identity", "decisions").stdout


def test_withdrawing_brings_back_what_was_replaced(mdc: Mdc, serving: Path) -> None:
    first = decided(mdc, "unmerge", CARD[1], MINI[1], *BECAUSE)
    second = decided(mdc, "link", CARD[1], MINI[1], *BECAUSE, "--replace")
    said = mdc("identity", "withdraw", second, "--because", "mistaken").stdout
    assert "Holds again" in said
    assert first in said
    again = mdc("identity", "withdraw", second, "--because", "mistaken")
    assert again.exit_code == 1
    assert "taken back already" in again.stderr
    assert [one["state"] for one in listed(mdc)] == ["next_run", "withdrawn"]


def test_a_mistyped_decision_is_suggested(mdc: Mdc, serving: Path) -> None:
    known = decided(mdc, "accept", *BECAUSE)
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    refused = mdc("identity", "withdraw", wrong, *BECAUSE)
    assert f"Did you mean {known}?" in refused.stderr


def test_unknown_identifiers_need_to_be_meant(mdc: Mdc, serving: Path) -> None:
    refused = mdc("identity", "link", CARD[1], "mp_openid:oNew", *BECAUSE)
    assert refused.exit_code == 1
    assert "--even-if-unknown" in refused.stderr
    vague = mdc("identity", "link", CARD[1], "oNew", *BECAUSE, "--even-if-unknown")
    assert "type@scope:value" in vague.stderr
    nowhere = mdc("identity", "link", CARD[1], "shop_openid:oNew", *BECAUSE, "--even-if-unknown")
    assert "Of which account" in nowhere.stderr
    said = mdc(
        "identity", "link", CARD[1], "shop_openid@wx1:oNew", *BECAUSE, "--even-if-unknown"
    ).stdout
    assert "B has not landed yet" in said


def test_before_the_first_version_everything_is_unknown(mdc: Mdc, home: Path) -> None:
    refused = mdc("identity", "nobody", CARD[1], *BECAUSE)
    assert "Nothing is published" in refused.stderr
    decided(mdc, "nobody", "member_card@brand:88", *BECAUSE, "--even-if-unknown")


def test_a_decision_needs_two_identifiers_and_a_reason(mdc: Mdc, serving: Path) -> None:
    assert "same identifier" in mdc("identity", "link", CARD[1], CARD[1], *BECAUSE).stderr
    assert "Say why" in mdc("identity", "nobody", CARD[1], "--because", " ").stderr
    assert listed(mdc) == []


def test_no_phone_is_written_in_clear(mdc: Mdc, serving: Path, home: Path) -> None:
    because = f"she called from {CLEAR_PHONE}"
    decided(mdc, "link", CARD[1], f"phone:{CLEAR_PHONE}", "--because", because, "--even-if-unknown")
    assert (
        "199****1234"
        in mdc(
            "identity", "nobody", f"phone:{CLEAR_PHONE}", *BECAUSE, "--replace", "--even-if-unknown"
        ).stdout
    )
    assert CLEAR_PHONE not in mdc("identity", "decisions", "--all").stdout
    assert [
        path
        for path in home.rglob("*")
        if path.is_file() and CLEAR_PHONE.encode() in path.read_bytes()
    ] == []


def test_decisions_are_in_the_log_like_any_landed_record(
    mdc: Mdc, serving: Path, home: Path
) -> None:
    first = decided(mdc, "link", CARD[1], OTHER[1], *BECAUSE)
    second = decided(mdc, "accept", *BECAUSE)
    with Landing(home) as landing:
        assert set(landing.known_keys("manual", "identity_decisions")) == {first, second}
        assert landing.unchecked("manual", "identity_decisions") == []
        landing.compact("manual", "identity_decisions", min_files=2)
    assert [one["decision_id"] for one in listed(mdc)] == [first, second]
    (home / "state.db").unlink()
    assert [one["decision_id"] for one in listed(mdc)] == [first, second]


def test_the_person_is_the_option_or_the_setting_or_the_login(
    mdc: Mdc, serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "machine-user")
    decided(mdc, "accept", "--because", "one")
    monkeypatch.setenv("MDC_DECIDED_BY", "wang")
    decided(mdc, "accept", "--because", "two")
    decided(mdc, "accept", "--because", "three", "--by", "zhao")
    assert [one["decided_by"] for one in listed(mdc)] == ["machine-user", "wang", "zhao"]
