"""A file of rules that is wrong: people are told the place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from member_center.identity.decisions import IdentityError
from member_center.identity.rules_file import Rules, in_place, read_rules

SAID = """Compilation Error in model int_identity__links (models/int_identity__links.sql)
  identity_rules: there is no type 'member_crad'. Did you mean 'member_card'?

  > in macro identity_rules (macros/identity/identity_rules.sql)
  > called by model int_identity__identifiers (models/int_identity__identifiers.sql)"""


def test_a_complaint_is_brought_back_to_its_line(tmp_path: Path) -> None:
    text = "types:\n  unionid: {priority: 1}\n  member_crad: {priority: 2}\n"
    said = in_place(SAID, Rules(tmp_path / "try.yml", {}, text), tmp_path)
    assert said == (
        f"{tmp_path / 'try.yml'}, line 3: identity_rules: there is no type 'member_crad'."
        " Did you mean 'member_card'?"
    )


def test_the_projects_own_rules_have_lines_too(tmp_path: Path) -> None:
    folder = tmp_path / "macros" / "identity"
    folder.mkdir(parents=True)
    (folder / "identity_rules.sql").write_text("{% macro %}\ntypes:\n  member_crad: 1\n", "utf-8")
    assert in_place(SAID, None, tmp_path).startswith("macros/identity/identity_rules.sql, line 3: ")


def test_a_complaint_about_something_else_has_no_line(tmp_path: Path) -> None:
    assert in_place("Runtime Error\n  disk full", None, tmp_path) == "disk full"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"types:\n  unionid: {most_members: 20\n", "line 3, column 1, is not YAML"),
        (b"- unionid\n", "holds no rules"),
        (b"phone: {most_values: 5}\n", "a mapping with `types`"),
        ("types: {名: 1}".encode("gb18030"), "not UTF-8"),
    ],
    ids=["not yaml", "no mapping", "another encoding", "without types"],
)
def test_what_is_no_file_of_rules_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "try.yml"
    file.write_bytes(content)
    with pytest.raises(IdentityError, match=said):
        read_rules(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match=r"gone\.yml cannot be read"):
        read_rules(tmp_path / "gone.yml")
