"""What a trial of other rules must build, and which tables of the real warehouse serve as they are.

A staging table serves when its streams landed nothing since, and its own text and that of the
macros it uses are as they were. Identity itself is always built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Manifest = Mapping[str, Any]
WANTED = ("int_identity__map", "int_identity__links")
STAGING = "staging"


@dataclass(frozen=True, slots=True)
class Work:
    """What a trial does.

    Attributes:
        build: Names of models and seeds to build.
        reuse: Schema and name of the tables to take from the real warehouse.
        files: The files of all of them, relative to the project's folder.
    """

    build: tuple[str, ...]
    reuse: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def work(
    manifest: Manifest,
    before: Manifest,
    *,
    built: Mapping[str, str],
    landed: Mapping[str, str],
    tables: set[tuple[str, str]],
) -> Work:
    """Divide what identity stands on into what is built anew and what is taken as it is.

    Args:
        manifest: dbt's manifest of the project as it is now.
        before: The one that the warehouse was built with; may be empty.
        built: Fingerprint of the batches of each stream that the warehouse was built from.
        landed: Fingerprint of each stream's batches now.
        tables: Schema and name of every table of the real warehouse.
    """
    build: list[str] = []
    reuse: list[tuple[str, str]] = []
    files: list[str] = []
    for unique_id in sorted(_needed(manifest)):
        node = manifest["nodes"][unique_id]
        files.extend(_files(node))
        relation = (node["schema"], node["alias"])
        moved = any(built.get(one) != landed.get(one) for one in _streams(manifest, node))
        same = unique_id in before.get("nodes", {}) and _text(manifest, node) == _text(
            before, before["nodes"][unique_id]
        )
        if node["schema"] == STAGING and relation in tables and same and not moved:
            reuse.append(relation)
        else:
            build.append(node["name"])
    return Work(tuple(build), tuple(reuse), tuple(files))


def _needed(manifest: Manifest) -> set[str]:
    """The models and seeds that the wanted ones are made from, and these."""
    waiting = [key for key, node in manifest["nodes"].items() if node["name"] in WANTED]
    needed: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in manifest["nodes"] and key not in needed:
            needed.add(key)
            waiting.extend(manifest["nodes"][key]["depends_on"].get("nodes", ()))
    return needed


def _files(node: Mapping[str, Any]) -> Iterator[str]:
    """A model's text; a seed's rows and what says of which types they are."""
    yield node["original_file_path"]
    if node["resource_type"] == "seed":
        yield node["patch_path"].partition("://")[2]


def _streams(manifest: Manifest, node: Mapping[str, Any]) -> Iterator[str]:
    for key in node["depends_on"].get("nodes", ()):
        if source := manifest["sources"].get(key):
            yield f"{source['source_name']}.{source['name']}"


def _text(manifest: Manifest, node: Mapping[str, Any]) -> tuple[object, ...]:
    """Everything that says what a model's table holds, but for its data."""
    seen: set[str] = set()
    waiting = list(node["depends_on"].get("macros", ()))
    while waiting:
        key = waiting.pop()
        if key in manifest["macros"] and key not in seen:
            seen.add(key)
            waiting.extend(manifest["macros"][key]["depends_on"].get("macros", ()))
    macros = [manifest["macros"][key]["macro_sql"] for key in sorted(seen)]
    return node["checksum"], *macros
