"""The scripted brand, with a dbt project that is parsed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.assets import landing
from dagster_project.checks import landing as checks
from member_center.transform import DbtProject
from tests.dagster_project.fakes import ORDER_SUITE, Brand, toy_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> DbtProject:
    found = toy_project(tmp_path_factory.mktemp("toy") / "dbt")
    found.ensure_manifest()
    return found


@pytest.fixture
def brand(tmp_path: Path, project: DbtProject, monkeypatch: pytest.MonkeyPatch) -> Brand:
    monkeypatch.setattr(checks, "suites_of", lambda source: {"orders": ORDER_SUITE})
    monkeypatch.setattr(landing, "RETRIES", landing.RETRIES._replace(delay=0.01))
    return Brand(tmp_path / "home", project)
