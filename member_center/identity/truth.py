"""Who is who by somebody's own knowledge: reading such a list, its clear phones made into tokens.

Belongs here: formats, columns, spelling. What the list is compared with, and how, is `accuracy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

TABLE = "truth"
FILE_NAME = "identifiers"
READERS = {
    ".parquet": "read_parquet(?)",
    ".csv": "read_csv(?, header = true, all_varchar = true)",
}
COLUMNS = ("identifier_type", "scope", "value", "person_id")
ALREADY_SPELLED = "regexp_full_match(value, 'ph[0-9]+_[0-9a-f]{32}')"

TokensOf = Callable[[Iterable[str]], Mapping[str, str | None]]


class TruthError(Exception):
    """A list of who is who cannot be used. Says why, and what it must look like."""


def load_truth(connection: duckdb.DuckDBPyConnection, path: Path, tokens_of: TokensOf) -> None:
    """Put the list into a temporary table, which only this connection sees.

    Args:
        connection: Gets the table `truth`: identifier_type, scope, value, person_id, hard_case,
            all text.
        path: A Parquet or CSV file, or a folder that holds `identifiers.parquet` or `.csv`. Its
            columns: identifier_type, scope (empty for phones), value, person_id (empty: nobody's),
            and, if it likes, hard_case; a value that two people share has a row for each.
        tokens_of: Makes clear phone numbers into the tokens of the warehouse; None for what
            cannot be a number. Only called when the list holds clear ones.

    Raises:
        TruthError: There is no such file, it cannot be read, or a column is missing.
    """
    file = _file(path)
    reader = READERS[file.suffix.lower()]
    try:
        found = connection.execute(f"describe select * from {reader}", [str(file)]).fetchall()
        hard_case = "hard_case" if "hard_case" in _checked(file, [row[0] for row in found]) else ""
        connection.execute(
            f"""
            create or replace temp table {TABLE} as
            select
                cast(identifier_type as varchar) as identifier_type,
                coalesce(cast(scope as varchar), '') as scope,
                cast(value as varchar) as value,
                nullif(cast(person_id as varchar), '') as person_id,
                nullif(cast({hard_case or "null"} as varchar), '') as hard_case
            from {reader}
            where value is not null
            """,
            [str(file)],
        )
    except duckdb.Error as error:
        reason = " ".join(str(error).strip().splitlines()[:2])
        raise TruthError(f"{file} cannot be read: {reason}".strip()) from None
    _spell_phones(connection, tokens_of)


def _file(path: Path) -> Path:
    """The file that is meant by a path."""
    candidates = [path / f"{FILE_NAME}{suffix}" for suffix in READERS] if path.is_dir() else [path]
    for file in candidates:
        if file.is_file() and file.suffix.lower() in READERS:
            return file
    wanted = " or ".join(READERS)
    raise TruthError(
        f"No truth at {path}: give a {wanted} file, or a folder with {FILE_NAME}.parquet in it."
    )


def _checked(file: Path, columns: list[str]) -> list[str]:
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise TruthError(
            f"{file} has no column {', '.join(missing)}; a truth has {', '.join(COLUMNS)}, and"
            f" hard_case if it likes. It has {', '.join(columns)}."
        )
    return columns


def _spell_phones(connection: duckdb.DuckDBPyConnection, tokens_of: TokensOf) -> None:
    """Let clear phone numbers stand as their tokens; what is no number stays, and matches none."""
    is_clear = f"identifier_type = 'phone' and not {ALREADY_SPELLED}"
    clear = connection.execute(f"select distinct value from {TABLE} where {is_clear}").fetchall()
    if not clear:
        return
    spelled = tokens_of(value for (value,) in clear)
    columns = {"clear": list(spelled), "token": list(spelled.values())}
    connection.register("spelled_phones", pa.table(columns))
    connection.execute(
        f"""
        update {TABLE} set value = token from spelled_phones
        where identifier_type = 'phone' and value = clear and token is not null
        """
    )
    connection.unregister("spelled_phones")
