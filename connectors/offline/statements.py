"""Ledgers of points and of stored value: one record a change of somebody's account.

Such statements carry no number of their own as a rule, and people export overlapping stretches. As
with sales lines the key says what the entry is (whose, when, what, how much, the balance after it)
and how often it has occurred in its file, so an entry lands once and genuine twins are kept.
Whether balances add up is not asked here.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal

from connectors.core.stream import Record
from connectors.offline.cells import BadValue
from connectors.offline.footer import Sums
from connectors.offline.kinds import DECLARED
from connectors.offline.layout import Layout, take_rest
from connectors.offline.numbers import plain, yuan
from connectors.offline.occurrences import Occurrences
from connectors.offline.rows import Facts, Notes, Token, Values
from connectors.offline.times import MINUTE, beijing_instant, whole_moment

WHOSE_MISSING = BadValue(
    "nobody is named: the entry lands without a member",
    "Export with the card number (会员卡号), or write 会员卡号:… above the header or into the "
    "file's name, or give it as a constant in a mapping file.",
)
_IN_NAME = re.compile(
    r"(?:会员卡号|会员号|会员|卡号|card)[-_ ]?([A-Za-z0-9]*\d{4}[A-Za-z0-9]*)", re.IGNORECASE
)
_PERSONAL = re.compile(r"^1[3-9]\d{9}$|^\d{17}[\dXx]$")
_TOLD_BY_BALANCE = ("change", "balance_after")
_TOLD_BY_WORDS = ("store", "type", "change", "order_no")
"""What tells an entry from others of its minute: the balance after it, or else what it says."""


class Statements:
    """Makes ledger records of converted rows of one table.

    Args:
        layout: How the table is read.
        facts: About the file.
        token: Keyed token of a clear value; keys must not be personal.
        notes: Collects what was noticed.
        occurrences: Shared by the tables of one file.
    """

    def __init__(
        self, layout: Layout, facts: Facts, token: Token, notes: Notes, occurrences: Occurrences
    ) -> None:
        self._facts = facts
        self._token = token
        self._notes = notes
        self._occurrences = occurrences
        declared = DECLARED[layout.header.kind]
        self._is_money = declared.columns["change"].form == "money"
        self._spends = re.compile("|".join(declared.spends))
        self._gives_back = re.compile("|".join(declared.gives_back))
        self._constants = {**_from_title(layout, facts), **layout.constants}

    def record(self, values: Values, row: int, sums: Sums) -> Record:
        """The record of one change; see ``rows.Kind``."""
        rest = take_rest(values)
        values = {**self._constants, **values}
        at = values.get("changed_at") or values.get("settled_at") or values.get("requested_at")
        if not at:
            raise BadValue("no time of the change", "Export with the time (操作时间).")
        values["changed_at"] = whole_moment(at)
        self._settle_change(values, sums)
        if not values.keys() & {"member_no", "phone", "name", "nickname"}:
            self._notes.add("会员卡号", WHOSE_MISSING, row)
        key, occurrence = self._key(values)
        if rest:
            values["other"] = json.dumps(rest, ensure_ascii=False)
        payload = {
            **values,
            "_file": self._facts.short,
            "_row": row,
            "_occurrence": occurrence,
        }
        return Record(key, payload, beijing_instant(values["changed_at"]))

    def _settle_change(self, values: Values, sums: Sums) -> None:
        gained, spent = values.pop("gained", None), values.pop("spent", None)
        points, traded = values.pop("points", None), values.pop("traded", None)
        if traded and not values.keys() & {"change", "principal_change"}:
            values["principal_change" if "gift_change" in values else "change"] = traded
        if "change" not in values:
            if gained or spent:
                amount = abs(Decimal(gained or 0)) - abs(Decimal(spent or 0))
            elif points:
                amount = Decimal(points)
            elif values.keys() & {"principal_change", "gift_change"}:
                amount = Decimal(values.get("principal_change", 0))
                amount += Decimal(values.get("gift_change", 0))
            else:
                raise BadValue("no amount of the change", "Export with the change (变动金额).")
            values["change"] = self._written(amount)
        if self._is_unsigned_spending(values):
            for name in ("change", "principal_change", "gift_change"):
                value = values.get(name, "")
                if value.strip("0."):
                    sums.correct(name, -2 * Decimal(value))
                    values[name] = f"-{value}"

    def _is_unsigned_spending(self, values: Values) -> bool:
        """Whether an amount without a sign was taken away: by the balances, or by the kind."""
        change = values["change"]
        if change.startswith("-") or not change.strip("0."):
            return False
        before, after = values.get("balance_before"), values.get("balance_after")
        if before and after and Decimal(before) != Decimal(after):
            return Decimal(after) < Decimal(before)
        said = values.get("type", "")
        return bool(self._spends.search(said)) and not self._gives_back.search(said)

    def _written(self, amount: Decimal) -> str:
        return yuan(amount) if self._is_money else plain(amount)

    def _key(self, values: Values) -> tuple[str, int]:
        whose = self._whose(values)
        if entry := values.get("entry_no"):
            return _hash("entry", entry, whose, values["changed_at"]).hex()[:32], 1
        if asked := values.get("requested_at"):  # settled later: the same request, another state
            said = _hash("request", asked, whose, values["change"], values.get("order_no", ""))
        else:
            parts = _TOLD_BY_BALANCE if "balance_after" in values else _TOLD_BY_WORDS
            told = (values.get(name, "") for name in parts)
            said = _hash(whose, values["changed_at"][:MINUTE], *told)
        return self._occurrences.number(said)

    def _whose(self, values: Values) -> str:
        card = values.get("member_no")
        if card and not _PERSONAL.match(card):
            return card
        personal = card or re.sub(r"\D", "", values.get("phone", "")) or values.get("name", "")
        return self._token("text", f"account|{personal}") if personal else ""


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def _from_title(layout: Layout, facts: Facts) -> dict[str, str]:
    """Whose statement it is, where that stands above the header or in the file's name only."""
    found: dict[str, str] = {}
    columns = layout.header.columns
    if not columns.keys() & {"member_no", "phone"}:
        found |= {name: said for name, said in layout.header.whose.items() if name not in columns}
        if "member_no" not in found and (named := _IN_NAME.search(facts.shown)):
            found["member_no"] = named[1]
    store = layout.header.store or facts.store
    if store and "store" not in columns:
        found["store"] = store
    return found
