"""Declared mappings: what a brand says about an export that synonyms alone do not understand.

A mapping is one YAML file in the mappings folder (``mappings/*.yml`` under the home, or
``OFFLINE_MAPPINGS``). The format is described in the package's docstring. Here it is read, checked
and matched against tables; nothing here reads a table.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from connectors.core.errors import FatalError
from connectors.offline.fields import FIELDS, HELPERS
from connectors.offline.kinds import KINDS, Kind
from connectors.offline.labels import Label, label
from connectors.offline.vocabulary import Columns, Vocabulary, meanings


def _texts(value: Any) -> Any:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else value


def _listed(value: Any) -> Any:
    return [str(value)] if isinstance(value, (str, int)) else value


Texts = Annotated[dict[str, str], BeforeValidator(_texts)]
Labels = Annotated[list[str], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Conditions(_Strict):
    """When a mapping applies; all that are given must hold.

    Attributes:
        file: Regular expression found in the file's path within the inbox.
        sheet: Regular expression found in the sheet's name.
        headers: Labels that must all be there.
    """

    file: str | None = None
    sheet: str | None = None
    headers: Labels = []

    @field_validator("file", "sheet")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from None
        return pattern


class ColumnRule(_Strict):
    """Where one canonical column is found, and in which unit its money is."""

    label: Labels
    unit: Literal["元", "万元", "分"] | None = None


class DeclaredMapping(_Strict):
    """One mapping file.

    Attributes:
        name: For messages; the file's name.
        kind: What the export is a list of.
        match: When the mapping applies.
        header_row: Row number of the header, as an editor shows it; found by itself if absent. 0:
            there is none, and the columns are called 1, 2, 3 ….
        encoding: How text is encoded, for files that ``match.file`` names.
        delimiter: What parts the cells of text, for such files; a blank for any number of blanks.
        columns: Canonical column to label, labels in precedence, or label and unit.
        values: Canonical column to what its codes mean, such as ``gender: {1: male, 2: female}``.
        constants: Canonical columns that the file does not have, such as the store.
        synonyms: Whether columns that are not declared are still found by synonyms.
        ignore: Take nothing from such tables and do not call them unknown.
    """

    name: str
    kind: Kind | None = None
    match: Conditions
    header_row: int | None = Field(default=None, ge=0)
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    columns: dict[str, ColumnRule] = {}
    values: dict[str, Texts] = {}
    constants: Texts = {}
    synonyms: bool = True
    ignore: bool = False

    @field_validator("columns", mode="before")
    @classmethod
    def _short_forms(cls, columns: Any) -> Any:
        if not isinstance(columns, Mapping):
            return columns
        return {
            name: rule if isinstance(rule, Mapping) else {"label": rule}
            for name, rule in columns.items()
        }

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, encoding: str | None) -> str | None:
        try:
            return encoding and codecs.lookup(encoding).name
        except LookupError:
            raise ValueError(f"{encoding!r} is no encoding that is known") from None

    @model_validator(mode="after")
    def _is_known_by_its_name(self) -> DeclaredMapping:
        without_labels = self.header_row == 0 or self.encoding or self.delimiter
        if without_labels and not self.match.file:
            raise ValueError("`match.file` must say which files are written so")
        return self

    def names(self, file: str) -> bool:
        """Whether it speaks for files of this name."""
        return not self.match.file or bool(re.search(self.match.file, file))

    def applies(self, file: str, sheet: str, rows: Iterable[Sequence[Label]]) -> bool:
        """Whether this mapping speaks for a table of that file, with one of those rows."""
        if not self.names(file):
            return False
        if self.match.sheet and not re.search(self.match.sheet, sheet):
            return False
        wanted = {label(text).key for text in self.match.headers}
        return not wanted or any(wanted <= {named.key for named in row} for row in rows)

    def vocabulary(self, shipped: Vocabulary) -> Vocabulary:
        """The shipped vocabulary with this file's declarations before it."""
        declared = meanings({name: rule.label for name, rule in self.columns.items()})
        kind: Kind = self.kind or "members"
        kept = {
            key: (name, rank + 1000)
            for key, (name, rank) in shipped.meanings[kind].items()
            if self.synonyms and name not in self.columns
        }
        return Vocabulary({**shipped.meanings, kind: {**kept, **declared}})

    def missing(self, columns: Columns) -> list[str]:
        """Declared columns that the table does not have."""
        return sorted(self.columns.keys() - columns.keys())


def load_mappings(folder: Path) -> list[DeclaredMapping]:
    """All mapping files of a folder, by name; none when the folder does not exist.

    Raises:
        FatalError: A file is no mapping; says which and where.
    """
    return [_load(path) for path in sorted(folder.glob("*.yml"))] if folder.is_dir() else []


def _load(path: Path) -> DeclaredMapping:
    try:
        content = yaml.safe_load(path.read_text("utf-8")) or {}
        mapping = DeclaredMapping.model_validate({"name": path.stem, **content})
        _check_names(mapping)
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as error:
        raise _broken(path, f"it is not readable as YAML ({type(error).__name__})") from error
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in found["loc"])
        raise _broken(path, f"`{place}`: {found['msg']}") from error
    except ValueError as error:
        raise _broken(path, str(error)) from error
    return mapping


def _check_names(mapping: DeclaredMapping) -> None:
    if mapping.kind is None:
        if not mapping.ignore:
            raise ValueError(f"`kind` is missing; one of {', '.join(KINDS)}")
        return
    if mapping.kind not in KINDS:
        raise ValueError(f"`kind` is {mapping.kind!r}; known: {', '.join(KINDS)}")
    known = FIELDS[mapping.kind].keys() | HELPERS[mapping.kind]
    for part in ("columns", "values", "constants"):
        if unknown := sorted(getattr(mapping, part).keys() - known):
            raise ValueError(f"`{part}` names {unknown[0]!r}; known: {', '.join(sorted(known))}")


def _broken(path: Path, what: str) -> FatalError:
    return FatalError(
        f"The mapping file {path.name} cannot be used: {what}.",
        variable="OFFLINE_MAPPINGS",
        next_step="Mend the file, or move it out of the mappings folder.",
    )
