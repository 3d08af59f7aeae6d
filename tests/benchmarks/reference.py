"""Members of records found another way: a dictionary and union-find, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import md5

Identifier = tuple[str, str]
Record = Sequence[str | None]


def members(
    records: Iterable[Record],
    types: Sequence[str],
    links: Callable[[Identifier], bool] = lambda _: True,
) -> Mapping[Identifier, Identifier]:
    """Each identifier that may link, and the first identifier of its member's first record."""
    parent: dict[Identifier, Identifier] = {}
    age: dict[Identifier, int] = {}

    def root(one: Identifier) -> Identifier:
        while parent[one] != one:
            one = parent[one]
        return one

    for record in records:
        cells = [(name, (value or "").strip()) for name, value in zip(types, record, strict=True)]
        named = [cell for cell in cells if cell[1] and links(cell)]
        for cell in named:
            parent.setdefault(cell, cell)
            age.setdefault(cell, len(age))
        for cell in named[1:]:
            elder, younger = sorted((root(named[0]), root(cell)), key=age.__getitem__)
            parent[younger] = elder
    return {cell: root(cell) for cell in parent}


def one_id(identifier: Identifier) -> str:
    """The id made of an identifier without a scope."""
    return "m_" + md5(f"{identifier[0]}||{identifier[1]}".encode()).hexdigest()[:20]
