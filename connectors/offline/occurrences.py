"""Equal entries of one file, told apart by how often they have occurred."""

from __future__ import annotations


class Occurrences:
    """Counts how often the same line stood in a file so far; small for a million lines."""

    def __init__(self) -> None:
        self._once: set[int] = set()
        self._more: dict[int, int] = {}

    def number(self, line: bytes) -> tuple[str, int]:
        """The key of this line, and which of its equals it is, from 1."""
        short = int.from_bytes(line[:8])
        if short not in self._once:
            self._once.add(short)
            return line.hex()[:32], 1
        times = self._more.get(short, 1) + 1
        self._more[short] = times
        return f"{line.hex()[:32]}-{times}", times
