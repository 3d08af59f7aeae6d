"""From what a person types to the identifier that a decision names, landed or not.

What is known is found in the published version; a member id stands for the identifier that it is
made from.
"""

from __future__ import annotations

from dataclasses import dataclass

from member_center.cli.console import CommandFailed
from member_center.cli.identity_phones import phone_of
from member_center.identity.decisions import Name
from member_center.identity.published import PublishedIdentity
from member_center.serving.lookup import MEMBER_ID, TYPED, Lookup, UnknownIdentifier

EVEN_IF_UNKNOWN = "--even-if-unknown"


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier, and how it was asked for.

    Attributes:
        name: Its full name.
        member_id: The member id that was given instead of it.
        mask: Of a phone that was given in clear, what people may see.
    """

    name: Name
    member_id: str | None = None
    mask: str | None = None


def find(text: str, published: PublishedIdentity, *, even_if_unknown: bool) -> Named:
    """The identifier that a person means.

    Raises:
        ServingError: Several identifiers fit.
        CommandFailed: None does, and an unknown one was not allowed or not named in full.
    """
    evidence = published.evidence
    if evidence is None:
        if not even_if_unknown:
            raise CommandFailed(
                "Nothing is published here yet, so no identifier is known. `mdc run` first, or"
                f" name it in full, as type@scope:value, with {EVEN_IF_UNKNOWN}."
            )
        return _unknown(text, published)
    try:
        subject = Lookup(evidence, phone_of).find(text)
    except UnknownIdentifier as error:
        if not even_if_unknown or MEMBER_ID.fullmatch(text.strip()):
            raise CommandFailed(
                f"{error} To decide about it before it lands, name it in full, as"
                f" type@scope:value, with {EVEN_IF_UNKNOWN}."
            ) from None
        return _unknown(text, published)
    found = subject.identifier
    name = Name(found.type, found.scope, found.value)
    return Named(name, subject.member_id, subject.mask)


def _unknown(text: str, published: PublishedIdentity) -> Named:
    """An identifier that nothing has named yet."""
    match = TYPED.fullmatch(text.strip())
    phone = phone_of(match[3] if match else text, bool(match and match[1] == "phone"))
    if phone is not None and (match is None or match[1] == "phone"):
        return Named(Name("phone", "", phone.token), mask=phone.mask)
    if match is None:
        raise CommandFailed(
            f"{text!r} is not known, so its type and scope must be told: type@scope:value, such as"
            " mp_openid@wx0123456789abcdef:oAbc…"
        )
    kind, scope, value = match[1], match[2], match[3].strip()
    if scope is None:
        scopes = published.scopes_of(kind)
        if len(scopes) != 1:
            known = f" {kind} is known of {', '.join(scopes)}." if scopes else ""
            raise CommandFailed(f"Of which account is {text!r}? Write {kind}@scope:value.{known}")
        scope = scopes[0]
    return Named(Name(kind, scope, value))
