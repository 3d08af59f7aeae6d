"""Tags are declared: declarations are complete, and a wrong one stops the build and says why."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dbt.conftest import PROJECT, run_dbt

DEFINITIONS = Path("macros/tags/tag_definitions.sql")


@pytest.fixture(scope="module")
def tags() -> list[dict[str, Any]]:
    text = (PROJECT / DEFINITIONS).read_text("utf-8")
    block = re.search(r"set definitions -%}\n(.*?)\n\s*{%- endset", text, re.DOTALL)
    assert block
    found: list[dict[str, Any]] = yaml.safe_load(block[1])
    return found


def test_there_are_tags_of_every_kind(tags: list[dict[str, Any]]) -> None:
    assert {tag["kind"] for tag in tags} == {"fact", "rule", "model", "preference", "manual"}
    assert len(tags) >= 16


def test_labels_and_definitions_are_told_apart(tags: list[dict[str, Any]]) -> None:
    for field in ("code", "name", "label_zh", "definition"):
        values = [tag[field] for tag in tags]
        assert len(values) == len(set(values)), field


def test_rules_of_a_tag_lead_to_different_values(tags: list[dict[str, Any]]) -> None:
    for tag in tags:
        values = [rule["value"] for rule in tag.get("rules", [])]
        assert len(values) == len(set(values)), tag["code"]


@pytest.mark.pipeline
@pytest.mark.parametrize(
    ("correct", "wrong", "message"),
    [
        (
            "kind: preference",
            "kind: preferance",
            "unknown kind preferance; write one of fact, rule",
        ),
        ("definition: Whether", "definiton: Whether", "has no definition; add a line"),
        ("- code: value_tier", "- code: rfm_segment", "rfm_segment is declared twice"),
        ("- code: value_tier", "- code: value_class", "has no column in"),
    ],
    ids=["kind", "key", "code", "wide"],
)
def test_mistake_in_a_tag_stops_the_build(
    tmp_path: Path, correct: str, wrong: str, message: str
) -> None:
    project = tmp_path / "dbt"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    text = (project / DEFINITIONS).read_text("utf-8")
    assert correct in text
    (project / DEFINITIONS).write_text(text.replace(correct, wrong, 1), "utf-8")
    with pytest.raises(AssertionError, match=re.escape(message)):
        run_dbt(tmp_path, "compile", "--select", "marts.tags", project=project)
