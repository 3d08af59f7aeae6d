"""How single values are written: money, dates, phones and guards, column by column.

Every function takes an array and returns a list of texts. Values that occur often (prices, days)
are spelled once each. What a column is called and which spelling a system uses is decided in
`members.py` and `sales.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from sandbox.platforms.calendar import OFFSET
from sandbox.platforms.columns import Ints, pick

SERIAL_EPOCH_DAYS = 25_569
"""Days from Excel's day zero, 1899-12-30, to 1970-01-01."""


def each(values: Ints, spell: Callable[[int], str]) -> list[str]:
    """Spell an array by spelling each different value once."""
    different, place = np.unique(values, return_inverse=True)
    spelled = [spell(value) for value in different.tolist()]
    return [spelled[one] for one in place.tolist()]


def chosen(texts: Sequence[str], places: Ints) -> list[str]:
    """Return the text at each place; nothing for a place below 0."""
    return [texts[place] if place >= 0 else "" for place in places.tolist()]


def plain(values: Ints) -> list[str]:
    """Write whole numbers."""
    return list(map(str, values.tolist()))


def present(values: Ints) -> list[str]:
    """Write whole numbers; nothing for those below 0."""
    return [str(value) if value >= 0 else "" for value in values.tolist()]


def yuan(fen: Ints) -> list[str]:
    """Write money as `1234.50`."""
    return each(fen, lambda value: f"{_sign(value)}{abs(value) // 100}.{abs(value) % 100:02d}")


def grouped(fen: Ints) -> list[str]:
    """Write money as `1,234.50`."""
    return each(fen, lambda value: f"{_sign(value)}{abs(value) // 100:,}.{abs(value) % 100:02d}")


def with_sign(fen: Ints) -> list[str]:
    """Write money as `¥1,234.50`, negative as `-¥1,234.50`."""
    return each(fen, lambda value: f"{_sign(value)}¥{abs(value) // 100:,}.{abs(value) % 100:02d}")


def moments(instants: Ints) -> list[str]:
    """Write instants as Beijing time, `2026-03-01 09:30:00`; nothing for those below 0."""
    local = np.where(instants >= 0, instants + OFFSET, 0).astype("datetime64[s]")
    texts = [text.replace("T", " ") for text in np.datetime_as_string(local).tolist()]
    return [text if at >= 0 else "" for text, at in zip(texts, instants.tolist(), strict=True)]


def days(instants: Ints, separator: str = "-") -> list[str]:
    """Write the Shanghai day of instants, `2026-03-01` or `2026/3/1`; nothing below 0."""
    numbers = np.where(instants >= 0, (instants + OFFSET) // 86_400, np.iinfo(np.int64).min)
    return day_numbers(numbers, separator)


def day_numbers(numbers: Ints, separator: str = "-") -> list[str]:
    """Write days since 1970; with `-` as `2026-03-01`, with another separator unpadded."""

    def spell(number: int) -> str:
        if number == np.iinfo(np.int64).min:
            return ""
        written = str(np.datetime64(number, "D"))
        if separator == "-":
            return written
        return separator.join(part.lstrip("0") for part in written.split("-"))

    return each(numbers, spell)


def serials(instants: Ints) -> list[float]:
    """Return instants as the numbers Excel keeps dates in, Beijing time."""
    days_since: list[float] = ((instants + OFFSET) / 86_400 + SERIAL_EPOCH_DAYS).tolist()
    return days_since


def careless_phones(phones: list[str], rows: Ints) -> list[str]:
    """Write some full mobile numbers as people type them: grouped, prefixed, with a dash."""
    habits = pick(rows, 31) // 10_000
    return [
        _typed(phone, habit) if len(phone) == 11 else phone
        for phone, habit in zip(phones, habits.tolist(), strict=True)
    ]


def guarded(texts: list[str]) -> list[str]:
    """Put an apostrophe before each text, as people do to keep Excel from guessing."""
    return [f"'{text}" if text else "" for text in texts]


def as_formula(texts: list[str]) -> list[str]:
    """Wrap each text as `="…"`, as some programs do for the same reason."""
    return [f'="{text}"' if text else "" for text in texts]


def scientific(numbers: list[str]) -> list[str]:
    """Write numbers as Excel shows and saves them when a column is narrow: `1.99E+10`."""
    digits = [re.sub(r"\D|^\+86", "", number) for number in numbers]
    return [f"{int(number):.2E}" if number else "" for number in digits]


def _typed(phone: str, habit: int) -> str:
    if habit < 4:
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    if habit < 7:
        return f"+86 {phone}"
    return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}" if habit < 9 else phone


def _sign(value: int) -> str:
    return "-" if value < 0 else ""
