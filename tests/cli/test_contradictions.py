"""`mdc quarantine list` names exports that contradict each other, as published."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from member_center.serving.contradictions import contradictions
from member_center.serving.manifest import Manifest
from tests.cli.conftest import Mdc

VERSION = "20260302T000000Z-001"
TABLE = """
    create schema marts;
    create table marts.file_contradictions as
    select * from (values
        ('sales', 'x', 'T7', '演示店', date '2026-03-01', 'b.csv', 'a.csv', 'amount', 9.90, 8.80),
        ('members', 'y', 'K5', null, date '2026-03-02', 'c.csv', 'c.csv', 'phone', null, null)
    ) as t (
        stream, contradiction_id, record_id, store, business_date, kept_file, other_file,
        differs_in, kept_amount, other_amount
    )
"""


def published(home: Path, *statements: str) -> Path:
    folder = home / "serving"
    version = folder / "versions" / VERSION
    version.mkdir(parents=True)
    (folder / "current").symlink_to(version.relative_to(folder))
    manifest = Manifest(VERSION, "run", "2026-03-02", "2026-03-02T01:00:00Z", None, {})
    (version / "manifest.json").write_text(manifest.to_json(), "utf-8")
    with duckdb.connect(str(version / "member_center.duckdb")) as database:
        for statement in statements:
            database.execute(statement)
    return folder


def test_they_are_listed_with_place_cause_and_next_step(home: Path, mdc: Mdc) -> None:
    published(home, TABLE)
    assert "told twice" in mdc("quarantine", "list").output
    told = json.loads(mdc("quarantine", "list", "--json").stdout)["contradictions"]
    assert [(one["stream"], one["place"]) for one in told] == [
        ("offline.members", "c.csv · K5 of 2026-03-02"),
        ("offline.sales", "b.csv ≠ a.csv · T7 of 2026-03-01 · 演示店"),
    ]
    assert told[0]["reason"] == "Two rows of the file say two things (phone); the last one counts."
    assert "amount: 9.90 ≠ 8.80); b.csv counts" in told[1]["reason"]
    assert all(one["next_step"] for one in told)


def test_a_version_without_them_and_none_at_all_have_none(home: Path) -> None:
    assert contradictions(home / "serving") == []
    assert contradictions(published(home, "create schema marts")) == []
