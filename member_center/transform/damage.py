"""A warehouse file that cannot be trusted: how it is noticed, and where it goes.

Everything in the warehouse is built from landing, so a damaged one is set aside and built anew; it
is never a reason to wait for a person. What to build then is decided in `plan`.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

SET_ASIDE = ".damaged"
WRITE_AHEAD = ".wal"
_DAMAGE = re.compile(
    r"corrupt|checksum|not a valid duckdb|serialization error|internal error|fatal error"
    r"|database has been invalidated|could not read enough bytes|replaying wal",
    re.IGNORECASE,
)


def is_damage(message: str) -> bool:
    """Whether an error of DuckDB says that the file, not the query, is at fault."""
    return _DAMAGE.search(message) is not None


def damage_of(warehouse: Path) -> str | None:
    """Open a warehouse; what DuckDB says if it is damaged, else None.

    Only what opening reads is looked at: header, catalogue and write-ahead log. A file that another
    process has open, or that may not be opened, is not called damaged.

    Args:
        warehouse: The DuckDB file; one that is not there is not damaged.
    """
    if not warehouse.exists():
        return None
    try:
        duckdb.connect(str(warehouse)).close()
    except duckdb.Error as error:
        return str(error) if is_damage(str(error)) else None
    return None


def set_aside(warehouse: Path) -> Path:
    """Move a damaged warehouse out of the way, over one that was set aside before.

    Returns:
        Where it lies now.
    """
    for suffix in ("", WRITE_AHEAD):
        file = warehouse.with_name(warehouse.name + suffix)
        if file.exists():
            file.replace(warehouse.with_name(warehouse.name + SET_ASIDE + suffix))
    return warehouse.with_name(warehouse.name + SET_ASIDE)
