"""Whole runs (pull, check, dbt, publish) over damaged files and dead processes.

The brand is scripted and its dbt project small; landing, dbt, Dagster and publishing are the real
ones. Each case compares what is published with what an undisturbed home publishes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets import landing
from dagster_project.checks import landing as checks
from member_center.serving import Manifest, publish, verify
from member_center.transform import DbtProject
from tests.dagster_project.fakes import NOW, ORDER_SUITE, Brand, failures, orders, toy_project
from tests.faults.child import ROOT

pytestmark = pytest.mark.pipeline
FIRST = [orders("1", "2"), orders("3")]
MORE = [orders("1", "2"), orders("3"), orders("4")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> DbtProject:
    found = toy_project(tmp_path_factory.mktemp("toy") / "dbt")
    found.ensure_manifest()
    return found


@pytest.fixture(scope="module", autouse=True)
def _scripted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "suites_of", lambda source: {"orders": ORDER_SUITE})
        patch.setattr(landing, "RETRIES", landing.RETRIES._replace(delay=0.01))
        yield


@pytest.fixture(scope="module")
def built(project: DbtProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that ran once; each test damages a copy of it."""
    brand = Brand(tmp_path_factory.mktemp("built") / "home", project)
    brand.orders.script = list(FIRST)
    assert brand.run().success
    return brand.home


@pytest.fixture(scope="module")
def expected(project: DbtProject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is published after all orders came, undisturbed."""
    brand = Brand(tmp_path_factory.mktemp("calm") / "home", project)
    brand.orders.script = list(MORE)
    assert brand.run().success
    return digests(brand.home)


@pytest.fixture
def brand(built: Path, project: DbtProject, tmp_path: Path) -> Brand:
    shutil.copytree(built, tmp_path / "home", symlinks=True)
    found = Brand(tmp_path / "home", project)
    found.orders.script = MORE[len(FIRST) :]
    return found


def digests(home: Path) -> dict[str, str]:
    tables = Manifest.read((home / "serving" / "current").resolve()).tables
    return {name: table.digest for name, table in tables.items()}


def runs_until_good(brand: Brand, most: int = 2) -> int:
    """How many runs it took until one went well."""
    for number in range(1, most + 1):
        result = brand.run()
        if result.success:
            return number
    pytest.fail(f"{most} runs did not mend it: {failures(result)}")


def flip(path: Path, share: float) -> None:
    content = bytearray(path.read_bytes())
    content[int((len(content) - 1) * share)] ^= 0x10
    path.write_bytes(content)


def flip_pages(path: Path) -> None:
    """A byte of every block behind the header: no table is whole."""
    content = bytearray(path.read_bytes())
    for place in range(20_000, len(content), 50_000):
        content[place] ^= 0x10
    path.write_bytes(content)


def unpublish(home: Path) -> Path:
    return (home / "serving" / "current").resolve()


WAREHOUSE: dict[str, Callable[[Path], object]] = {
    "warehouse flipped": lambda home: flip_pages(home / "warehouse.duckdb"),
    "warehouse cut": lambda home: os.truncate(home / "warehouse.duckdb", 5_000),
    "warehouse emptied": lambda home: os.truncate(home / "warehouse.duckdb", 0),
    "warehouse gone": lambda home: (home / "warehouse.duckdb").unlink(),
    "warehouse header": lambda home: flip(home / "warehouse.duckdb", 0),
    "warehouse log": lambda home: (home / "warehouse.duckdb.wal").write_bytes(b"\xff" * 500),
    "build state cut": lambda home: os.truncate(home / "build.json", 40),
    "build state of another shape": lambda home: (home / "build.json").write_text('{"code": 1}'),
    "build state gone": lambda home: (home / "build.json").unlink(),
    "versions gone": lambda home: shutil.rmtree(home / "serving" / "versions"),
    "manifest cut": lambda home: os.truncate(unpublish(home) / "manifest.json", 30),
    "pointer gone": lambda home: (home / "serving" / "current").unlink(),
    "index emptied": lambda home: os.truncate(home / "landing" / "index.parquet", 0),
    "log lost": lambda home: (home / "state.db").unlink(),
    "vault garbled": lambda home: (home / "vault.db").write_bytes(b"\xff" * 9_000),
    "history lost": lambda home: shutil.rmtree(home / "dagster", ignore_errors=True),
}
IN_SHORT = ("warehouse flipped", "log lost", "manifest cut")


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=() if n in IN_SHORT else pytest.mark.faults) for n in WAREHOUSE],
)
def test_a_damaged_home_mends_itself(name: str, brand: Brand, expected: dict[str, str]) -> None:
    WAREHOUSE[name](brand.home)
    runs_until_good(brand)
    assert digests(brand.home) == expected
    assert verify(brand.home / "serving" / "current") == []


@pytest.mark.faults
def test_a_warehouse_older_than_its_build_state(brand: Brand, expected: dict[str, str]) -> None:
    older = (brand.home / "warehouse.duckdb").read_bytes()
    assert brand.run().success
    (brand.home / "warehouse.duckdb").write_bytes(older)
    brand.products.script = [[{"product_id": 1}]]
    result = brand.run()
    assert result.success, failures(result)
    assert digests(brand.home)["fct_orders"] == expected["fct_orders"]


@pytest.mark.faults
def test_a_build_state_older_than_the_warehouse(brand: Brand, expected: dict[str, str]) -> None:
    older = (brand.home / "build.json").read_text()
    assert brand.run().success
    (brand.home / "build.json").write_text(older)
    assert brand.run().success
    assert digests(brand.home) == expected


READER = """
import sys, duckdb
reader = duckdb.connect(sys.argv[1], read_only=True)
seen = reader.execute("select count(*) from marts.fct_orders").fetchone()[0]
print(seen, flush=True)
sys.stdin.read()
assert reader.execute("select count(*) from marts.fct_orders").fetchone()[0] == seen
"""


@contextmanager
def reading(home: Path) -> Iterator[None]:
    """Another program holds the published database open, as a BI tool does, and reads it again."""
    file = home / "serving" / "current" / "member_center.duckdb"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert reader.stdout is not None
    assert reader.stdout.readline()
    yield
    reader.communicate()
    assert reader.returncode == 0


def test_a_reader_never_stops_a_run_nor_loses_what_it_reads(
    brand: Brand, expected: dict[str, str]
) -> None:
    with reading(brand.home):
        assert brand.run().success
    assert digests(brand.home) == expected


PUBLISHER = """
import os, sys
from datetime import date, datetime
from pathlib import Path
from tests.faults.mortal import PUBLISHING, die_at
die_at(int(sys.argv[3]), PUBLISHING)
from member_center.serving import publish
publish(Path(sys.argv[1]), Path(sys.argv[2]), run_id="second", as_of=date(2026, 3, 2),
        now=datetime.fromisoformat(sys.argv[4]))
"""


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.faults)])
def test_a_publish_killed_at_any_step_shows_the_old_version_or_the_new(
    every: int, tmp_path: Path
) -> None:
    warehouse, serving = tmp_path / "warehouse.duckdb", tmp_path / "serving"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts; create table marts.a as select 1 as x")
        connection.execute("create table marts.b as select 2 as y")
    publish(warehouse, serving, run_id="first", as_of=NOW.date(), now=NOW)
    old = digests(tmp_path)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into marts.a values (7); insert into marts.b values (8)")
    seen, step, later = [], 1, (NOW + timedelta(hours=1)).isoformat()
    while True:
        home = tmp_path / str(step)
        shutil.copytree(serving, home / "serving", symlinks=True)
        command = [sys.executable, "-c", PUBLISHER, str(warehouse), str(home / "serving")]
        ended = subprocess.run([*command, str(step), later], cwd=ROOT, check=False)
        assert verify(home / "serving" / "current") == [], f"killed at step {step}"
        seen.append(digests(home) == old)
        publish(warehouse, home / "serving", run_id="third", as_of=NOW.date(), now=NOW)
        assert digests(home) != old
        assert list((home / "serving" / "versions").glob(".draft-*")) == []
        if ended.returncode != -signal.SIGKILL:
            break
        step += every
    assert seen[0] is True
    assert seen[-1] is False
    assert json.dumps(seen).count("false, true") == 0, "it went back to the old version"
