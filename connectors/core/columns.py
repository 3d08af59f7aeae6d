"""Records of one form, column by column: how a long list travels from its file to the landing.

A column keeps each distinct value once, and for every record which of them it holds. So whatever
has to be done to a value (read it, replace it by a token, write it as JSON) is done once for all
records that hold it. What is done belongs to those who do it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, overload

from connectors.core.stream import Record

CODE = "I"
CODE_BYTES = array(CODE).itemsize


@dataclass(frozen=True, slots=True)
class Column:
    """One value a record, for many records.

    Attributes:
        values: The values, each once; None where a record has none.
        codes: For each record, the place of its value among the values; as a rule an array of
            ``CODE``, which Arrow reads as it is.
    """

    values: Sequence[Any]
    codes: Sequence[int]

    @classmethod
    def of(cls, values: Iterable[Hashable]) -> Column:
        """The column of these values, one a record; equal ones become one."""
        numbers = Numbers()
        codes = array(CODE, map(numbers.__getitem__, values))
        return cls(list(numbers), codes)

    @classmethod
    def constant(cls, value: Any, length: int) -> Column:
        """The same value for every record."""
        return cls([value], array(CODE, bytes(length * CODE_BYTES)))

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return map(self.values.__getitem__, self.codes)

    def __getitem__(self, place: int) -> Any:
        return self.values[self.codes[place]]

    @property
    def is_full(self) -> bool:
        """Whether every record certainly has a value."""
        return None not in self.values

    def mapped(self, change: Callable[[Any], Any]) -> Column:
        """What a function makes of every value."""
        return Column(list(map(change, self.values)), self.codes)

    def grouped(self, by: Callable[[Any], Hashable]) -> Column:
        """What a function makes of every value; equal results become one."""
        numbers = Numbers()
        numbered = [numbers[by(value)] for value in self.values]
        return Column(list(numbers), array(CODE, map(numbered.__getitem__, self.codes)))

    def at(self, places: Sequence[int]) -> Column:
        """The records at these places."""
        return Column(self.values, array(CODE, map(self.codes.__getitem__, places)))

    def with_values(self, changed: Mapping[int, Any]) -> Column:
        """The same with other values at some places."""
        if not changed:
            return self
        codes = array(CODE, self.codes)
        for code, place in enumerate(changed, start=len(self.values)):
            codes[place] = code
        return Column([*self.values, *changed.values()], codes)

    def part(self, start: int, end: int) -> Column:
        """The records from one place to before another."""
        return Column(self.values, self.codes[start:end])


class Numbers(dict[Any, int]):
    """Gives every key that is asked for the next number, from 0, in the order of asking."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


def together(columns: Sequence[Column]) -> Column:
    """The tuples of what these columns say of each record, in the order of their first record."""
    numbers = Numbers()
    told = zip(*(one.codes for one in columns), strict=True)
    codes = array(CODE, map(numbers.__getitem__, told))
    values = [
        tuple([column.values[code] for column, code in zip(columns, some, strict=True)])
        for some in numbers
    ]
    return Column(values, codes)


Field = tuple[str, Column]
"""A field of a payload: its name and, record by record, its values; None where it is missing."""


@dataclass(frozen=True, slots=True)
class RecordColumns(Sequence[Record]):
    """Many records of one form, which can be read as records, too.

    Attributes:
        keys: Of each record; see ``Record``.
        occurred: Instant of each record, or None.
        fields: The payloads, in the order of their fields. A name may come twice, for records that
            have the field in different places, as long as no record has it twice.
    """

    keys: Sequence[str]
    occurred: Column
    fields: Sequence[Field]

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> RecordColumns: ...

    def __getitem__(self, place: int | slice) -> Record | RecordColumns:
        if isinstance(place, slice):
            start, end, step = place.indices(len(self))
            if step != 1:
                raise ValueError("records are taken one after the other")
            fields = [(name, column.part(start, end)) for name, column in self.fields]
            return RecordColumns(self.keys[start:end], self.occurred.part(start, end), fields)
        [payload] = payloads([(name, column.at([place])) for name, column in self.fields], 1)
        return Record(self.keys[place], payload, self.occurred[place])

    def __iter__(self) -> Iterator[Record]:
        told = payloads(self.fields, len(self))
        return map(Record, self.keys, told, self.occurred)


def payloads(fields: Sequence[Field], length: int) -> Iterator[dict[str, Any]]:
    """The fields of so many records as JSON objects, one a record."""
    names = [name for name, _ in fields]
    for line in zip(*(column for _, column in fields), strict=True) if fields else [()] * length:
        yield {name: value for name, value in zip(names, line, strict=True) if value is not None}


def below(blocks: Sequence[Sequence[Field]]) -> list[Field]:
    """Blocks of records with the same fields as one: the records of each below those before."""
    names = [name for name, _ in blocks[0]]
    columns = zip(*([column for _, column in block] for block in blocks), strict=True)
    return [(name, Column.of(chain(*some))) for name, some in zip(names, columns, strict=True)]
