"""`mdc identity evaluate` at the terminal: figures, cases, masked mistakes, and no clear phone."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from member_center.cli.demo_home import demo_key
from member_center.cli.identity_phones import guard_of, tokens_of
from member_center.cli.sandbox_process import write_truth
from tests.cli.conftest import Mdc
from tests.cli.test_identity import CARD, CLEAR_PHONE, MINI, STRANGERS_CARD, UNION, token
from tests.serving.published import SCOPES, Published

HEADER = "identifier_type,scope,value,person_id,hard_case\n"


@pytest.fixture
def serving(home: Path) -> Path:
    """A member with a stranger's card in it, and an account that was left apart."""
    published = Published(home / "serving")
    published.member(CARD, ("phone", token()), STRANGERS_CARD)
    published.member(MINI, UNION)
    return published.publish()


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """All is one person's but the stranger's card; the phone is given in clear."""
    rows = [(CARD, 1, ""), (MINI, 1, "late_unionid"), (UNION, 1, ""), (STRANGERS_CARD, 2, "")]
    lines = [f"{kind},{SCOPES[kind]},{value},{who},{case}" for (kind, value), who, case in rows]
    file = tmp_path / "known.csv"
    file.write_text(HEADER + "\n".join([*lines, f"phone,,{CLEAR_PHONE},1,"]) + "\n", "utf-8")
    return file


def test_figures_and_the_worst_mistakes(mdc: Mdc, serving: Path, truth: Path) -> None:
    result = mdc("identity", "evaluate", "--truth", str(truth))
    assert result.exit_code == 0
    said = result.stdout
    assert "5 identifiers of 2 people, found in 2 members" in said
    assert "pairwise  0.5000     0.3333  0.4000" in said
    assert "late_unionid  1            0       0.0%" in said
    assert "Several people in one member: 1" in said
    assert "One person in several members: 1" in said
    for value in (CLEAR_PHONE, token(), CARD[1], MINI[1]):
        assert value not in result.output


def test_the_same_as_json(mdc: Mdc, serving: Path, truth: Path) -> None:
    found = json.loads(mdc("identity", "evaluate", "--truth", str(truth), "--json").stdout)
    assert found["pairwise"]["precision"] == 0.5
    assert found["b_cubed"]["recall"] == pytest.approx(0.6)
    assert found["hard_cases"] == [
        {"hard_case": "late_unionid", "identifiers": 1, "solved": 0, "share": 0.0}
    ]
    (merge,) = found["wrong_merges"]
    assert {part["person_id"] for part in merge["parts"]} == {"1", "2"}


def test_no_examples_when_none_are_wanted(mdc: Mdc, serving: Path, truth: Path) -> None:
    arguments = ("identity", "evaluate", "--truth", str(truth), "--examples=0", "--json")
    found = json.loads(mdc(*arguments).stdout)
    assert (found["wrong_merges"], found["wrong_splits"]) == ([], [])
    assert found["merged_members"] == 1


def test_a_truth_about_others_is_an_error_that_says_what_to_look_at(
    mdc: Mdc, serving: Path, tmp_path: Path
) -> None:
    file = tmp_path / "others.csv"
    file.write_text(f"{HEADER}member_card,another brand,1,1,\n", "utf-8")
    result = mdc("identity", "evaluate", "--truth", str(file))
    assert result.exit_code == 1
    assert "holds none of the 1 identifiers" in result.stderr


def test_a_file_of_another_shape_is_an_error(mdc: Mdc, serving: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("openid,person\no1,1\n", "utf-8")
    result = mdc("identity", "evaluate", "--truth", str(file))
    assert result.exit_code == 1
    assert "has no column identifier_type" in result.stderr


def test_clear_phones_need_the_key(
    mdc: Mdc, serving: Path, truth: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MDC_TOKEN_KEY")
    result = mdc("identity", "evaluate", "--truth", str(truth), f"--serving={serving}")
    assert result.exit_code == 1
    assert "MDC_TOKEN_KEY: is missing" in result.stderr
    assert CLEAR_PHONE not in result.output


def test_the_demonstration_is_compared_with_its_own_people(
    mdc: Mdc, home: Path, tmp_path: Path
) -> None:
    """The world is the one that demo.json names; a phone needs no key of the caller's."""
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    world = {"people": 100, "days": 30, "seed": 5, "until": "2026-05-20"}
    delivered = {"delivered": "2026-05-20T09:00:00+08:00", "first_seconds": 1.0}
    (folder / "demo.json").write_text(json.dumps({**world, **delivered}), "utf-8")
    truth = tmp_path / "truth"
    write_truth(
        [
            *(f"--{name}={value}" for name, value in world.items()),
            f"--now={delivered['delivered']}",
        ],
        truth,
    )
    with duckdb.connect() as connection:
        (phone,) = connection.execute(
            f"select value from '{truth}/identifiers.parquet'"
            " where identifier_type = 'phone' and owners = 1 order by value limit 1"
        ).fetchone() or ("",)
    guard = guard_of(demo_key("token"))
    published = Published(folder / "serving")
    published.member(("phone", str(tokens_of([phone], guard)[phone])))
    published.publish()
    result = mdc("identity", "evaluate", "--demo", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["identifiers"] == 1


def test_no_demonstration_yet(mdc: Mdc, home: Path) -> None:
    result = mdc("identity", "evaluate", "--demo")
    assert result.exit_code == 1
    assert "`mdc demo` makes one" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--demo", "--truth", "x.csv")])
def test_one_truth_must_be_named(mdc: Mdc, home: Path, arguments: tuple[str, ...]) -> None:
    result = mdc("identity", "evaluate", *arguments)
    assert result.exit_code == 1
    assert "--truth FILE, or --demo" in result.stderr
