"""Python values as Arrow columns, laid out byte by byte.

`pyarrow.array` asks pandas whether a list might be one of its own, and so loads it: a third of a
second and a hundred megabytes that a pull has no use for. Which columns a batch has is said in
`encoding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import numpy as np
import pyarrow as pa

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An instant as microseconds since 1970, UTC.

    Raises:
        ValueError: The instant has no zone, so it is not known which moment is meant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; give an aware datetime.")
    return (instant - EPOCH) // ONE_MICROSECOND


def texts(values: Sequence[bytes]) -> pa.StringArray:
    """UTF-8 texts as a string column."""
    offsets = np.fromiter(accumulate(map(len, values), initial=0), np.int32, len(values) + 1)
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets), pa.py_buffer(b"".join(values))
    )


def integers(values: Sequence[int], kind: pa.DataType) -> pa.Array:
    """Whole numbers as a column of 32 or 64 bits."""
    numbers = np.fromiter(values, kind.to_pandas_dtype(), len(values))
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(numbers)])


def instants(values: Sequence[int | None]) -> pa.TimestampArray:
    """Microseconds since 1970, or None, as a column of naive UTC timestamps."""
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    numbers = np.fromiter((value or 0 for value in values), np.int64, len(values))
    bits = pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.timestamp("us"), len(values), [bits, pa.py_buffer(numbers)])
