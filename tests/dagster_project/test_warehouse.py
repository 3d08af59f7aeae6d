"""From landing to readers: what is rebuilt, what is left alone, what is never published."""

from __future__ import annotations

import pytest

from connectors.core.errors import FatalError
from member_center.serving import Manifest
from member_center.transform import BuildState
from tests.dagster_project.fakes import Brand, checks, failures, materialized, orders

pytestmark = pytest.mark.pipeline


def current(brand: Brand) -> Manifest:
    return Manifest.read((brand.home / "serving" / "current").resolve())


def test_the_first_run_builds_tests_and_publishes(brand: Brand) -> None:
    brand.orders.script = [orders("1", "2"), orders("3")]
    result = brand.run()
    assert result.success
    said = materialized(result)
    assert said["marts/fct_orders"]["dagster/row_count"] == 2
    assert said["serving/fct_orders"]["dagster/row_count"] == 2
    assert said["serving/fct_orders"]["version"] == current(brand).version
    assert checks(result)["marts/fct_orders:unique_fct_orders_batch_seq"].passed


def test_a_run_without_news_builds_and_publishes_nothing(brand: Brand) -> None:
    brand.orders.script = [orders("1")]
    brand.run()
    before = current(brand)
    result = brand.run()
    assert result.success
    assert not any(key.startswith(("marts", "serving")) for key in materialized(result))
    assert current(brand) == before


def test_news_of_one_stream_rebuild_only_what_depends_on_it(brand: Brand) -> None:
    brand.orders.script = [orders("1")]
    brand.products.script = [[{"order_id": "p1"}]]
    brand.run()
    first = current(brand)
    brand.orders.script = [orders("2")]
    said = materialized(brand.run())
    assert said["marts/fct_orders"]["rebuilt"] is True
    assert said["marts/dim_products"]["rebuilt"] is False
    assert current(brand).changed == ["fct_orders"]
    assert current(brand).tables["dim_products"].unchanged_since == first.version


def test_a_stream_that_failed_leaves_its_tables_and_publishes_the_others(brand: Brand) -> None:
    brand.orders.script = [orders("1")]
    brand.run()
    brand.orders.script = [FatalError("40125 invalid appsecret")]
    brand.products.script = [[{"order_id": "p1"}]]
    result = brand.run()
    said = materialized(result)
    assert not checks(result)["landing/shop/orders:pulled"].passed
    assert said["serving/dim_products"]["dagster/row_count"] == 1
    assert said["serving/fct_orders"]["dagster/row_count"] == 1


def test_a_failed_test_publishes_nothing_and_the_next_run_starts_over(brand: Brand) -> None:
    model = brand.project.folder / "models" / "marts" / "sales" / "fct_orders.sql"
    good = model.read_text()
    brand.orders.script = [orders("1")]
    brand.run()
    before = current(brand)
    brand.orders.script = [orders("2")]
    try:
        model.write_text("select 1 as batch_seq, 1 as rows from (values (1), (1)) as twice")
        result = brand.run()
    finally:
        model.write_text(good)
    assert not result.success
    assert "unique_fct_orders_batch_seq" in failures(result)
    assert not checks(result)["marts/fct_orders:unique_fct_orders_batch_seq"].passed
    assert current(brand) == before
    assert not BuildState.read(brand.home).is_whole
    result = brand.run()
    assert result.success
    assert materialized(result)["serving/fct_orders"]["dagster/row_count"] == 2


def test_what_was_built_but_not_published_is_published_by_the_next_run(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_project.assets import serving

    def full_disk(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    brand.orders.script = [orders("1")]
    with monkeypatch.context() as broken:
        broken.setattr(serving, "publish", full_disk)
        result = brand.run()
    assert not result.success
    assert "Publishing failed: OSError" in failures(result)
    said = materialized(brand.run())
    assert said["marts/fct_orders"]["rebuilt"] is False
    assert said["serving/fct_orders"]["dagster/row_count"] == 1
