"""Which JSON paths and types a stream has shown, and what is new about a batch.

Shapes are observed, never enforced: a field that nobody knew lands like any other and is reported.
The walk is done once per distinct outline of a payload or of a field, not once per record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

ROOT = ""
ENOUGH_RECORDS = 20
ENOUGH_ALIKE = 8
MAX_OUTLINES = 4_096
PROTECTED = "protected"
_TYPES: Mapping[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}
_HOLDERS = frozenset({dict, list})

Outline = tuple[Any, ...]
Observed = Mapping[tuple[str, str], int]
"""How many records of a stream or a batch held a (path, type)."""


@dataclass(frozen=True, slots=True)
class ShapeChange:
    """One way in which a batch differs from everything the stream showed before.

    Attributes:
        kind: ``new`` path, ``retyped`` path, or ``missing``: always there before, now nowhere.
        path: JSON path with dots, ``[]`` for the items of a list.
        before: The types known so far, joined with ``|``; empty for a new path.
        after: The types in this batch; empty for a missing path.
    """

    kind: Literal["new", "retyped", "missing"]
    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return {
            "new": f"new field {self.path} ({self.after})",
            "retyped": f"{self.path} was {self.before}, is now also {self.after}",
            "missing": f"{self.path} ({self.before}) was always there and is missing",
        }[self.kind]


class ShapeReader:
    """Counts the (path, type) pairs of many payloads; remembers the outlines it has walked."""

    def __init__(self) -> None:
        self._walked: dict[tuple[str, Any], tuple[tuple[str, str], ...]] = {}

    def observe(self, payloads: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
        """Count in how many of these payloads each path occurs with each type."""
        forms: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for payload in payloads:
            forms.setdefault(tuple(payload), []).append(payload)
        observed: Counter[tuple[str, str]] = Counter()
        for names, alike in forms.items():
            if len(alike) >= ENOUGH_ALIKE and not any(map(_like_a_path, names)):
                self._observe_alike(names, alike, observed)
            else:
                self._count(ROOT, map(_outline, alike), observed)
        return observed

    def _observe_alike(
        self,
        names: tuple[str, ...],
        alike: Sequence[dict[str, Any]],
        observed: Counter[tuple[str, str]],
    ) -> None:
        """The same for payloads with the same fields, field by field: a third of the work."""
        observed[ROOT, "object"] += len(alike)
        for name, values in zip(names, zip(*map(dict.values, alike), strict=True), strict=True):
            kinds = set(map(type, values))
            if len(kinds) == 1 and kinds.isdisjoint(_HOLDERS):
                observed[name, _type_name(kinds.pop())] += len(alike)
            else:
                self._count(name, map(kind_of, values), observed)

    def _count(self, path: str, kinds: Iterable[Any], observed: Counter[tuple[str, str]]) -> None:
        for kind, times in Counter(kinds).items():
            for pair in self._pairs(path, kind):
                observed[pair] += times

    def _pairs(self, path: str, kind: Any) -> tuple[tuple[str, str], ...]:
        pairs = self._walked.get((path, kind))
        if pairs is None:
            if len(self._walked) >= MAX_OUTLINES:
                self._walked.clear()
            pairs = self._walked[path, kind] = tuple(pairs_below(path, kind))
        return pairs


def compare(before: Observed, now: Observed) -> list[ShapeChange]:
    """Say what is new, retyped or missing in a batch against all that landed before.

    A null says nothing about a type. A path counts as missing only if every record that held its
    parent held it too, in at least 20 of them, and this batch holds the parent without it.
    """
    if not before:
        return []
    known, seen = _by_path(before), _by_path(now)
    changes = []
    for path, types in seen.items():
        if path not in known:
            changes.append(ShapeChange("new", path, "", _joined(types)))
        elif _real(known[path]) and _real(types) - _real(known[path]):
            changes.append(ShapeChange("retyped", path, _joined(known[path]), _joined(types)))
    changes += [
        ShapeChange("missing", path, _joined(types), "")
        for path, types in known.items()
        if path not in seen and _always_there(path, known) and _holds_parent(path, seen)
    ]
    return sorted(changes, key=lambda change: (change.kind, change.path))


def _like_a_path(name: str) -> bool:
    """Whether a field of that name could be taken for one inside another field."""
    return not name or "." in name or "[" in name


def _outline(value: dict[str, Any]) -> Outline:
    kinds: tuple[Any, ...] = tuple(map(type, value.values()))
    if places := _holding(kinds):
        # Only the few that hold something are looked at one by one.
        items, found = list(value.values()), list(kinds)
        for place in places:
            found[place] = kind_of(items[place])
        return (*value, None, *found)
    return (*value, None, *kinds)


@lru_cache(MAX_OUTLINES)
def _holding(kinds: tuple[type, ...]) -> tuple[int, ...]:
    """The places of lists and objects."""
    return tuple(place for place, kind in enumerate(kinds) if kind is dict or kind is list)


def kind_of(value: Any) -> Any:
    """What a value is: its type, or its outline if it holds others."""
    kind = type(value)
    if kind is dict:
        if "token" in value and "mask" in value:
            return PROTECTED
        return _outline(value)
    if kind is list:
        return frozenset(map(kind_of, value))
    return kind


def pairs_below(path: str, kind: Any) -> dict[tuple[str, str], None]:
    """The (path, type) pairs of a value of that kind at a path, each once."""
    return dict.fromkeys(_walk_value(path, kind))


def _walk(path: str, outline: Outline) -> Iterable[tuple[str, str]]:
    yield path, "object"
    middle = len(outline) // 2
    for key, kind in zip(outline[:middle], outline[middle + 1 :], strict=True):
        yield from _walk_value(f"{path}.{key}" if path else str(key), kind)


def _walk_value(path: str, kind: Any) -> Iterable[tuple[str, str]]:
    if isinstance(kind, tuple):
        yield from _walk(path, kind)
    elif isinstance(kind, frozenset):
        yield path, "array"
        for item in kind:
            yield from _walk_value(f"{path}[]", item)
    elif kind == PROTECTED:
        yield path, PROTECTED
    else:
        yield path, _type_name(kind)


def _type_name(kind: type) -> str:
    return _TYPES.get(kind, kind.__name__)


def _by_path(observed: Observed) -> dict[str, dict[str, int]]:
    paths: dict[str, dict[str, int]] = {}
    for (path, kind), records in observed.items():
        paths.setdefault(path, {})[kind] = records
    return paths


def _real(types: Mapping[str, int]) -> set[str]:
    return set(types) - {"null"}


def _joined(types: Mapping[str, int]) -> str:
    return "|".join(sorted(types))


def _parent(path: str) -> str:
    if path.endswith("[]"):
        return path[:-2]
    return path.rpartition(".")[0]


def _always_there(path: str, known: Mapping[str, Mapping[str, int]]) -> bool:
    if path == ROOT or path.endswith("[]"):
        return False
    parents = known.get(_parent(path), {}).get("object", 0)
    return ENOUGH_RECORDS <= parents <= sum(known[path].values())


def _holds_parent(path: str, seen: Mapping[str, Mapping[str, int]]) -> bool:
    return "object" in seen.get(_parent(path), {})
