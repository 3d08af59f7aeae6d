"""Tags are declared: declarations are complete, and a wrong one stops the build and says why."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dbt.conftest import PROJECT, run_dbt

SHELVES = Path("macros/tags/shelves")
AUDIENCES = Path("macros/audiences/audience_definitions.sql")
CATEGORIES = {
    *("基础属性", "渠道来源", "消费能力", "消费偏好", "口味/购买原因", "营销敏感度", "活跃度"),
    *("互动", "生命周期", "RFM", "价值分层", "裂变力", "风险", "服务", "合规"),
}
NUMBER = re.compile(r"(\d+(?:\.\d+)?)( ?%)?")


def declared(file: Path, macro: str) -> list[dict[str, Any]]:
    """The declarations in the body of a macro."""
    block = re.search(macro + r"\(\) %}\n(.*?)\n{% endmacro", file.read_text("utf-8"), re.DOTALL)
    assert block, file
    found: list[dict[str, Any]] = yaml.safe_load(block[1])
    return found


def numbers(*texts: str) -> set[float]:
    """The numbers in texts other than 0 and 1; of 15 % it is 0.15, of a variable none."""
    bare = " ".join(re.sub(r"\{\{.*?\}\}%?", "", text) for text in texts)
    found = {float(digits) / (100 if percent else 1) for digits, percent in NUMBER.findall(bare)}
    return found - {0, 1}


@pytest.fixture(scope="module")
def tags() -> list[dict[str, Any]]:
    shelves = sorted((PROJECT / SHELVES).glob("*.sql"))
    return [tag for shelf in shelves for tag in declared(shelf, f"tag_shelf_{shelf.stem}")]


def test_there_are_tags_of_every_kind(tags: list[dict[str, Any]]) -> None:
    assert {tag["kind"] for tag in tags} == {"fact", "rule", "model", "preference", "manual"}
    assert len(tags) >= 60


def test_shelves_are_those_an_operator_expects(tags: list[dict[str, Any]]) -> None:
    assert {tag["category"] for tag in tags} == CATEGORIES


def test_values_of_rules_are_text(tags: list[dict[str, Any]]) -> None:
    rules = [(tag["code"], rule["value"]) for tag in tags for rule in tag.get("rules", [])]
    assert [rule for rule in rules if not isinstance(rule[1], str)] == []


def test_places_of_declarations_are_true(tags: list[dict[str, Any]]) -> None:
    for shelf in (PROJECT / SHELVES).glob("*.sql"):
        lines = shelf.read_text("utf-8").split("\n")
        assert lines[1] == f"{{% macro tag_shelf_{shelf.stem}() %}}", "error texts count from here"
    assert (PROJECT / AUDIENCES).read_text("utf-8").split("\n")[1].startswith("{% macro")


def test_labels_and_definitions_are_told_apart(tags: list[dict[str, Any]]) -> None:
    for field in ("code", "name", "label_zh", "definition", "definition_zh"):
        values = [tag[field] for tag in tags]
        assert len(values) == len(set(values)), field


def test_project_says_in_chinese_what_its_tags_and_audiences_mean(
    tags: list[dict[str, Any]],
) -> None:
    audiences = declared(PROJECT / AUDIENCES, "audience_declarations")
    for one in [*tags, *audiences]:
        assert re.fullmatch(r".*[\u4e00-\u9fff].*。", one.get("definition_zh", "")), one["code"]


def test_chinese_definitions_name_the_thresholds_of_the_rules(tags: list[dict[str, Any]]) -> None:
    for tag in tags:
        said = numbers(tag["definition_zh"])
        decided = numbers(*(rule["when"] for rule in tag.get("rules", [])))
        assert decided <= said <= decided | numbers(tag["definition"]), tag["code"]


def test_rules_of_a_tag_lead_to_different_values(tags: list[dict[str, Any]]) -> None:
    for tag in tags:
        values = [rule["value"] for rule in tag.get("rules", [])]
        assert len(values) == len(set(values)), tag["code"]


@pytest.mark.pipeline
@pytest.mark.parametrize(
    ("file", "correct", "wrong", "message"),
    [
        (
            SHELVES / "preference.sql",
            "kind: preference",
            "kind: preferance",
            "unknown kind preferance; did you mean 'preference'?",
        ),
        (
            SHELVES / "value.sql",
            "definition_zh: 贡献",
            "definition_hz: 贡献",
            "value.sql, line 14: tag value_tier has an unknown key definition_hz; did you mean",
        ),
        (SHELVES / "value.sql", "code: value_tier", "code: rfm_segment", "is declared twice"),
        (SHELVES / "value.sql", "code: value_tier", "code: value_class", "has no column in"),
        (
            SHELVES / "activity.sql",
            "when: visits_30d >= 8",
            "when: visit_30d >= 8",
            "reads visit_30d, which is no column of member_features; did you mean 'visits_30d'?",
        ),
        (
            AUDIENCES,
            "where: cart_without_order",
            "where: cart_without_orders",
            "member_features; did you mean 'cart_without_order'?",
        ),
        (
            AUDIENCES,
            "definition_zh: 本月",
            "definition_ch: 本月",
            "has an unknown key definition_ch; did you mean 'definition_zh'?",
        ),
        (
            AUDIENCES,
            "churn_risk in ('high', 'lost')",
            "churn_risk in ('hihg', 'lost')",
            "compares churn_risk with 'hihg', which it never is; did you mean 'high'?",
        ),
        (
            SHELVES / "risk.sql",
            "when: refunded_order_count >= 3 and",
            "when: (refunded_order_count >= 3 and",
            "risk.sql, line 3: tag return_habit writes",
        ),
        (
            SHELVES / "activity.sql",
            "    - {value: frequent, when",
            "\t- {value: frequent, when",
            'activity.sql, line 11, is no YAML: "- {value: frequent, when: visits_30d >= 8}"',
        ),
    ],
    ids=["kind", "key", "code", "wide", "column", "audience", "field", "value", "syntax", "yaml"],
)
def test_mistake_in_a_declaration_stops_the_build(
    tmp_path: Path, file: Path, correct: str, wrong: str, message: str
) -> None:
    project = tmp_path / "dbt"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    text = (project / file).read_text("utf-8")
    assert correct in text
    (project / file).write_text(text.replace(correct, wrong, 1), "utf-8")
    wanted = "member_audiences" if file == AUDIENCES else "marts.tags"
    with pytest.raises(AssertionError, match=re.escape(message)):
        run_dbt(tmp_path, "compile", "--select", wanted, project=project)
