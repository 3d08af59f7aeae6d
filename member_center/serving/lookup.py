"""Who is meant: from what a person types to one identifier of the published version.

A member id is made from an identifier, so an id that no member carries any more still names that
identifier, and through it the present member. A clear phone number is only ever compared as its
token, which the caller makes; this module has no keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from member_center.serving.evidence import Evidence
from member_center.serving.links import Identifier
from member_center.serving.manifest import ServingError

MEMBER_ID = re.compile(r"m_([0-9a-f]{20})")
SHORTENED = re.compile(r"([^…]*)(?:…|\.\.\.)([^…]*)")
TYPED = re.compile(r"([a-z][a-z0-9_]*)(?:@([^:]+))?:(.+)", re.DOTALL)
MOST_CANDIDATES = 10
REDIRECTS = "member_identity_redirects"
COLUMNS = """
    identifier_id, identifier_type, scope, value, one_id, status, sources, record_count,
    first_seen_at, last_seen_at
"""
ELDEST_FIRST = "first_landed_seq, first_landed_position, identifier_id"


class UnknownIdentifier(ServingError):
    """No identifier of the version is the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A clear phone number as it may be seen: its token, and its mask."""

    token: str
    mask: str


PhoneOf = Callable[[str, bool], Phone | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an identifier stands in the published version; times are naive UTC."""

    identifier: Identifier
    status: str
    sources: str
    record_count: int
    first_seen_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What was asked for, and what it turned out to be.

    Attributes:
        standing: The identifier; of a member id, the one from which the id is made.
        member_id: The member id that was asked for, if it was one.
        mask: Of a clear phone number that was asked for, what people may see of it.
    """

    standing: Standing
    member_id: str | None = None
    mask: str | None = None

    @property
    def identifier(self) -> Identifier:
        """The identifier that was meant."""
        return self.standing.identifier

    @property
    def is_former(self) -> bool:
        """Whether it was asked for by a member id that its member does not carry."""
        return self.member_id not in (None, self.identifier.one_id)


class Lookup:
    """Finds identifiers of one published version.

    Args:
        evidence: The version, opened.
        phone_of: Makes a clear phone number into its token and mask; the second argument says
            that the text is declared to be a phone, otherwise None is the answer to what is none.
    """

    def __init__(self, evidence: Evidence, phone_of: PhoneOf) -> None:
        self._evidence = evidence
        self._phone_of = phone_of

    def find(self, text: str) -> Subject:
        """The one identifier that a person means.

        Args:
            text: A member id (`m_…`), a value, `type:value` or `type@scope:value`. A value may
                be shortened the way it is shown, with `…` or `...` in the middle.

        Raises:
            UnknownIdentifier: There is none of that kind.
            ServingError: There are several; lists these.
        """
        text = text.strip()
        if MEMBER_ID.fullmatch(text):
            return self._by_member_id(text)
        kind, scope, value = self._parts(text)
        found = self._by_value(kind, scope, value)
        phone = None
        if not found and (phone := self._phone_of(value, kind == "phone")):
            found = self._by_value(kind, scope, phone.token)
        mask = phone.mask if phone else None
        if not found:
            raise UnknownIdentifier(self._unknown(kind, mask or value, phone))
        if len(found) > 1:
            raise ServingError(_ambiguous(mask or value, found))
        return Subject(found[0], mask=mask)

    def members(self, one_id: str) -> list[Standing]:
        """All identifiers of a member, eldest first."""
        return self._standings(f"one_id = ? order by {ELDEST_FIRST}", [one_id])

    def masks(self, one_id: str) -> str:
        """Masked name and phone of a member, as `dim_members` has them; may be empty."""
        row = self._evidence.connection.execute(
            "select name_masked, phone_masked from dim_members where one_id = ?", [one_id]
        ).fetchone()
        return " ".join(part for part in row or () if part)

    def _by_member_id(self, member_id: str) -> Subject:
        digits = member_id.removeprefix("m_")
        made_from = "(left(md5(concat(identifier_type, '|', scope, '|', value)), 20) = ?)"
        found = self._standings(
            f"""
            {made_from} or one_id = ?
            order by one_id is not distinct from ? desc, {made_from} desc, {ELDEST_FIRST} limit 1
            """,
            [digits, member_id, member_id, digits],
        )
        if not found and (today := self._redirected(member_id)):
            found = self._standings(f"one_id = ? order by {ELDEST_FIRST} limit 1", [today])
        if not found:
            raise UnknownIdentifier(
                f"No member ever had the id {member_id}: no identifier of version"
                f" {self._evidence.version} makes it. Look at `one_id` in dim_members."
            )
        return Subject(found[0], member_id=member_id)

    def _redirected(self, member_id: str) -> str | None:
        """What an id is called today whose identifier is not in this version any more."""
        if not self._evidence.has(REDIRECTS):
            return None
        row = self._evidence.connection.execute(
            f"select one_id from {REDIRECTS} where old_one_id = ?", [member_id]
        ).fetchone()
        return row[0] if row else None

    def _parts(self, text: str) -> tuple[str | None, str | None, str]:
        """Type, scope and value of a text; a prefix counts as a type only if there is such one."""
        match = TYPED.fullmatch(text)
        if match and match[1] in self._types():
            return match[1], match[2], match[3].strip()
        return None, None, text

    def _by_value(self, kind: str | None, scope: str | None, value: str) -> list[Standing]:
        shortened = SHORTENED.fullmatch(value)
        if shortened:
            start, end = shortened[1], shortened[2]
            condition = "starts_with(value, ?) and ends_with(value, ?) and length(value) >= ?"
            values: list[object] = [start, end, len(start) + len(end)]
        else:
            condition, values = "(value = ? or identifier_id = ?)", [value, value]
        for column, wanted in (("identifier_type", kind), ("scope", scope)):
            if wanted is not None:
                condition += f" and {column} = ?"
                values.append(wanted)
        return self._standings(
            f"{condition} order by identifier_type, scope, value limit {MOST_CANDIDATES + 1}",
            values,
        )

    def _standings(self, where: str, values: list[object]) -> list[Standing]:
        rows = self._evidence.connection.execute(
            f"select {COLUMNS} from member_identifiers where {where}", values
        ).fetchall()
        return [Standing(Identifier(*row[:5]), *row[5:]) for row in rows]

    def _types(self) -> list[str]:
        rows = self._evidence.connection.execute(
            "select distinct identifier_type from member_identifiers order by 1"
        ).fetchall()
        return [row[0] for row in rows]

    def _unknown(self, kind: str | None, seen: str, phone: Phone | None) -> str:
        message = f"Version {self._evidence.version} has no {kind or 'identifier'} {seen!r}."
        if phone:
            return (
                f"{message} Phones are compared as tokens: with another MDC_TOKEN_KEY than the"
                " home's, none is ever found. What landed since shows after the next `mdc run`."
            )
        return (
            f"{message} Check the spelling; types are {', '.join(self._types())}. What landed"
            " since shows after the next `mdc run`."
        )


def _ambiguous(seen: str, found: list[Standing]) -> str:
    shown = [
        f"  {one.type}@{one.scope}:{one.short}" if one.scope else f"  {one.type}:{one.short}"
        for one in (standing.identifier for standing in found[:MOST_CANDIDATES])
    ]
    more = ["  … and more"] if len(found) > MOST_CANDIDATES else []
    head = f"{seen!r} is the value of several identifiers. Ask for one of them, as type@scope:value"
    return "\n".join([f"{head} with the whole value:", *shown, *more])
