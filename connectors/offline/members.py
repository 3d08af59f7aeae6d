"""Member lists: one record a card or customer.

The key of a record is not protected by the privacy guard, so nothing personal may stand in it: it
is the card number, or a keyed token of phone and name, or a keyed token of what never changes
about the row.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from connectors.core.stream import Record
from connectors.offline.cells import BadValue
from connectors.offline.dates import LUNAR, SHANGHAI
from connectors.offline.footer import Sums
from connectors.offline.layout import Layout, take_rest
from connectors.offline.rows import Facts, Notes, Token, Values
from connectors.offline.texts import split_phones

LASTING = ("name", "nickname", "gender", "birthday", "open_date", "open_store", "unionid")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)|@")
_LUNAR = (LUNAR, "阴历", "lunar")


class Members:
    """Makes member records of converted rows of one table."""

    def __init__(self, layout: Layout, facts: Facts, token: Token, notes: Notes) -> None:
        self._facts = facts
        self._token = token
        self._notes = notes
        self._seen: Counter[str] = Counter()
        self._constants = dict(layout.constants)
        if layout.header.platform:
            self._constants.setdefault("platform", layout.header.platform)
        if "open_store" not in layout.header.columns and (layout.header.store or facts.store):
            self._constants.setdefault("open_store", layout.header.store or facts.store or "")
        self._day = layout.header.day or facts.day
        places = layout.header.columns.get("birthday", ())
        self._birthday = layout.header.labels[places[0]].text if places else "birthday"

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one member; see ``rows.Kind``."""
        del sums
        if self._constants:
            values = {**self._constants, **values}
        _settle_birthday(values)
        if birthday := values.get("birthday"):
            self._notes.see(self._birthday, birthday)
        if "phone" in values:
            values["phone"], other = split_phones(values["phone"])
            if other:
                values["phone_other"] = other
        rest = take_rest(values)
        key = self._key(values)
        payload: dict[str, Any] = values
        if rest:
            payload["other"] = json.dumps(rest, ensure_ascii=False)
        payload["_file"] = self._facts.short
        payload["_row"] = row
        payload["_snapshot_date"] = self._day
        return Record(key, payload, _instant(values.get("open_date")))

    def _key(self, values: Values) -> str:
        if card := values.get("member_no"):
            personal = _PERSONAL_NUMBER.search(card)
            return self._token("text", f"card|{card}") if personal else card
        called = values.get("name") or values.get("nickname")
        if phone := values.get("phone"):
            return self._token("text", f"phone|{_digits(phone)}|{called or ''}")
        if not called:
            raise BadValue(
                "no card number, no phone and no name: nobody is meant by this row",
                "Add the card number, or take the row out.",
            )
        lasting = self._token("text", "row|" + "|".join(values.get(n, "") for n in LASTING))
        self._seen[lasting] += 1
        times = self._seen[lasting]
        return lasting if times == 1 else f"{lasting}-{times}"


def _settle_birthday(values: Values) -> None:
    """A lunar birthday is no calendar day and stands in a field of its own."""
    is_lunar = values.pop("birthday_calendar", "") in _LUNAR
    birthday = values.get("birthday", "")
    if birthday and (is_lunar or birthday.startswith(LUNAR)):
        del values["birthday"]
        values["birthday_lunar"] = LUNAR + birthday.removeprefix(LUNAR)


def _digits(phone: str) -> str:
    """The phone so that its usual spellings are one; masked ones keep their asterisks."""
    kept = re.sub(r"[^\d*]", "", phone)
    return kept[-11:] if re.fullmatch(r"(?:00)?86[\d*]{11}", kept) else kept


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
