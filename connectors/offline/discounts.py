"""Discounts as tills write them: yuan taken off, or a rate (0.85, 8.5折, 85 %, 15 % off).

One word, 折扣, stands above both. A line that names its price tells which it is: the reading under
which price, quantity, discount and amount agree. Here a line's discount becomes yuan, and an amount
that is missing is worked out; signs and everything else about a line is the business of ``sales``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from connectors.offline.labels import label
from connectors.offline.layout import Layout

_CENT = Decimal("0.01")
_ROUNDED_AWAY = Decimal("0.001")  # tills round the price of a piece, then multiply it
_ONE, _TEN, _HUNDRED = Decimal(1), Decimal(10), Decimal(100)
_NET_PRICES = frozenset(["折后单价", "实售价", "成交单价", "成交价"])
_IN_YUAN = re.compile(r"金额|额$|^优惠$|amount$")


class Settled(NamedTuple):
    """What a line brought and what was taken off, both without sign; None where nothing tells."""

    amount: Decimal | None
    discount: Decimal | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What the labels of a table say about its discounts.

    Attributes:
        is_yuan: The discount is money (折扣金额), whatever number stands there.
        is_share_off: A rate is what comes off (discount 0.2), not what is left to pay (折扣 0.8).
        is_net_price: The price is the one after the discount.
    """

    is_yuan: bool = False
    is_share_off: bool = False
    is_net_price: bool = False

    @classmethod
    def of(cls, layout: Layout) -> Wording:
        """The wording of a table's header."""
        said = {column.name: label(column.label).key for column in layout.columns}
        off, rate = said.get("discount", ""), said.get("discount_rate", "")
        return cls(
            bool(_IN_YUAN.search(off)),
            (rate or off or "折").isascii(),
            said.get("unit_price") in _NET_PRICES,
        )

    def settle(
        self, gross: Decimal | None, amount: Decimal | None, off: str | None, rate: str | None
    ) -> Settled:
        """What a line brought and what was taken off, in yuan.

        Args:
            gross: Price times quantity, without sign; None without a price.
            amount: What was paid, without sign; None if the line does not say.
            off: The number in the column of discounts.
            rate: What is certainly a rate.
        """
        if amount is None:
            return self._without_amount(gross, off, rate)
        if rate is not None:
            return Settled(amount, self._by_rate(gross, amount, rate))
        if off is None or gross is None or self.is_yuan:
            return Settled(amount, _number(off))
        found, given = gross - amount, Decimal(off)
        rounding = max(_CENT, gross * _ROUNDED_AWAY)
        if abs(found - abs(given)) > _CENT and any(
            abs(gross * share - amount) <= rounding for share in _shares(abs(given))
        ):
            return Settled(amount, found)
        return Settled(amount, given)

    def _by_rate(self, gross: Decimal | None, amount: Decimal, rate: str) -> Decimal | None:
        if gross is not None and not self.is_net_price and gross >= amount:
            return gross - amount
        share = self._share(rate)
        return _rounded(amount / share - amount) if share else None

    def _without_amount(self, gross: Decimal | None, off: str | None, rate: str | None) -> Settled:
        if gross is None or self.is_net_price:
            return Settled(gross, _number(off))
        if rate is None and off is not None and not self.is_yuan and 0 < abs(Decimal(off)) <= _ONE:
            rate = off
        if rate is not None:
            amount = _rounded(gross * self._share(rate))
            return Settled(amount, gross - amount)
        given = _number(off)
        return Settled(max(gross - abs(given or Decimal(0)), Decimal(0)), given)

    def _share(self, rate: str) -> Decimal:
        """The share of the price that is left to pay."""
        number = Decimal(rate.removesuffix("%"))
        if rate.endswith("%"):
            number /= _HUNDRED
        elif number > _ONE:
            number /= _TEN if number <= _TEN else _HUNDRED
        return _ONE - number if self.is_share_off and number < _ONE else number


def _shares(number: Decimal) -> Sequence[Decimal]:
    """What a bare number may say is left to pay, if it is a rate."""
    return [share for share in _readings(number) if 0 <= share <= _ONE]


def _readings(number: Decimal) -> Iterator[Decimal]:
    if number <= _ONE:
        yield from (number, _ONE - number)
    else:
        yield from (number / _TEN, number / _HUNDRED, _ONE - number / _HUNDRED)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
