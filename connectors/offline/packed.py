"""Lines that wait in memory: packed to some thirty bytes each, and unpacked as they were.

What the lines say does not matter here.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import pyarrow as pa

from connectors.core.columns import CODE, CODE_BYTES, Column, Field


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one form: what they say, and their rows in the file."""

    fields: Sequence[Field]
    rows: Sequence[int]

    @property
    def names(self) -> list[str]:
        """The names of the fields in their order."""
        return [name for name, _ in self.fields]


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of lines, compressed.

    Attributes:
        content: The fields' names and distinct values as JSON, then row numbers and codes.
        text_bytes: Length of the JSON.
        size: Length of all of it.
        lines: How many lines there are.
    """

    content: bytes
    text_bytes: int
    size: int
    lines: int

    @classmethod
    def of(cls, block: Block) -> Packed:
        """Pack a block; fields that no line has are left out."""
        fields = [
            (name, column)
            for name, column in block.fields
            if any(value is not None for value in column)
        ]
        text = orjson.dumps([(name, column.values) for name, column in fields])
        codes = [array(CODE, column.codes).tobytes() for _, column in fields]
        content = b"".join((text, array(CODE, block.rows).tobytes(), *codes))
        # As bytes: an Arrow buffer keeps the room that the text would need uncompressed.
        packed = pa.compress(content, "zstd", asbytes=True)
        return cls(packed, len(text), len(content), len(block.rows))

    def unpacked(self) -> tuple[list[Field], list[int]]:
        """The fields of the lines, and their rows."""
        content = memoryview(pa.decompress(self.content, self.size, "zstd", asbytes=True))
        named = orjson.loads(content[: self.text_bytes])
        size = self.lines * CODE_BYTES
        rows, *codes = (
            array(CODE, content[begin : begin + size].tobytes())
            for begin in range(self.text_bytes, self.size, size)
        )
        fields = [
            (name, Column(values, some)) for (name, values), some in zip(named, codes, strict=True)
        ]
        return fields, rows.tolist()
