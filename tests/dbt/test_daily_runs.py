"""Tables that go on from what they were: whatever the runs, the same rows as built anew."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from tests.dbt.cases import CASES
from tests.dbt.conftest import Warehouse
from tests.dbt.daily_runs import DailyRuns, DailySql, compiled_facts
from tests.dbt.landing_files import Landed
from tests.dbt.mart_records import MART_RECORDS, event
from tests.dbt.staging_records import STAGING_RECORDS

pytestmark = pytest.mark.pipeline

ACTS = [
    event("app-li", "earn_points", 5, points=10),
    event("app-li", "redeem_points", 90, points=4),
    event("app-li", "message_receive", 12, channel="template_message", campaign_id="spring"),
    event("app-li", "message_click", 12.1, channel="template_message", campaign_id="spring"),
]
"""What a member without a login does: points, and messages before an order."""

RECORDS = [
    *STAGING_RECORDS,
    *(record for case in CASES for record in case.records),
    *MART_RECORDS,
    *ACTS,
]
AMOUNTS = ("order_price", "product_price", "amount", "refund_amount", "amount_fen", "payment")


@pytest.fixture(scope="module")
def sql(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> DailySql:
    return compiled_facts(warehouse, tmp_path_factory.mktemp("facts"))


def corrected(value: Any, chance: random.Random) -> Any:
    """A payload in which some amounts, times and people are others than before."""
    if isinstance(value, list):
        kept = [corrected(one, chance) for one in value]
        return kept[1:] if len(kept) > 1 and chance.random() < 0.3 else kept
    if not isinstance(value, dict):
        return value
    changed = {name: corrected(one, chance) for name, one in value.items()}
    for name in AMOUNTS:
        if isinstance(changed.get(name), int) and chance.random() < 0.5:
            changed[name] += chance.randrange(1, 500)
    for name in ("openid", "unionid", "login_id", "distinct_id", "FromUserName", "member_no"):
        if changed.get(name) and chance.random() < 0.2:
            changed[name] = chance.choice(SAID[name])
    return changed


def _said() -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            for name, one in value.items():
                found.setdefault(name, set()).update([one] if isinstance(one, str) else [])
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    for record in RECORDS:
        look(record.payload)
    return {name: sorted(values) for name, values in found.items()}


SAID = _said()


def days(seed: int, count: int) -> list[list[Landed]]:
    """All records in any order over so many days, some of them landing again in another form."""
    chance = random.Random(seed)
    landed: list[list[Landed]] = [[] for _ in range(count)]
    for record in RECORDS:
        landed[chance.randrange(count)].append(record)
    for day in landed[1:]:
        again = chance.sample(RECORDS, len(RECORDS) // 10)
        day += [replace(one, payload=corrected(one.payload, chance)) for one in again]
        chance.shuffle(day)
    return landed


def check(sql: DailySql, seed: int, count: int) -> None:
    runs = DailyRuns(sql)
    for day in days(seed, count):
        runs.run(day)
    assert runs.differences() == {}


def test_any_split_into_runs_gives_the_tables_of_one_build(sql: DailySql) -> None:
    check(sql, seed=2, count=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 32))
def test_many_splits_into_runs_give_the_tables_of_one_build(sql: DailySql, seed: int) -> None:
    check(sql, seed, count=2 + seed % 5)
