"""No clear name, phone or address anywhere under the home, in whatever form it is stored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.e2e.brand import KEYS, Home
from tests.e2e.conftest import Truth

pytestmark = pytest.mark.pipeline
MOBILE = re.compile(rb"(?<![0-9a-zA-Z_.-])(?:\+?86)?1[3-9]\d{9}(?![0-9a-zA-Z_.-])")


def stored_texts(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte under the home: as it lies there, and unpacked where a format compresses."""
    for path in sorted(p for p in home.rglob("*") if p.is_file() and not p.is_symlink()):
        name = path.relative_to(home).as_posix()
        yield name, path.read_bytes()
        if path.suffix == ".parquet":
            yield name, dumped(f"from read_parquet('{path}')")
        if path.suffix == ".duckdb":
            yield from dumped_database(path, name)
        if path.suffix == ".db" and path.name != "vault.db":
            yield name, "\n".join(dumped_sqlite(path)).encode()


def dumped(query: str, connection: duckdb.DuckDBPyConnection | None = None) -> bytes:
    relation = (connection or duckdb).sql(f"select t::varchar from ({query}) t")
    return "\n".join(row[0] for row in relation.fetchall()).encode()


def dumped_database(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.sql("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            yield f"{name}:{schema}.{table}", dumped(f'from "{schema}"."{table}"', connection)


def dumped_sqlite(path: Path) -> Iterator[str]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        yield from connection.iterdump()
    finally:
        connection.close()


def test_no_personal_data_in_clear(home: Home, truth: Truth) -> None:
    people = truth.table("identifiers")
    phones = {
        value.removeprefix("+86").encode()
        for value in people[people["identifier_type"] == "phone"]["value"]
    }
    names = {name.encode() for name in truth.table("cards")["name_written"].dropna() if name}
    assert len(phones) > 100
    assert len(names) > 100
    leaks = []
    for name, content in stored_texts(home.folder):
        found = {match[-11:] for match in MOBILE.findall(content)} & phones
        leaks += [f"{name}: a phone"] * bool(found)
        leaks += [f"{name}: a name"] * any(one in content for one in names if len(one) >= 9)
    assert sorted(set(leaks)) == []


def test_no_secret_in_clear(home: Home) -> None:
    secrets = [key.encode() for key in KEYS.values()]
    secrets += [v.encode() for k, v in home.environment.items() if k.endswith("_SECRET")]
    assert len(secrets) >= 7
    leaks = {
        name for name, content in stored_texts(home.folder) if any(s in content for s in secrets)
    }
    assert leaks == set()


def test_vault_and_state_are_for_their_owner_only(home: Home) -> None:
    for name in ("vault.db", "state.db"):
        assert (home.folder / name).stat().st_mode & 0o077 == 0, name
