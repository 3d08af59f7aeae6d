"""What the published version says of the identifiers that decisions name.

Reads only; a home that has published nothing yet answers that nothing is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from member_center.identity.decisions import Name
from member_center.serving.evidence import Evidence, open_evidence
from member_center.serving.links import Identifier
from member_center.serving.manifest import ServingError

DECISIONS_TABLE = "member_identity_decisions"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an identifier stands.

    Attributes:
        one_id: Its member, or None where it stands for none.
        status: As in `member_identifiers`.
    """

    one_id: str | None
    status: str


class PublishedIdentity:
    """Identifiers, members and decisions of one published version.

    Args:
        evidence: The open version, or None when nothing is published.
    """

    def __init__(self, evidence: Evidence | None) -> None:
        self.evidence = evidence
        self.place_of = cache(self._place_of)

    @property
    def version(self) -> str | None:
        """Its name."""
        return self.evidence.version if self.evidence else None

    def one_id_of(self, name: Name) -> str | None:
        """The member of an identifier, if it has one."""
        place = self.place_of(name)
        return place.one_id if place else None

    def identifier(self, name: Name) -> Identifier:
        """A named identifier, with its member."""
        return Identifier(identifier_id(name), *name, one_id=self.one_id_of(name))

    def size(self, one_id: str) -> int:
        """How many identifiers a member has."""
        return self._count("select count(*) from member_identifiers where one_id = ?", one_id)

    def links_of(self, name: Name) -> int:
        """How many kept links an identifier has."""
        return self._count(
            "select count(*) from member_identity_links"
            " where status = 'linked' and ? in (from_identifier_id, to_identifier_id)",
            identifier_id(name),
        )

    def scopes_of(self, kind: str) -> list[str]:
        """The scopes in which identifiers of a type are known."""
        rows = self._rows(
            "select distinct scope from member_identifiers where identifier_type = ? order by 1",
            kind,
        )
        return [row[0] for row in rows]

    def decision_states(self) -> dict[str, str]:
        """What became of each decision that the version was built with."""
        if not self._rows(
            "select 1 from information_schema.tables where table_name = ?", DECISIONS_TABLE
        ):
            return {}
        rows = self._rows(f"select decision_id, status from {DECISIONS_TABLE}")
        return {row[0]: row[1] for row in rows}

    def _place_of(self, name: Name) -> Place | None:
        rows = self._rows(
            "select one_id, status from member_identifiers where identifier_id = ?",
            identifier_id(name),
        )
        return Place(*rows[0]) if rows else None

    def _count(self, query: str, value: str) -> int:
        rows = self._rows(query, value)
        return int(rows[0][0]) if rows else 0

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        if self.evidence is None:
            return []
        return self.evidence.connection.execute(query, list(values)).fetchall()


@contextmanager
def published_identity(serving_dir: Path) -> Iterator[PublishedIdentity]:
    """Open the version that readers get now, if there is one.

    Args:
        serving_dir: The home's `serving/`.
    """
    with ExitStack() as stack:
        evidence = None
        with suppress(ServingError):
            evidence = stack.enter_context(open_evidence(serving_dir))
        yield PublishedIdentity(evidence)


def identifier_id(name: Name) -> str:
    """The text key of an identifier in the tables."""
    return hashlib.md5("|".join(name).encode(), usedforsecurity=False).hexdigest()
