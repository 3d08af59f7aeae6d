"""`mdc run`: what a person sees of a run that goes well, and of one that does not."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import dagster as dg
import pytest
from rich.console import Console

from connectors.core.errors import FatalError
from dagster_project.checks import landing as checks
from dagster_project.instance import the_only_run
from member_center.cli.job import INTERRUPTED, JobOutcome, outcome_of
from member_center.cli.progress import Progress
from member_center.transform import DbtProject
from tests.cli.conftest import Mdc
from tests.dagster_project.fakes import ORDER_SUITE, QUIET, Brand, orders, toy_project

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> DbtProject:
    return toy_project(tmp_path_factory.mktemp("toy") / "dbt")


@pytest.fixture
def brand(tmp_path: Path, project: DbtProject, monkeypatch: pytest.MonkeyPatch) -> Brand:
    monkeypatch.setattr(checks, "suites_of", lambda source: {"orders": ORDER_SUITE})
    return Brand(tmp_path / "home", project)


def watched_run(brand: Brand) -> tuple[str, JobOutcome]:
    """Run the job and return what the terminal showed, and the outcome."""
    shown = Console(file=io.StringIO(), width=200)
    run_id = str(uuid.uuid4())
    job = brand.definitions().resolve_job_def("daily_refresh")
    with Progress(shown) as progress:
        brand.instance.add_event_listener(run_id, progress)
        result = job.execute_in_process(
            instance=brand.instance, run_id=run_id, raise_on_error=False, run_config=QUIET
        )
    assert isinstance(shown.file, io.StringIO)
    return shown.file.getvalue(), outcome_of(run_id, result.all_events, 1.0)


def test_every_step_has_a_line_with_its_figures(brand: Brand) -> None:
    brand.orders.script = [orders("1", "2"), orders("3")]
    brand.products.configured = False
    said, outcome = watched_run(brand)
    assert "✓ shop.orders" in said
    assert "3 new rows" in said
    assert "– shop.products" in said
    assert "2 tables built, checks: 1 passed" in said
    assert "2 tables published, 2 of them new" in said
    assert outcome.is_good
    assert [(s.stream, s.status, s.landed) for s in outcome.streams] == [
        ("orders", "pulled", 3),
        ("products", "not configured", 0),
    ]
    said, outcome = watched_run(brand)
    assert "warehouse                                    nothing to do" in said
    assert outcome.is_good


def test_a_failure_is_a_complaint_with_cause_and_next_step(brand: Brand) -> None:
    brand.orders.script = [orders("1", "not a number")]
    brand.products.script = [FatalError("40125 invalid appsecret.", next_step="Set it.")]
    said, outcome = watched_run(brand)
    assert "✗ shop.products" in said
    assert "✗ shop expectations" in said
    assert not outcome.is_good
    assert "shop.products: 40125 invalid appsecret. Set it." in outcome.complaints
    assert any("mdc landing withhold 1" in complaint for complaint in outcome.complaints)
    assert "not a number" not in "".join([said, *outcome.complaints])


def test_a_run_that_is_stopped_says_how_to_go_on(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise dg.DagsterExecutionInterruptedError

    monkeypatch.setattr(type(brand.orders), "pages", stop)
    _, outcome = watched_run(brand)
    assert outcome.complaints == [INTERRUPTED]


@pytest.mark.slow
def test_a_run_goes_through_with_nothing_but_one_half_set_source(
    mdc: Mdc, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real project over an empty home: tables are empty and published; the mistake is named."""
    monkeypatch.setenv("WECHAT_SHOP_APPID", "wx0c0000000000demo1")
    result = mdc("run")
    assert result.exit_code == 1
    assert "WECHAT_SHOP_SECRET" in result.output
    assert "0 identifiers belong to 0 members" in result.output
    assert (home / "serving" / "current" / "parquet" / "dim_members.parquet").exists()
    assert mdc("serving", "verify").exit_code == 0

    monkeypatch.delenv("WECHAT_SHOP_APPID")
    result = mdc("run")
    assert result.exit_code == 0, result.output
    assert "nothing to do" in result.output
    assert "WeChat Shop (微信小店) (not configured)" in result.output


def test_a_run_beside_another_one_says_so(mdc: Mdc, home: Path) -> None:
    with the_only_run(home, "12345678-other"):
        result = mdc("run")
    assert result.exit_code == 1
    assert "Run 12345678 is writing" in result.output
