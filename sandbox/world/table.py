"""A table of the world: named columns of equal length, read only by convention.

What belongs here: the container. What does not: any meaning of a column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]


class Table:
    """Equal-length NumPy arrays, reachable as attributes or by name.

    Raises:
        ValueError: When two columns differ in length.
    """

    def __init__(self, **columns: Column) -> None:
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of one table must be equally long, got {lengths}")
        self._columns: dict[str, Column] = dict(columns)

    def __getattr__(self, name: str) -> Column:
        columns: dict[str, Column] = self.__dict__.get("_columns", {})
        if name not in columns:
            raise AttributeError(f"no column {name!r}; there are {', '.join(columns)}")
        return columns[name]

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))) if self._columns else 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order they were given."""
        return tuple(self._columns)

    @property
    def nbytes(self) -> int:
        """Memory held by the columns, in bytes."""
        return sum(values.nbytes for values in self._columns.values())

    def take(self, rows: Column) -> Table:
        """Return the given rows (indices or a mask) as a new table."""
        return Table(**{name: values[rows] for name, values in self._columns.items()})

    def with_columns(self, **columns: Column) -> Table:
        """Return this table with columns added or replaced."""
        return Table(**(self._columns | columns))


def stack(first: Table, second: Table) -> Table:
    """Put the rows of two tables of equal columns under each other."""
    return Table(**{name: np.concatenate([first[name], second[name]]) for name in first})
