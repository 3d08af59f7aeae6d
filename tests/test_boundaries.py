"""The walls between the rooms: who may import whom, and what nobody in the pipeline may read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIPELINE = ("connectors", "member_center", "dagster_project", "dbt")


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    """Full names that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaching(paths: list[Path], *packages: str) -> list[str]:
    """Modules that import one of the packages."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in sorted(imports(path))
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    ]


def is_cli(path: Path) -> bool:
    return (ROOT / "member_center" / "cli") in path.parents


def test_nothing_in_the_pipeline_reads_the_sandbox_or_its_truth() -> None:
    pipeline = [path for path in modules(*PIPELINE) if not is_cli(path)]
    assert reaching(pipeline, "sandbox") == []
    sql = [
        path.relative_to(ROOT)
        for path in (ROOT / "dbt").rglob("*")
        if path.suffix in {".sql", ".yml"} and "truth" in path.read_text("utf-8").lower()
    ]
    assert sql == []


def test_the_command_line_touches_the_truth_only_to_write_it_and_to_be_measured_by_it() -> None:
    commands = [path for path in modules("member_center/cli") if "truth" in path.read_text("utf-8")]
    assert {path.name for path in commands} == {
        *("sandbox.py", "sandbox_process.py"),
        "identity_evaluate.py",
    }


def test_only_orchestration_knows_the_orchestrator() -> None:
    rooms = [p for p in modules("connectors", "member_center", "sandbox") if not is_cli(p)]
    assert reaching(rooms, "dagster", "dagster_dbt") == []


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("connectors/core", ("member_center", "sandbox", "dagster_project")),
        ("member_center/landing", ("connectors", "dagster_project", "member_center.serving")),
        ("member_center/privacy", ("connectors", "dagster_project", "member_center.landing")),
        ("member_center/serving", ("connectors", "dagster_project", "member_center.landing")),
        ("sandbox", ("connectors", "member_center", "dagster_project")),
    ],
)
def test_a_room_touches_only_what_it_may(folder: str, forbidden: tuple[str, ...]) -> None:
    assert modules(folder)
    assert reaching(modules(folder), *forbidden) == []


def test_a_source_touches_only_core_landing_and_privacy() -> None:
    sources = [p for p in modules("connectors") if p.parent.name != "core"]
    composed = [p for p in sources if p.name != "__main__.py"]
    beyond = [
        finding
        for finding in reaching(composed, "member_center")
        if "member_center.landing" not in finding and "member_center.privacy" not in finding
    ]
    assert beyond == []


def test_dbt_folder_never_becomes_a_package() -> None:
    assert list((ROOT / "dbt").rglob("__init__.py")) == []


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in modules("connectors", "member_center", "dagster_project", "sandbox")
        if "os.environ" in path.read_text("utf-8") or "getenv(" in path.read_text("utf-8")
    ]
    assert set(readers) <= {"member_center/settings.py", "member_center/cli/environment.py"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules("connectors", "member_center", "dagster_project", "sandbox", "tests")
        if path.read_text("utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []
