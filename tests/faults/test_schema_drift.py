"""The platform changes its answers: fields new, gone, renamed, of another type, nested ones null.

What changed lands as it came and is reported; what did not change is in the tables as before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from member_center.landing import PullResult
from member_center.transform import DbtProject, run_dbt
from tests.faults.world import NOW, Brand, Home, later

DETAIL = "/channels/ec/order/get"
STREAM = "wechat_shop.orders"
ORDER = "order.order_detail"


@pytest.fixture
def settled(platforms: Brand, home: Home) -> Home:
    """A home that knows how orders look; then three days pass."""
    platforms.move(later(-3))
    home.now = later(-3)
    home.pull_until_quiet(STREAM)
    platforms.move(NOW)
    home.now = NOW
    return home


def drifted(platforms: Brand, **change: Any) -> None:
    platforms.set([{"path": DETAIL, "kind": "change", "times": 0, **change}])
    platforms.move(NOW)


def payloads(home: Home) -> dict[str, dict[str, Any]]:
    """The latest payload of each order."""
    index = home / "landing" / "index.parquet"
    files = [
        str(home / f) for (f,) in duckdb.sql(f"select distinct file from '{index}'").fetchall()
    ]
    rows = duckdb.read_parquet(files).order("batch_seq, position").project("record_key, payload")
    return {key: json.loads(text) for key, text in rows.fetchall()}


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "a new field": ({"put": {"order.shiny": "x"}}, "new field shiny (string)"),
    "a new nested field": ({"put": {f"{ORDER}.shiny": {"a": 1}}}, "new field order_detail.shiny"),
    "a missing field": ({"drop": [f"{ORDER}.price_info"]}, "order_detail.price_info"),
    "a renamed field": (
        {"drop": ["order.update_time"], "put": {"order.updated_at": 1}},
        "new field updated_at (number)",
    ),
    "a number as text": ({"put": {"order.status": "100"}}, "status was number, is now also string"),
    "a text as number": ({"put": {"order.openid": 7}}, "openid was string, is now also number"),
    "nested to null": ({"put": {f"{ORDER}.pay_info": None}}, ""),
    "nested to text": ({"put": {f"{ORDER}.pay_info": "none"}}, "order_detail.pay_info was object"),
    "a new value": ({"put": {"order.status": 4_711}}, ""),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_shape_lands_as_it_came_and_is_reported(
    name: str, settled: Home, platforms: Brand
) -> None:
    change, said = CHANGES[name]
    before = payloads(settled)
    drifted(platforms, **change)
    result = settled.pull(STREAM)[STREAM]
    assert isinstance(result, PullResult), result
    assert result.landed > 0
    after = payloads(settled)
    assert len(after) > len(before)
    reported = "; ".join(map(str, result.shape_changes))
    assert said in reported
    assert said or not any(path.rpartition(".")[2] in reported for path in change["put"])
    for path, value in change.get("put", {}).items():
        changed = [found for one in after.values() if (found := at(one, path)) == value]
        assert len(changed) >= result.landed


def at(payload: Mapping[str, Any], path: str) -> Any:
    """What lies at a path of the answer, within the order that was landed of it."""
    found: Any = payload
    for step in path.split(".")[1:]:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def staged(home: Home, *models: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of staging models, built by the real dbt project."""
    results = run_dbt(
        DbtProject(),
        home.folder,
        selection=("--select", *models, "--exclude", "resource_type:test"),
        variables={"as_of": "2026-03-10", "brand": "demo"},
        on_line=lambda line: None,
    )
    assert [result.message for result in results if not result.is_good] == []
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        return {
            model: warehouse.execute(
                f"select order_id, created_at, order_amount, product_amount, payment_method"
                f" from staging.{model} order by order_id"
            ).fetchall()
            for model in models
        }


@pytest.mark.faults
@pytest.mark.pipeline
def test_the_old_columns_are_right_whatever_else_changed(
    settled: Home, platforms: Brand, tmp_path: Path
) -> None:
    """Status comes as text of a new value, a new field turns up, another one is gone."""
    model = "stg_wechat_shop__orders"
    calm = Home(tmp_path / "calm", platforms.variables)
    calm.pull_until_quiet(STREAM)
    drifted(
        platforms,
        put={"order.status": "4711", "order.shiny": {"deep": [1]}, "order.update_time": "soon"},
        drop=["order.aftersale_detail"],
    )
    settled.pull_until_quiet(STREAM)
    expected = staged(calm, model)[model]
    assert len(expected) > 20
    assert staged(settled, model)[model] == expected


TEXTS: dict[str, Callable[[str], str]] = {
    "emoji": lambda text: text + "\U0001f469‍\U0001f9b0🦋",
    "control characters": lambda text: f"{text}\x01\x1b[31m",
    "rare characters": lambda text: f"{text}\U00020bb7",
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_any_kind_land_as_they_are(name: str, platforms: Brand, home: Home) -> None:
    text = TEXTS[name]("备注")
    put = {"tags.name": text, "tags.count": 2**63 + 1}
    platforms.set([{"path": "/cgi-bin/tags/get", "kind": "change", "times": 0, "put": put}])
    home.pull_until_quiet("wechat_official_account.tags")
    found = payloads(home).values()
    assert {one["name"] for one in found} == {text}
    assert {one["count"] for one in found} == {2**63 + 1}
