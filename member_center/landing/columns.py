"""Python values as Arrow columns, laid out byte by byte.

`pyarrow.array` asks pandas whether a list might be one of its own, and so loads it: a third of a
second and a hundred megabytes that a pull has no use for. Which columns a batch has is said in
`encoding`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_MICROSECOND = timedelta(microseconds=1)


class ByCode(Protocol):
    """A column as its distinct values, and by row which of them stands there."""

    @property
    def values(self) -> Sequence[Any]:
        """The values."""
        ...

    @property
    def codes(self) -> Sequence[int]:
        """For each row, the place of its value."""
        ...


def microseconds(instant: datetime) -> int:
    """An instant as microseconds since 1970, UTC.

    Raises:
        ValueError: The instant has no zone, so it is not known which moment is meant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; give an aware datetime.")
    return (instant - EPOCH) // ONE_MICROSECOND


def instant(microseconds: int) -> datetime:
    """Microseconds since 1970 as an aware instant."""
    return EPOCH + timedelta(microseconds=microseconds)


def texts(values: Sequence[bytes]) -> pa.StringArray:
    """UTF-8 texts as a string column."""
    offsets = np.fromiter(accumulate(map(len, values), initial=0), np.int32, len(values) + 1)
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets), pa.py_buffer(b"".join(values))
    )


def constant(text: str, count: int) -> pa.StringArray:
    """The same text so many times."""
    said = text.encode()
    offsets = np.arange(count + 1, dtype=np.int32) * len(said)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(said * count))


def by_code(values: Sequence[bytes], codes: Sequence[int]) -> pa.StringArray:
    """A string column of which the distinct UTF-8 texts are known, and which of them stands where.

    Args:
        values: The texts.
        codes: For each row the place of its text.
    """
    return pc.take(texts(values), integers(codes, pa.uint32()))


def joined(columns: Sequence[pa.StringArray], end: str = "") -> pa.StringArray:
    """For each row the texts of all columns in one, and the same end behind all of them."""
    return pc.binary_join_element_wise(*columns, pa.scalar(end), "")


def counted(column: ByCode) -> list[int]:
    """How often each distinct value of a column occurs in it."""
    times = np.bincount(np.asarray(column.codes, np.int64), minlength=len(column.values))
    return list(map(int, times))


def pieces(texts: pa.StringArray) -> Iterator[bytes]:
    """The texts of a column, as bytes."""
    _, offsets, content = texts.buffers()
    ends = np.frombuffer(offsets, np.int32, len(texts) + 1, 4 * texts.offset).tolist()
    said = content.to_pybytes() if content else b""
    return (said[start:end] for start, end in pairwise(ends))


def integers(values: Sequence[int], kind: pa.DataType) -> pa.Array:
    """Whole numbers as a column of 32 or 64 bits."""
    dtype = kind.to_pandas_dtype()
    if isinstance(values, array):
        numbers = np.frombuffer(values, values.typecode).astype(dtype, copy=False)
    else:
        numbers = np.fromiter(values, dtype, len(values))
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(numbers)])


def instants(values: Sequence[int | None]) -> pa.TimestampArray:
    """Microseconds since 1970, or None, as a column of naive UTC timestamps."""
    if None not in values:
        return pa.Array.from_buffers(
            pa.timestamp("us"), len(values), [None, pa.py_buffer(np.array(values, np.int64))]
        )
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    numbers = np.fromiter((value or 0 for value in values), np.int64, len(values))
    bits = pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.timestamp("us"), len(values), [bits, pa.py_buffer(numbers)])
