"""Made-up records for the identity benchmark, the same for the same arguments.

`write_customers` has the shape of what the open-source `sql-identity-resolution` is measured by:
five sales channels, clusters from one record to a thousand that share e-mail, phone or card along
chains. `write_graph` has links of two identifiers: families, long chains, shop phones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Made = dict[str, npt.NDArray[Any]]

CLUSTERS = (
    (1, 1, 0.35),
    (2, 2, 0.25),
    (3, 5, 0.2),
    (6, 15, 0.12),
    (16, 50, 0.05),
    (51, 200, 0.02),
    (201, 1000, 0.01),
)
SHARED = {"email": (0.55, 0.7), "phone": (0.25, 0.5), "loyalty_id": (0.1, 1.0)}
CHAIN_RATE = 0.15
IDENTIFIERS_OF_A_MEMBER = (0.1, 0.2, 0.24, 0.22, 0.15, 0.09)
REPEATED_LINKS, HOUSEHOLDS = 0.27, 0.03
CHAIN_LINKS, SHOP_CARDS = 50, 5_000


def write_customers(path: Path, rows: int, seed: int = 42) -> None:
    """Write customer records: entity_id, source_system, email, phone, loyalty_id, created_at."""
    draw = np.random.default_rng(seed)
    sizes = _cluster_sizes(draw, rows)
    start = np.repeat(np.cumsum(sizes) - sizes, sizes)
    row = np.arange(len(start))
    place = row - start
    chained = (draw.random(rows) < CHAIN_RATE) & (place > 1)
    donor = np.where(chained, row - 1, start)
    table: Made = {"row_number": row}
    for name, (cluster_share, record_share) in SHARED.items():
        shared = np.repeat(draw.random(len(sizes)) < cluster_share, sizes) & (place > 0)
        shared &= draw.random(rows) < record_share
        table[name] = _inherited(row, donor, shared)
        missing = draw.random(rows) < (0.4 if name == "loyalty_id" else 0.035)
        table[f"has_{name}"] = ~missing | (shared & (name == "loyalty_id"))
    table["channel"] = draw.choice(5, rows, p=[0.35, 0.3, 0.2, 0.1, 0.05])
    table["landing"] = draw.permutation(rows)
    _write(path, table, CUSTOMERS)


def write_graph(path: Path, members: int, day: Path, seed: int = 7) -> None:
    """Write links `a`, `b` of about 3.4 identifiers a member, and a day with 1 % more of them.

    Of the day's links 60 % are known, 25 % name a new identifier, 10 % a new member, and 5 % join
    two members.
    """
    draw = np.random.default_rng(seed)
    a, b, nodes = _families(draw, members)
    order = draw.permutation(len(a))
    a, b = a[order], b[order]
    new = max(len(a) // 100, 20)
    known, named, fresh, joined = (new * part // 100 for part in (60, 25, 10, 5))
    again = draw.integers(0, len(a), known)
    later = nodes + np.arange(named + 2 * fresh)
    day_a = np.concatenate((a[again], draw.integers(0, nodes, named), later[named : named + fresh]))
    day_b = np.concatenate((b[again], later[:named], later[named + fresh :]))
    day_a = np.concatenate((day_a, draw.integers(0, nodes, joined)))
    day_b = np.concatenate((day_b, draw.integers(0, nodes, joined)))
    names = np.concatenate((draw.permutation(nodes), later))
    for target, left, right in ((path, a, b), (day, day_a, day_b)):
        _write(target, {"left_end": names[left], "right_end": names[right]}, LINKS)


def _cluster_sizes(draw: np.random.Generator, rows: int) -> Integers:
    sizes: list[int] = []
    for smallest, largest, share in CLUSTERS:
        left = int(rows * share)
        while left >= smallest:
            size = int(draw.integers(smallest, min(largest, left) + 1))
            sizes.append(size)
            left -= size
    sizes += [1] * (rows - sum(sizes))
    shuffled: Integers = draw.permutation(np.array(sizes))
    return shuffled


def _inherited(row: Integers, donor: Integers, shared: npt.NDArray[np.bool_]) -> Integers:
    """Whose value each record bears: its own, or what its donor bears."""
    bearer = np.where(shared, donor, row)
    while True:
        further = bearer[bearer]
        if np.array_equal(further, bearer):
            return bearer
        bearer = further


def _families(draw: np.random.Generator, members: int) -> tuple[Integers, Integers, int]:
    """Trees with repeated links, households, chains of 50 links, shop phones on 5,000 cards."""
    sizes = draw.choice(np.arange(1, 7), members, p=IDENTIFIERS_OF_A_MEMBER)
    first = np.cumsum(sizes) - sizes
    nodes = int(sizes.sum())
    place = np.arange(nodes) - np.repeat(first, sizes)
    child = np.flatnonzero(place > 0)
    parent = np.repeat(first, sizes)[child] + (draw.random(len(child)) * place[child]).astype(int)
    again = draw.choice(len(child), int(REPEATED_LINKS * len(child)))
    alone = first[sizes == 1]
    home = draw.integers(0, members, (2, int(HOUSEHOLDS * members)))
    chains = nodes + draw.permutation(members // 20_000 * (CHAIN_LINKS + 1))
    chains = chains.reshape(-1, CHAIN_LINKS + 1)
    nodes += chains.size
    shops = np.repeat(nodes + np.arange(max(2, members // 500_000)), min(SHOP_CARDS, members // 20))
    cards = first[draw.integers(0, members, len(shops))]
    a = (parent, parent[again], alone, first[home[0]], chains[:, :-1].ravel(), shops)
    b = (child, child[again], alone, first[home[1]], chains[:, 1:].ravel(), cards)
    return np.concatenate(a), np.concatenate(b), int(shops.max()) + 1


CUSTOMERS = """
    select
        md5(concat('customer ', row_number)) as entity_id,
        ['web', 'store', 'mobile', 'call_center', 'partner'][channel + 1] as source_system,
        case when has_email then concat('made.up.', email, '@example.com') end as email,
        case
            when has_phone then lpad(cast(phone * 7919 % 10000000000 as varchar), 10, '0')
        end as phone,
        case when has_loyalty_id then concat('MBR', 100000000 + loyalty_id) end as loyalty_id,
        timestamp '2026-01-01' - to_days(cast(row_number * 31 % 1825 as integer)) as created_at
    from made
    order by landing
"""
NAME = """
    case {end} % 4
        when 0
            then concat('phone:1', lpad(cast({end} * 7919 % 10000000000 as varchar), 10, '0'))
        when 1 then concat('mp_openid:wx0123456789:', {end})
        when 2 then concat('unionid:', md5(cast({end} as varchar)))
        else concat('member_card:brand:8', lpad(cast({end} as varchar), 12, '0'))
    end"""
LINKS = f"select {NAME.format(end='left_end')} as a, {NAME.format(end='right_end')} as b from made"


def _write(path: Path, made: Made, query: str) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("made", made)
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
