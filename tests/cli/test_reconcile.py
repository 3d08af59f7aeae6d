"""`mdc reconcile` over a version made by hand: what it says, how it ends, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from member_center.serving.manifest import Manifest
from tests.cli.conftest import Mdc

VERSION = "20260302T000000Z-001"
TABLES = """
    create schema marts;
    set schema = 'marts';
    create table reconciliation as
    select * from (values
        ('orders', 'wechat_shop', date '2026-03-01', 2, 2, 30.10, 30.10, 0.00, 0, true),
        ('orders', 'wechat_shop', date '2026-03-02', 1, 0, 9.90, 0.00, -9.90, 1, false),
        ('followers', 'wx', null, 1, 1, 5.00, 5.00, 0.00, 0, true)
    ) as t (
        proof, subject, business_date, source_records, published_records, source_value,
        published_value, gap, differing_records, is_equal
    );
    create table reconciliation_differences as
    select
        'orders' as proof, 'wechat_shop' as subject, 'order-3' as record_id,
        date '2026-03-02' as business_date, 9.90::decimal(18, 2) as source_value,
        null::decimal(18, 2) as published_value, -9.90::decimal(18, 2) as gap,
        'missing' as difference;
"""


@pytest.fixture
def serving(home: Path) -> Path:
    folder = home / "serving"
    version = folder / "versions" / VERSION
    version.mkdir(parents=True)
    (folder / "current").symlink_to(version.relative_to(folder))
    manifest = Manifest(VERSION, "run", "2026-03-02", "2026-03-02T01:00:00Z", None, {})
    (version / "manifest.json").write_text(manifest.to_json(), "utf-8")
    with duckdb.connect(str(version / "member_center.duckdb")) as database:
        database.execute(TABLES)
    return folder


def test_differences_are_listed_and_end_the_command_with_one(serving: Path, mdc: Mdc) -> None:
    result = mdc("reconcile")
    assert result.exit_code == 1
    assert "2026-03-01..03-02" in result.stdout
    listed = next(line for line in result.stdout.splitlines() if "order-3" in line)
    assert listed.split() == [
        *("orders", "wechat_shop", "2026-03-02", "order-3", "missing", "9.90", "-", "-9.90")
    ]


def test_what_agrees_ends_well(serving: Path, mdc: Mdc) -> None:
    result = mdc("reconcile", "followers")
    assert result.exit_code == 0
    assert "differ (" not in result.stdout


def test_json_holds_proofs_and_records(serving: Path, mdc: Mdc) -> None:
    answer = json.loads(mdc("reconcile", "--json").stdout)
    assert [(one["proof"], one["differing_records"]) for one in answer["proofs"]] == [
        ("followers", 0),
        ("orders", 1),
    ]
    assert [one["record_id"] for one in answer["differences"]] == ["order-3"]


def test_a_proof_that_does_not_exist_is_refused_with_those_that_do(serving: Path, mdc: Mdc) -> None:
    result = mdc("reconcile", "order")
    assert result.exit_code == 1
    assert "no proof named order. It has: followers, orders." in result.stderr


def test_nothing_published_yet_is_said(home: Path, mdc: Mdc) -> None:
    result = mdc("reconcile")
    assert result.exit_code == 1
    assert "no version is published yet" in result.stderr
