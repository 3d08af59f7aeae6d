"""Tables that go on from what they were: whatever the runs, the same rows as built anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.dbt.busy_people import busy_people
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

BUSY = busy_people(12)
RECORDS = [
    *STAGING_RECORDS,
    *(record for case in CASES for record in case.records),
    *MART_RECORDS,
    *ACTS,
    *BUSY,
]
AMOUNTS = ("order_price", "product_price", "amount", "refund_amount", "amount_fen", "payment")
TIMES = ("time", "CreateTime", "create_time", "complete_time", "pay_time", "sold_at", "changed_at")
STREAMS = sorted({record.stream for record in BUSY})


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
    for name in TIMES:
        if changed.get(name) and chance.random() < 0.3:
            changed[name] = on_another_day(changed[name], chance.randrange(-40, 40))
    for name in ("openid", "unionid", "login_id", "distinct_id", "FromUserName", "member_no"):
        if changed.get(name) and chance.random() < 0.2:
            changed[name] = chance.choice(SAID[name])
    return changed


def on_another_day(instant: int | str, days: int) -> int | str:
    """So many days later, in the form that a source writes its instants in."""
    if isinstance(instant, int):
        return instant + days * 86_400 * (1000 if instant > 10**12 else 1)
    if instant.isdigit():
        return str(on_another_day(int(instant), days))
    return str(datetime.fromisoformat(instant) + timedelta(days=days))


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
    """All records in any order over so many days, some of them landing again in another form.

    After more than two days come some on which one stream alone tells of something else, so that no
    other names what its rows touch, and one on which nothing lands and time alone passes.
    """
    chance = random.Random(seed)
    landed: list[list[Landed]] = [[] for _ in range(count)]
    for record in RECORDS:
        landed[chance.randrange(count)].append(record)
    for day in landed[1:]:
        again = chance.sample(RECORDS, len(RECORDS) // 10)
        day += [replace(one, payload=corrected(one.payload, chance)) for one in again]
        chance.shuffle(day)
    for stream in chance.sample(STREAMS, 2 * (count - 2)):
        told = [one for one in RECORDS if one.stream == stream and chance.random() < 0.3]
        landed.append([replace(one, payload=corrected(one.payload, chance)) for one in told])
    return [*landed, []] if count > 2 else landed


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
