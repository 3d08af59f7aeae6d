"""Which version a build goes on from: the one that readers have, unless its record is damaged."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from member_center.serving import Versions, last_published, publish

START = datetime(2026, 3, 1, tzinfo=UTC)
HISTORY = Path("parquet") / "member_identity_history.parquet"


@pytest.fixture
def published(tmp_path: Path) -> list[Path]:
    """Three versions with a record of change each, oldest first."""
    folders = []
    for day in range(3):
        with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
            connection.execute("create schema if not exists marts")
            connection.execute(
                f"create or replace table marts.member_identity_history as select {day} as x"
            )
        manifest = publish(
            tmp_path / "warehouse.duckdb",
            tmp_path / "serving",
            run_id=f"run-{day}",
            as_of=date(2026, 3, 1),
            now=START + timedelta(days=day),
        )
        folders.append(Versions(tmp_path / "serving").path(manifest.version))
    return folders


def test_nothing_published_is_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert not last_published(tmp_path / "serving").exists()


def test_it_is_the_version_that_readers_have(tmp_path: Path, published: list[Path]) -> None:
    assert last_published(tmp_path / "serving") == published[2]
    Versions(tmp_path / "serving").rollback()
    assert last_published(tmp_path / "serving") == published[1]


def test_a_damaged_record_is_not_read(tmp_path: Path, published: list[Path]) -> None:
    (published[2] / HISTORY).write_bytes(b"no parquet")
    assert last_published(tmp_path / "serving") == published[1]
    (published[1] / "manifest.json").unlink()
    assert last_published(tmp_path / "serving") == published[0]
    (published[0] / HISTORY).unlink()
    assert not last_published(tmp_path / "serving").exists()


def test_a_lost_pointer_loses_no_record(tmp_path: Path, published: list[Path]) -> None:
    (tmp_path / "serving" / "current").unlink()
    assert last_published(tmp_path / "serving") == published[2]
