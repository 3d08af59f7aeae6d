"""Opening a vault that may be damaged: what can still be read goes on into a new one.

Tables are made of tokens, not of clear values, so a damaged vault must not stop a run. Each value
is sealed with its token, so a row that opens is a true one. What does not open is lost unless the
vault is restored from a backup, or the record is pulled again; the old file is kept for that.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

from member_center.privacy.errors import VaultDamaged
from member_center.privacy.vault import NAME, Vault, suspicion

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 1_000
SUFFIXES = ("", "-wal", "-shm")
FROM_BOTH_ENDS = ("asc", "desc")
Row = tuple[str, str, int, bytes]


def open_vault(home: Path, key: str) -> Vault:
    """Open the vault of a home; a damaged one is set aside and its readable rows taken over.

    Args:
        home: The folder that holds ``vault.db``.
        key: ``MDC_VAULT_KEY``.

    Raises:
        WrongVaultKey: The vault was made with another key.
        VaultUnusable: It cannot be read or written.
    """
    try:
        return Vault(home, key)
    except VaultDamaged as error:
        log.error("%s", error)
    old = _set_aside(home / NAME)
    vault = Vault(home, key)
    for version, proof in _token_keys(old):
        vault.expect_token_key(version, proof)
    kept = sum(vault.take_over(rows) for rows in _readable(old))
    log.error(
        "%d rows were read from the damaged vault, some perhaps twice; it lies in %s. Restore a"
        " backup of it if clear values are missing.",
        kept,
        old,
    )
    return vault


def _set_aside(path: Path) -> Path:
    tries = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    there = next(name for name in tries if not name.exists())
    for suffix in SUFFIXES:
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(there.with_name(there.name + suffix))
    suspicion(path).unlink(missing_ok=True)
    return there


def _token_keys(old: Path) -> list[tuple[int, str]]:
    """Proofs of the token keys, so that another key is noticed as before."""
    with closing(sqlite3.connect(old)) as connection:
        try:
            return connection.execute("select key_version, proof from token_keys").fetchall()
        except sqlite3.DatabaseError:
            return []


def _readable(old: Path) -> Iterator[list[Row]]:
    """Rows from the beginning up to the damage, then from the end back to it."""
    with closing(sqlite3.connect(old)) as connection:
        for order in FROM_BOTH_ENDS:
            rows = _until_damage(connection, f"select * from clear_values order by token {order}")
            while some := list(islice(rows, ROWS_AT_ONCE)):
                yield some


def _until_damage(connection: sqlite3.Connection, query: str) -> Iterator[Row]:
    try:
        yield from connection.execute(query)
    except sqlite3.DatabaseError:
        return
