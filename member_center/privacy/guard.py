"""The guard at the edge: personal data out of payloads before anything is written.

Declared paths become a token with a mask; what looks personal anywhere else becomes a token inside
its text. Clear values go to the vault and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol, Self, TypeVar, cast

import orjson

from member_center.privacy.errors import PrivacyError
from member_center.privacy.mask import mask
from member_center.privacy.normalise import Kind, normalise
from member_center.privacy.scrub import is_suspect, scrub_text, scrub_value
from member_center.privacy.tokens import PREFIXES, Tokeniser

REMEMBERED_VALUES = 65_536
PENDING_LIMIT = 20_000
SEARCHED_AT_ONCE = 64
NORMAL_FORM_KEPT = frozenset({"phone", "email", "id_number"})
PROTECTED_FIELDS = frozenset({"token", "mask", "status"})

Protected = dict[str, str | None]


class ProtectedPayloads(NamedTuple):
    """Payloads without clear personal data, and each of them as compact JSON.

    The text is empty for a payload that JSON cannot say as it is: half a surrogate pair, a number
    beyond 64 bits.
    """

    payloads: list[dict[str, Any]]
    texts: list[bytes]


class ValuesByCode(Protocol):
    """Of many payloads the values of one field: each once, and by payload which of them it is."""

    @property
    def values(self) -> Sequence[Any]:
        """The values; None stands for no such field."""
        ...

    @property
    def codes(self) -> Sequence[int]:
        """For each payload, the place of its value."""
        ...

    def __getitem__(self, place: int) -> Any:
        """The value in one payload."""
        ...

    def mapped(self, change: Callable[[Any], Any]) -> Self:
        """What a function makes of every value."""
        ...

    def with_values(self, changed: Mapping[int, Any]) -> Self:
        """The same with other values in some payloads."""
        ...


C = TypeVar("C", bound=ValuesByCode)


class _NotByColumns(Exception):
    """What the payloads hold cannot be said field by field."""


class ClearValues(Protocol):
    """Where clear values are kept; see ``member_center.privacy.vault.Vault``."""

    def put_many(self, values: Iterable[tuple[str, str, str]]) -> None:
        """Keep (token, kind, clear value) durably."""
        ...


@dataclass(slots=True)
class _Plan:
    """What to do below one point of a payload: replace it, or descend.

    `leaves` says it all in one line where no path goes deeper than the payload's own fields.
    """

    kind: Kind | None = None
    children: dict[str, _Plan] = field(default_factory=dict)
    items: _Plan | None = None
    leaves: tuple[tuple[str, Kind], ...] | None = None


class Guard:
    """Replaces personal data by tokens, the same value always by the same token.

    Args:
        token_key: Secret of at least 32 characters.
        key_version: Version of that secret.
        vault: Receives (token, kind, clear value) of everything replaced, at ``flush`` at the
            latest.
    """

    def __init__(self, token_key: str, key_version: int, vault: ClearValues) -> None:
        self._tokeniser = Tokeniser(token_key, key_version)
        self._vault = vault
        self._pending: list[tuple[str, str, str]] = []
        self._plans: dict[int, tuple[Mapping[str, str], _Plan]] = {}
        self._replacement = lru_cache(REMEMBERED_VALUES)(self._make_replacement)

    @property
    def key_proof(self) -> str:
        """Tells this token key from any other, for `Vault.expect_token_key`."""
        return self._tokeniser.proof

    def protect(self, payload: dict[str, Any], pii: Mapping[str, str]) -> dict[str, Any]:
        """Return a payload without clear personal data; the given one is not touched.

        Args:
            payload: JSON object as received.
            pii: JSON path to kind. Dots descend, ``[]`` means every item of a list.

        Returns:
            The payload with ``{"token", "mask", "status"}`` at the declared paths, and tokens in
            place of phones, e-mail addresses and ID numbers anywhere else.
        """
        [protected] = self.protect_all([payload], pii).payloads
        return protected

    def protect_all(
        self, payloads: Iterable[dict[str, Any]], pii: Mapping[str, str]
    ) -> ProtectedPayloads:
        """Protect many payloads of one kind at once, each as `protect` does."""
        plan = self._plan(pii)
        apply = self._apply_flat if plan.leaves is not None else self._apply
        applied = [apply(payload, plan) for payload in payloads]
        texts = _as_texts(applied)
        # One search over many texts costs a fraction of a search over each.
        for start in range(0, len(texts), SEARCHED_AT_ONCE):
            some = texts[start : start + SEARCHED_AT_ONCE]
            if not all(some) or is_suspect(b"\n".join(some)):
                for place in range(start, start + len(some)):
                    applied[place], texts[place] = self._scrubbed(applied[place], texts[place])
        return ProtectedPayloads(applied, texts)

    def protect_columns(
        self, fields: Sequence[tuple[str, C]], pii: Mapping[str, str]
    ) -> list[tuple[str, C]] | None:
        """Protect many payloads of one form, given field by field; every value is looked at once.

        Args:
            fields: Names, and for each the values of all payloads; None where one has no such
                field.
            pii: JSON path to kind.

        Returns:
            The same as `protect_all` would make of the payloads, or None where that cannot be said
            field by field: then they are to be protected one by one.
        """
        plan = self._plan(pii)
        if plan.leaves is None or is_suspect("\n".join(name for name, _ in fields).encode()):
            return None
        kinds = dict(plan.leaves)
        try:
            protected = [
                (name, column.mapped(partial(self._protected_or_none, kind)) if kind else column)
                for name, column in fields
                for kind in (kinds.get(name),)
            ]
            return self._scrubbed_columns(protected)
        except (TypeError, _NotByColumns):
            return None

    def protect_value(self, value: Any, kind: Kind) -> Any:
        """Replace one value of a kind; None and empty text become None."""
        if isinstance(value, str):
            return self._replacement(kind, value) if value.strip() else None
        if isinstance(value, list):
            return [self.protect_value(item, kind) for item in value]
        if isinstance(value, dict):
            if value.keys() == PROTECTED_FIELDS:
                return value
            return {name: self.protect_value(item, kind) for name, item in value.items()}
        return None if value is None else self._replacement(kind, str(value))

    def fingerprint(self, text: str) -> str:
        """Stand-in for a text in a key: 32 hex digits that tell nobody what it says."""
        return self._tokeniser.fingerprint(text)

    def scrub(self, text: str) -> str:
        """Replace phones, e-mail addresses and ID numbers inside a text by their tokens."""
        return scrub_text(text, self._token_in_text)

    def scrub_all(self, texts: Sequence[str]) -> Sequence[str]:
        """Scrub many texts; the same sequence comes back when there is nothing to replace."""
        if not is_suspect("\n".join(texts).encode("utf-8", "replace")):
            return texts
        return [self.scrub(text) for text in texts]

    def flush(self) -> None:
        """Hand what was replaced since the last call to the vault, durably.

        Call it before what ``protect`` returned is stored, so that every stored token can be
        revealed.
        """
        if self._pending:
            self._vault.put_many(self._pending)
            self._pending.clear()

    def _protected_or_none(self, kind: Kind, value: Any) -> Any:
        if value is None:
            return None
        protected = self.protect_value(value, kind)
        if protected is None:
            raise _NotByColumns
        return protected

    def _scrubbed_columns(self, fields: Sequence[tuple[str, C]]) -> list[tuple[str, C]]:
        """The columns, with what looks personal replaced in those payloads that hold such."""
        places = sorted(set().union(*(_suspects(column) for _, column in fields)))
        if not places:
            return list(fields)
        payloads = [
            {name: found for name, column in fields if (found := column[place]) is not None}
            for place in places
        ]
        scrubbed = [scrub_value(payload, self._token_in_text) for payload in payloads]
        if any(
            one.keys() != payload.keys() for one, payload in zip(scrubbed, payloads, strict=True)
        ):
            raise _NotByColumns
        return [
            (
                name,
                column.with_values(
                    {
                        place: new[name]
                        for place, old, new in zip(places, payloads, scrubbed, strict=True)
                        if column[place] is not None and new[name] != old[name]
                    }
                ),
            )
            for name, column in fields
        ]

    def _scrubbed(self, payload: dict[str, Any], text: bytes) -> tuple[dict[str, Any], bytes]:
        if not is_suspect(text or repr(payload).encode("utf-8", "replace")):
            return payload, text
        scrubbed = scrub_value(payload, self._token_in_text)
        return scrubbed, _as_text(scrubbed)

    def _token_in_text(self, kind: Kind, found: str) -> str:
        replacement = self._replacement(kind, found)
        return str(replacement["token"] or replacement["mask"])

    def _make_replacement(self, kind: Kind, raw: str) -> Protected:
        value, status = normalise(kind, raw)
        if not value:
            return {"token": None, "mask": "", "status": "invalid"}
        token = None
        if status != "masked":
            token = self._tokeniser.token(kind, value)
            clear = value if kind in NORMAL_FORM_KEPT else raw.strip()
            self._pending.append((token, kind, clear))
            if len(self._pending) >= PENDING_LIMIT:
                self.flush()
        return {"token": token, "mask": mask(kind, value, status), "status": status}

    def _apply_flat(self, payload: dict[str, Any], plan: _Plan) -> dict[str, Any]:
        copy = dict(payload)
        for name, kind in plan.leaves or ():
            value = copy.get(name)
            if type(value) is str:
                copy[name] = self._replacement(kind, value) if value.strip() else None
            elif value is not None:
                copy[name] = self.protect_value(value, kind)
        return copy

    def _apply(self, value: Any, plan: _Plan) -> Any:
        if plan.kind is not None:
            return self.protect_value(value, plan.kind)
        if isinstance(value, list):
            return [self._apply(item, plan.items or plan) for item in value]
        if isinstance(value, dict):
            copy = dict(value)
            for name, child in plan.children.items():
                if name in copy:
                    copy[name] = self._apply(copy[name], child)
            return copy if plan.items is None else self._apply(copy, plan.items)
        if isinstance(value, str) and value:
            return self.protect_value(value, "text")
        return value

    def _plan(self, pii: Mapping[str, str]) -> _Plan:
        known = self._plans.get(id(pii))
        if known is None or known[0] is not pii:
            known = self._plans[id(pii)] = (pii, _compile(pii))
        return known[1]


def _suspects(column: ValuesByCode) -> set[int]:
    """The places whose value may hold something personal."""
    if not is_suspect(orjson.dumps(column.values)):
        return set()
    codes = {code for code, value in enumerate(column.values) if is_suspect(orjson.dumps(value))}
    return {place for place, code in enumerate(column.codes) if code in codes}


def _as_texts(payloads: Sequence[Any]) -> list[bytes]:
    try:
        return list(map(orjson.dumps, payloads))
    except TypeError:
        return list(map(_as_text, payloads))


def _as_text(payload: Any) -> bytes:
    try:
        return orjson.dumps(payload)
    except TypeError:
        return b""


def _compile(pii: Mapping[str, str]) -> _Plan:
    root = _Plan()
    for path, kind in pii.items():
        if kind not in PREFIXES:
            raise PrivacyError(
                f"The path {path} is declared as {kind!r}, which is no kind of personal data."
                f" Use one of {', '.join(PREFIXES)}."
            )
        plan = root
        for step in path.replace("[]", ".[]").split("."):
            if step == "[]":
                plan.items = plan.items or _Plan()
                plan = plan.items
            else:
                plan = plan.children.setdefault(step, _Plan())
        plan.kind = cast(Kind, kind)
    flat = [(name, child.kind) for name, child in root.children.items() if _is_leaf(child)]
    if root.items is None and len(flat) == len(root.children):
        root.leaves = tuple(cast(list[tuple[str, Kind]], flat))
    return root


def _is_leaf(plan: _Plan) -> bool:
    return plan.kind is not None and not plan.children and plan.items is None
