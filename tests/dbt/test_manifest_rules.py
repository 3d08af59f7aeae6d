"""The rules of the dbt project, checked over its manifest and its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.conftest import PROJECT, run_dbt

pytestmark = pytest.mark.pipeline

KEY_TESTS = {"primary_key", "unique", "unique_combination_of_columns"}
MOST_PARENTS = 7
LONGEST_YAML = 200
TELLING_CHANGES = {"increment", "compared"}

# What Spark does not take, or takes under another name; it belongs into macros/dialect.
DUCKDB_ONLY = re.compile(
    r"\b(json_extract\w*|from_json|date_diff|datediff|strftime|regexp_matches|arg_max|arg_min"
    r"|quantile_cont|read_parquet|epoch_ms|epoch_us|list_contains|list_filter"
    r"|at\s+time\s+zone|asof\s+join|\*\s+exclude|union\s+all\s+by\s+name)\b",
    re.IGNORECASE,
)
OVER_EVERYTHING = re.compile(r"\bover\s*\(\s*\)", re.IGNORECASE)
HASH = re.compile(r"(?<![\w.])hash\s*\(", re.IGNORECASE)
RELATION = re.compile(
    r"\b(from|join)\s+(staging|intermediate|marts|reference|landing)\.", re.IGNORECASE
)
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_dbt(tmp_path_factory.mktemp("parsed"), "parse").manifest


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(node: Node) -> str:
    return str(node["fqn"][1])


def parents(node: Node, kind: str) -> list[str]:
    return [key for key in node["depends_on"]["nodes"] if key.startswith(f"{kind}.")]


def sql_files() -> dict[str, str]:
    """The SQL of models, tests and macros by path, without comments; not the dialect macros."""
    return {
        str(file.relative_to(PROJECT)): JINJA_COMMENT.sub("", file.read_text("utf-8"))
        for folder in ("models", "macros", "tests")
        for file in (PROJECT / folder).rglob("*.sql")
        if "dialect" not in file.parts
    }


def yaml_files() -> list[Path]:
    return [
        file
        for folder in ("models", "seeds", "tests", "macros")
        for file in (PROJECT / folder).rglob("*.y*ml")
    ]


def test_only_staging_reads_sources_and_nothing_else(models: list[Node]) -> None:
    from_sources = {node["name"] for node in models if parents(node, "source")}
    staging = {node["name"] for node in models if layer(node) == "staging"}
    from_models = {
        node["name"] for node in models if layer(node) == "staging" and parents(node, "model")
    }
    assert from_sources == staging
    assert from_models == set()


def test_staging_models_are_named_after_their_source(models: list[Node]) -> None:
    wrong = [
        node["name"]
        for node in models
        if layer(node) == "staging" and not node["name"].startswith(f"stg_{node['fqn'][2]}__")
    ]
    assert wrong == []


def test_every_model_has_a_key_test(manifest: dict[str, Any], models: list[Node]) -> None:
    keyed = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") in KEY_TESTS
    }
    assert [node["name"] for node in models if node["unique_id"] not in keyed] == []


def test_every_mart_is_a_public_contract(models: list[Node]) -> None:
    loose = [
        node["name"]
        for node in models
        if layer(node) == "marts"
        and not (node["access"] == "public" and node["config"]["contract"]["enforced"])
    ]
    public_elsewhere = [
        node["name"] for node in models if layer(node) != "marts" and node["access"] == "public"
    ]
    assert loose == []
    assert public_elsewhere == []


def test_every_public_table_stands_in_the_list_for_readers(models: list[Node]) -> None:
    page = (PROJECT.parent / "docs" / "tables.md").read_text()
    listed = [
        name for row in re.findall(r"^\| (`.+?) \|", page, re.M) for name in re.findall(r"\w+", row)
    ]
    assert sorted(listed) == sorted(node["name"] for node in models if layer(node) == "marts")


def test_every_public_column_is_described(models: list[Node]) -> None:
    bare = [
        f"{node['name']}.{name}"
        for node in models
        if node["access"] == "public"
        for name, column in node["columns"].items()
        if not column["description"].strip() or not column["data_type"]
    ]
    assert bare == []


def test_no_model_has_too_many_parents(models: list[Node]) -> None:
    crowded = {
        node["name"]: count
        for node in models
        if (count := len(set(parents(node, "model")))) > MOST_PARENTS
    }
    assert crowded == {}


def test_every_description_states_the_grain(models: list[Node]) -> None:
    silent = [node["name"] for node in models if "One row per" not in node["description"]]
    assert silent == []


def test_every_model_has_a_yaml_of_its_own_name(models: list[Node]) -> None:
    elsewhere = [
        node["name"]
        for node in models
        if Path(str(node["patch_path"])).name != f"{node['name']}.yml"
        or Path(node["path"]).parent.name not in str(node["patch_path"])
    ]
    assert elsewhere == []


def test_every_landed_stream_is_a_dagster_asset(manifest: dict[str, Any]) -> None:
    keys = {
        (source["source_name"], source["name"]): source["config"]["meta"]["dagster"]["asset_key"]
        for source in manifest["sources"].values()
    }
    assert keys == {(source, stream): ["landing", source, stream] for source, stream in keys}


def test_duckdb_hash_is_nowhere() -> None:
    """DuckDB's hash() collides on structured text: it once merged thousands of strangers."""
    assert [path for path, sql in sql_files().items() if HASH.search(sql)] == []


def test_no_window_goes_over_everything() -> None:
    """DuckDB 1.5.5 breaks such a window off by chance when its rows are few, and the whole database
    with it. An aggregate of its own, joined, says the same."""
    assert [path for path, sql in sql_files().items() if OVER_EVERYTHING.search(sql)] == []


def test_engine_differences_live_in_dialect_macros() -> None:
    found = {
        path: sorted({match.group(0) for match in DUCKDB_ONLY.finditer(sql)})
        for path, sql in sql_files().items()
    }
    assert {path: words for path, words in found.items() if words} == {}


def test_no_relation_is_written_by_hand() -> None:
    assert [path for path, sql in sql_files().items() if RELATION.search(sql)] == []


def test_only_staging_names_sources() -> None:
    readers = {path for path, sql in sql_files().items() if re.search(r"\bsource\(", sql)}
    elsewhere = [
        path for path in readers if not path.startswith(("macros/landing/", "models/staging/"))
    ]
    assert elsewhere == []


def test_yaml_files_are_short_and_end_in_yml() -> None:
    files = yaml_files()
    assert [file.name for file in files if file.suffix != ".yml"] == []
    assert [
        file.name for file in files if len(file.read_text("utf-8").splitlines()) > LONGEST_YAML
    ] == []


def test_dbt_folder_is_no_python_package() -> None:
    """A package here would hide the installed dbt wherever the repository is on sys.path."""
    assert list(PROJECT.rglob("__init__.py")) == []


def test_a_staging_table_that_goes_on_looks_at_each_record_alone(models: list[Node]) -> None:
    among_records = re.compile(r"\b(join|over|group by|qualify|distinct)\b", re.IGNORECASE)
    going_on = [node for node in increments(models) if layer(node) == "staging"]
    assert going_on
    for node in going_on:
        assert not among_records.search(node["raw_code"]), node["name"]


def test_any_other_table_that_goes_on_says_what_is_touched(models: list[Node]) -> None:
    going_on = [node for node in increments(models) if layer(node) != "staging"]
    assert going_on
    for node in going_on:
        assert node["config"]["key"], node["name"]
        assert "call touched()" in node["raw_code"], node["name"]
        assert re.search(r"is_touched\(|touched_records\(", node["raw_code"]), node["name"]
        assert "recorded_at(" not in node["raw_code"], node["name"]


def test_a_table_that_goes_on_hears_of_changes_in_all_that_it_is_made_of(
    models: list[Node],
) -> None:
    telling = {node["name"] for node in models if node["config"]["materialized"] in TELLING_CHANGES}
    by_name = {node["name"]: node for node in models}
    for node in increments(models):
        assert tables_beneath(node, by_name) <= heard_by(node, by_name), node["name"]
        assert heard_by(node, by_name) <= telling, node["name"]


def heard_by(node: Node, by_name: dict[str, Node]) -> set[str]:
    """The tables whose changes a model asks for, itself or through views."""
    heard = set(re.findall(r"changed\('(\w+)'\)", node["raw_code"]))
    for view in (by_name[name] for name in model_parents(node) if is_view(by_name[name])):
        heard |= heard_by(view, by_name)
    return heard | ({"int_identity__map"} if "moved('" in node["raw_code"] else set())


def tables_beneath(node: Node, by_name: dict[str, Node]) -> set[str]:
    """The tables that a model is made of, also through views, which note no changes."""
    beneath: set[str] = set()
    for name in model_parents(node):
        beneath |= tables_beneath(by_name[name], by_name) if is_view(by_name[name]) else {name}
    return beneath


def model_parents(node: Node) -> list[str]:
    return [key.rsplit(".", 1)[-1] for key in parents(node, "model")]


def is_view(node: Node) -> bool:
    return node["config"]["materialized"] == "view"


def increments(models: list[Node]) -> list[Node]:
    return [node for node in models if node["config"]["materialized"] == "increment"]
