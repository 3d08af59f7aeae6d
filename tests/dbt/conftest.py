"""One synthetic landing, built once with the whole dbt project, and a way to build more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from member_center.transform import DbtProject
from tests.dbt.landing_files import BRAND, Landed, LandingFiles

PROJECT = Path(__file__).resolve().parents[2] / "dbt"
AS_OF = "2026-12-31"
NOW = "2026-12-31T01:00:00+00:00"


@dataclass(frozen=True)
class Warehouse:
    """A home that dbt was run in."""

    home: Path

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query over the warehouse, read-only."""
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query, list(parameters)).fetchall()

    def values(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The first column of a query."""
        return [row[0] for row in self.rows(query, parameters)]

    @property
    def manifest(self) -> dict[str, Any]:
        """dbt's manifest of the run."""
        content = (self.home / "dbt" / "target" / "manifest.json").read_text("utf-8")
        parsed: dict[str, Any] = json.loads(content)
        return parsed


def run_dbt(home: Path, *arguments: str, project: Path = PROJECT) -> Warehouse:
    """Run dbt in a child process over a home.

    Raises:
        AssertionError: dbt failed; the message is what it wrote.
    """
    environment = {
        "MDC_NOW": NOW,
        **os.environ,
        "MDC_HOME": str(home),
        "MDC_WAREHOUSE": "warehouse.duckdb",
        "MDC_AS_OF": AS_OF,
        "MDC_BRAND": BRAND,
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(home / "dbt" / "target"),
        "DBT_LOG_PATH": str(home / "dbt" / "logs"),
        "DO_NOT_TRACK": "1",
    }
    if project == PROJECT:
        known = DbtProject(project)
        known.ensure_manifest()
        known.lend_parsed(home)
    command = [str(Path(sys.executable).with_name("dbt")), *arguments, "--quiet", "--no-use-colors"]
    ran = subprocess.run(
        [*command, "--project-dir", str(project)],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    return Warehouse(home)


Build = Callable[..., Warehouse]


@pytest.fixture(scope="session")
def build_landing(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Land the given records in a new home, run dbt there, give the result.

    By default all models, seeds and data tests. Unit tests bring rows of their own, so they run
    once, with `warehouse`.
    """
    everything = ("build", "--exclude-resource-type", "unit_test")

    def build(records: Sequence[Landed], *arguments: str) -> Warehouse:
        home = tmp_path_factory.mktemp("home")
        if records:
            LandingFiles(home).write(records)
        return run_dbt(home, *(arguments or everything))

    return build


@pytest.fixture(scope="session")
def warehouse(build_landing: Build) -> Warehouse:
    """The whole project with its unit tests, built over the records of all staging and identity
    tests."""
    from tests.dbt.cases import CASES
    from tests.dbt.edge_records import EDGE_RECORDS
    from tests.dbt.staging_records import STAGING_RECORDS

    cases = [record for case in CASES for record in case.records]
    return build_landing([*STAGING_RECORDS, *cases, *EDGE_RECORDS], "build")
