"""The published version, open for reading: the one place where the report meets DuckDB.

It follows the pointer once, so every figure of a report is of one version even when a new one is
published meanwhile. Questions to the tables are asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from member_center.serving.manifest import Manifest, ServingError
from member_center.serving.publish import DATABASE_FILE

Row = TypeVar("Row")


class Reader:
    """Asks one published version.

    Args:
        connection: Open on the version's database, its marts first in the search path.
        manifest: What the version says of itself.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
        self._connection = connection
        self.manifest = manifest

    def all(
        self, shape: Callable[..., Row], query: str, values: Sequence[object] = ()
    ) -> list[Row]:
        """Rows of a query, each made into a record.

        Args:
            shape: Takes the columns of a row in their order.
            query: SQL over the published tables.
            values: What its question marks stand for.

        Raises:
            ServingError: The version lacks a table or a column, being an earlier release's.
        """
        try:
            rows = self._connection.execute(query, list(values)).fetchall()
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise ServingError(
                "The published version was made by another release and lacks what the report"
                " shows. `mdc run` publishes a new one."
            ) from error
        return [shape(*row) for row in rows]


@contextmanager
def open_current(serving_dir: Path) -> Iterator[Reader]:
    """Open the version that readers get now.

    Args:
        serving_dir: The home's `serving/`.

    Raises:
        ServingError: Nothing is published yet, or the version has no readable manifest.
    """
    pointer = serving_dir / "current"
    if not pointer.is_symlink():
        raise ServingError(
            "There is nothing to report on: no version is published yet. `mdc run` publishes."
        )
    folder = pointer.resolve()
    manifest = Manifest.read(folder)
    connection = duckdb.connect(str(folder / DATABASE_FILE), read_only=True)
    try:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set schema = 'marts'")
        yield Reader(connection, manifest)
    finally:
        connection.close()
