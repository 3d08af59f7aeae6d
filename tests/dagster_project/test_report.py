"""The report asset: it follows a publish, and says plainly when there is nothing to report on."""

from __future__ import annotations

import dagster as dg
import pytest

from dagster_project.assets.report import report_asset
from member_center.serving import Manifest
from tests.dagster_project.fakes import Brand, home_of, materialized, orders


@pytest.mark.pipeline
def test_a_publish_is_followed_by_its_report(brand: Brand) -> None:
    brand.orders.script = [orders("1")]
    result = brand.run()
    file = brand.home / "reports" / "index.html"
    assert materialized(result)["reports/index"]["file"] == str(file)
    version = Manifest.read((brand.home / "serving" / "current").resolve()).version
    assert version in file.read_text("utf-8")


def test_without_a_version_the_step_says_what_to_do(brand: Brand) -> None:
    result = dg.materialize(
        [report_asset([])],
        resources={"home": home_of(brand.runtime)},
        instance=brand.instance,
        raise_on_error=False,
    )
    assert not result.success
    failed = result.get_step_failure_events()[0].step_failure_data.user_failure_data
    assert failed is not None
    assert "mdc run" in str(failed.description)
