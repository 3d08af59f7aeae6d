"""Publishing: whole versions, one pointer, unchanged tables linked, rollback and verification."""

import json
import shutil
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from member_center.serving import Manifest, Versions, publish, verify
from member_center.serving.manifest import ServingError

START = datetime(2026, 3, 1, tzinfo=UTC)


class Shop:
    """A tiny warehouse whose marts a test can change."""

    def __init__(self, home: Path) -> None:
        self.warehouse = home / "warehouse.duckdb"
        self.serving = home / "serving"
        self.published = 0
        self.sql("create schema marts; create schema staging")
        self.sql("create table marts.dim_members as select 'm_' || i as one_id from range(3) t(i)")
        self.sql(
            "create table marts.fct_orders as "
            "select i as order_id, 9.90::decimal(18, 2) as paid_amount from range(5) t(i)"
        )
        self.sql("create table staging.secret as select 1 as x")

    def sql(self, statement: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(statement)

    def publish(self, **options: object) -> Manifest:
        self.published += 1
        return publish(
            self.warehouse,
            self.serving,
            run_id=f"run-{self.published}",
            as_of=date(2026, 3, 1),
            now=START + timedelta(minutes=self.published),
            **options,
        )


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_order_of_rows_makes_no_new_version(shop: Shop) -> None:
    shop.sql("create table marts.fct_events as select i as event_id from range(5000) t(i)")
    first = shop.publish()
    for order in ("i desc", "i % 7, i", "i % 1000 desc, i"):
        shop.sql(
            "create or replace table marts.fct_events as"
            f" select i as event_id from range(5000) t(i) order by {order}"
        )
        assert shop.publish().version == first.version


def test_a_reader_finds_marts_only_in_both_forms(shop: Shop) -> None:
    shop.publish()
    current = shop.serving / "current"
    with duckdb.connect(str(current / "member_center.duckdb"), read_only=True) as reader:
        schemas = reader.execute("select distinct schema_name from duckdb_tables()").fetchall()
        assert schemas == [("marts",)]
        assert reader.execute("select count(*) from marts.fct_orders").fetchone() == (5,)
    assert len(pd.read_parquet(current / "parquet" / "dim_members.parquet")) == 3


def test_unchanged_tables_are_the_same_file(shop: Shop) -> None:
    first = shop.publish()
    shop.sql("insert into marts.dim_members values ('m_new')")
    second = shop.publish()
    assert second.changed == ["dim_members"]
    assert second.tables["fct_orders"].unchanged_since == first.version
    files = [
        shop.serving / "versions" / version / "parquet" / "fct_orders.parquet"
        for version in (first.version, second.version)
    ]
    assert files[0].samefile(files[1])


def test_publishing_the_same_content_makes_no_version(shop: Shop) -> None:
    first = shop.publish()
    shop.sql("create or replace table marts.dim_members as from marts.dim_members order by 1 desc")
    assert shop.publish() == first
    assert Versions(shop.serving).names() == [first.version]


def test_two_publishes_at_one_instant_are_two_versions(shop: Shop) -> None:
    first = shop.publish()
    shop.sql("delete from marts.dim_members")
    shop.published -= 1
    second = shop.publish()
    assert first.version < second.version
    assert second.previous == first.version


def test_a_retyped_column_is_a_change(shop: Shop) -> None:
    shop.publish()
    shop.sql("alter table marts.fct_orders alter order_id type integer")
    assert shop.publish().changed == ["fct_orders"]


def test_an_interrupted_publish_leaves_readers_on_the_old_version(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.publish()
    shop.sql("delete from marts.dim_members")
    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "to_json", _fail)
        with pytest.raises(KeyboardInterrupt):
            shop.publish()
    assert Versions(shop.serving).current() == first
    assert verify(shop.serving / "current") == []
    assert shop.publish().changed == ["dim_members"]
    assert not list((shop.serving / "versions").glob(".draft-*"))


def _fail(_: Manifest) -> str:
    raise KeyboardInterrupt


def test_readers_never_see_half_a_version(shop: Shop) -> None:
    shop.publish()
    mismatches: list[tuple[int, int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            folder = (shop.serving / "current").resolve()
            rows = Manifest.read(folder).tables["dim_members"].rows
            seen = len(pd.read_parquet(folder / "parquet" / "dim_members.parquet"))
            if rows != seen:
                mismatches.append((rows, seen))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(4):
            shop.sql(f"insert into marts.dim_members values ('m_more_{number}')")
            shop.publish(keep=10)
    finally:
        done.set()
        reader.join()
    assert mismatches == []


def test_rollback_points_at_the_version_before(shop: Shop) -> None:
    first = shop.publish()
    shop.sql("delete from marts.dim_members")
    shop.publish()
    versions = Versions(shop.serving)
    assert versions.rollback() == first
    assert versions.current() == first
    with pytest.raises(ServingError, match="no earlier version"):
        versions.rollback()
    with pytest.raises(ServingError, match="no version 'x'"):
        versions.rollback("x")


def test_only_the_last_versions_stay(shop: Shop) -> None:
    for number in range(4):
        shop.sql(f"insert into marts.dim_members values ('m_{number}_again')")
        shop.publish(keep=2)
    assert len(Versions(shop.serving).names()) == 2


def test_verify_names_a_damaged_table(shop: Shop) -> None:
    shop.publish()
    file = shop.serving / "current" / "parquet" / "dim_members.parquet"
    pd.DataFrame({"one_id": ["m_other"]}).to_parquet(file)
    assert verify(shop.serving / "current") == [
        "dim_members in parquet/dim_members.parquet differs from the manifest."
    ]


def test_the_contract_carries_dbts_words(shop: Shop, tmp_path: Path) -> None:
    manifest = tmp_path / "dbt.json"
    node = {
        "alias": "dim_members",
        "schema": "marts",
        "resource_type": "model",
        "description": "People. One row per member's id.",
        "columns": {"one_id": {"name": "one_id", "description": "The member's id."}},
        "config": {"meta": {"questions": [{"en": "Who?", "zh": "谁？", "sql": "select 1"}]}},
    }
    manifest.write_text(json.dumps({"nodes": {"model.x": node}}))
    shop.publish(dbt_manifest=manifest)
    contract = json.loads((shop.serving / "current" / "contract.json").read_text("utf-8"))
    assert contract["tables"]["dim_members"] == {
        "description": "People. One row per member's id.",
        "questions": [{"en": "Who?", "zh": "谁？", "sql": "select 1"}],
        "columns": [{"name": "one_id", "type": "VARCHAR", "description": "The member's id."}],
    }
    with duckdb.connect(
        str(shop.serving / "current" / "member_center.duckdb"), read_only=True
    ) as reader:
        comments = reader.execute("select comment from duckdb_tables() order by 1").fetchall()
    assert ("People. One row per member's id.",) in comments


def test_no_warehouse_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ServingError, match="mdc run"):
        publish(
            tmp_path / "none.duckdb",
            tmp_path / "serving",
            run_id="r",
            as_of=date(2026, 1, 1),
            now=START,
        )


def test_a_damaged_version_is_replaced_by_a_whole_one(shop: Shop) -> None:
    first = shop.publish()
    folder = shop.serving / "versions" / first.version
    for damage in DAMAGES:
        before = Versions(shop.serving).current() or first
        folder = shop.serving / "versions" / before.version
        damage(folder)
        published = shop.publish()
        assert published.version > before.version, damage
        assert {n: t.digest for n, t in published.tables.items()} == {
            n: t.digest for n, t in first.tables.items()
        }
        assert verify(shop.serving / "current") == [], damage


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()  # the same file may belong to other versions too
    file.write_bytes(content)


DAMAGES = [
    lambda folder: (folder / "manifest.json").write_text('{"version": "2026'),
    lambda folder: (folder / "manifest.json").unlink(),
    lambda folder: (folder / "parquet" / "fct_orders.parquet").unlink(),
    lambda folder: _flip(folder / "parquet" / "fct_orders.parquet"),
    lambda folder: _flip(folder / "member_center.duckdb"),
    lambda folder: (folder / "member_center.duckdb").write_bytes(b""),
]


def test_a_folder_in_place_of_the_pointer_gives_way(shop: Shop) -> None:
    shop.publish()
    copied = (shop.serving / "current").resolve()
    (shop.serving / "current").unlink()
    shutil.copytree(copied, shop.serving / "current")
    (shop.serving / "versions" / "a note of somebody").touch()
    shop.publish()
    assert (shop.serving / "current").is_symlink()
    assert verify(shop.serving / "current") == []


def test_rolling_back_from_a_version_without_a_manifest(shop: Shop) -> None:
    first = shop.publish()
    shop.sql("delete from marts.dim_members")
    broken = shop.publish()
    (shop.serving / "versions" / broken.version / "manifest.json").unlink()
    assert Versions(shop.serving).rollback() == first


def test_a_record_of_runs_alone_makes_no_version_and_goes_with_the_next(shop: Shop) -> None:
    shop.sql("create table marts.data_quality_results as select 1 as measured_at")
    first = shop.publish()
    shop.sql("insert into marts.data_quality_results values (2)")
    assert shop.publish() == first
    shop.sql("insert into marts.dim_members values ('m_new')")
    assert shop.publish().changed == ["data_quality_results", "dim_members"]
